"""Personal data is unreadable in the database, cannot be moved about in it, and survives a change of keys."""

import base64
import os
import subprocess
import sys

import pytest
from pydantic import ValidationError

from backend import tables
from backend.database import Base, transaction
from backend.encryption import EncryptedText, Undecipherable, decrypt, encrypt, keyed_hash
from backend.people import service
from backend.people.rotate_keys import encrypted_columns
from backend.settings import Settings
from tests.backend.conftest import ROOT

OLD, NEW = (f"{name}:{base64.b64encode(name.encode() * 16).decode()}" for name in ("k1", "k2"))
NEEDED = {"database_url": "x", **dict.fromkeys(("session_key", "rasa_secret", "actions_secret", "index_key"), "s" * 32)}


@pytest.mark.usefixtures("client")
class TestTokens:
    def test_a_value_is_read_where_it_was_written(self):
        token = encrypt("13812345678", "people.phone")
        assert token.startswith("k1.") and "138" not in token
        assert decrypt(token, "people.phone") == "13812345678"

    def test_a_value_moved_to_another_column_cannot_be_read(self):
        with pytest.raises(Undecipherable):
            decrypt(encrypt("13812345678", "people.phone"), "person_facts.value")

    def test_the_same_value_is_never_written_the_same_way(self):
        assert encrypt("1", "people.phone") != encrypt("1", "people.phone")

    @pytest.mark.parametrize("token", ["", "k1.", "k1.!!!!", "k9.AAAA", "no token", "k1." + "A" * 60])
    def test_what_was_altered_or_has_no_key_cannot_be_read(self, token):
        with pytest.raises(Undecipherable):
            decrypt(token, "people.phone")

    def test_an_index_depends_on_place_and_value(self):
        assert keyed_hash("1", "a.b") == keyed_hash("1", "a.b")
        assert len({keyed_hash("1", "a.b"), keyed_hash("2", "a.b"), keyed_hash("1", "a.c")}) == 3


def test_every_encrypted_column_knows_its_own_place():
    assert tables
    assert {column.type.place for column in encrypted_columns()} == {str(column) for column in encrypted_columns()}
    assert len(encrypted_columns()) >= 5
    assert all(isinstance(column.type, EncryptedText) for column in encrypted_columns())


def test_every_feature_with_tables_is_among_the_tables():
    paths = [path for path in (ROOT / "backend").rglob("models.py") if ".venv" not in path.parts]
    written = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths}
    assert {getattr(tables, name).__name__ for name in tables.__all__} == written
    assert Base.metadata.tables


@pytest.mark.parametrize(
    "keys",
    ["", "k1", "k1:", "k1:c2hvcnQ=", "k1:not base64!", ":" + OLD.split(":")[1], "a.b:" + OLD.split(":")[1], OLD + ","],
    ids=["empty", "no key", "empty key", "short", "no base64", "no id", "an id with a dot", "an empty one"],
)
def test_a_key_ring_that_is_none_stops_the_start_without_being_shown(keys):
    with pytest.raises(ValidationError) as refused:
        Settings(**NEEDED, data_keys=keys)
    assert not keys or keys not in str(refused.value)


def test_there_is_no_default_key(monkeypatch):
    monkeypatch.delenv("DATA_KEYS", raising=False)
    with pytest.raises(ValidationError, match="data_keys"):
        Settings(**NEEDED)


def test_the_first_key_of_the_ring_is_the_one_that_encrypts():
    assert list(Settings(**NEEDED, data_keys=f"{NEW}, {OLD}").data_keys) == ["k2", "k1"]


def rotate(keys):
    command = [sys.executable, "-m", "backend.people.rotate_keys"]
    environment = os.environ | {"DATA_KEYS": keys, "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def tokens(database):
    found = []
    for column in encrypted_columns():
        query = f"select {column.name} from {column.table.name} where {column.name} is not null"
        found += [row[0] for row in database.execute(query).fetchall()]
    database.rollback()
    return found


def test_rotating_changes_every_token_and_no_value_and_can_be_done_again(client, verified, database):
    """There and back again, so that the other tests find their key."""
    ours = os.environ["DATA_KEYS"]
    client.put("/people/me/consents/profile", json={"given": True}, headers=verified)
    person = database.execute("select id from people order by verified_at desc limit 1").fetchone()[0]
    with transaction() as session:
        service.remember_facts(session, person, {"degree": "硕士"})
    before = client.get("/people/me", headers=verified).json()

    done = rotate(f"{NEW},{ours}")
    assert done.returncode == 0, done.stderr
    assert tokens(database) and {token.split(".")[0] for token in tokens(database)} == {"k2"}
    assert "people.phone：0 个值" in rotate(NEW).stdout

    assert rotate(f"{ours},{NEW}").returncode == 0
    assert {token.split(".")[0] for token in tokens(database)} == {"k1"}
    assert client.get("/people/me", headers=verified).json() == before


def test_rotating_without_the_old_key_changes_nothing_and_says_which_is_missing(client, verified, database):
    before = sorted(tokens(database))
    done = rotate(NEW)
    assert done.returncode != 0
    assert "with key k1" in done.stderr
    assert sorted(tokens(database)) == before
