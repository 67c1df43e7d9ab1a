"""An answer that was to go back with a request, which was given up before, is sent all the same."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.backend.chat.wechat.conftest import SCALE, Tables, said, until

LATE = "迟到的答案"
_SLOW_TO_TAKE = f"""
    create function slow_to_take() returns trigger language plpgsql as $$ begin
        if new.state = 'passive' then perform pg_sleep({5.5 * SCALE}); end if;
        if old.state = 'passive' then raise exception 'going away' using errcode = '57P01'; end if;
        return new;
    end $$;
    create trigger slow_to_take before update on wechat_parts for each row when (new.body->>'text' = '{LATE}')
    execute function slow_to_take();
"""


@contextmanager
def a_database_slow_to_take_and_away_to_release(tables: Tables) -> Iterator[None]:
    tables.change(_SLOW_TO_TAKE)
    try:
        yield
    finally:
        tables.change("drop function slow_to_take cascade")


def test_what_a_request_took_that_could_not_give_it_back_for_the_database_is_sent_when_it_is_back(
    wechat, rasa, phone, tables
):
    rasa.answer = [{"text": LATE}]
    with a_database_slow_to_take_and_away_to_release(tables):
        assert phone.says("博士多少").wait(30).outcome == "unanswered"
        until(lambda: tables.parts == [("passive", None)])
        phone.inbox.stays_quiet(5.5 * SCALE + 0.5)
    until(lambda: said(phone) == [LATE])
    assert tables.parts == [("sent", 0)]
