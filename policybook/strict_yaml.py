"""YAML as policy staff may write it: duplicate keys and YAML 1.1 booleans are refused, every value knows its line."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from policybook.errors import Fault, KnowledgeError

# PyYAML follows YAML 1.1, where these plain words silently become True or False.
_WORDS_READ_AS_BOOLEANS = re.compile(r"^(y|n|yes|no|on|off)$", re.IGNORECASE)
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")

Location = tuple[str | int, ...]


class Document:
    """A parsed file: `data` as plain Python values, `line(location)` for error messages."""

    def __init__(self, path: Path, data: Any, lines: dict[Location, int]):
        self.path = path
        self.data = data
        self._lines = lines

    def line(self, location: Location) -> int | None:
        """Line of the value at `location`, or of its nearest known parent."""
        for end in range(len(location), -1, -1):
            if location[:end] in self._lines:
                return self._lines[location[:end]]
        return None


def read(path: Path) -> Document:
    """Parse one file strictly; raises KnowledgeError naming line and cure."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise KnowledgeError([_syntax_fault(path, error)]) from error
    lines: dict[Location, int] = {}
    faults: list[Fault] = []
    data = _plain(root, (), lines, faults, path) if root else None
    if faults:
        raise KnowledgeError(faults)
    return Document(path, data, lines)


def _syntax_fault(path: Path, error: Exception) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return Fault(
        path,
        mark.line + 1 if mark else None,
        f"不是合法的 YAML（{problem}）",
        "检查这一行和上一行的缩进、冒号后的空格、引号是否成对",
    )


def _plain(node: yaml.Node, at: Location, lines: dict, faults: list, path: Path) -> Any:
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, at, lines, faults, path)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*at, i), lines, faults, path) for i, child in enumerate(node.value)]
    return _scalar(node, faults, path)


def _mapping(node: yaml.MappingNode, at: Location, lines: dict, faults: list, path: Path) -> dict:
    result: dict = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            faults.append(Fault(path, key_node.start_mark.line + 1, "名称是一串或一组", "名称写成一个词"))
            continue
        key = _scalar(key_node, faults, path)
        if key in result:
            faults.append(Fault(path, key_node.start_mark.line + 1, f"“{key}”写了两次", "同一层里只留一个，把内容合并"))
        result[key] = _plain(value_node, (*at, key), lines, faults, path)
        lines[(*at, key)] = key_node.start_mark.line + 1
    return result


def _scalar(node: yaml.ScalarNode, faults: list, path: Path) -> Any:
    text, quoted = node.value, node.style in ("'", '"', "|", ">")
    if not quoted and _WORDS_READ_AS_BOOLEANS.match(text):
        faults.append(
            Fault(
                path,
                node.start_mark.line + 1,
                f"“{text}”会被当成真或假",
                f'写成 true 或 false；要的是这个词本身，就加引号："{text}"',
            )
        )
    if not quoted and _DATE.match(text):
        return _date(text, node, faults, path)
    return SafeConstructor().construct_object(node) if not quoted else text


def _date(text: str, node: yaml.ScalarNode, faults: list, path: Path) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(Fault(path, node.start_mark.line + 1, f"没有“{text}”这一天", "改成真实存在的日期"))
        return None
