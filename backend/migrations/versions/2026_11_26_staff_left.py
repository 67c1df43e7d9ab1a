"""members of staff leave"""

import sqlalchemy as sa
from alembic import op

revision = "e58a1d3f06b7"
down_revision = "e5b1790c64da"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff_members", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("staff_members", "left_at")
