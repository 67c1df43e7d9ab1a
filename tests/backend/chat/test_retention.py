"""What was said is kept as long as the session it was said in, and not longer."""

import time
from uuid import uuid4

from backend.chat.tasks import forget_old

_DAY = 24 * 60 * 60


def texts(database, session: str) -> list[str]:
    return [row[0] for row in database.execute("select text from messages where session_id = %s", [session])]


def test_old_messages_replies_and_conversations_go_and_new_ones_stay(client, rasa, database):
    opened = client.post("/chat/sessions").json()
    client.post("/chat/messages", json={"text": "你好"}, headers={"Authorization": f"Bearer {opened['token']}"})
    sender = uuid4().hex
    database.execute("insert into conversations (sender_id, version, events) values (%s, 1, '[]')", [sender])
    database.commit()
    forget_old(int(time.time()) + 29 * _DAY)
    assert texts(database, opened["session"]) == ["你好"]
    forget_old(int(time.time()) + 31 * _DAY)
    database.commit()
    assert texts(database, opened["session"]) == []
    assert database.execute("select count(*) from conversations where sender_id = %s", [sender]).fetchone() == (0,)
