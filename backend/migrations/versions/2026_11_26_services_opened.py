"""errands: services that open for whoever is recognised, looked for beside what a day brings"""

import sqlalchemy as sa
from alembic import op

revision = "a6d30e7f9b52"
down_revision = "a51c7be30d92"
branch_labels = None
depends_on = None

_ORIGIN, _KEY = "ck_errands_origin", "pk_errand_looks"


def upgrade() -> None:
    op.drop_constraint(op.f(_ORIGIN), "errands")
    op.create_check_constraint(op.f(_ORIGIN), "errands", "origin in ('register', 'recognised', 'asked')")
    op.add_column("errand_looks", sa.Column("origin", sa.String(length=10), server_default="register", nullable=False))
    op.alter_column("errand_looks", "origin", server_default=None)
    op.drop_constraint(op.f(_KEY), "errand_looks")
    op.create_primary_key(op.f(_KEY), "errand_looks", ["policy_id", "origin", "talent_id"])


def downgrade() -> None:
    op.execute("delete from errand_looks where origin <> 'register'")
    op.drop_constraint(op.f(_KEY), "errand_looks")
    op.create_primary_key(op.f(_KEY), "errand_looks", ["policy_id", "talent_id"])
    op.drop_column("errand_looks", "origin")
    op.execute("delete from errands where origin = 'recognised'")
    op.drop_constraint(op.f(_ORIGIN), "errands")
    op.create_check_constraint(op.f(_ORIGIN), "errands", "origin in ('register', 'asked')")
