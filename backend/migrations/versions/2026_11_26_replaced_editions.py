"""policy_changes: the edition a change took the place of, to tell people what it said before"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "f3a90c5b7d18"
down_revision = "e81b6d24f07a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("policy_changes", sa.Column("before", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("policy_changes", "before")
