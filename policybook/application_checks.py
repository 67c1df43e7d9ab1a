"""Faults of how one applies and of what families get: references, numbers, channels, groups and relatives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from policybook import arrangement_checks
from policybook.rule_checks import Finding, cited, of_rule
from policybook.schema import Application, ApplicationChannel, Clause, Material, Policy
from policybook.tables import FactType

if TYPE_CHECKING:
    from policybook.book import Book


_WAIT = "等"


def of_policy(book: Book, policy: Policy) -> Iterator[Finding]:
    if policy.application:
        yield from _application(book, policy, policy.application)
    for index, benefit in enumerate(policy.family):
        here = ("family", index)
        yield from cited(references(policy), benefit.clause, benefit.says, here)
        for word in (*benefit.of, *benefit.who):
            allowed = book.vocabulary.groups if word in benefit.of else book.vocabulary.family
            if word not in allowed:
                yield here, f"没有“{word}”", f"只能是：{'、'.join(sorted(allowed))}"


def references(policy: Policy) -> dict[str, Clause]:
    """Every clause of the policy as "edition/clause"."""
    return {f"{e.id}/{id_}": clause for e in policy.editions for id_, clause in e.every_clause.items()}


def _application(book: Book, policy: Policy, application: Application) -> Iterator[Finding]:
    if application.procedure not in book.procedures:
        allowed = "、".join(book.procedures)
        yield ("application", "procedure"), f"没有流程“{application.procedure}”", f"只能是：{allowed}"
    if policy.office and (wrong := book.vocabulary.wrong_bureau(policy.office)):
        yield ("office",), *wrong
    promises = {f"{e.id}/{p.clause}" for e in policy.editions for p in e.promises}
    if application.promise and application.promise not in promises:
        yield ("application", "promise"), f"“{application.promise}”不是一条承诺", "写 promises 里某一条的 版本/条款"
    yield from arrangement_checks.of_application(book, policy, application, references(policy))
    names = [channel.name for channel in application.channels]
    for index, channel in enumerate(application.channels):
        here = ("application", "channels", index)
        yield from _part(book, policy, channel, " ".join((channel.name, *channel.steps)), here)
        yield from _window(book, channel, here)
        yield from _arranged(book, policy, channel, here)
        yield from _waiting(channel, here)
        if names.count(channel.name) > 1:
            yield here, f"有两条渠道都叫“{channel.name}”", "给其中一条换一个名字"
    for index, material in enumerate(application.materials):
        here = ("application", "materials", index)
        yield from _part(book, policy, material, f"{material.name} {material.form or ''}", here)
        for name in set(material.channels) - set(names):
            yield here, f"没有渠道“{name}”", f"只能是：{'、'.join(names)}"


def _part(book: Book, policy: Policy, part: ApplicationChannel | Material, text: str, here: tuple) -> Iterator[Finding]:
    yield from cited(references(policy), part.clause, text, here)
    if part.when:
        yield from of_rule(book, references(policy), part.when, (*here, "when"))


def _arranged(book: Book, policy: Policy, channel: ApplicationChannel, here: tuple) -> Iterator[Finding]:
    """Each way ends either with handing in or with somebody who acts, as the procedure has it."""
    procedure = book.procedures.get(policy.application.procedure)
    if procedure and procedure.handed_in and channel.arranged:
        cure = "删去 arranged，或把 procedure 改成写着 handed_in: false 的流程"
        yield (*here, "arranged"), f"“{procedure.name}”要本人提交申请，这条渠道却写了由别人来办", cure
    if procedure and not procedure.handed_in and not channel.arranged:
        cure = "补上 arranged：by 写谁来办，confirm 写要向他们确认什么，clause 写出处"
        yield here, f"“{procedure.name}”不用本人交申请（handed_in: false），这条渠道没有写接下来谁来办", cure
    if channel.arranged:
        text = " ".join((channel.arranged.by, *channel.arranged.confirm))
        yield from cited(references(policy), channel.arranged.clause, text, (*here, "arranged"))


def _waiting(channel: ApplicationChannel, here: tuple) -> Iterator[Finding]:
    """Whoever applies can tick off what they do themselves, not what the office does afterwards."""
    if channel.arranged:
        return
    if channel.steps[-1].startswith(_WAIT):
        yield (
            (*here, "steps"),
            f"最后一步“{channel.steps[-1]}”是办理单位的事，本人打不了勾",
            "删去这一步；交上去以后的经过写在 procedures.yml 的状态里",
        )


def _window(book: Book, channel: ApplicationChannel, here: tuple) -> Iterator[Finding]:
    if channel.directory and channel.directory not in book.directories:
        yield here, f"没有名录“{channel.directory}”", f"只能是：{'、'.join(book.directories)}"
    fact = book.facts.get(channel.near or "")
    if channel.near and (fact is None or fact.type != FactType.district):
        yield here, f"“{channel.near}”不是一个区", "写 facts.yml 里一个 type: district 的事实"
