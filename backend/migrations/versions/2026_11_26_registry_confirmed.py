"""registry: who has confirmed an entry by its document; when the figures of a policy change were counted"""

import sqlalchemy as sa
from alembic import op

revision = "a51c7be30d92"
down_revision = "a61f3c8d27e5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("talents", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("talents", sa.Column("wrong_tries", sa.SmallInteger(), server_default="0", nullable=False))
    counted = sa.Column("counted_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
    op.add_column("policy_changes", counted)
    op.execute("update policy_changes set counted_at = found_at")


def downgrade() -> None:
    op.drop_column("policy_changes", "counted_at")
    op.drop_column("talents", "wrong_tries")
    op.drop_column("talents", "confirmed_at")
