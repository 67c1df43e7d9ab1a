"""Pages opened in WeChat: a code that is good once and for five minutes, and who it names."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest

BACK = "http://127.0.0.1:9/back?step=1"


@pytest.fixture
def authorize(wechat):
    """The address of OAuth's first step, on the host that products know."""

    def build(scope="snsapi_base", appid=wechat.account.appid, back=BACK):
        query = f"appid={appid}&redirect_uri={quote(back, safe='')}&response_type=code&scope={scope}&state=s1"
        return f"https://open.weixin.qq.com/connect/oauth2/authorize?{query}#wechat_redirect"

    return build


@pytest.fixture
def code(authorize, wechat, ming):
    """A fresh code of 小明's."""
    return lambda: parse_qs(urlsplit(_location(wechat, ming, authorize())).query)["code"][0]


def _location(wechat, phone, url):
    answer = phone.browser.get(url.replace("https://open.weixin.qq.com", wechat.url))
    return answer.headers["location"]


def exchange(wechat, api, code, **more):
    account = wechat.account
    told = {"appid": account.appid, "secret": account.secret, "code": code, "grant_type": "authorization_code"} | more
    return api.get("/sns/oauth2/access_token", **told)


def test_the_browser_is_sent_straight_back_with_code_and_state(wechat, authorize, ming):
    back = urlsplit(_location(wechat, ming, authorize()))
    query = parse_qs(back.query)
    assert (back.hostname, query["step"], query["state"]) == ("127.0.0.1", ["1"], ["s1"])


def test_a_code_names_who_opened_the_page_once(wechat, api, code, ming):
    once = code()
    assert exchange(wechat, api, once)["openid"] == ming.openid
    assert exchange(wechat, api, once)["errcode"] == 40163
    assert exchange(wechat, api, "made up")["errcode"] == 40029


def test_a_code_ends_after_five_minutes(wechat, api, code):
    late = code()
    wechat.clock.advance(301)
    assert exchange(wechat, api, late)["errcode"] == 42003


def test_a_wrong_secret_does_not_use_the_code_up(wechat, api, code, ming):
    once = code()
    assert exchange(wechat, api, once, secret="x")["errcode"] == 40125
    assert exchange(wechat, api, once)["openid"] == ming.openid


def test_a_snapshot_page_gets_a_virtual_account(wechat, api, code, ming):
    ming.user.snapshot = True
    told = exchange(wechat, api, code())
    assert told["is_snapshotuser"] == 1 and told["openid"] != ming.openid


def test_two_phones_are_two_people(wechat, api, authorize, code):
    hong = wechat.user("小红")
    other = parse_qs(urlsplit(_location(wechat, hong, authorize())).query)["code"][0]
    assert exchange(wechat, api, other)["openid"] == hong.openid != exchange(wechat, api, code())["openid"]


@pytest.mark.parametrize("wrong", [{"scope": "all"}, {"appid": "wx0"}, {"back": "ftp://x"}])
def test_a_wrong_request_is_an_error_page(authorize, ming, wrong):
    assert ming.opens(authorize(**wrong)).status_code == 400


def test_only_the_registered_host_may_be_returned_to(account, authorize, ming):
    account.oauth_domain = "talent.example.com"
    assert "10003" in ming.opens(authorize()).text


def test_a_phone_follows_redirections_to_the_end(wechat, ming, authorize):
    ending = ming.opens(authorize(back=f"{wechat.url}/cgi-bin/showqrcode"))
    assert ending.status_code == 404 and "code=" in str(ending.url)
