"""notices: topics, reasons, what was sent over which way, opt-outs"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "d5a17c3be920"
down_revision = "b7e4a9d20c53"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _notices()
    _sends()
    _deliveries()
    _people()


def _notices() -> None:
    op.alter_column("notices", "key", type_=sa.String(length=200))
    op.alter_column("notices", "case_id", nullable=True)
    for column in (
        sa.Column("topic", sa.String(length=40), nullable=False, server_default="case_progress"),
        sa.Column("policy_id", sa.String(length=60), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("not_before", _INSTANT, nullable=True),
        sa.Column("expires_at", _INSTANT, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False, server_default="waiting"),
        sa.Column("why", sa.String(length=30), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("once_more", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("looked_after_until", _INSTANT, nullable=True),
        sa.Column("sent_at", _INSTANT, nullable=True),
        sa.Column("replied", sa.String(length=20), nullable=True),
        sa.Column("replied_at", _INSTANT, nullable=True),
    ):
        op.add_column("notices", column)
    # What there was until now were notices of cases, in the inbox or about to get there.
    op.execute("update notices set not_before = at")
    op.execute(
        "update notices set state = 'sent', sent_at = d.at from notice_deliveries d where d.notice_id = notices.id"
    )
    op.alter_column("notices", "not_before", nullable=False)
    op.alter_column("notices", "topic", server_default=None)
    op.create_check_constraint(
        op.f("ck_notices_state"), "notices", "state in ('waiting', 'sending', 'sent', 'dropped')"
    )
    op.create_check_constraint(op.f("ck_notices_replied"), "notices", "replied in ('done', 'not_needed')")
    op.create_index(
        "ix_notices_waiting", "notices", ["not_before"], unique=False, postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_index(
        "ix_notices_open",
        "notices",
        ["person_id"],
        unique=False,
        postgresql_where=sa.text("state in ('waiting', 'sending')"),
    )


def _sends() -> None:
    op.create_table(
        "notice_sends",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("topics", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="sending", nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("template_id", sa.String(length=64), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("errcode", sa.Integer(), nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "state in ('sending', 'accepted', 'delivered', 'blocked', 'failed', 'refused', 'unknown')",
            name=op.f("ck_notice_sends_state"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_notice_sends_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["chat_sessions.id"],
            name=op.f("fk_notice_sends_session_id_chat_sessions"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_sends")),
    )
    for name, columns, where in (
        ("counted", ["person_id", "at"], "counted"),
        ("session", ["session_id", "id"], None),
        ("message", ["message_id"], "message_id is not null"),
        ("open", ["changed_at"], "state in ('sending', 'accepted')"),
        ("at", ["at"], None),
    ):
        op.create_index(
            f"ix_notice_sends_{name}", "notice_sends", columns, postgresql_where=sa.text(where) if where else None
        )


def _deliveries() -> None:
    op.execute(
        "insert into notice_sends (id, person_id, channel, topics, state, counted, at, changed_at) "
        "select n.id, n.person_id, d.channel, '[\"case_progress\"]', 'delivered', false, d.at, d.at "
        "from notice_deliveries d join notices n on n.id = d.notice_id"
    )
    op.execute("select setval('notice_sends_id_seq', coalesce((select max(id) from notice_sends), 0) + 1, false)")
    op.add_column("notice_deliveries", sa.Column("send_id", sa.BigInteger(), nullable=True))
    op.execute("update notice_deliveries set send_id = notice_id")
    op.alter_column("notice_deliveries", "send_id", nullable=False)
    op.create_foreign_key(
        op.f("fk_notice_deliveries_send_id_notice_sends"),
        "notice_deliveries",
        "notice_sends",
        ["send_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_index(op.f("ix_notice_deliveries_send_id"), "notice_deliveries", ["send_id"], unique=False)


def _people() -> None:
    whose = ["person_id"], ["people.id"]
    op.create_table(
        "notice_recipients",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("weekly", sa.Integer(), nullable=True),
        sa.Column("lowered_until", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(*whose, name=op.f("fk_notice_recipients_person_id_people"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_recipients")),
    )
    op.create_table(
        "notice_opt_outs",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(*whose, name=op.f("fk_notice_opt_outs_person_id_people"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_notice_opt_outs")),
    )
    op.create_table(
        "notice_topics",
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("why", sa.String(length=30), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_members.id"], name=op.f("fk_notice_topics_staff_id_staff_members")
        ),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_notice_topics")),
    )


def downgrade() -> None:
    for table in ("notice_topics", "notice_opt_outs", "notice_recipients"):
        op.drop_table(table)
    op.execute("delete from notice_deliveries where channel <> 'inbox'")
    op.drop_column("notice_deliveries", "send_id")
    op.drop_table("notice_sends")
    op.execute("delete from notices where case_id is null")
    op.drop_index("ix_notices_open", "notices")
    op.drop_index("ix_notices_waiting", "notices")
    op.drop_constraint(op.f("ck_notices_replied"), "notices")
    op.drop_constraint(op.f("ck_notices_state"), "notices")
    for column in (
        "topic", "policy_id", "reason", "details", "not_before", "expires_at", "state", "why", "tries", "once_more",
        "looked_after_until", "sent_at", "replied", "replied_at",
    ):  # fmt: skip
        op.drop_column("notices", column)
    op.alter_column("notices", "case_id", nullable=False)
    op.alter_column("notices", "key", type_=sa.String(length=100))
