"""Rows of CHANGE as something to select from: a few as parameters, many copied as PostgreSQL's own bytes."""

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

_FEW = 500
# COPY's binary format: how many fields, then the length of each before it.
_ROW = np.dtype([
    ("fields", ">i2"), ("eight", ">i4"), ("talent", ">i8"), ("four", ">i4"), ("ground", ">i4"),
    ("another", ">i4"), ("due", ">i4"),
])  # fmt: skip
_HEAD, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"


def rows(session: Session, changes: np.ndarray) -> tuple[str, dict[str, list[int]]]:
    """What to write after `from`, named u (talent, ground, due), and its parameters; until the next call."""
    if len(changes) > _FEW:
        _copied(session, changes)
        return "changed_rows u", {}
    unnested = "unnest(cast(:talents as bigint[]), cast(:grounds as int[]), cast(:dues as int[]))"
    values = {f"{name}s": changes[name].tolist() for name in ("talent", "ground", "due")}
    return f"{unnested} u (talent, ground, due)", values


def _copied(session: Session, changes: np.ndarray) -> None:
    columns = "talent bigint, ground int, due int"
    session.execute(text(f"create temporary table if not exists changed_rows ({columns}) on commit delete rows"))
    session.execute(text("truncate changed_rows"))
    packed = np.empty(len(changes), dtype=_ROW)
    packed["fields"], packed["eight"], packed["four"], packed["another"] = 3, 8, 4, 4
    for name in ("talent", "ground", "due"):
        packed[name] = changes[name]
    connection = session.connection().connection.driver_connection
    with connection.cursor() as cursor, cursor.copy("copy changed_rows from stdin (format binary)") as copy:
        copy.write(_HEAD + packed.tobytes() + _END)
