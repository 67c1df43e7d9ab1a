"""The real channels against the simulated platform: quota, grants, templates, and every refusal."""

import random
import secrets
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from backend.delivery.wechat.client import Client
from backend.policies.service import book
from simulators.wechat.account import Account
from simulators.wechat.fixture import WeChat
from simulators.wechat.phone import Phone
from tests.backend.delivery.wechat.fake_platform import MemoryStore
from tests.backend.notices.conftest import NOON, Office

MESSAGE, TEMPLATE = "/cgi-bin/message/custom/send", "/cgi-bin/message/template/send"
SUBSCRIPTION = "/cgi-bin/message/subscribe/bizsend"


@pytest.fixture(scope="module")
def platform(topics) -> Iterator[WeChat]:
    """With every template that the topics name."""
    wechat = WeChat(product="http://127.0.0.1:9", account=Account(), scale=0.01)
    for worded in (*topics.topics.values(), topics.digest):
        for form, subscription in ((worded.wechat_subscription, True), (worded.wechat_template, False)):
            if form:
                labels = {name: name for name in form.fields}
                wechat.account.add_template(form.template, worded.name, labels, subscription=subscription)
    with wechat:
        yield wechat


@pytest.fixture
def office(office, topics, platform) -> Office:
    """A new connection to the platform, which remembers no earlier refusal."""
    from backend.delivery.notice_channels import Inbox, TextMessage
    from backend.delivery.wechat.notices.channels import CustomerMessage, SubscriptionNotice, TemplateMessage

    account = platform.account
    client = Client(platform.url, account.appid, account.secret, MemoryStore(), timeout=3.0, backoff=0.01)
    ways = [way(lambda: client) for way in (CustomerMessage, SubscriptionNotice, TemplateMessage)]
    yield Office([*ways, Inbox(), TextMessage()], topics, office.runner)
    office.runner.run(client.close())


@pytest.fixture
def follower(office, platform):
    """(person, phone) of somebody who follows; `quota` customer messages may go to them."""

    def new(*purposes: str, quota: int = 0) -> tuple[UUID, Phone]:
        from backend.chat.models import ChatSession
        from backend.chat.wechat.contacts import index_of
        from backend.database import transaction
        from backend.delivery.wechat.models import WeChatContact

        person, phone, session_id = office.person(*purposes), platform.user(secrets.token_hex(6)), uuid4()
        if quota:
            platform.call(phone.user.quota.renew, "message", platform.clock.now())
        with transaction() as session:
            session.add(ChatSession(id=session_id, channel="wechat", person_id=person))
            session.flush()
            index, until = index_of(phone.openid), NOON + timedelta(hours=48)
            more = {"quota": quota, "quota_until": until}
            session.add(WeChatContact(session_id=session_id, openid=phone.openid, openid_index=index, **more))
        return person, phone

    return new


def grant(person: UUID, template: str, left: int) -> None:
    from backend.chat.wechat.models import WeChatGrant
    from backend.database import transaction

    with transaction() as session:
        session.add(WeChatGrant(session_id=session_of(person), template_id=template, accepted=True, left=left))


def session_of(person: UUID) -> UUID:
    from sqlalchemy import select

    from backend.chat.models import ChatSession
    from backend.database import transaction

    with transaction() as session:
        return session.scalars(select(ChatSession.id).where(ChatSession.person_id == person)).one()


def grant_of(person: UUID, template: str):
    from backend.chat.wechat.models import WeChatGrant
    from backend.database import transaction

    session_id = session_of(person)
    with transaction() as session:
        return session.get(WeChatGrant, (session_id, template))


def contact_of(person: UUID):
    from backend.database import transaction
    from backend.delivery.wechat.models import WeChatContact

    session_id = session_of(person)
    with transaction() as session:
        return session.get_one(WeChatContact, session_id)


def test_within_the_quota_a_recommendation_is_a_menu_with_how_why_and_no_more(office, follower):
    person, phone = follower("reminders", quota=5)
    office.plan(person)
    office.send(person)
    (shown,) = phone.inbox
    assert shown.kind == "menu" and "您现在符合" in shown.text
    assert [item.content for item in shown.items] == ["怎么办理", "为什么收到这个", "退订这类提醒"]
    assert contact_of(person).quota == 4


