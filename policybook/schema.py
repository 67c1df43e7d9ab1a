"""The shape of knowledge/: one model per thing policy staff write."""

from datetime import date
from enum import StrEnum
from functools import cached_property

from pydantic import Field

from policybook.clauses import Clause, Source
from policybook.reminders import Reminder
from policybook.shape import Strict, Text


class Kind(StrEnum):
    """What a question asks and what a clause is about."""

    overview = "overview"
    amount = "amount"
    eligibility = "eligibility"
    materials = "materials"
    process = "process"
    window = "window"
    duration = "duration"
    contact = "contact"
    validity = "validity"
    combination = "combination"
    progress = "progress"
    background = "background"


class Status(StrEnum):
    in_force = "现行"  # the newest rule known; no source says it was replaced
    unconfirmed = "待核实"  # published, but no source says whether it still holds
    expired = "已过有效期"  # by its own term; what follows it was not found
    replaced = "已被替代"
    not_online = "已宣布未上线"
    proposed = "仅为建议"


class Level(StrEnum):
    national = "国家"
    city = "市级"
    zone = "区级"


class Benefit(Strict):
    """What one group gets; `amount` in `unit` (元, 元/月, 平方米 …), None when it is not a number.

    `apart`: the edition's conditions are not about it, so that meeting them does not bring it.
    """

    who: tuple[Text, ...]
    says: Text
    amount: float | None = None
    unit: Text | None = None
    clause: Text
    apart: bool = False


class Condition(Strict):
    """A leaf of an eligibility tree: one fact compared, with the clause that demands it."""

    fact: Text
    is_: Text | bool | None = Field(None, alias="is")
    in_: tuple[Text, ...] | None = Field(None, alias="in")
    at_least: date | float | None = None
    at_most: date | float | None = None
    clause: Text


class All(Strict):
    all: tuple["Rule", ...] = Field(min_length=1)


class Any_(Strict):
    any: tuple["Rule", ...] = Field(min_length=1)


class Not(Strict):
    not_: "Rule" = Field(alias="not")


Rule = All | Any_ | Not | Condition


class Arranged(Strict):
    """Where nothing is handed in: who acts, what the person should make sure of, and the clause that has it so."""

    by: Text
    confirm: tuple[Text, ...] = Field(min_length=1)
    clause: Text


class ApplicationChannel(Strict):
    """A way to apply today: for those for whom `when` is not "no". `near`: the fact whose district picks the window.

    `arranged` takes the place of handing in, in policies whose procedure has none. `taken_here`: this service itself
    takes the application; without it one hands in on that channel and only tells us. `wished_by`: words by which
    somebody asks for just this channel (社保卡).
    """

    name: Text
    steps: tuple[Text, ...] = Field(min_length=1)
    when: Rule | None = None
    clause: Text
    directory: Text | None = None
    near: Text | None = None
    arranged: Arranged | None = None
    taken_here: bool = False
    wished_by: tuple[Text, ...] = ()


class Material(Strict):
    """One paper to bring or upload, in which form (原件, 照片 …), and for whom; no `channels`: for every channel."""

    name: Text
    form: Text | None = None
    when: Rule | None = None
    channels: tuple[Text, ...] = ()
    clause: Text


class Occasion(Strict):
    """When an officer acts unasked: `fact`, which follows from one date, lies between the bounds the clause names."""

    name: Text
    fact: Text
    at_least: int
    at_most: int | None = None
    clause: Clause


class OfficerActs(Strict):
    """免申即享: nobody applies, an officer acts by the clause; on the occasion, and for whoever asks for it.

    `chosen`: what the person decides for the officer to go by (就诊医院); the officer acts once they have.
    """

    clause: Text
    occasion: Occasion | None = None
    chosen: Text | None = None


class Opening(Strict):
    """Whoever is recognised may use the service by the clause; `fact`: in which the recognition of a person stands.

    Neither 免申即享 nor 免审即享: it says who may come, not who acts and not who approves.
    """

    fact: Text
    clause: Text


