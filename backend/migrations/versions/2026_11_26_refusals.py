"""what a notice waits for, what its clauses said, and what finds those who say no to what they were told"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a61f3c8d27e5"
down_revision = "3b9e7d14c0a6"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_INDEXES = (
    ("ix_notice_sends_blocked", "notice_sends", "at", "state = 'blocked'"),
    ("ix_notice_opt_outs_at", "notice_opt_outs", "at", None),
    ("ix_consents_withdrawn_at", "consents", "withdrawn_at", "withdrawn_at is not null"),
    ("ix_wechat_contacts_left_at", "wechat_contacts", "left_at", "left_at is not null"),
    ("ix_wechat_grants_refused", "wechat_grants", "at", "not accepted"),
)


def upgrade() -> None:
    op.add_column("notices", sa.Column("waits_for", sa.String(length=20), nullable=True))
    op.create_table(
        "notice_quotes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("clauses", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_notice_quotes")),
    )
    op.add_column("wechat_contacts", sa.Column("left_at", _INSTANT, nullable=True))
    for name, table, column, where in _INDEXES:
        op.create_index(name, table, [column], postgresql_where=sa.text(where) if where else None)


def downgrade() -> None:
    for name, table, _, _ in _INDEXES:
        op.drop_index(name, table)
    op.drop_column("wechat_contacts", "left_at")
    op.drop_table("notice_quotes")
    op.drop_column("notices", "waits_for")
