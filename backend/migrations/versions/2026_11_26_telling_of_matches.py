"""telling of matches: the edition a change took the place of, and who is told of changes at all"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "f3a90c5b7d18"
down_revision = "e81b6d24f07a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("policy_changes", sa.Column("before", postgresql.JSONB(), nullable=True))
    op.create_table(
        "match_beginnings",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("talent_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_match_beginnings_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "talent_id", name=op.f("pk_match_beginnings")),
    )


def downgrade() -> None:
    op.drop_table("match_beginnings")
    op.drop_column("policy_changes", "before")
