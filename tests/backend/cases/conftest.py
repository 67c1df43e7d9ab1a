"""People with cases, and officers of several offices."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

POLICY = "living_allowance"


@pytest.fixture
def guest(client: TestClient) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}


@pytest.fixture
def officer(staff_token: str) -> dict[str, str]:
    """Of the office that handles living allowances."""
    return {"Authorization": f"Bearer {staff_token}"}


@pytest.fixture(scope="session")
def staff(client: TestClient) -> Callable[[str, str], dict[str, str]]:
    """(role, bureau) -> headers of a new member."""
    from backend.database import transaction
    from backend.staff.service import add_member

    def new(role: str, bureau: str) -> dict[str, str]:
        with transaction() as session:
            return {"Authorization": f"Bearer {add_member(session, '李四', role, bureau)}"}

    return new


@pytest.fixture
def draft(client: TestClient, verified: dict[str, str]) -> str:
    """The id of a verified person's draft."""
    return client.post("/cases", json={"policy": POLICY}, headers=verified).json()["id"]


@pytest.fixture
def submitted(client: TestClient, verified: dict[str, str], draft: str) -> str:
    move(client, verified, draft, "submit")
    return draft


def move(client: TestClient, headers: dict[str, str], case: str, step: str, **more: object) -> dict:
    """The case after a step that must succeed."""
    answer = client.post(f"/cases/{case}/moves", json={"move": step, **more}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()
