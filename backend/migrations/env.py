"""Runs migrations on DATABASE_URL."""

import os

from alembic import context
from sqlalchemy import create_engine

from backend.chat import models as _chat  # noqa: F401 - its tables belong to the metadata
from backend.database import Base, driver_url

engine = create_engine(driver_url(os.environ["DATABASE_URL"]))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
