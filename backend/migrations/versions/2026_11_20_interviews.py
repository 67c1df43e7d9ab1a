"""interviews"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "6d0f3b5c8a21"
down_revision = "531c12a0fc01"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("policies", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("doubted", sa.Text(), nullable=False),
        sa.Column("skipped", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("asked", sa.String(length=60), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status in ('asking', 'done', 'stopped')", name=op.f("ck_interviews_status")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["chat_sessions.id"],
            name=op.f("fk_interviews_session_id_chat_sessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_interviews_person_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews")),
        sa.UniqueConstraint("session_id", name=op.f("uq_interviews_session_id")),
    )
    op.create_index(op.f("ix_interviews_person_id"), "interviews", ["person_id"], unique=False)
    op.create_index(op.f("ix_interviews_updated_at"), "interviews", ["updated_at"], unique=False)


def downgrade() -> None:
    op.drop_table("interviews")
