"""errands: what officers arrange without an application, what happened to it, who was looked at"""

import sqlalchemy as sa
from alembic import op

revision = "f2c9d58a16e4"
down_revision = "f3a90c5b7d18"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _errands()
    _errand_events()
    _errand_looks()


def _errands() -> None:
    op.create_table(
        "errands",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("talent_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("policy_id", sa.String(length=60), nullable=False),
        sa.Column("edition_id", sa.String(length=60), nullable=False),
        sa.Column("clause", sa.String(length=120), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("occasion", sa.String(length=80), nullable=False),
        sa.Column("bureau", sa.String(length=50), nullable=False),
        sa.Column("district", sa.String(length=50), nullable=True),
        sa.Column("state", sa.String(length=10), server_default="waiting", nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("promise_days", sa.Integer(), nullable=True),
        sa.Column("promise_covers", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("origin in ('register', 'asked')", name=op.f("ck_errands_origin")),
        sa.CheckConstraint("state in ('waiting', 'accepted', 'done', 'withdrawn')", name=op.f("ck_errands_state")),
        sa.CheckConstraint("(promise_days is null) = (promise_covers is null)", name=op.f("ck_errands_promise")),
        sa.CheckConstraint("(staff_id is null) or state <> 'waiting'", name=op.f("ck_errands_pool")),
        sa.ForeignKeyConstraint(
            ["talent_id"], ["talents.id"], name=op.f("fk_errands_talent_id_talents"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_errands_person_id_people"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_errands_case_id_cases"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_members.id"], name=op.f("fk_errands_staff_id_staff_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errands")),
        sa.UniqueConstraint("talent_id", "policy_id", "occasion", name=op.f("uq_errands_talent_id_policy_id_occasion")),
        sa.UniqueConstraint("person_id", "policy_id", "occasion", name=op.f("uq_errands_person_id_policy_id_occasion")),
        sa.UniqueConstraint("case_id", name=op.f("uq_errands_case_id")),
    )
    of_the_open = sa.text("state in ('waiting', 'accepted')")
    op.create_index("ix_errands_open", "errands", ["bureau", "due_on"], postgresql_where=of_the_open)


def _errand_events() -> None:
    op.create_table(
        "errand_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("errand_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=10), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('created', 'asked', 'accepted', 'returned', 'done', 'withdrawn', 'contact_read', 'overdue', "
            "'due_moved')",
            name=op.f("ck_errand_events_kind"),
        ),
        sa.CheckConstraint("by in ('person', 'officer', 'system')", name=op.f("ck_errand_events_by")),
        sa.CheckConstraint("(staff_id is not null) = (by = 'officer')", name=op.f("ck_errand_events_officer")),
        sa.ForeignKeyConstraint(
            ["errand_id"], ["errands.id"], name=op.f("fk_errand_events_errand_id_errands"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_members.id"], name=op.f("fk_errand_events_staff_id_staff_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errand_events")),
        sa.UniqueConstraint("errand_id", "position", name=op.f("uq_errand_events_errand_id_position")),
    )
    op.create_index(
        "uq_errand_events_overdue",
        "errand_events",
        ["errand_id", "due_on"],
        unique=True,
        postgresql_where=sa.text("kind = 'overdue'"),
    )


def _errand_looks() -> None:
    op.create_table(
        "errand_looks",
        sa.Column("policy_id", sa.String(length=60), nullable=False),
        sa.Column("talent_id", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["talent_id"], ["talents.id"], name=op.f("fk_errand_looks_talent_id_talents"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("policy_id", "talent_id", name=op.f("pk_errand_looks")),
    )


def downgrade() -> None:
    for table in ("errand_looks", "errand_events", "errands"):
        op.drop_table(table)
