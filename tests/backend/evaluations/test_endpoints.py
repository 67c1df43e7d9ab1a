"""Stars for a conversation: whose they are, what they may be, and that they go with whoever wants to be forgotten."""

import pytest


def evaluate(client, headers, **told):
    return client.post("/evaluations", json=told, headers=headers)


def test_stars_and_a_masked_word_are_kept_and_sealed(client, verified, database):
    assert evaluate(client, verified, stars=4, comment="快，我电话13812345678").status_code == 204
    kept = client.get("/people/me/export", headers=verified).json()["evaluations"]
    assert [(one["stars"], one["comment"]) for one in kept] == [(4, "快，我电话［手机号］")]
    assert "我电话" not in str(database.execute("select comment from evaluations").fetchall())
    database.rollback()


def test_anonymous_may_not_evaluate(client):
    assert evaluate(client, {}, stars=5).status_code == 401


@pytest.mark.parametrize("told", [{"stars": 0}, {"stars": 6}, {}, {"stars": 3, "comment": "长" * 501}])
def test_what_are_no_one_to_five_stars_is_refused(client, speaker, told):
    assert evaluate(client, speaker, **told).status_code == 422


def test_they_are_deleted_with_the_data(client, speaker):
    evaluate(client, speaker, stars=1)
    client.delete("/people/me/data", headers=speaker)
    assert client.get("/people/me/export", headers=speaker).json()["evaluations"] == []
