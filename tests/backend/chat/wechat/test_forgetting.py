"""What the gateway keeps of WeChat is forgotten in its time, by the worker."""

import subprocess
import sys

import pytest

from tests.backend.conftest import ROOT

_WORK = """
import time
from backend.jobs import app
app.perform_import_paths()
for name in ("wechat.forget_old", "wechat.forget_sent"):
    app.tasks[name].func(int(time.time()))
"""


@pytest.fixture
def works(gateway):
    """The worker's jobs, in a process of their own as always."""

    def work():
        subprocess.run([sys.executable, "-c", _WORK], check=True, cwd=ROOT, env=gateway.environment)

    return work


def test_old_envelopes_and_what_was_sent_long_ago_go_and_the_rest_stays(works, rasa, phone, tables):
    phone.says("你好").wait()
    session = tables.session
    for age, name in (("40 days", "old"), ("11 minutes", "new")):
        tables.change(
            "insert into wechat_envelopes (stamp, digest, seen_at) values (%s, %s, now() - %s::interval)",
            *(name, name, age),
        )
        tables.change(
            "insert into wechat_parts (session_id, body, state, changed_at) "
            "values (%s, jsonb_build_object('kind', 'text', 'text', %s::text), 'sent', now() - %s::interval)",
            *(session, name, age),
        )
        tables.change(
            "insert into wechat_choices (session_id, item, payload, offered_at) "
            "values (%s, %s, %s, now() - %s::interval)",
            *(session, name, name, age),
        )
    works()
    assert tables.rows("select stamp from wechat_envelopes where stamp in ('old', 'new')") == [("new",)]
    parts = "select body->>'text' from wechat_parts where session_id = %s and body->>'text' in ('old', 'new')"
    assert tables.rows(parts, session) == [("new",)]
    assert tables.rows("select item from wechat_choices where session_id = %s", session) == [("new",)]
