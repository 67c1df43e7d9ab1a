"""Runs migrations on DATABASE_URL."""

import os

from alembic import context
from sqlalchemy import create_engine

from backend import tables as _tables  # noqa: F401 - imports the models of every feature
from backend.database import Base, driver_url
from backend.encryption import EncryptedText


def _rendered(kind: str, item: object, _: object) -> str | bool:
    """To the database an encrypted column is a text; what it means is written in the model only."""
    return "sa.Text()" if kind == "type" and isinstance(item, EncryptedText) else False


def _ours(item: object, name: str | None, kind: str, reflected: bool, in_model: object) -> bool:
    """Tables of others in the same database (procrastinate's jobs, Rasa's conversations) are not ours to drop."""
    return not (kind == "table" and reflected and in_model is None)


engine = create_engine(driver_url(os.environ["DATABASE_URL"]))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_item=_rendered, include_object=_ours)
    with context.begin_transaction():
        context.run_migrations()
