"""The application package: complete, printable, private, and gone when its link expires."""

import re

import pytest

from backend.packages.fonts.make import characters

SAFE = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff"}


@pytest.fixture
def case(client, speaker):
    return client.post("/cases", headers=speaker, json={"policy": "living_allowance"}).json()


@pytest.fixture
def link(client, speaker, case):
    said = {"text": "我是留学回国的硕士，1993年5月出生，在金水区上班", "intent": "inform"}
    client.post("/interviews", headers=speaker, json=said)
    client.post(f"/cases/{case['id']}/walkthrough", headers=speaker, json={"step": "next", "tick": ["身份证"]})
    url = client.post(f"/cases/{case['id']}/package", headers=speaker).json()["url"]
    return url[url.index("/packages/") :]


def test_a_link_is_only_for_the_owner_of_the_case(client, case, other, staff_token):
    path = f"/cases/{case['id']}/package"
    assert client.post(path).status_code == 401
    assert client.post(path, headers=other).status_code == 404
    assert client.post(path, headers={"Authorization": f"Bearer {staff_token}"}).status_code == 401


@pytest.mark.parametrize("ending", ["", ".pdf"])
def test_the_link_opens_only_in_the_owner_s_session(client, link, speaker, other, staff_token, ending):
    assert client.get(link + ending).status_code == 401
    assert client.get(link + ending, headers=other).status_code == 404
    assert client.get(link + ending, headers={"Authorization": f"Bearer {staff_token}"}).status_code == 401
    assert client.get(link + ending, headers=speaker).status_code == 200


@pytest.mark.parametrize("ending", ["", ".pdf"])
def test_the_cookie_of_the_session_opens_it_in_a_browser(client, link, speaker, ending):
    cookie = f"xiaocai_session={speaker['Authorization'].removeprefix('Bearer ')}"
    assert client.get(link + ending, headers={"Cookie": cookie}).status_code == 200


@pytest.mark.parametrize("ending", ["", ".pdf"])
@pytest.mark.parametrize("token", ["x", "ImZvcmdlZCI.aaaa.bbbb", "a" * 250])
def test_a_forged_link_is_404(client, speaker, token, ending):
    response = client.get(f"/packages/{token}{ending}", headers=speaker)
    assert (response.status_code, response.json()["error"]) == (404, "PackageUnknown")


@pytest.mark.parametrize("ending", ["", ".pdf"])
def test_an_expired_link_is_410(client, speaker, case, ending):
    import time

    from itsdangerous import TimestampSigner, URLSafeTimedSerializer

    class Yesterday(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time()) - 25 * 3600

    old = URLSafeTimedSerializer("k" * 40, salt="package", signer=Yesterday).dumps(case["id"].replace("-", ""))
    response = client.get(f"/packages/{old}{ending}", headers=speaker)
    assert (response.status_code, response.json()["error"]) == (410, "PackageExpired")


def test_the_page_says_everything_and_loads_nothing(client, link, speaker, case):
    response = client.get(link, headers=speaker)
    page = response.text
    for words in (
        case["number"], "不是官方表格", "1993年5月", "硕士", "身份证", "金水区东风路与花园路", "0371-55560790",
        "1个工作日内办结", "海外归国留学人员", "以受理单位的答复为准", "申请人签名",
    ):  # fmt: skip
        assert words in page, words
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:|//)|@import|<script|url\((?!data:)", page)


@pytest.mark.parametrize("ending", ["", ".pdf"])
def test_nothing_keeps_a_copy(client, link, speaker, ending):
    headers = client.get(link + ending, headers=speaker).headers
    assert SAFE.items() <= dict(headers).items()


def test_the_page_may_run_nothing(client, link, speaker):
    policy = client.get(link, headers=speaker).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy


def test_the_pdf_carries_its_chinese_font_and_stays_small(client, link, speaker):
    response = client.get(f"{link}.pdf", headers=speaker)
    assert response.headers["content-type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert b"/FontFile2" in response.content and b"XiaocaiSans" in response.content
    assert len(response.content) < 300_000


def test_what_somebody_wrote_is_shown_as_text(client, speaker, case, link):
    from backend.packages.page import page_of
    from backend.packages.sheet import Field, Sheet

    sheet = Sheet(
        "<b>政策</b>", "1", "今天", (Field("<i>", "<script>x</script>"),), (), None, None, (), (), (), "", None, ()
    )
    page, _ = page_of(sheet, "x.pdf")
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_the_font_has_every_character_of_the_knowledge():
    from fontTools.ttLib import TTFont

    from backend.packages.letters import FONT

    has = set(TTFont(FONT, lazy=True).getBestCmap())
    assert {c for c in characters() if ord(c) not in has} == set()


def test_lines_do_not_begin_with_a_closing_mark():
    from backend.packages.lines import broken

    lines = broken("符合条件的，可以申请。电话是0371-96567，“一件事”专区（网上）也能办。" * 5, 12, len)
    assert "".join(lines) == "符合条件的，可以申请。电话是0371-96567，“一件事”专区（网上）也能办。" * 5
    assert not any(line[0] in "，。”）" or line[-1] in "“（" for line in lines)
    assert max(map(len, lines)) <= 12


def test_old_rules_are_printed_as_old_rules(client, link, speaker):
    page = client.get(link, headers=speaker).text
    assert "【2018年规定，已被2024年细则替代，是旧规定】" in page
    why = page[page.index("为什么走这个渠道") :][:200]
    assert "已被2024年细则替代" in why
    assert "未显示" not in page
