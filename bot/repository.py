"""The table of conversations, read and written by calls that block; the backend's migrations make it."""

from __future__ import annotations

import json
import re
import threading
import time
from typing import Any

import psycopg2

_PATIENCE = 3  # seconds for a connection, and for a statement
# No turn waits for the disk here: before its answer leaves, the gateway commits the replies, and the log of the
# database is one sequence, so that commit makes this one durable too.
_OPTIONS = f"-c synchronous_commit=off -c statement_timeout={1000 * _PATIENCE}"
_READ = """
    select version, case when version is distinct from %s then events end
    from conversations where sender_id = %s
"""
_BEGIN = """
    insert into conversations (sender_id, version, events) values (%s, %s, %s)
    on conflict (sender_id) do update set version = excluded.version, events = excluded.events, updated_at = now()
"""
# The new version may stand there already: the connection can break between a commit and its answer.
_GO_ON = """
    update conversations set version = %(new)s, events = %(events)s, updated_at = now()
    where sender_id = %(sender)s and version in (%(known)s, %(new)s)
"""


class ConversationsAway(BaseException):
    """The conversations cannot be reached, so the turn must not go on: it would be out of touch with what was said.

    No Exception, because Rasa wraps every tracker store in one that takes any Exception for an empty conversation,
    goes on in memory and says nothing. The gateway channel turns it into an error answer.
    """


class Conversations:
    """Rows {sender_id, version, events}; one connection for each thread, opened when needed and again when broken."""

    def __init__(self, url: str) -> None:
        """Any form of postgresql:// that the backend takes."""
        self._url = re.sub(r"^postgres(?:ql)?(?:\+\w+)?:", "postgresql:", url)
        self._of_thread = threading.local()

    def read(self, sender_id: str, known: int | None) -> tuple[int, list[dict[str, Any]] | None] | None:
        """(version, events) of a conversation, without the events if the version is the known one; None if unknown."""
        rows = self._run(_READ, (known, sender_id))[0]
        return rows[0] if rows else None

    def write(self, sender_id: str, events: list[dict[str, Any]], known: int | None) -> int | None:
        """The new version; None if the known one is not there any more, and then nothing is written."""
        version, text = time.time_ns(), json.dumps(events, ensure_ascii=False)
        if known is None:
            self._run(_BEGIN, (sender_id, version, text))
            return version
        values = {"new": version, "events": text, "sender": sender_id, "known": known}
        return version if self._run(_GO_ON, values)[1] else None

    def senders(self) -> list[str]:
        """Everybody with whom there is a conversation."""
        return [sender for (sender,) in self._run("select sender_id from conversations", ())[0]]

    def _run(self, statement: str, values: tuple | dict) -> tuple[list[tuple], int]:
        """Rows and how many were touched; a connection that broke since it was last used is opened again, once."""
        try:
            try:
                return self._execute(statement, values)
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                self._of_thread.connection = None
                return self._execute(statement, values)
        except psycopg2.Error as error:
            raise ConversationsAway from error

    def _execute(self, statement: str, values: tuple | dict) -> tuple[list[tuple], int]:
        with self._connection().cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else [], cursor.rowcount

    def _connection(self) -> Any:
        """Each statement is a transaction of its own."""
        connection = getattr(self._of_thread, "connection", None)
        if connection is None:
            connection = psycopg2.connect(self._url, connect_timeout=_PATIENCE, options=_OPTIONS)
            connection.autocommit = True
            self._of_thread.connection = connection
        return connection