def test_what_a_tap_stands_for_is_known(office, follower, database):
    person, phone = follower("reminders", quota=5)
    office.plan(person)
    office.send(person)
    item = phone.inbox[0].items[0]
    rows = database.execute("select payload from wechat_choices where item = %s", [item.id]).fetchall()
    assert rows[0] == (f"带我办{book().policies['living_allowance'].name}",)


def test_a_grant_for_one_message_is_spent_and_then_the_inbox_has_it(office, follower, topics):
    template = topics.topics["policy_fits"].wechat_subscription.template
    person, phone = follower("reminders")
    grant(person, template, 1)
    phone.user.grants[template] = 1
    for day in range(2):
        office.now = NOON + timedelta(days=day)
        office.plan(person)
        office.send(person)
    assert phone.inbox.kinds == ["subscription"] and grant_of(person, template).left == 0
    assert office.sends(person) == [("wechat_subscription", "accepted"), ("inbox", "delivered")]


def test_a_grant_for_good_is_not_spent(office, follower, topics):
    template = topics.topics["case_progress"].wechat_subscription.template
    person, phone = follower()
    grant(person, template, 1)
    phone.user.grants[template] = None
    from backend.notices.checks import CHECKS

    check = CHECKS.pop("case_progress")
    try:
        for day in range(3):
            office.now = NOON + timedelta(days=day)
            office.plan(person, "case_progress", text="进展。", key=f"{uuid4().hex}")
            office.send(person)
    finally:
        CHECKS["case_progress"] = check
    assert office.sends(person) == [("wechat_subscription", "accepted")] * 3
    assert phone.inbox.kinds == ["subscription"] * 3 and grant_of(person, template).left == 1


def test_a_grant_the_platform_does_not_know_is_set_to_nothing(office, follower, topics):
    template = topics.topics["policy_fits"].wechat_subscription.template
    person, phone = follower("reminders")
    grant(person, template, 3)
    office.plan(person)
    office.send(person)
    assert office.sends(person) == [("wechat_subscription", "refused"), ("inbox", "delivered")]
    assert grant_of(person, template).left == 0 and len(phone.inbox) == 0


def test_ones_own_affairs_go_by_template_and_recommendations_never_do(office, follower):
    for topic, kinds in (("arranged_service", ["template"]), ("policy_fits", [])):
        person, phone = follower("reminders")
        office.plan(person, topic)
        office.send(person)
        assert phone.inbox.kinds == kinds


def test_values_too_long_for_a_template_are_cut_and_not_refused(office, follower):
    person, phone = follower()
    from backend.database import transaction
    from backend.notices.planning import Reason, plan

    with transaction() as session:
        values = {"step": "教育局已经为您的孩子安排好学校，开学前会打电话告诉您报到的时间和地点。"}
        plan(session, person, "arranged_service", uuid4().hex, Reason("living_allowance"), NOON, values=values)
    office.send(person)
    (shown,) = phone.inbox
    assert all(len(value) <= 20 for value in shown.detail["lines"].values()) and "…" in shown.text


def test_a_template_somebody_refuses_is_not_sent_to_them_again(office, follower, topics):
    template = topics.topics["arranged_service"].wechat_template.template
    person, phone = follower()
    phone.refuses(template)
    for day in range(2):
        office.now = NOON + timedelta(days=day)
        office.plan(person, "arranged_service")
        office.send(person)
    states = [("wechat_template", "blocked"), ("inbox", "delivered"), ("inbox", "delivered")]
    assert office.sends(person) == states and grant_of(person, template).accepted is False


def test_who_has_left_is_told_on_the_website(office, follower):
    person, phone = follower(quota=5)
    phone.user.followed = False
    office.plan(person, "arranged_service")
    office.send(person)
    assert office.sends(person)[-1] == ("inbox", "delivered") and len(phone.inbox) == 0


FALLS = (40003, 43004, 43101, 45002, 45015, 45047, 40036, 47003, 40066, 47001, 40008, 99999)
WAITS = (-1, 43117, 45009, 45011, 43108, 40037, 48001, 50001, 40013)


