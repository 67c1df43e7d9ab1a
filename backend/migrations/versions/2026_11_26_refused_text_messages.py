"""whatever somebody was sent is found by the person, whether it counts against the caps or not"""

from alembic import op
from sqlalchemy import text

revision = "e5b1790c64da"
down_revision = "d47c02e9b8a1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_notice_sends_person_id_at"), "notice_sends", ["person_id", "at"])
    op.drop_index("ix_notice_sends_counted", "notice_sends")


def downgrade() -> None:
    op.create_index("ix_notice_sends_counted", "notice_sends", ["person_id", "at"], postgresql_where=text("counted"))
    op.drop_index(op.f("ix_notice_sends_person_id_at"), "notice_sends")
