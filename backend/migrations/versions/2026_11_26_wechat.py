"""wechat: contacts, what is sent to them, envelopes, bindings, receipts, the shared token"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "6456828fda7e"
down_revision = "c3d81f5e2a90"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _envelopes()
    _receipts()
    _tokens()
    _bindings()
    _choices()
    _contacts()
    _grants()
    _parts()


def _envelopes() -> None:
    op.create_table(
        "wechat_envelopes",
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("stamp", name=op.f("pk_wechat_envelopes")),
    )
    op.create_index(op.f("ix_wechat_envelopes_seen_at"), "wechat_envelopes", ["seen_at"], unique=False)


def _receipts() -> None:
    op.create_table(
        "wechat_receipts",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "kind", name=op.f("pk_wechat_receipts")),
    )


def _tokens() -> None:
    op.create_table(
        "wechat_tokens",
        sa.Column("appid", sa.String(length=64), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("(token is null) = (expires_at is null)", name=op.f("ck_wechat_tokens_fetched")),
        sa.PrimaryKeyConstraint("appid", name=op.f("pk_wechat_tokens")),
    )


def _bindings() -> None:
    op.create_table(
        "wechat_bindings",
        sa.Column("scene_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_wechat_bindings_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("scene_hash", name=op.f("pk_wechat_bindings")),
    )
    op.create_index(op.f("ix_wechat_bindings_person_id"), "wechat_bindings", ["person_id"], unique=False)


def _choices() -> None:
    op.create_table(
        "wechat_choices",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=12), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["chat_sessions.id"],
            name=op.f("fk_wechat_choices_session_id_chat_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "item", name=op.f("pk_wechat_choices")),
    )


def _contacts() -> None:
    op.create_table(
        "wechat_contacts",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("openid", sa.Text(), nullable=False),
        sa.Column("openid_index", sa.String(length=64), nullable=False),
        sa.Column("followed", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("quota", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("quota_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("brief_quota", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("brief_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["chat_sessions.id"],
            name=op.f("fk_wechat_contacts_session_id_chat_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_wechat_contacts")),
        sa.UniqueConstraint("openid_index", name=op.f("uq_wechat_contacts_openid_index")),
    )


def _grants() -> None:
    op.create_table(
        "wechat_grants",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.String(length=64), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["chat_sessions.id"],
            name=op.f("fk_wechat_grants_session_id_chat_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "template_id", name=op.f("pk_wechat_grants")),
    )


def _parts() -> None:
    op.create_table(
        "wechat_parts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="pending", nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("errcode", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state in ('pending', 'passive', 'sending', 'sent', 'unknown', 'kept', 'failed')",
            name=op.f("ck_wechat_parts_state"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_wechat_parts_message_id_messages"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["chat_sessions.id"],
            name=op.f("fk_wechat_parts_session_id_chat_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_parts")),
    )
    op.create_index(op.f("ix_wechat_parts_message_id"), "wechat_parts", ["message_id"], unique=False)
    op.create_index(
        "ix_wechat_parts_open",
        "wechat_parts",
        ["session_id", "id"],
        unique=False,
        postgresql_where=sa.text("state in ('pending', 'sending')"),
    )
    op.create_index(op.f("ix_wechat_parts_session_id_id"), "wechat_parts", ["session_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_wechat_parts_session_id_id"), table_name="wechat_parts")
    op.drop_index(
        "ix_wechat_parts_open", table_name="wechat_parts", postgresql_where=sa.text("state in ('pending', 'sending')")
    )
    op.drop_index(op.f("ix_wechat_parts_message_id"), table_name="wechat_parts")
    op.drop_table("wechat_parts")
    op.drop_table("wechat_grants")
    op.drop_table("wechat_contacts")
    op.drop_table("wechat_choices")
    op.drop_index(op.f("ix_wechat_bindings_person_id"), table_name="wechat_bindings")
    op.drop_table("wechat_bindings")
    op.drop_table("wechat_tokens")
    op.drop_table("wechat_receipts")
    op.drop_index(op.f("ix_wechat_envelopes_seen_at"), table_name="wechat_envelopes")
    op.drop_table("wechat_envelopes")
