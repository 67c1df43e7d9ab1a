"""The API keeps what its documentation says: whatever is sent, no 5xx, no undocumented answer, no other shape."""

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

# 422 also answers what only the book can know to be wrong: an unknown fact, a graduation before birth.
UNASKED = [positive_data_acceptance]


def operations(client: TestClient) -> dict[str, schemathesis.schemas.APIOperation]:
    schema = schemathesis.openapi.from_asgi("/openapi.json", client.app)
    found = [result.ok() for result in schema.get_all_operations()]
    return {f"{operation.method.upper()} {operation.path}": operation for operation in found}


@pytest.fixture
def headers(client: TestClient, staff_token: str) -> dict[str, dict[str, str]]:
    """Who asks: a stranger, a visitor with a session, a member of staff."""
    session = client.post("/chat/sessions").json()["token"]
    tokens = {"visitor": session, "officer": staff_token}
    return {"stranger": {}} | {who: {"Authorization": f"Bearer {token}"} for who, token in tokens.items()}


@pytest.mark.parametrize("who", ["stranger", "visitor", "officer"])
def test_every_answer_is_as_documented(client: TestClient, headers: dict, who: str) -> None:
    broken, every = {}, operations(client)
    assert len(every) > 30
    for name, operation in every.items():
        try:
            _hold(operation, headers[who])
        except Exception as error:  # whatever was found, the other operations are looked at too
            broken[name] = "; ".join(str(error).splitlines()[:8])
    assert broken == {}


def _hold(operation: schemathesis.schemas.APIOperation, headers: dict[str, str]) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=12, database=None, suppress_health_check=list(HealthCheck))
    def holds(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers, excluded_checks=UNASKED)

    holds()
