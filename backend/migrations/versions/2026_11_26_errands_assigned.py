"""errands are assigned by bureau and district; a list of talents says whether other bureaus may act by it"""

import sqlalchemy as sa
from alembic import op

revision = "c91f4b7a20d8"
down_revision = "a6d30e7f9b52"
branch_labels = None
depends_on = None

_KIND, _TO = "ck_errand_events_kind", "fk_errands_assigned_to_staff_members"
_KINDS = "'created', 'asked', 'accepted', 'returned', 'done', 'withdrawn', 'contact_read', 'overdue', 'due_moved'"


def upgrade() -> None:
    op.add_column("staff_members", sa.Column("district", sa.String(length=50), nullable=True))
    op.add_column("talents", sa.Column("for_services", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("errands", sa.Column("assigned_to", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f(_TO), "errands", "staff_members", ["assigned_to"], ["id"])
    of_the_open = sa.text("state in ('waiting', 'accepted')")
    op.create_index("ix_errands_assigned_to", "errands", ["assigned_to"], postgresql_where=of_the_open)
    op.execute("update errands set assigned_to = staff_id")
    op.drop_constraint(op.f(_KIND), "errand_events")
    op.create_check_constraint(op.f(_KIND), "errand_events", f"kind in ({_KINDS}, 'assigned')")


def downgrade() -> None:
    op.execute("delete from errand_events where kind = 'assigned'")
    op.drop_constraint(op.f(_KIND), "errand_events")
    op.create_check_constraint(op.f(_KIND), "errand_events", f"kind in ({_KINDS})")
    op.drop_index("ix_errands_assigned_to", "errands")
    op.drop_column("errands", "assigned_to")
    op.drop_column("talents", "for_services")
    op.drop_column("staff_members", "district")
