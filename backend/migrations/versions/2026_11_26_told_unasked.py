"""conversations: when something came unasked that no answer has followed; messages: whether that was seen last

Who wanted none of all reminders has withdrawn the consent to them: one row says so, not two.
"""

import sqlalchemy as sa
from alembic import op

revision = "f2c60d9a41b8"
down_revision = "f2c9d58a16e4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chat_sessions", sa.Column("told_unasked_at", sa.DateTime(timezone=True)))
    after_notice = sa.Column("after_notice", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    op.add_column("messages", after_notice)
    op.execute("""
        update consents set withdrawn_at = out.at from notice_opt_outs as out
        where out.person_id = consents.person_id and out.topic = '*'
          and purpose = 'reminders' and withdrawn_at is null and given_at <= out.at
    """)
    op.execute("""
        delete from person_facts using notice_opt_outs as out
        where out.person_id = person_facts.person_id and out.topic = '*' and purpose = 'reminders'
          and not exists (select from consents where consents.person_id = person_facts.person_id
                          and consents.purpose = 'reminders' and withdrawn_at is null)
    """)
    op.execute("delete from notice_opt_outs where topic = '*'")


def downgrade() -> None:
    op.drop_column("messages", "after_notice")
    op.drop_column("chat_sessions", "told_unasked_at")
