"""what people write beside their stars is sealed"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from backend.encryption import decrypt, encrypt

revision = "0b6f4c9d72ae"
down_revision = "e58a1d3f06b7"
branch_labels = None
depends_on = None

_EVALUATIONS = sa.table("evaluations", sa.column("id", sa.BigInteger), sa.column("comment", sa.Text))


def upgrade() -> None:
    _rewrite(encrypt)


def downgrade() -> None:
    _rewrite(decrypt)


def _rewrite(how: Callable[[str, str], str]) -> None:
    connection, table = op.get_bind(), _EVALUATIONS.c
    for id_, comment in connection.execute(sa.select(table.id, table.comment).where(table.comment.is_not(None))).all():
        written = how(comment, "evaluations.comment")
        connection.execute(sa.update(_EVALUATIONS).where(table.id == id_).values(comment=written))
