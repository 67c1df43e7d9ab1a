"""The doors for staff who decide whether a changed policy is published."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request

from backend.clock.times import day_of, now
from backend.database import transaction
from backend.matching.models import PolicyChange
from backend.matching.publishing import candidates, repository, service
from backend.matching.publishing.schemas import ChangeOut, DecisionIn, EffectOut
from backend.policies.service import book
from backend.staff.callers import current_staff
from backend.staff.models import StaffMember
from backend.staff.roles import Right, require

router = APIRouter(prefix="/policy-changes", tags=["工作人员"])

_MOST = 100
_OWN = ("policy", "name", "edition", "by_date")
_BODY = {
    "required": True,
    "description": "一份政策文件，就像 knowledge/policies/ 里的",
    "content": {"application/yaml": {"schema": {"type": "string"}}},
}
State = Literal["pending", "approved", "rejected", "superseded"]


def _deciding_staff(member: Annotated[StaffMember, Depends(current_staff)]) -> StaffMember:
    """Raises NotAllowed."""
    require(member, Right.approve_policies)
    return member


Member = Annotated[StaffMember, Depends(_deciding_staff)]


async def _body(request: Request, _: Member) -> bytes:
    return await request.body()


@router.get("", summary="政策变动：等待发布的和处理过的，新的在前")
def changes(_: Member, state: Annotated[State | None, Query()] = None) -> list[ChangeOut]:
    with transaction() as session:
        return [_out(change) for change in repository.changes(session, state, _MOST)]


@router.post("/preview", summary="一份改过的政策文件会影响多少人", openapi_extra={"requestBody": _BODY})
def preview(
    _: Member,
    body: Annotated[bytes, Depends(_body)],
    policy: Annotated[str, Query(pattern="^[a-z][a-z0-9_]{1,59}$", description="文件名，不带 .yml")],
) -> EffectOut:
    """按整个知识库的规矩检查，有错就逐条说怎么改；只看，什么也不改。"""
    return candidates.of_file(policy, body, day_of(now()))


@router.post("/{change_id}/decision", summary="批准或不批准发布")
def decide(member: Member, change_id: Annotated[int, Path(ge=1, le=2**62)], decision: DecisionIn) -> ChangeOut:
    """批准以后，所有人按新的重新判断；符合变了、同意提醒的人，会收到变了什么、为什么是他。

    批准前按今天的情况再数一遍：和看到的相差超过五十分之一，就不批准，告诉现在的人数，看过再决定。
    """
    if decision.approved:
        service.count_anew(change_id, day_of(now()))
    with transaction() as session:
        return _out(service.decide(session, member, change_id, decision.approved))


def _out(change: PolicyChange) -> ChangeOut:
    policy = book().policies.get(change.policy_id)
    same = {name: getattr(change, name) for name in ChangeOut.model_fields if name not in _OWN}
    name = policy.name if policy else change.policy_id
    came = change.state == "approved" and change.decided_by is None
    return ChangeOut(policy=change.policy_id, name=name, edition=change.edition_id, by_date=came, **same)
