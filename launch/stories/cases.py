"""Reads conversation cases in Rasa's end-to-end test format; what we do not support is refused with file and line.

Supported: `user`, `bot` (a whole message of the turn), `utter`, and under `user` the assertions `bot_uttered` and
`bot_did_not_utter` with `text_matches`, `utter_name` and `buttons`. The door shows what a citizen sees and nothing
of Rasa's inside, so a response name stands for its texts in domain.yml, with anything in place of `{placeholders}`,
and slots cannot be asserted: assert what the assistant says because of them.

Three things beside words: in what the person says, `{phone}` is a mobile number of this case's own and `{code}` the
code last sent to it; a step `officer: {move: …}` lets an officer move the person's newest case on; and a step
`notices: ["topic:policy", …]` tells the person something unasked, several of it as a digest; the topic stands alone
where it rests on no policy.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from launch.problems import LaunchProblem
from policybook import strict_yaml
from policybook.errors import KnowledgeError


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    def with_exactly_one(self, *names: str) -> Self:
        if sum(getattr(self, name) is not None for name in names) != 1:
            raise PydanticCustomError("one", "{names} 要写其中一个，且只写一个", {"names": "、".join(names)})
        return self


def _valid_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise PydanticCustomError("pattern", "正则表达式写错了（{why}）", {"why": str(error)}) from error
    return pattern


class Button(Strict):
    title: str
    payload: str | None = None


class Uttered(Strict):
    text_matches: Annotated[str, AfterValidator(_valid_pattern)] | None = None
    utter_name: str | None = None
    buttons: tuple[Button, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("empty", "要写 text_matches、utter_name 或 buttons 中的至少一个")
        return self


class Assertion(Strict):
    bot_uttered: Uttered | None = None
    bot_did_not_utter: Uttered | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        return self.with_exactly_one("bot_uttered", "bot_did_not_utter")


class Officer(Strict):
    """A move of knowledge/procedures.yml that an officer makes, with what it needs."""

    move: str
    reason: str | None = None
    items: tuple[str, ...] = ()


class Step(Strict):
    user: str | None = None
    assertions: tuple[Assertion, ...] = ()
    bot: str | None = None
    utter: str | None = None
    officer: Officer | None = None
    notices: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.assertions and self.user is None:
            raise PydanticCustomError("place", "assertions 只能写在 user 下面")
        return self.with_exactly_one("user", "bot", "utter", "officer", "notices")

    @property
    def begins_a_turn(self) -> bool:
        return self.user is not None or self.officer is not None or self.notices is not None


class RawCase(Strict):
    test_case: str
    steps: tuple[Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _user_first(self) -> Self:
        if self.steps[0].user is None:
            raise PydanticCustomError("first", "第一步必须是 user")
        return self


class RawFile(Strict):
    test_cases: tuple[RawCase, ...]


@dataclass(frozen=True)
class Turn:
    """What the person says and everything that is expected of the answer, or what happens of itself."""

    user: str
    officer: Officer | None
    notices: tuple[str, ...]
    replies: tuple[Step, ...]
    assertions: tuple[Assertion, ...]
    line: int


@dataclass(frozen=True)
class Case:
    name: str
    path: Path
    turns: tuple[Turn, ...]


def load(paths: Iterable[Path]) -> list[Case]:
    """All cases of the files and directories given, in the order of their paths."""
    files = sorted(file for path in paths for file in _yaml_files(path))
    if not files:
        raise LaunchProblem("没有找到对话用例。", "用例是 tests/conversations/<行为>/*.yml。")
    return [case for file in files for case in read_file(file)]


def _yaml_files(path: Path) -> list[Path]:
    if not path.exists():
        raise LaunchProblem(f"没有 {path}。", "请检查用例的路径。")
    return [path] if path.is_file() else list(path.rglob("*.yml"))


def read_file(path: Path) -> list[Case]:
    try:
        document = strict_yaml.read(path)
        raw = RawFile.model_validate(document.data)
    except KnowledgeError as error:
        raise LaunchProblem(str(error), "改好后重试。") from error
    except ValidationError as error:
        faults = "\n".join(f"{path} 第 {document.line(_place(e))} 行：{_in_chinese(e)}" for e in error.errors())
        raise LaunchProblem(f"对话用例写得不对：\n{faults}", "支持的写法见 launch/stories/cases.py 的说明。") from error
    return [
        Case(case.test_case, path, tuple(_turns(case, document, number))) for number, case in enumerate(raw.test_cases)
    ]


def _turns(case: RawCase, document: strict_yaml.Document, number: int) -> Iterable[Turn]:
    starts = [index for index, step in enumerate(case.steps) if step.begins_a_turn]
    for start, end in zip(starts, [*starts[1:], len(case.steps)], strict=True):
        step = case.steps[start]
        line = document.line(("test_cases", number, "steps", start)) or 0
        yield Turn(
            step.user or "", step.officer, step.notices or (), case.steps[start + 1 : end], step.assertions, line
        )


def _place(error: ErrorDetails) -> tuple[str | int, ...]:
    return tuple(error["loc"])


def _in_chinese(error: ErrorDetails) -> str:
    name = error["loc"][-1] if error["loc"] else "文件"
    match error["type"]:
        case "extra_forbidden":
            return f"不支持“{name}”"
        case "missing":
            return f"缺少“{name}”"
        case "string_type":
            return f"“{name}”应当是文字（日期和真假值请加引号）"
        case kind if kind in {"pattern", "empty", "one", "place", "first"}:
            return error["msg"]
    return f"“{name}”的写法不对"
