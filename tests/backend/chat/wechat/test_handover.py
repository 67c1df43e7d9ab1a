"""A human takes over by the answer to a message; the assistant is silent until the human has closed."""

from tests.backend.chat.wechat.conftest import echo, said, until


def human_since(tables) -> object:
    return tables.rows("select human_since from chat_sessions where id = %s", tables.session)[0][0]


def test_who_wants_a_human_is_transferred_with_the_answer_and_told_so(wechat, rasa, phone, tables):
    delivery = phone.says("转人工").wait()
    assert delivery.outcome == "transfer"
    phone.inbox.wait_for("handover")
    phone.inbox.wait_for("已经转给工作人员", 10)
    assert rasa.heard == [] and human_since(tables) is not None


def test_while_a_human_is_there_the_assistant_is_silent_and_afterwards_it_speaks_again(wechat, rasa, phone, tables):
    rasa.answer = echo
    phone.says("转人工").wait()
    phone.inbox.wait_for("已经转给工作人员", 10)
    assert phone.says("有人吗").wait().outcome == "agent"
    assert rasa.heard == []
    phone.is_closed_by_agent().wait()
    phone.inbox.wait_for("人工服务已经结束，小才接着为您服务")
    assert human_since(tables) is None
    phone.says("博士多少")
    until(lambda: said(phone)[-1] == "答：博士多少")


def test_a_message_that_still_reaches_us_is_transferred_again(wechat, rasa, phone):
    """The platform has closed the session because it was idle, and its event has not come."""
    phone.says("转人工").wait()
    phone.inbox.wait_for("已经转给工作人员", 10)
    phone.user.session = None
    assert phone.says("还在吗").wait().outcome == "transfer"
    assert rasa.heard == []


def half_an_hour_later(tables) -> None:
    tables.change(
        "update chat_sessions set human_since = human_since - interval '31 minutes' where id = %s", tables.session
    )


def test_when_nobody_of_the_staff_has_come_for_half_an_hour_the_assistant_says_so_and_answers(
    wechat, rasa, phone, tables, monkeypatch
):
    monkeypatch.setattr(wechat.account, "agents", [])
    rasa.answer = echo
    phone.says("转人工").wait()
    phone.inbox.wait_for("已经转给工作人员", 10)
    assert phone.says("有人吗").wait().outcome == "transfer"
    half_an_hour_later(tables)
    phone.says("博士多少").wait()
    until(lambda: said(phone)[-1] == "答：博士多少")
    assert "一直没有接上" in said(phone)[-2]
    assert human_since(tables) is None
    phone.says("硕士多少").wait()
    until(lambda: said(phone)[-1] == "答：硕士多少")
    assert len(said(phone)) == 4


def test_what_reaches_us_after_a_session_whose_end_was_never_reported_is_answered(wechat, rasa, phone, tables):
    rasa.answer = echo
    phone.says("转人工").wait()
    phone.inbox.wait_for("已经转给工作人员", 10)
    assert phone.says("您好").wait().outcome == "agent"
    half_an_hour_later(tables)
    assert phone.says("还在说").wait().outcome == "agent"
    phone.user.session = None
    phone.says("博士多少")
    until(lambda: said(phone)[-1] == "答：博士多少")


def test_who_wants_the_assistant_back_has_it_back(wechat, rasa, phone):
    rasa.answer = echo
    phone.says("转人工").wait()
    phone.inbox.wait_for("已经转给工作人员", 10)
    phone.user.session = None
    phone.says("找小才")
    phone.says("博士多少")
    until(lambda: said(phone)[-2:] == ["好，小才接着为您服务。", "答：博士多少"])


def test_a_session_that_staff_have_opened_silences_the_assistant_too(wechat, rasa, phone, tables):
    phone.says("你好").wait()
    agent = "kf2001@zhengxiaocai"
    opened = wechat.call(wechat.platform.report, phone.user, "kf_create_session", KfAccount=agent).wait()
    until(lambda: human_since(tables) is not None)
    wechat.call(wechat.platform.report, phone.user, "kf_switch_session", FromKfAccount=agent, ToKfAccount="b@c").wait()
    closed = wechat.call(wechat.platform.report, phone.user, "kf_close_session", KfAccount="b@c").wait()
    assert (opened.outcome, human_since(tables)) == ("accepted", None)
    # The first one comes once more, late: it is over.
    wechat.call(wechat.platform.push, phone.user, opened.fields, False).wait()
    assert (human_since(tables), closed.outcome) == (None, "reply")


def test_a_human_is_wanted_even_while_rasa_is_away(wechat, rasa, phone):
    rasa.status = 503
    assert phone.says("转人工").wait().outcome == "transfer"
