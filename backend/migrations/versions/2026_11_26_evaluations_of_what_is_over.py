"""evaluations of an errand or a case that is over"""

import sqlalchemy as sa
from alembic import op

revision = "d47c02e9b8a1"
down_revision = "c91f4b7a20d8"
branch_labels = None
depends_on = None

_OF = {"errand_id": "errands", "case_id": "cases"}


def upgrade() -> None:
    for column, table in _OF.items():
        key = f"fk_evaluations_{column}_{table}"
        op.add_column("evaluations", sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(key), "evaluations", table, [column], ["id"], ondelete="CASCADE")
        op.create_unique_constraint(op.f(f"uq_evaluations_{column}"), "evaluations", [column])


def downgrade() -> None:
    for column in _OF:
        op.drop_column("evaluations", column)
