"""cases notices calendar"""

import sqlalchemy as sa
from alembic import op

revision = "4f7e6f83aff2"
down_revision = "6d0f3b5c8a21"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _calendar_days()
    _kept_answers()
    _cases()
    _case_events()
    _notices()
    _notice_deliveries()


def _calendar_days() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_days")),
    )
    op.create_index(op.f("ix_calendar_days_year"), "calendar_days", ["year"], unique=False)


def _kept_answers() -> None:
    op.create_table(
        "kept_answers",
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_kept_answers")),
    )
    op.create_index(op.f("ix_kept_answers_at"), "kept_answers", ["at"], unique=False)


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("policy_id", sa.String(length=60), nullable=False),
        sa.Column("edition_id", sa.String(length=60), nullable=False),
        sa.Column("procedure", sa.String(length=60), nullable=False),
        sa.Column("bureau", sa.String(length=50), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("correction_items", sa.Text(), nullable=False),
        sa.Column("promise_days", sa.Integer(), nullable=True),
        sa.Column("promise_covers", sa.Text(), nullable=True),
        sa.Column("promise_clause", sa.String(length=120), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(person_id is null) <> (session_id is null)", name=op.f("ck_cases_owner")),
        sa.CheckConstraint("(promise_days is null) = (promise_covers is null)", name=op.f("ck_cases_promise")),
        sa.CheckConstraint(
            "person_id is not null or submitted_at is null", name=op.f("ck_cases_handed_in_by_a_person")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_cases_person_id_people")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["chat_sessions.id"], name=op.f("fk_cases_session_id_chat_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    op.create_index(op.f("ix_cases_bureau_submitted_at"), "cases", ["bureau", "submitted_at"], unique=False)
    op.create_index(op.f("ix_cases_due_on"), "cases", ["due_on"], unique=False)
    op.create_index(op.f("ix_cases_person_id"), "cases", ["person_id"], unique=False)
    op.create_index(op.f("ix_cases_session_id"), "cases", ["session_id"], unique=False)
    op.create_index(
        "uq_cases_open_of_person", "cases", ["person_id", "policy_id"], unique=True, postgresql_where=sa.text("open")
    )
    op.create_index(
        "uq_cases_open_of_session", "cases", ["session_id", "policy_id"], unique=True, postgresql_where=sa.text("open")
    )


def _case_events() -> None:
    op.create_table(
        "case_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("move", sa.String(length=60), nullable=True),
        sa.Column("from_state", sa.String(length=60), nullable=True),
        sa.Column("to_state", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("clock", sa.String(length=20), nullable=True),
        sa.Column("used", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(staff_id is not null) = (by = 'officer')", name=op.f("ck_case_events_officer")),
        sa.CheckConstraint("by in ('applicant', 'officer', 'system')", name=op.f("ck_case_events_by")),
        sa.CheckConstraint("clock in ('running', 'paused', 'stopped')", name=op.f("ck_case_events_clock")),
        sa.CheckConstraint(
            "kind in ('opened', 'moved', 'overdue', 'due_moved', 'merged', 'adopted')", name=op.f("ck_case_events_kind")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_events_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_members.id"], name=op.f("fk_case_events_staff_id_staff_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_events")),
        sa.UniqueConstraint("case_id", "position", name=op.f("uq_case_events_case_id_position")),
    )
    op.create_index(
        "uq_case_events_overdue",
        "case_events",
        ["case_id", "due_on"],
        unique=True,
        postgresql_where=sa.text("kind = 'overdue'"),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notices_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_notices_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("key", name=op.f("uq_notices_key")),
    )
    op.create_index(op.f("ix_notices_case_id"), "notices", ["case_id"], unique=False)
    op.create_index(op.f("ix_notices_person_id_id"), "notices", ["person_id", "id"], unique=False)


def _notice_deliveries() -> None:
    op.create_table(
        "notice_deliveries",
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_deliveries_notice_id_notices"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("notice_id", "channel", name=op.f("pk_notice_deliveries")),
    )


def downgrade() -> None:
    op.drop_table("notice_deliveries")
    op.drop_index(op.f("ix_notices_person_id_id"), table_name="notices")
    op.drop_index(op.f("ix_notices_case_id"), table_name="notices")
    op.drop_table("notices")
    op.drop_index("uq_case_events_overdue", table_name="case_events", postgresql_where=sa.text("kind = 'overdue'"))
    op.drop_table("case_events")
    op.drop_index("uq_cases_open_of_session", table_name="cases", postgresql_where=sa.text("open"))
    op.drop_index("uq_cases_open_of_person", table_name="cases", postgresql_where=sa.text("open"))
    op.drop_index(op.f("ix_cases_session_id"), table_name="cases")
    op.drop_index(op.f("ix_cases_person_id"), table_name="cases")
    op.drop_index(op.f("ix_cases_due_on"), table_name="cases")
    op.drop_index(op.f("ix_cases_bureau_submitted_at"), table_name="cases")
    op.drop_table("cases")
    op.drop_index(op.f("ix_kept_answers_at"), table_name="kept_answers")
    op.drop_table("kept_answers")
    op.drop_index(op.f("ix_calendar_days_year"), table_name="calendar_days")
    op.drop_table("calendar_days")
