"""What staff write beside the policies: examples, kinds of question, facts, words, titles, places."""

from enum import StrEnum

from pydantic import Field

from policybook.schema import Strict, Text


class ExampleQuestion(Strict):
    kind: Text
    groups: tuple[Text, ...] = ()
    district: Text | None = None
    year: int | None = None
    amount: float | None = None
    text: Text | None = None


class Example(Strict):
    """A worked example: the question, what the answer must say, what it must never say."""

    name: Text
    ask: ExampleQuestion
    says: tuple[Text, ...] = Field(min_length=1)
    never: tuple[Text, ...] = ()


class QuestionKind(Strict):
    """A kind of question: its intent, how it is called on a button, how people ask it ({policy} is filled in)."""

    intent: Text
    label: Text
    ask: tuple[Text, ...] = Field(min_length=1)


class FactType(StrEnum):
    choice = "choice"
    date = "date"
    number = "number"
    yesno = "yesno"
    district = "district"
    title = "title"


class Fact(Strict):
    """Something that may be asked of a person. `unit` for numbers; `private` facts need consent to be kept."""

    question: Text
    type: FactType
    choices: tuple[Text, ...] = ()
    unit: Text | None = None
    private: bool = False


class Term(Strict):
    """A word of the vocabulary and the other ways people write it."""

    aliases: tuple[Text, ...] = ()
    includes: tuple[Text, ...] = ()


class Title(Strict):
    """An honour or post and the tier of the catalogue it stands in."""

    name: Text
    aliases: tuple[Text, ...] = ()
    tier: Text
    remark: Text | None = None
    see: tuple[Text, ...] = ()  # "policy/edition/clause": what else was said of it later
    source: Text


class Place(Strict):
    """An office where citizens are served; phones and addresses as published in `source`."""

    unit: Text
    district: Text
    addresses: tuple[Text, ...] = ()
    phones: tuple[Text, ...] = ()
    windows: int | None = None


class Directory(Strict):
    """One table of places. `caution` is told with every row."""

    name: Text
    source: Text
    published: Text
    caution: Text
    places: tuple[Place, ...]
