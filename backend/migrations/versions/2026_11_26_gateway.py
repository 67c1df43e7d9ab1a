"""gateway: messages once by their key, turns on a lease, replies without a message"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c3d81f5e2a90"
down_revision = "a4c9e01d7b36"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("chat_sessions", sa.Column("turn_holder", sa.Uuid(), nullable=True))
    op.add_column("chat_sessions", sa.Column("turn_until", INSTANT, nullable=True))
    op.add_column("chat_sessions", sa.Column("human_since", INSTANT, nullable=True))
    op.add_column(
        "chat_sessions", sa.Column("seen_reply_id", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    _messages()
    _replies()


def _messages() -> None:
    op.add_column("messages", sa.Column("key", sa.String(length=100), nullable=True))
    op.execute("update messages set key = id::text")
    op.alter_column("messages", "key", nullable=False)
    op.add_column("messages", sa.Column("kind", sa.String(length=20), server_default="text", nullable=False))
    empty = sa.text("'[]'")
    op.add_column(
        "messages", sa.Column("withheld", postgresql.JSONB(astext_type=sa.Text()), server_default=empty, nullable=False)
    )
    op.add_column("messages", sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("messages", sa.Column("not_before", INSTANT, nullable=True))
    op.add_column("messages", sa.Column("excused_at", INSTANT, nullable=True))
    # Nobody waits any more for an answer to what was said before.
    op.drop_constraint("ck_messages_status", "messages")
    op.execute("update messages set status = 'failed' where status = 'waiting'")
    op.create_check_constraint("status", "messages", "status in ('waiting', 'answered', 'failed', 'human')")
    op.create_unique_constraint(op.f("uq_messages_session_id_key"), "messages", ["session_id", "key"])
    waiting = sa.text("status = 'waiting'")
    op.create_index("ix_messages_waiting", "messages", ["session_id", "id"], postgresql_where=waiting)


def _replies() -> None:
    op.add_column("replies", sa.Column("session_id", sa.Uuid(), nullable=True))
    op.execute("update replies set session_id = m.session_id from messages m where m.id = replies.message_id")
    op.alter_column("replies", "session_id", nullable=False)
    op.create_foreign_key(
        op.f("fk_replies_session_id_chat_sessions"),
        "replies",
        "chat_sessions",
        ["session_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.alter_column("replies", "message_id", nullable=True)
    op.alter_column("replies", "created_at", server_default=sa.text("clock_timestamp()"))
    op.add_column("replies", sa.Column("speaker", sa.String(length=10), server_default="assistant", nullable=False))
    op.create_check_constraint("speaker", "replies", "speaker in ('assistant', 'staff', 'notice')")
    op.create_index(op.f("ix_replies_session_id_id"), "replies", ["session_id", "id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_replies_session_id_id"), "replies")
    op.execute("delete from replies where message_id is null")
    op.drop_column("replies", "speaker")
    op.alter_column("replies", "created_at", server_default=sa.text("now()"))
    op.alter_column("replies", "message_id", nullable=False)
    op.drop_column("replies", "session_id")
    op.drop_index("ix_messages_waiting", "messages")
    op.drop_constraint("ck_messages_status", "messages")
    op.execute("update messages set status = 'waiting' where status in ('failed', 'human')")
    op.create_check_constraint("status", "messages", "status in ('waiting', 'answered')")
    for column in ("excused_at", "not_before", "tries", "withheld", "kind", "key"):
        op.drop_column("messages", column)
    for column in ("seen_reply_id", "human_since", "turn_until", "turn_holder"):
        op.drop_column("chat_sessions", column)
