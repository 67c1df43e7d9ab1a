"""A walk-through as the callers read it."""

from backend.eligibility.outcomes import item_out
from backend.eligibility.schemas import ItemOut
from backend.eligibility.views import label, question_out, statement_out
from backend.policies.service import book, today
from backend.walkthrough import schemas
from backend.walkthrough.path import Path, phones
from policybook.applying import Paper, Window, arranged, cite
from policybook.applying import grounds as grounds_of
from policybook.eligibility import Verdict, conditions
from policybook.results import outcomes


def walkthrough_out(path: Path) -> schemas.WalkthroughOut:
    channel = path.channel
    steps = channel.steps if channel else ()
    return schemas.WalkthroughOut(
        case=path.case_id,
        policy=path.policy.id,
        policy_name=path.policy.name,
        channel=channel_out(path) if channel else None,
        other_channels=[name for name in path.channel_names if channel is None or name != channel.name],
        ask=question_out(path.ask, None, path.facts) if path.ask else None,
        why=statement_out(path.chosen.why) if path.chosen else None,
        steps=[schemas.StepOut(text=text, done=i < path.position) for i, text in enumerate(steps)],
        position=path.position,
        materials=[material_out(paper, path.have) for paper in path.papers],
        window=window_out(path.window) if path.window else None,
        promise=promise_out(path),
        handed_in_here=path.handed_in,
        arranged=arranged_out(path),
        against=against_out(path),
        finished=bool(steps) and path.position == len(steps),
    )


def channel_out(path: Path) -> schemas.ChannelOut:
    grounds = [
        schemas.GroundOut(say=part.say, values=part.values, statements=[statement_out(s) for s in part.statements])
        for part in grounds_of(book(), path.policy, path.chosen)
    ]
    return schemas.ChannelOut(
        name=path.channel.name,
        taken_here=path.channel.taken_here,
        why=statement_out(path.chosen.why),
        grounds=grounds,
    )


def against_out(path: Path) -> ItemOut | None:
    """The no by what was told so far, or that the person has it; None while it may fit, or another edition may."""
    judged = outcomes(book(), [path.policy], path.facts, today())
    noes = (o for o in judged if o.pointless or (o.judgement.verdict is Verdict.no and not o.one_of_several))
    against = next(noes, None)
    return against and item_out(against, path.facts, today())


def material_out(paper: Paper, have: frozenset[str]) -> schemas.MaterialOut:
    return schemas.MaterialOut(
        name=paper.material.name,
        form=paper.material.form,
        have=paper.material.name in have,
        sure=paper.sure,
        only_if=None if paper.sure else only_if(paper),
        clause=statement_out(paper.statement),
    )


def only_if(paper: Paper) -> str | None:
    """The words of the condition under which the paper is needed: 自主创业."""
    asked = conditions(paper.material.when) if paper.material.when else ()
    words = (c.is_ if isinstance(c.is_, str) else "、".join(c.in_ or ()) or label(c.fact) for c in asked)
    return "、".join(dict.fromkeys(words)) or None


def window_out(window: Window) -> schemas.WindowOut:
    return schemas.WindowOut(
        unit=window.place.unit,
        address="；".join(window.place.addresses),
        phones=list(window.place.phones),
        published=window.table.published,
        caution=window.table.caution,
        table=window.table.name,
        unlisted=window.unlisted,
        source=statement_out(window.statement),
    )


def promise_out(path: Path) -> schemas.PromiseOut | None:
    if path.promise is None:
        return None
    promise, told = path.promise
    return schemas.PromiseOut(
        **statement_out(told).model_dump(), working_days=promise.working_days, covers=promise.covers
    )


def stuck_out(path: Path) -> schemas.StuckOut | None:
    """The step at hand, what the clause says about it, and who answers the phone."""
    if path.channel is None:
        return None
    steps = path.channel.steps
    return schemas.StuckOut(
        step=steps[path.position] if path.position < len(steps) else None,
        statement=statement_out(cite(book(), path.policy, path.channel.clause)),
        phones=phones(path),
    )


def arranged_out(path: Path) -> schemas.ArrangedOut | None:
    """Who acts without anything being handed in."""
    told = arranged(book(), path.policy, path.channel) if path.channel else None
    if told is None:
        return None
    by, confirm = path.channel.arranged.by, path.channel.arranged.confirm
    officer = path.policy.application.officer_acts is not None
    return schemas.ArrangedOut(
        officer=officer, by=by, statement=statement_out(told), confirm=list(confirm), phones=phones(path)
    )
