"""A passive reply is XML that any parser reads back as what was said, whoever said it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.chat.wechat import passive
from backend.chat.wechat.fields import parsed
from backend.chat.wechat.parsing import inbound
from tests.backend.chat.wechat.envelopes import GH, NOW, OPENID, SAMPLES

HEARD = inbound(parsed(SAMPLES["text"]))
XML = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\t\n")


def test_a_text_goes_from_the_account_to_the_person():
    fields = parsed(passive.text(HEARD, "您好", NOW + timedelta(seconds=0.9)))
    tags = ("ToUserName", "FromUserName", "CreateTime", "MsgType", "Content")
    assert [fields.whole(tag) for tag in tags] == [OPENID, GH, str(int(NOW.timestamp())), "text", "您好"]


@pytest.mark.parametrize(
    "content", ["]]>", "a]]>b]]>c", "]]", "]]]]>>", "<b>&amp;</b>", "]]><Content>x", "<![CDATA[x]]>"]
)
def test_the_end_mark_of_cdata_ends_nothing(content):
    assert parsed(passive.text(HEARD, content, NOW)).whole("Content") == content


@given(st.text(XML, min_size=1).filter(str.strip))
def test_any_text_is_read_back_as_it_was(content):
    assert parsed(passive.text(HEARD, content, NOW)).whole("Content") == content


@given(st.text().filter(lambda text: "\r" not in text))
def test_what_xml_cannot_hold_is_left_out_and_never_breaks_the_reply(content):
    reply = passive.text(HEARD, content + "好", NOW)
    kept = parsed(reply).whole("Content")
    assert kept.endswith("好")
    assert kept == "".join(
        c
        for c in content + "好"
        if c in "\t\n" or c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff"
    )


@pytest.mark.parametrize("nothing", ["", " ", "\n\t", "\x00", "\u3000"])
def test_nothing_to_say_is_success(nothing):
    assert passive.text(HEARD, nothing, NOW) == passive.SUCCESS == b"success"


def test_a_transfer_names_the_kind_and_no_more():
    fields = parsed(passive.transfer(HEARD, NOW))
    assert (fields.whole("MsgType"), fields.whole("ToUserName")) == ("transfer_customer_service", OPENID)
    assert fields.having("KfAccount") == []


def test_a_transfer_to_a_certain_member_of_staff_names_the_account():
    (info,) = parsed(passive.transfer(HEARD, NOW, "li]]>@gh")).having("KfAccount")
    assert info.whole("KfAccount") == "li]]>@gh"
