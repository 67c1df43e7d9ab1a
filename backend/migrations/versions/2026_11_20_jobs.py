"""jobs: the tables of procrastinate 3.10, as its own schema file has them"""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "4b7c1f0ad592"
down_revision = "4f7e6f83aff2"
branch_labels = None
depends_on = None

# An upgrade of procrastinate that brings migrations of its own needs one here; a test notices.
_DROP = """
DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers CASCADE;
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'procrastinate%' LOOP
        EXECUTE 'DROP FUNCTION ' || name || ' CASCADE';
    END LOOP;
    FOR name IN SELECT typname FROM pg_type WHERE typname LIKE 'procrastinate%' AND typtype IN ('e', 'c') LOOP
        EXECUTE 'DROP TYPE ' || quote_ident(name) || ' CASCADE';
    END LOOP;
END
$$;
"""


def upgrade() -> None:
    _run(SchemaManager.get_schema())


def downgrade() -> None:
    _run(_DROP)


def _run(script: str) -> None:
    """As it is: no parameters, so no colon and no percent sign means anything."""
    op.get_bind().connection.driver_connection.execute(script)