@pytest.mark.parametrize("errcode", FALLS)
def test_a_refused_customer_message_goes_by_template(office, follower, platform, errcode):
    person, phone = follower(quota=5)
    office.plan(person, "arranged_service")
    fault = platform.faults.add(MESSAGE, errcode=errcode)
    office.send(person)
    gone = errcode in (40003, 43004)
    assert fault.consumed and phone.inbox.kinds == ([] if gone else ["template"])
    way = ("inbox", "delivered") if gone else ("wechat_template", "accepted")
    assert office.sends(person) == [("wechat_message", "refused" if errcode != 43101 else "blocked"), way]
    assert contact_of(person).followed is not gone
    assert contact_of(person).quota == (0 if errcode in (45015, 45047) else 5)


@pytest.mark.parametrize("errcode", FALLS)
def test_a_refused_template_goes_to_the_inbox(office, follower, platform, errcode):
    person, _ = follower()
    office.plan(person, "arranged_service")
    fault = platform.faults.add(TEMPLATE, errcode=errcode)
    office.send(person)
    assert fault.consumed and office.sends(person)[-1] == ("inbox", "delivered")


@pytest.mark.parametrize("errcode", WAITS)
def test_what_will_be_taken_later_is_not_lost_meanwhile(office, follower, platform, errcode):
    person, phone = follower(quota=5)
    key = office.plan(person, "arranged_service")
    fault = platform.faults.add(MESSAGE, errcode=errcode, times=3 if errcode == -1 else 1)
    office.send(person)
    assert fault.consumed and office.notice(key).state == "waiting" and len(phone.inbox) == 0
    assert contact_of(person).quota == 5


def test_an_answer_that_is_lost_leaves_a_customer_message_unknown_and_alone(office, follower, platform):
    person, phone = follower(quota=5)
    office.plan(person, "arranged_service")
    platform.faults.add(MESSAGE, after=True, cut=True)
    office.send(person)
    office.send(person)
    assert len(phone.inbox) == 1 and office.sends(person) == [("wechat_message", "unknown")]


def test_an_answer_that_is_lost_is_asked_for_again_of_a_template_and_shown_once(office, follower, platform):
    person, phone = follower()
    office.plan(person, "arranged_service")
    platform.faults.add(TEMPLATE, after=True, cut=True)
    office.send(person)
    assert len(phone.inbox) == 1 and office.sends(person) == [("wechat_template", "accepted")]


def test_several_due_are_one_message_there_too(office, follower):
    person, phone = follower("reminders", quota=5)
    for topic in random.Random(7).sample(["policy_fits", "policy_changed", "policy_nearly", "arranged_service"], 4):
        office.plan(person, topic)
    office.send(person)
    (shown,) = phone.inbox
    assert shown.text.startswith("有4件事")


def test_ones_own_affairs_behind_the_inbox_by_sms_for_who_agreed(office, client):
    person = office.person("sms")
    office.plan(person, "case_decided", text="您的申请已经通过。")
    office.send(person)
    sent = [one["text"] for one in client.get("/dev/outbox").json() if "您的申请已经通过。" in one["text"]]
    assert sent and sent[-1].startswith("【郑小才】")
    assert office.sends(person) == [("inbox", "delivered"), ("sms", "accepted")]


def told_unasked(person: UUID) -> bool:
    from backend.chat.models import ChatSession
    from backend.database import transaction

    session_id = session_of(person)
    with transaction() as session:
        return session.get_one(ChatSession, session_id).told_unasked_at is not None


def test_what_was_sent_is_what_the_follower_saw_last(office, follower):
    person, _ = follower("reminders", quota=2)
    office.plan(person)
    assert not told_unasked(person)
    office.send(person)
    assert told_unasked(person)


def test_an_unknown_message_counts_as_seen_and_a_refused_one_does_not(office, follower, platform):
    seen, refused = follower("reminders", quota=2)[0], follower("reminders", quota=2)[0]
    platform.faults.add(MESSAGE, after=True, cut=True)
    office.plan(seen)
    office.send(seen)
    platform.faults.add(MESSAGE, errcode=45015)
    office.plan(refused)
    office.send(refused)
    assert told_unasked(seen) and not told_unasked(refused)
