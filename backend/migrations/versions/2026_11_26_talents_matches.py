"""talents, matches: the registry, who fits what, the columns it is reckoned from, editions published"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "e81b6d24f07a"
down_revision = "d5a17c3be920"
branch_labels = None
depends_on = None

_TABLES = (
    "talents",
    "talent_changes",
    "person_changes",
    "talent_columns",
    "match_grounds",
    "matches",
    "match_dates",
    "published_editions",
    "policy_changes",
    "match_changes",
)

# Whatever changes what may be known of a person, by whichever code: noted in the same transaction, once.
_NOTED = """
create function note_person_change() returns trigger language plpgsql as $$
declare changed record;
begin
    if tg_op = 'DELETE' then changed := old; else changed := new; end if;
    if tg_table_name = 'people' then
        insert into person_changes (person_id) values (changed.id) on conflict do nothing;
    else
        insert into person_changes (person_id) values (changed.person_id) on conflict do nothing;
    end if;
    return null;
end $$
"""
_WATCHED = {
    "people": "insert or update of phone_index",
    "consents": "insert or update or delete",
    "person_facts": "insert or update or delete",
}


def upgrade() -> None:
    _talents()
    _talent_changes()
    _person_changes()
    _talent_columns()
    _match_grounds()
    _matches()
    _match_dates()
    _published_editions()
    _policy_changes()
    _match_changes()
    op.execute(_NOTED)
    for table, happening in _WATCHED.items():
        op.execute(
            f"create trigger note_person_change after {happening} on {table} "
            "for each row execute function note_person_change()"
        )


def downgrade() -> None:
    for table in _WATCHED:
        op.execute(f"drop trigger note_person_change on {table}")
    op.execute("drop function note_person_change()")
    for table in reversed(_TABLES):
        op.drop_table(table)


def _talents() -> None:
    op.create_table(
        "talents",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("document_index", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("bureau", sa.String(length=50), nullable=True),
        sa.Column("district", sa.String(length=50), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("consent_words", sa.Text(), nullable=True),
        sa.Column("consented_on", sa.Date(), nullable=True),
        sa.Column("imported_by", sa.Uuid(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(consent_words is null) = (consented_on is null)", name=op.f("ck_talents_consent")),
        sa.CheckConstraint("(document is null) = (document_index is null)", name=op.f("ck_talents_document")),
        sa.CheckConstraint("(phone is null) = (phone_index is null)", name=op.f("ck_talents_phone")),
        sa.CheckConstraint(
            "coalesce(document_index, phone_index, person_id::text) is not null", name=op.f("ck_talents_known")
        ),
        sa.ForeignKeyConstraint(
            ["imported_by"], ["staff_members.id"], name=op.f("fk_talents_imported_by_staff_members")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_talents_person_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talents")),
        sa.UniqueConstraint("document_index", name=op.f("uq_talents_document_index")),
        sa.UniqueConstraint("person_id", name=op.f("uq_talents_person_id")),
        sa.UniqueConstraint("phone_index", name=op.f("uq_talents_phone_index")),
    )
    op.create_index(op.f("ix_talents_bureau"), "talents", ["bureau"], unique=False)


def _talent_changes() -> None:
    op.create_table(
        "talent_changes",
        sa.Column("work", sa.String(length=10), nullable=False),
        sa.Column("talent_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.CheckConstraint("work in ('match', 'pack')", name=op.f("ck_talent_changes_work")),
        sa.PrimaryKeyConstraint("work", "talent_id", name=op.f("pk_talent_changes")),
    )


def _person_changes() -> None:
    op.create_table(
        "person_changes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_changes")),
    )


def _talent_columns() -> None:
    op.create_table(
        "talent_columns",
        sa.Column("shard", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fact", sa.String(length=60), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shard", "fact", name=op.f("pk_talent_columns")),
    )


def _match_grounds() -> None:
    op.create_table(
        "match_grounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("policy_id", sa.String(length=60), nullable=False),
        sa.Column("edition_id", sa.String(length=60), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("missing", sa.String(length=60), nullable=True),
        sa.Column("clauses", postgresql.JSONB(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("verdict in ('yes', 'nearly', 'no')", name=op.f("ck_match_grounds_verdict")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_grounds")),
        sa.UniqueConstraint("digest", name=op.f("uq_match_grounds_digest")),
    )


def _matches() -> None:
    op.create_table(
        "matches",
        sa.Column("talent_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("policy_id", sa.String(length=60), nullable=False),
        sa.Column("edition_id", sa.String(length=60), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("missing", sa.String(length=60), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ground_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "verdict = 'nearly' or coalesce(missing, due_on::text) is null", name=op.f("ck_matches_nearly")
        ),
        sa.CheckConstraint("verdict in ('yes', 'nearly')", name=op.f("ck_matches_verdict")),
        sa.PrimaryKeyConstraint("policy_id", "talent_id", name=op.f("pk_matches")),
    )
    op.create_index(op.f("ix_matches_talent_id"), "matches", ["talent_id"], unique=False)


def _match_dates() -> None:
    op.create_table(
        "match_dates",
        sa.Column("talent_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("next_change_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("talent_id", name=op.f("pk_match_dates")),
    )
    op.create_index(
        op.f("ix_match_dates_next_change_on_talent_id"), "match_dates", ["next_change_on", "talent_id"], unique=False
    )


def _published_editions() -> None:
    op.create_table(
        "published_editions",
        sa.Column("policy_id", sa.String(length=60), nullable=False),
        sa.Column("edition_id", sa.String(length=60), nullable=True),
        sa.Column("edition", postgresql.JSONB(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("rules", sa.String(length=64), nullable=False),
        sa.Column("next_change_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["published_by"], ["staff_members.id"], name=op.f("fk_published_editions_published_by_staff_members")
        ),
        sa.PrimaryKeyConstraint("policy_id", name=op.f("pk_published_editions")),
    )


def _policy_changes() -> None:
    op.create_table(
        "policy_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("policy_id", sa.String(length=60), nullable=False),
        sa.Column("edition_id", sa.String(length=60), nullable=True),
        sa.Column("edition", postgresql.JSONB(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("rules", sa.String(length=64), nullable=False),
        sa.Column("next_change_on", sa.Date(), nullable=True),
        sa.Column("gains", sa.Integer(), nullable=False),
        sa.Column("losses", sa.Integer(), nullable=False),
        sa.Column("nearly", sa.Integer(), nullable=False),
        sa.Column("wording_only", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), server_default="pending", nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("next_shard", sa.Integer(), server_default="0", nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state in ('approved', 'rejected')) = (decided_at is not null)", name=op.f("ck_policy_changes_decided")
        ),
        sa.CheckConstraint(
            "state in ('pending', 'approved', 'rejected', 'superseded')", name=op.f("ck_policy_changes_state")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_members.id"], name=op.f("fk_policy_changes_decided_by_staff_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_changes")),
    )
    op.create_index(
        "uq_policy_changes_pending",
        "policy_changes",
        ["policy_id"],
        unique=True,
        postgresql_where=sa.text("state = 'pending'"),
    )


def _match_changes() -> None:
    op.create_table(
        "match_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("talent_id", sa.BigInteger(), nullable=False),
        sa.Column("policy_id", sa.String(length=60), nullable=False),
        sa.Column("edition_id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.Column("reason", postgresql.JSONB(), nullable=False),
        sa.Column("policy_change_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cause in ('facts', 'date', 'policy')", name=op.f("ck_match_changes_cause")),
        sa.CheckConstraint("kind in ('gained', 'lost', 'nearly')", name=op.f("ck_match_changes_kind")),
        sa.ForeignKeyConstraint(
            ["policy_change_id"], ["policy_changes.id"], name=op.f("fk_match_changes_policy_change_id_policy_changes")
        ),
        sa.ForeignKeyConstraint(
            ["talent_id"], ["talents.id"], name=op.f("fk_match_changes_talent_id_talents"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_changes")),
    )
    op.create_index(op.f("ix_match_changes_talent_id"), "match_changes", ["talent_id"], unique=False)
    op.create_index(
        "ix_match_changes_waiting", "match_changes", ["id"], unique=False, postgresql_where=sa.text("taken_at is null")
    )
