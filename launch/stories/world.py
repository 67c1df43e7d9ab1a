"""What a conversation case needs beside words: a phone, the code sent to it, an officer with a desk, notices."""

import os
import random
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import httpx2

from launch import database, keys
from launch.door import Conversation, Message, Refused
from launch.settings import Settings
from launch.stories.cases import Officer
from policybook.book import Book
from policybook.loading import KNOWLEDGE, load


@dataclass(frozen=True)
class Office:
    """The city's side of a stack that is up at `url`: in each bureau one officer, registered when first needed."""

    url: str
    settings: Settings

    @cached_property
    def _officers(self) -> dict[str, dict[str, str]]:
        """Their headers by bureau."""
        return {}

    @cached_property
    def _book(self) -> Book:
        return load(self.settings.root / KNOWLEDGE)

    def _officer_of(self, policy_id: str) -> dict[str, str]:
        policy = self._book.policies[policy_id]
        bureau = policy.office or self._book.procedures[policy.application.procedure].office
        if bureau not in self._officers:
            self._officers[bureau] = {"Authorization": f"Bearer {self._new_member(bureau)}"}
        return self._officers[bureau]

    def _new_member(self, bureau: str) -> str:
        """The token that registering prints, as its last line."""
        with database.running(self.settings) as url:
            command = [self.settings.backend_python, "-m", "backend.staff", "add"]
            who = ["--name", "对话用例", "--role", "officer", "--bureau", bureau]
            environment = {**os.environ, **keys.load(self.settings), "DATABASE_URL": url}
            done = subprocess.run(
                [*command, *who], cwd=self.settings.root, env=environment, check=True, capture_output=True, text=True
            )
        return done.stdout.split()[-1]

    def code_sent_to(self, phone: str) -> str:
        """The code of the newest message to this phone in the development outbox."""
        sent = httpx2.get(f"{self.url}/dev/outbox", trust_env=False).json()
        return next((message["code"] for message in reversed(sent) if message["phone"] == phone), "没有收到验证码")

    def move(self, case: dict, officer: Officer) -> None:
        """The officer of the bureau that handles the case moves it; raises Refused."""
        url = f"{self.url}/cases/{case['id']}/moves"
        headers = self._officer_of(case["policy"])
        answer = httpx2.post(url, json=officer.model_dump(exclude_none=True), headers=headers, trust_env=False)
        if answer.status_code >= 400:
            raise Refused(f"办事人员没能这样做：{answer.text}")


class Person:
    """One citizen of one case."""

    def __init__(self, conversation: Conversation, office: Office) -> None:
        self._conversation = conversation
        self._office = office
        self._phone = f"138{random.randrange(10**8):08}"  # noqa: S311  a number for a test, not a secret

    def say(self, text: str) -> Sequence[Message]:
        if "{code}" in text:
            text = text.replace("{code}", self._office.code_sent_to(self._phone))
        return self._conversation.say(text.replace("{phone}", self._phone))

    def is_told(self, notices: Sequence[str]) -> None:
        """Something unasked (topic:policy, or a topic alone that rests on none), several as a digest."""
        pairs = (notice.partition(":") for notice in notices)
        self._conversation.is_told([{"topic": topic, "policy": policy or None} for topic, _, policy in pairs])

    def has_case_moved(self, officer: Officer) -> None:
        """An officer moves the newest case of this person."""
        self._office.move(self._conversation.cases()[0], officer)
