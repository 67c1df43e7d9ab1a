"""conversations: whether something came unasked since the last answer; messages: whether that was seen last

Who wanted none of all reminders has withdrawn the consent to them: one row says so, not two.
"""

import sqlalchemy as sa
from alembic import op

revision = "f2c60d9a41b8"
down_revision = "e81b6d24f07a"
branch_labels = None
depends_on = None

_COLUMNS = (("chat_sessions", "told_unasked"), ("messages", "after_notice"))


def upgrade() -> None:
    for table, name in _COLUMNS:
        op.add_column(table, sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.execute("""
        update consents set withdrawn_at = out.at from notice_opt_outs as out
        where out.person_id = consents.person_id and out.topic = '*'
          and purpose = 'reminders' and withdrawn_at is null and given_at <= out.at
    """)
    op.execute("delete from notice_opt_outs where topic = '*'")


def downgrade() -> None:
    for table, name in _COLUMNS:
        op.drop_column(table, name)
