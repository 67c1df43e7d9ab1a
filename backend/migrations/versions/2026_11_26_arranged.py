"""cases of what nobody hands in any more: an officer is at it"""

from alembic import op

revision = "b7e4a9d20c53"
down_revision = "8d2f60b1c4e7"
branch_labels = None
depends_on = None

_ARRANGED = "('schooling', 'medical', 'insurance')"
_KNOWN = "('draft', 'arranging', 'delivered', 'rejected', 'withdrawn')"


def upgrade() -> None:
    of_these = f"case_id in (select id from cases where procedure in {_ARRANGED})"  # noqa: S608
    for column in ("from_state", "to_state"):
        op.execute(f"update case_events set {column} = 'arranging' where {of_these} and {column} not in {_KNOWN}")  # noqa: S608
    op.execute(f"update cases set state = 'arranging' where procedure in {_ARRANGED} and state not in {_KNOWN}")  # noqa: S608


def downgrade() -> None:
    """What they were before is in nobody's memory; the older states do not know `arranging`."""
