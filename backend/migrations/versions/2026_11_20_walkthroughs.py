"""walkthroughs"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a4c9e01d7b36"
down_revision = "9b1d2c64e7f3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "walkthroughs",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("have", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_walkthroughs_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_walkthroughs")),
    )


def downgrade() -> None:
    op.drop_table("walkthroughs")
