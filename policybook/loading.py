"""Loads the whole of knowledge/ into one checked, immutable Book."""

from pathlib import Path

from pydantic import RootModel, ValidationError

from policybook import checks, strict_yaml
from policybook.book import Book, Titles, Vocabulary
from policybook.errors import Fault, KnowledgeError
from policybook.people import checked
from policybook.procedures import Notices, Procedure
from policybook.schema import Policy, Source
from policybook.strict_yaml import Document
from policybook.tables import Directory, Example, Fact, PersonExample, QuestionKind

KNOWLEDGE = Path("knowledge")


def load(root: Path = KNOWLEDGE) -> Book:
    """Read and check everything below `root`; raises KnowledgeError with every fault found."""
    reader = _Reader()
    book = Book(
        policies={p.stem: reader.policy(p) for p in sorted((root / "policies").glob("*.yml"))},
        examples={p.stem: reader.examples(p) for p in sorted((root / "cases").glob("*.yml"))},
        sources=reader.mapping(root / "sources.yml", Source),
        directories={p.stem: reader.one(p, Directory) for p in sorted((root / "directory").glob("*.yml"))},
        facts=reader.mapping(root / "facts.yml", Fact),
        titles=reader.one(root / "titles.yml", Titles),
        questions=reader.mapping(root / "questions.yml", QuestionKind),
        vocabulary=reader.one(root / "vocabulary.yml", Vocabulary),
        procedures=reader.mapping(root / "procedures.yml", Procedure),
        notices=reader.one(root / "notices.yml", Notices),
    )
    if reader.faults:
        raise KnowledgeError(reader.faults)
    faults = checks.faults(book, reader.documents, root)
    if faults:
        raise KnowledgeError(faults)
    return book


def load_people(book: Book, root: Path = KNOWLEDGE) -> dict[str, tuple[PersonExample, ...]]:
    """The worked people of each policy, written and generated; raises KnowledgeError with every fault found."""
    reader = _Reader()
    files = sorted((root / "people").glob("**/*.yml"))
    people = {p: reader.one(p, RootModel[tuple[PersonExample, ...]], unwrap=True) or () for p in files}
    if reader.faults:
        raise KnowledgeError(reader.faults)
    return checked(book, people)


class _Reader:
    """Reads files into models, collecting faults instead of stopping at the first."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.documents: dict[Path, Document] = {}

    def policy(self, path: Path) -> Policy | None:
        return self.one(path, Policy, extra={"id": path.stem})

    def examples(self, path: Path) -> tuple[Example, ...]:
        return self.one(path, RootModel[tuple[Example, ...]], unwrap=True) or ()

    def mapping(self, path: Path, model: type) -> dict:
        return self.one(path, RootModel[dict[str, model]], unwrap=True) or {}

    def one(self, path: Path, model: type, extra: dict | None = None, unwrap: bool = False):
        try:
            document = self.documents[path] = strict_yaml.read(path)
            data = document.data
            # What is no mapping at all is refused by the model.
            if extra and isinstance(data, dict | None):
                data = {**(data or {}), **extra}
            result = model.model_validate(data)
            return result.root if unwrap else result
        except FileNotFoundError:
            self.faults.append(Fault(path, None, "没有这个文件", "从版本库恢复它"))
        except KnowledgeError as error:
            self.faults += error.faults
        except ValidationError as error:
            self.faults += [_fault(document, detail) for detail in _telling(error)]
        return None


def _telling(error: ValidationError) -> list[dict]:
    """One detail per place: a union reports each failed branch, of which the deepest tells most."""
    deepest: dict[tuple, dict] = {}
    for detail in error.errors(include_url=False):
        location = tuple(part for part in detail["loc"] if not _names_a_branch(part))
        anchor = location[:4]
        if anchor not in deepest or len(location) > len(deepest[anchor]["loc"]):
            deepest[anchor] = {**detail, "loc": location}
    return list(deepest.values())


def _names_a_branch(part: str | int) -> bool:
    return isinstance(part, str) and part in {"All", "Any_", "Not", "Condition", "date", "float", "bool"}


def _fault(document: Document, detail: dict) -> Fault:
    where = ".".join(str(part) for part in detail["loc"])
    what, cure = _SAYINGS.get(detail["type"], ("“{where}”的内容不对（{msg}）", "对照别的政策文件里同名的一项改"))
    context = detail.get("ctx", {})
    allowed = context.get("expected") or context.get("expected_tags", "")
    values = {"where": where, "msg": detail["msg"], "allowed": allowed, "given": detail.get("input")}
    return Fault(document.path, document.line(detail["loc"]), what.format(**values), cure.format(**values))


_SAYINGS = {
    "missing": ("缺少“{where}”", "补上这一项；不知道就查来源，来源没有就写进 faq 并不给 clauses"),
    "extra_forbidden": ("不认识“{where}”", "检查拼写，或删去这一项"),
    "enum": ("“{where}”不能是“{given}”", "只能是：{allowed}"),
    "literal_error": ("“{where}”不能是“{given}”", "只能是：{allowed}"),
    "union_tag_not_found": ("“{where}”没有写 kind", "补上 kind，对照别的政策文件里同名的一项改"),
    "union_tag_invalid": ("“{where}”没有这种 kind", "只能是：{allowed}"),
    "string_type": ("“{where}”要写成文字", "给它加上引号"),
    "string_too_short": ("“{where}”是空的", "填上内容，或删去这一项"),
}
