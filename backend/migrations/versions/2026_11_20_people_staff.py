"""people staff"""

import sqlalchemy as sa
from alembic import op

revision = "531c12a0fc01"
down_revision = "1077a01aee39"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_people()
    _create_what_people_agree_to()
    _create_what_expires()
    _link_conversations()


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(phone is null) = (phone_index is null)", name=op.f("ck_people_phone")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("phone_index", name=op.f("uq_people_phone_index")),
    )
    op.create_table(
        "staff_members",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("bureau", sa.String(length=50), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "role in ('officer', 'bureau_lead', 'city_lead', 'admin')", name=op.f("ck_staff_members_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_members")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_members_token_hash")),
    )


def _create_what_people_agree_to() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("withdrawn_at >= given_at", name=op.f("ck_consents_order")),
        sa.CheckConstraint("given_at is not null or withdrawn_at is not null", name=op.f("ck_consents_decided")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_consents_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(
        op.f("ix_consents_person_id_purpose"),
        "consents",
        ["person_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at is null"),
    )
    op.create_table(
        "person_facts",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("fact", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_facts_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "purpose", "fact", name=op.f("pk_person_facts")),
    )


def _create_what_expires() -> None:
    op.create_table(
        "verifications",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("tries between 0 and 5", name=op.f("ck_verifications_tries")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["chat_sessions.id"],
            name=op.f("fk_verifications_session_id_chat_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_verifications")),
    )
    op.create_index(op.f("ix_verifications_expires_at"), "verifications", ["expires_at"], unique=False)
    op.create_table(
        "withheld_values",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["chat_sessions.id"],
            name=op.f("fk_withheld_values_session_id_chat_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withheld_values")),
    )
    op.create_index(op.f("ix_withheld_values_expires_at"), "withheld_values", ["expires_at"], unique=False)
    op.create_index(op.f("ix_withheld_values_session_id"), "withheld_values", ["session_id"], unique=False)


def _link_conversations() -> None:
    op.add_column("chat_sessions", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_chat_sessions_person_id"), "chat_sessions", ["person_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_chat_sessions_person_id_people"), "chat_sessions", "people", ["person_id"], ["id"], ondelete="SET NULL"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_chat_sessions_person_id_people"), "chat_sessions", type_="foreignkey")
    op.drop_index(op.f("ix_chat_sessions_person_id"), table_name="chat_sessions")
    op.drop_column("chat_sessions", "person_id")
    op.drop_index(op.f("ix_withheld_values_session_id"), table_name="withheld_values")
    op.drop_index(op.f("ix_withheld_values_expires_at"), table_name="withheld_values")
    op.drop_table("withheld_values")
    op.drop_index(op.f("ix_verifications_expires_at"), table_name="verifications")
    op.drop_table("verifications")
    op.drop_table("person_facts")
    op.drop_index(
        op.f("ix_consents_person_id_purpose"), table_name="consents", postgresql_where=sa.text("withdrawn_at is null")
    )
    op.drop_table("consents")
    op.drop_table("staff_members")
    op.drop_table("people")
