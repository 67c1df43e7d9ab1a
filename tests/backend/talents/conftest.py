"""The doors of the registry and of policy changes, and staff to knock at them."""

import itertools
import secrets
from collections.abc import Callable

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

_PASSPORTS = itertools.count(secrets.randbelow(9 * 10**7))
EMPTY = (
    "talents, talent_changes, person_changes, talent_columns, matches, match_dates, match_changes, "
    "published_editions, policy_changes, errands, errand_events, errand_looks, evaluations"
)


@pytest.fixture
def registry(client: TestClient, database: psycopg.Connection) -> psycopg.Connection:
    """With nobody in it, and nothing published."""
    database.execute(f"truncate {EMPTY}")
    database.commit()
    return database


@pytest.fixture(scope="session")
def doors(client: TestClient) -> TestClient:
    from backend import errors
    from backend.body_limit import BodyLimit
    from backend.matching.publishing.endpoints import router as policy_changes
    from backend.talents.endpoints import router as talents

    app = FastAPI(responses=errors.RESPONSES)
    app.add_middleware(BodyLimit)
    errors.install(app)
    app.include_router(talents)
    app.include_router(policy_changes)
    return TestClient(app)


@pytest.fixture(scope="session")
def staff(client: TestClient) -> Callable[..., dict[str, str]]:
    """(role, bureau, district, name) -> headers of a new member."""
    from backend.database import transaction
    from backend.staff.service import add_member

    def new(role: str, bureau: str = "市人社局", district: str | None = None, name: str = "李四") -> dict[str, str]:
        with transaction() as session:
            return {"Authorization": f"Bearer {add_member(session, name, role, bureau, district)}"}

    return new


@pytest.fixture(scope="session")
def officer(staff: Callable[..., dict[str, str]]) -> dict[str, str]:
    return staff("officer")


def confirm_entry(client: TestClient, headers: dict[str, str], phone: str) -> None:
    """They tell the end of the document with which a list has their phone, if one has."""
    from backend.database import transaction
    from backend.people.verification import phone_index
    from backend.talents.models import Talent

    with transaction() as session:
        document = session.query(Talent.document).filter_by(phone_index=phone_index(phone)).scalar()
    if document:
        told = client.post("/talents/me/confirm", json={"last_four": document[-4:]}, headers=headers)
        assert told.status_code == 200, told.text


def new_document() -> str:
    """A passport nobody else has."""
    return f"E{next(_PASSPORTS):08}"
