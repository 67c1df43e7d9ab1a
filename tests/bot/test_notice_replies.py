"""What is said right after a notice, and what is said to one in so many words."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.components.notice_replies import NoticeReplies, kind_of

ANSWER = "answer_notice"


def heard(text, intent, after=True, entities=()):
    """The message as it leaves the component; `after`: a notice was seen last."""
    message = Message({"text": text, "metadata": {"after_notice": True} if after else {"references": []}})
    message.set("intent", {"name": intent, "confidence": 0.9})
    message.set("entities", list(entities))
    NoticeReplies(NoticeReplies.get_default_config()).process([message])
    return message.get("intent")["name"], message.get("reply")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("好的", "seen"),
        ("收到", "seen"),
        ("收道了", "seen"),
        ("嗯，知道了", "seen"),
        ("办好了", "done"),
        ("早就办号了", "done"),
        ("交过了", "done"),
        ("还没办好", None),
        ("没有领过", None),
        ("我不知道", None),
        ("没收到", None),
        ("不需要", "not_needed"),
        ("不须要", "not_needed"),
        ("没兴趣", "not_needed"),
        ("为什么收到这个", "why"),
        ("凭啥给俺发", "why"),
        ("怎么办理", "apply"),
        ("咋办", "apply"),
        ("推订这类提醒", "unsubscribe"),
        ("別再發了", "unsubscribe"),
        ("所有提醒都别发", "unsubscribe_all"),
        ("重新收这类提醒", "subscribe"),
        ("是的", None),
        ("博士多少钱", None),
    ],
)
def test_the_kind_of_reply_is_heard_from_the_words_by_their_sound(text, kind):
    from bot.components.normaliser import normalise

    assert kind_of(normalise(text)) == kind


@pytest.mark.parametrize(
    ("text", "intent", "kind", "sure"),
    [
        ("好的", "affirm", "seen", False),
        ("俺才不稀罕哩", "deny", "not_needed", False),
        ("弄好了", "step_done", "done", False),
        ("已经交了", "hand_in", "done", False),
        ("为什么", "ask_why", "why", False),
        ("怎么办理", "ask_process", "apply", True),
        ("要", "affirm", "apply", False),
        ("别再发了", "abuse", "unsubscribe", True),
        ("凭什么发给我", "complain", "why", True),
        ("收到", "nlu_fallback", "seen", True),
    ],
)
def test_right_after_a_notice_such_words_are_a_reply_to_it(text, intent, kind, sure):
    assert heard(text, intent) == (ANSWER, {"kind": kind, "sure": sure})


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("是的", "affirm"),
        ("没有", "deny"),
        ("不是", "deny"),
        ("生活补贴有多少", "ask_amount"),
        ("谢谢", "thank"),
        ("好了，下一步", "step_done"),
        ("现在给我提交", "hand_in"),
        ("为什么要问我户口", "ask_why"),
        ("俺是硕士，去年毕业的", "inform"),
        ("不用单位盖章的话，俺那个材料是不是就能自己去窗口交了呀", "ask_materials"),
    ],
)
def test_answers_to_questions_and_other_wishes_stay_what_they_are_after_a_notice(text, intent):
    assert heard(text, intent) == (intent, None)


def test_a_wish_to_apply_for_a_policy_by_name_needs_no_notice():
    policy = {"entity": "policy", "value": "living_allowance"}
    for text, intent in (("带我办生活补贴", "start_application"), ("生活补贴已经交了", "hand_in")):
        assert heard(text, intent, entities=[policy]) == (intent, None)
    assert heard("生活补贴怎么办理", "ask_process", entities=[policy])[0] == ANSWER


@pytest.mark.parametrize("text", ["好的", "不需要", "办好了", "为什么", "怎么办理"])
def test_without_a_notice_the_same_words_keep_their_meaning(text):
    assert heard(text, "affirm", after=False) == ("affirm", None)


def test_what_names_the_notice_is_a_reply_whenever_it_is_said():
    assert heard("这条提醒不需要", ANSWER, after=False) == (ANSWER, {"kind": "not_needed", "sure": True})


def test_an_intent_given_by_name_is_left_alone():
    assert heard("/ask_human", "ask_human") == ("ask_human", None)


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("5星", 5), ("打四颗星", 4), ("给个五星", 5), ("两个星吧", 2), ("打5课星", 5), ("五星，孩子学校安排得很快", 5),
        ("給三顆星", 3), ("打五分", 5), ("满分", 5), ("不是4星，是5星", 5),
        ("非常满意", 5), ("好评", 5), ("满意", 4), ("挺满意的，谢谢你们", 4), ("一般", 3), ("还行吧", 3),
        ("不太满意，等太久了", 2), ("谈不上满意", 2), ("很不满意", 1), ("差评", 1),
        ("打10星", None), ("4.5星", None), ("四五颗星", None), ("不给5星", None), ("打几颗星好", None),
    ],
)  # fmt: skip
def test_right_after_a_notice_stars_are_heard_from_figures_and_from_words(text, stars):
    intent, reply = heard(text, "nlu_fallback")
    assert (intent, reply["kind"], reply["stars"]) == (ANSWER, "rate", stars)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("5颗心", "nlu_fallback"),
        ("五颗心给你们", "chitchat"),
        ("一般多久到账", "ask_duration"),
        ("等了五分钟了", "complain"),
        ("三星手机能用吗", "out_of_scope"),
        ("五星卡是啥", "ask_overview"),
        ("给老外办五星卡", "start_application"),
        ("办事员态度太差", "complain"),
        ("星期五上班吗", "ask_window"),
        ("我对你们的审核很不满意，要投诉", "complain"),
        ("满意度怎么查", "ask_process"),
        ("不是不满意", "nlu_fallback"),
        ("没有什么不满意", "nlu_fallback"),
        ("满意的话就办", "start_application"),
        ("办好了满意再给五星", "nlu_fallback"),
        ("我被评为五星志愿者，能加分吗", "ask_category"),
        ("我评上了三星级人才，能领多少", "ask_amount"),
    ],
)
def test_what_only_sounds_like_stars_gives_none(text, intent):
    assert (heard(text, intent)[1] or {}).get("kind") != "rate"


def test_whoever_says_that_they_give_stars_needs_no_notice_before_it():
    reply = {"kind": "rate", "sure": True, "stars": 4, "more": False}
    assert heard("刚才那次办理打四星", "chitchat", after=False) == (ANSWER, {**reply, "more": True})
    assert heard("这次办理打四星", "chitchat", after=False) == (ANSWER, reply)
    for text in ("满意", "5星", "给我推荐个三星手机", "五星级酒店给报销吗", "我被评为五星志愿者", "我评上了三星级人才"):
        assert heard(text, "chitchat", after=False) == ("chitchat", None)


def test_words_that_may_answer_something_else_are_not_sure_and_what_was_said_besides_is_noted():
    assert heard("满意", "affirm")[1] == {"kind": "rate", "sure": False, "stars": 4, "more": False}
    assert heard("不太满意，等太久了", "complain")[1] == {"kind": "rate", "sure": False, "stars": 2, "more": True}


def test_no_more_of_it_comes_before_how_content_one_is():
    assert heard("不满意，别再发了", "complain")[1]["kind"] == "unsubscribe"
