"""Columns are the rows packed and sealed: the same people come out, also after changes and lost keys."""

import numpy as np
import pytest

from tests.backend.matching.conftest import MASTER, list_people, new_document


def load(facts=None):
    from backend.database import transaction
    from backend.matching.columns import service
    from backend.policies.service import today

    with transaction() as session:
        return service.load(session, 0, facts, today())


def pack():
    from backend.database import transaction
    from backend.matching.columns import service
    from backend.policies.service import today

    with transaction() as session:
        return service.pack(session, 0, today())


def degrees(shard) -> list:
    column = shard.columns.of["degree"]
    return [column.words[code] if code >= 0 else None for code in column.codes[shard.present]]


@pytest.fixture
def three(registry, doors, officer):
    documents = [new_document() for _ in range(3)]
    list_people(doors, officer, *(MASTER | {"degree": d} for d in ("硕士", "博士", "")), documents=documents)
    return documents


def test_before_they_are_packed_people_are_read_from_their_rows(three):
    shard = load()
    assert degrees(shard) == ["硕士", "博士", None]
    assert {"born_on", "full_time", "pension_since"} <= shard.columns.of.keys()


def test_packed_they_are_the_same_and_nothing_is_legible(three, registry):
    before = load()
    assert pack() == 3 and pack() == 0
    after = load()
    assert degrees(after) == degrees(before) and after.columns.of.keys() == before.columns.of.keys()
    for name, column in before.columns.of.items():
        for part, values in vars(column).items():
            if isinstance(values, np.ndarray):
                assert np.array_equal(values, getattr(after.columns.of[name], part)), name
    sealed = b"".join(row[0] for row in registry.execute("select sealed from talent_columns").fetchall())
    registry.rollback()
    assert "硕士".encode() not in sealed and b"words" not in sealed


def test_whoever_changed_since_is_laid_over_and_whoever_is_new_is_added(three, registry, doors, officer):
    pack()
    list_people(doors, officer, MASTER | {"degree": "大专"}, documents=three[1:2])
    list_people(doors, officer, MASTER | {"degree": "本科"})
    assert degrees(load()) == ["硕士", "大专", None, "本科"]
    assert degrees(load({"degree"})) == ["硕士", "大专", None, "本科"]
    assert pack() == 2 and degrees(load()) == ["硕士", "大专", None, "本科"]


def test_whoever_is_removed_leaves_nothing_in_the_columns(three, registry):
    from backend.database import transaction
    from backend.talents import repository

    pack()
    first = registry.execute("select min(id) from talents").fetchone()[0]
    registry.rollback()
    with transaction() as session:
        repository.remove(session, first)
    assert degrees(load()) == ["博士", None]
    pack()
    shard = load()
    assert shard.columns.of["degree"].codes[first] == -1 and degrees(shard) == ["博士", None]


def test_a_column_that_cannot_be_read_is_made_anew_from_the_rows(three, registry):
    pack()
    registry.execute("update talent_columns set sealed = sealed || '\\x00' where fact = 'degree'")
    registry.commit()
    assert degrees(load()) == ["硕士", "博士", None]
    assert pack() == 3 and degrees(load()) == ["硕士", "博士", None]


def test_a_column_cannot_be_read_as_another_fact_or_shard(three, registry):
    from backend.encryption import Undecipherable
    from backend.matching.columns import packing
    from backend.policies.service import book

    pack()
    sealed = registry.execute("select sealed from talent_columns where fact = 'degree'").fetchone()[0]
    means = packing.meaning(book())
    packing.unseal(sealed, 0, "degree", means)
    for shard, fact, meaning in ((1, "degree", means), (0, "full_time", means), (0, "degree", "other")):
        with pytest.raises(Undecipherable):
            packing.unseal(sealed, shard, fact, meaning)
