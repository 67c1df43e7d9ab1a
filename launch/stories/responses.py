"""The responses of domain.yml as patterns: any variation, anything in place of a placeholder."""

import re
from pathlib import Path

import yaml

from launch.problems import LaunchProblem

PLACEHOLDER = re.compile(r"\{[a-z_][a-z0-9_]*\}", re.IGNORECASE)


class Responses:
    def __init__(self, domain: Path) -> None:
        parsed = yaml.safe_load(domain.read_text(encoding="utf-8")) if domain.exists() else {}
        self._variations: dict[str, list[dict]] = (parsed or {}).get("responses") or {}

    def pattern(self, name: str) -> re.Pattern[str]:
        if name not in self._variations:
            raise LaunchProblem(f"domain.yml 里没有回答 {name}。", "请检查对话用例里写的回答名。")
        texts = [variation.get("text") or "" for variation in self._variations[name]]
        return re.compile("|".join(f"(?:{_wildcards(text)})" for text in texts), re.DOTALL)


def _wildcards(text: str) -> str:
    return ".*?".join(re.escape(part.strip()) for part in PLACEHOLDER.split(text))
