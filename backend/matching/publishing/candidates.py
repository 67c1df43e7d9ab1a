"""A policy that is not in knowledge/ yet: checked as the loader checks it, and whom it would touch."""

import shutil
import tempfile
from datetime import date
from math import inf
from pathlib import Path

import yaml

from backend.database import transaction
from backend.matching.publishing import repository, service
from backend.matching.publishing.errors import PolicyFaulty
from backend.matching.publishing.fingerprints import version
from backend.matching.publishing.schemas import EffectOut
from policybook import strict_yaml
from policybook.errors import Fault, KnowledgeError
from policybook.loading import KNOWLEDGE, load

_LARGEST = 50_000  # values; the longest policy has two thousand


def of_file(policy_id: str, text: bytes, on: date) -> EffectOut:
    """knowledge/ with this file in place of policies/<policy_id>.yml; raises PolicyFaulty."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "knowledge"
        shutil.copytree(KNOWLEDGE, root)
        file = root / "policies" / f"{policy_id}.yml"
        file.write_bytes(text)
        _looked_through(file)
        return of_directory(root, on, policy_id)[0]


def _looked_through(file: Path) -> None:
    """What is no policy at all is told at once; all of knowledge/ is read only with what may be one."""
    try:
        if _size(yaml.compose(file.read_bytes(), Loader=yaml.SafeLoader), {}) > _LARGEST:
            raise PolicyFaulty(
                [
                    Fault(
                        file,
                        None,
                        "太大，引用（& 和 *）绕成了圈，或者有一项的名称不是词",
                        "名称写成词，引用的内容照写一遍",
                    )
                ]
            )
        document = strict_yaml.read(file)
    except yaml.YAMLError:
        raise PolicyFaulty(_faults_of(file)) from None
    except KnowledgeError as error:
        raise PolicyFaulty(error.faults) from error
    if not isinstance(document.data, dict):
        cure = "第一行写 name: 政策名称，对照 knowledge/policies/ 里别的文件"
        raise PolicyFaulty([Fault(file, 1, "这不是一份政策：要一行一项，写成“名称: 内容”", cure)])


def of_directory(root: Path, on: date, only: str | None = None) -> list[EffectOut]:
    """For every policy that says something else there than is published (or the one); raises PolicyFaulty."""
    try:
        knowledge = load(root)
    except KnowledgeError as error:
        raise PolicyFaulty(error.faults) from error
    with transaction() as session:
        published = repository.fingerprints(session)
    versions = [version(knowledge, policy, on) for policy in knowledge.policies.values()]
    known = {policy_id: of.fingerprint for policy_id, of in published.items()}
    other = [one for one in versions if known.get(one.policy_id) != one.fingerprint]
    wanted = other if only is None else [one for one in versions if one.policy_id == only]
    return [service.effect_of(one, published.get(one.policy_id), on, knowledge) for one in wanted]


def _faults_of(file: Path) -> list[Fault]:
    """What the strict reader says of YAML that is none."""
    try:
        strict_yaml.read(file)
    except KnowledgeError as error:
        return error.faults
    return []


def _size(node: yaml.Node | None, known: dict[int, float]) -> float:
    """How many values it has with all references followed: infinite when one leads back to itself, or a key is no word.

    A few lines that refer to each other would be read as gigabytes.
    """
    if not isinstance(node, yaml.CollectionNode):
        return 1
    if id(node) not in known:
        known[id(node)] = inf
        below = [part for pair in node.value for part in (pair if isinstance(pair, tuple) else (pair,))]
        keys = [pair[0] for pair in node.value if isinstance(pair, tuple)]
        odd = any(isinstance(key, yaml.CollectionNode) for key in keys)
        known[id(node)] = inf if odd else 1 + sum(_size(part, known) for part in below)
    return known[id(node)]
