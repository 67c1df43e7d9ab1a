"""Which tier of the 2018 catalogue a title stands in, with the honest remark on today's categories."""

from policybook.answers.editions import dated
from policybook.answers.model import Answer, Offer, Part, Question, Statement
from policybook.answers.places import confirmation
from policybook.book import Book
from policybook.tables import Title

# The policy that recognises people as talents of a category.
POLICY = "talent_recognition"


def answer(book: Book, question: Question) -> Answer:
    """The tier of each title named; without a title, the four tiers and the question which title it is."""
    named = [t for t in book.titles.titles if t.name in question.titles]
    remark = Part("remark", {"remark": book.titles.remark})
    if named:
        statements = tuple(s for title in named for s in (_statement(book, title), *_later(book, title)))
        parts = (Part("titles", {}, statements), remark, confirmation(book))
        return Answer("answered", question.kind, None, parts, (_recognition(book),))
    tiers = tuple(_tier(book, tier) for tier in book.vocabulary.tier)
    return Answer("need_title", question.kind, None, (Part("which_title", {}, tiers), remark, confirmation(book)))


def _statement(book: Book, title: Title) -> Statement:
    if title.tier is None:
        return _unlisted(book, title)
    remark = f"（{title.remark}）" if title.remark else ""
    says = f"{title.name}：列在{book.titles.edition}年目录的“{title.tier}”{remark}"
    return Statement(says, f"titles/{title.name}", book.sources[title.source])


def _unlisted(book: Book, title: Title) -> Statement:
    near = [other for other in book.titles.titles if other.name in title.near]
    listed = "、".join(f"{other.name}（{other.tier}）" for other in near)
    says = f"{title.name}：{book.titles.edition}年目录里没有列" + (f"，列了的是{listed}" if listed else "")
    return Statement(says, f"titles/{title.name}", book.sources[title.source])


def _later(book: Book, title: Title) -> list[Statement]:
    """Later clauses on the same title (35岁以下 became 40), each with its edition."""
    split = [reference.split("/", 1) for reference in title.see]
    return [dated(book, book.policies[policy_id], reference) for policy_id, reference in split]


def _tier(book: Book, tier: str) -> Statement:
    members = [t for t in book.titles.titles if t.tier == tier]
    names = "、".join(t.name for t in members[:3])
    return Statement(f"{tier}：如{names}等", f"titles/{tier}", book.sources[members[0].source])


def _recognition(book: Book) -> Offer:
    policy = book.policies[POLICY]
    return Offer(f"{policy.name}怎么办理", book.questions["process"].ask[0].format(policy=policy.name))
