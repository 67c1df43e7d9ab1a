"""The README is true: its paths exist, its commands exist, its transcript is what the assistant says."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLE = README.split("## 我要加")[1].split("\n## ")[0]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def named_paths() -> list[str]:
    return re.findall(r"`([\w./<>-]+(?:/|\.yml|\.py|\.md|\.example|\.txt))`", TABLE)


@pytest.mark.parametrize("path", named_paths())
def test_every_path_of_the_table_exists(path):
    pattern = re.sub(r"<[\w-]+>", "*", path)
    assert list(ROOT.glob(pattern.rstrip("/"))), path


def test_the_table_names_paths_at_all():
    assert len(named_paths()) >= 12


def test_every_make_target_that_is_named_exists():
    assert set(re.findall(r"`make ([a-z-]+)", README)) <= TARGETS


def test_every_picture_exists():
    assert all((ROOT / path).exists() for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README))


def test_links_lead_somewhere():
    local = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if not link.startswith("http")]
    assert all((ROOT / link).exists() for link in local)


def test_the_transcript_is_what_the_assistant_says(stack):
    """Each 您： line of the transcript is asked in one conversation; every line 小才 answers must be said."""
    import httpx2

    transcript = README.split("```text\n")[1].split("```")[0]
    turns = re.findall(r"^您：(.+)\n((?:(?!您：).*\n)+)", transcript, re.MULTILINE)
    assert len(turns) >= 3
    with httpx2.Client(base_url=stack.url, timeout=60) as client:
        headers = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}
        for question, answer in turns:
            reply = client.post("/chat/messages", json={"text": question}, headers=headers).json()
            said = "\n".join(message["text"] for message in reply["messages"])
            for line in answer.strip().splitlines():
                assert line.removeprefix("小才：").strip() in said, (question, line)
