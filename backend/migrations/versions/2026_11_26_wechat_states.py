"""wechat: what is kept knows the newest message it was kept after, a code where it was scanned"""

import sqlalchemy as sa
from alembic import op

revision = "3b9e7d14c0a6"
down_revision = "f2c60d9a41b8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("wechat_parts", sa.Column("kept_after", sa.BigInteger(), nullable=True))
    op.execute("""
        update wechat_parts as part set kept_after = (
            select max(id) from messages where session_id = part.session_id and received_at <= part.changed_at)
        where state = 'kept'
    """)
    op.add_column("wechat_bindings", sa.Column("used_by", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_wechat_bindings_used_by"), "wechat_bindings", ["used_by"])
    op.create_foreign_key(
        op.f("fk_wechat_bindings_used_by_chat_sessions"),
        "wechat_bindings",
        "chat_sessions",
        ["used_by"],
        ["id"],
        ondelete="CASCADE",
    )


def downgrade() -> None:
    op.drop_column("wechat_bindings", "used_by")
    op.drop_column("wechat_parts", "kept_after")
