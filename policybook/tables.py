"""What staff write beside the policies: examples, kinds of question, facts, words, titles, places."""

from datetime import date
from enum import StrEnum
from functools import cached_property

from pydantic import Field, model_validator

from policybook.shape import Strict, Text


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


class PersonVerdict(StrEnum):
    """How an example writes a verdict."""

    yes = "可以"
    no = "不可以"
    unknown = "还不确定"


class PersonExample(Strict):
    """A worked example of the conditions: a person, and what an edition (absent: the one that counts) says of them.

    `because`: clauses among those that decide; `missing`: facts among those that could still change an open verdict.
    """

    name: Text
    edition: Text | None = None
    on: date
    facts: dict[Text, bool | int | float | date | Text | tuple[Text, ...]]
    verdict: PersonVerdict
    because: tuple[Text, ...] = ()
    missing: tuple[Text, ...] = ()


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


class Change(StrEnum):
    """What can make a fact another one."""

    wait = "wait"  # time brings it
    can_do = "can_do"  # the person can bring it about
    fixed = "fixed"


class Derivation(Strict):
    """How a fact follows from dates: exactly one of these. All count to the day asked about, but `years_between`."""

    age_from: Text | None = None  # whole years: 35 until the day before the 36th birthday
    age_at_new_year_from: Text | None = None  # whole years on 1 January of that day's year
    years_since: Text | None = None  # elapsed: more than 3 from the day after the third anniversary on
    months_since: Text | None = None  # whole months
    years_between: tuple[Text, Text] | None = None  # elapsed, from the first to the second

    @model_validator(mode="after")
    def _exactly_one(self) -> "Derivation":
        if len(self.model_fields_set) != 1:
            raise ValueError("derived 里只写一种推算")
        return self

    @cached_property
    def kind(self) -> str:
        return next(iter(self.model_fields_set))

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """The dates it follows from."""
        named = getattr(self, self.kind)
        return (named,) if isinstance(named, str) else named


class Fact(Strict):
    """Something that may be asked of a person; nothing told outlives the session without consent.

    `unit` for numbers; `private`: more delicate than others.

    `implies`: a value of this fact -> the facts that are then certain.
    `said`: a value -> phrases that say it (“…” stands for up to six characters, {city} and {district} for any of them;
    with “。” at the end it counts only as a whole reply to this question). Dates, numbers and districts
    have one entry, `when`: the words beside which a date, a number or a district is this fact's.
    `unless`: words in whose company these phrases speak of something else (郑州大学 where one works).
    `after`: facts without which the question presupposes too much, and their values: they are asked for first.
    `left_by`: a value one can leave, though the fact is fixed -> the fact one brings about to leave it.
    """

    question: Text
    type: FactType
    label: Text | None = None  # the short noun for buttons and lists
    hint: Text | None = None
    choices: tuple[Text, ...] = ()
    unit: Text | None = None
    private: bool = False
    change: Change | None = None
    to_do: Text | None = None
    left_by: dict[Text, Text] = {}
    derived: Derivation | None = None
    implies: dict[bool | Text, dict[Text, bool | float | Text]] = {}
    said: dict[bool | Text, tuple[Text, ...]] = {}
    unless: tuple[Text, ...] = ()
    after: dict[Text, bool | Text] = {}
    ahead: bool = False  # a date that may lie in the future
    not_begun: Text = "还没开始"  # what is said instead of a negative length of time

    @property
    def changes(self) -> Change:
        """What is not said is fixed; what follows from dates comes with time."""
        return self.change or (Change.wait if self.derived else Change.fixed)


class Term(Strict):
    """A word of the vocabulary and the other ways people write it.

    `near`: latitude and longitude in degrees, roughly, of a district.
    """

    aliases: tuple[Text, ...] = ()
    includes: tuple[Text, ...] = ()
    near: tuple[float, float] | None = None


class Title(Strict):
    """An honour or post and the tier of the catalogue it stands in; without one, the catalogue does not list it.

    `near`: listed titles that may be mixed up with it.
    """

    name: Text
    aliases: tuple[Text, ...] = ()
    tier: Text | None = None
    near: tuple[Text, ...] = ()
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