class Application(Strict):
    """How one applies today, put together from all editions: every clause in here is "edition/clause".

    `no_approval`: 免审即享, the clause by which nobody has to approve it; not `officer_acts`, though both may be so.
    `opens_when_recognised`: an officer sees to it that their system knows of the recognition, so that it can be used.
    """

    procedure: Text
    channels: tuple[ApplicationChannel, ...] = Field(min_length=1)  # in order of preference
    officer_acts: OfficerActs | None = None
    no_approval: Text | None = None
    opens_when_recognised: Opening | None = None
    materials: tuple[Material, ...] = ()
    promise: Text | None = None  # the clause of one of the promises; its working days are the clock


class Pointless(Strict):
    """A fact in whose presence there is nothing to apply for, and what is said then: no condition of any document."""

    fact: Text
    is_: Text | bool | None = Field(None, alias="is")
    in_: tuple[Text, ...] | None = Field(None, alias="in")
    says: Text


class FamilyBenefit(Strict):
    """What relatives (`who`) of a talent (`of`) get through them; the clause is "edition/clause"."""

    of: tuple[Text, ...] = Field(min_length=1)
    who: tuple[Text, ...] = Field(min_length=1)
    says: Text
    clause: Text


class Promise(Strict):
    """Working days the office promised for a stage of the procedure, and which stage."""

    working_days: int
    covers: Text
    clause: Text


class Window(Strict):
    """Which table of knowledge/directory/ lists the places where this is handled."""

    directory: Text
    clause: Text


class Validity(Strict):
    from_: date | None = Field(None, alias="from")
    until: date | None = None
    approximate: bool = False


class Edition(Strict):
    """The policy as one document (or one dated statement of the office) put it."""

    id: Text
    name: Text
    document: Text | None = None
    status: Status
    valid: Validity
    replaced_by: Text | None = None
    clauses: dict[Kind, dict[Text, Clause]]
    benefits: tuple[Benefit, ...] = ()
    eligibility: Rule | None = None
    promises: tuple[Promise, ...] = ()
    windows: tuple[Window, ...] = ()

    @cached_property
    def every_clause(self) -> dict[str, Clause]:
        """All clauses by id, whatever they are about."""
        return {id_: clause for section in self.clauses.values() for id_, clause in section.items()}

    def in_force(self, on: date) -> bool:
        """Whether the dates of this edition cover the day; an unknown start covers nothing."""
        return self.valid.from_ is not None and self.valid.from_ <= on and not self.has_ended(on)

    def has_ended(self, on: date) -> bool:
        """Whether its last day is past; one without a last day never ends."""
        return self.valid.until is not None and self.valid.until < on


class Difference(Strict):
    """A point on which editions differ; both clauses are told, each with its year ("edition/clause")."""

    topic: Text
    kind: Kind
    was: Text
    now: Text
    remark: Text | None = None


class Faq(Strict):
    """A frequent question. No clause: the sources are silent, and the answer says so.

    `only`: words one of which a sentence has to have, however like this question it is otherwise (公务员能不能领).
    """

    topic: Text
    only: tuple[Text, ...] = ()
    ask: tuple[Text, ...] = Field(min_length=1)
    clauses: tuple[Text, ...] = ()
    nearest: tuple[Text, ...] = ()
    remark: Text | None = None


class Policy(Strict):
    id: Text
    name: Text
    aliases: tuple[Text, ...] = ()
    said_as: tuple[Text, ...] = ()  # how people mean it in speech; “…” stands for up to six characters (买…房…补)
    theme: Text
    level: Level
    zone: Text | None = None
    office: Text | None = None
    summary: Text
    audience: tuple[Text, ...] = ()
    editions: tuple[Edition, ...] = Field(min_length=1)
    differences: tuple[Difference, ...] = ()
    faq: tuple[Faq, ...] = ()
    related: tuple[Text, ...] = ()
    application: Application | None = None
    family: tuple[FamilyBenefit, ...] = ()
    pointless: tuple[Pointless, ...] = ()  # for whom: they have what it gives
    reminders: tuple[Reminder, ...] = ()
    prominent: bool = False  # offered first when the citizen has not said which policy is meant
    sources: dict[Text, Source] = {}

    @property
    def every_name(self) -> tuple[str, ...]:
        """All ways to name it, its own name first."""
        return (self.name, *self.aliases, *self.said_as)

    def edition(self, id_: str | None) -> Edition | None:
        """None when it has no edition of that id."""
        return next((edition for edition in self.editions if edition.id == id_), None)
