"""For what we may keep what a person told us (purposes.yml); nothing is kept for a purpose without their consent."""

from dataclasses import dataclass
from pathlib import Path

from policybook import strict_yaml


@dataclass(frozen=True)
class Purpose:
    """`words`: what a person agrees to, stored with their consent."""

    name: str
    words: str


PURPOSES = {
    key: Purpose(**said) for key, said in strict_yaml.read(Path(__file__).with_name("purposes.yml")).data.items()
}
