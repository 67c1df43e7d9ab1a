"""A follower becomes the person verified elsewhere: by a code that is scanned, or by opening a page in WeChat."""

import httpx2
import pytest

from tests.backend.conftest import new_phone

_WECHAT = {"User-Agent": "Mozilla/5.0 (iPhone) MicroMessenger/8.0.50"}


class Website:
    """Somebody at the website of the gateway process."""

    def __init__(self, url):
        self.http = httpx2.Client(base_url=url, trust_env=False)
        self.http.headers["Authorization"] = f"Bearer {self.http.post('/chat/sessions').json()['token']}"
        self.http.cookies.clear()

    def verify(self):
        phone = new_phone()
        assert self.http.post("/people/verification", json={"phone": phone}).status_code == 200
        code = next(s["code"] for s in reversed(self.http.get("/dev/outbox").json()) if s["phone"] == phone)
        assert self.http.post("/people/verification/check", json={"code": code}).status_code == 200
        return self

    def case(self):
        return self.http.post("/cases", json={"policy": "living_allowance"}).json()


@pytest.fixture
def website(gateway):
    return Website(gateway.url)


def person_of(database, phone):
    """Of whom the follower's conversation is."""
    database.commit()
    found = database.execute(
        "select s.person_id from chat_sessions s join wechat_contacts c on c.session_id = s.id "
        "order by c.added_at desc limit 1"
    ).fetchone()
    return found[0]


def test_to_subscribe_by_the_code_on_the_website_connects_the_two(wechat, website, database):
    website.verify()
    code = website.http.post("/wechat/bindings").json()
    assert code["image"].startswith("data:image/svg+xml")
    phone = wechat.user("扫码关注的人", followed=False)
    phone.scans(code["content"])
    phone.inbox.wait_for("连上了")
    assert person_of(database, phone) is not None


def test_a_follower_who_scans_is_connected_too_and_a_code_is_good_once(wechat, website, database):
    website.verify()
    code = website.http.post("/wechat/bindings").json()["content"]
    first, second = wechat.user("先扫的人"), wechat.user("后扫的人")
    first.scans(code)
    first.inbox.wait_for("连上了")
    second.scans(code)
    second.inbox.wait_for("已经过期或用过")
    assert person_of(database, second) is None


def test_a_scan_whose_record_was_lost_with_the_database_hears_the_same_when_it_is_repeated(
    wechat, website, phone, tables
):
    website.verify()
    scan = phone.scans(website.http.post("/wechat/bindings").json()["content"])
    phone.inbox.wait_for("连上了")
    tables.change("delete from messages where session_id = %s", tables.session)
    wechat.call(wechat.platform.push, phone.user, scan.fields, False).wait()
    phone.inbox.wait_for("连上了")
    assert tables.rows("select kind from messages where session_id = %s", tables.session) == [("bound",)]


def test_a_guest_gets_no_code(website):
    assert website.http.post("/wechat/bindings").status_code == 403


def test_the_menu_page_tells_who_has_verified_nothing_yet_how(wechat, gateway):
    phone = wechat.user("没验证的人")
    answer = phone.opens(f"{gateway.url}/wechat/binding")
    assert answer.status_code == 200 and "验证手机号" in answer.text


def test_a_snapshot_user_is_refused(wechat, gateway):
    phone = wechat.user("快照页")
    phone.user.snapshot = True
    assert phone.opens(f"{gateway.url}/wechat/binding").status_code == 403


def test_a_code_without_the_browser_that_left_is_refused(wechat, gateway):
    left = httpx2.get(f"{gateway.url}/wechat/binding", trust_env=False)
    state = httpx2.URL(left.headers["location"]).params["state"]
    stranger = httpx2.get(
        f"{gateway.url}/wechat/binding/callback", params={"code": "x", "state": state}, trust_env=False
    )
    assert stranger.status_code == 403


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_elsewhere(wechat, gateway, to):
    phone = wechat.user("被引导的人")
    answer = phone.opens(f"{gateway.url}/wechat/binding?to={to}")
    assert str(answer.url).startswith(gateway.url) and answer.status_code == 200


def test_a_package_opened_in_wechat_asks_wechat_who_that_is(wechat, gateway, website):
    website.verify()
    code = website.http.post("/wechat/bindings").json()["content"]
    phone = wechat.user("打开资料袋的人")
    phone.scans(code)
    phone.inbox.wait_for("连上了")
    url = website.http.post(f"/cases/{website.case()['id']}/package").json()["url"]
    address = gateway.url + httpx2.URL(url).path
    phone.browser.headers.update(_WECHAT)
    answer = phone.opens(address)
    assert answer.status_code == 200 and "申请资料袋" in answer.text
    stranger = wechat.user("别人")
    stranger.browser.headers.update(_WECHAT)
    assert stranger.opens(address).status_code in (403, 404)
