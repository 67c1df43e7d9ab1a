"""The inbox of a person and what they can do with it; the topics for staff."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path
from pydantic import Field

from backend.clock.times import now
from backend.database import transaction
from backend.notices import figures, service, trying
from backend.notices.schemas import NoticeOut, RepliedOut, ReplyIn, SubscriptionIn, SubscriptionOut, TopicOut, TriedIn
from backend.people.callers import Caller, verified_caller
from backend.settings import settings
from backend.staff.callers import current_staff
from backend.staff.models import StaffMember
from backend.staff.roles import Right, require

router = APIRouter()
_mine = APIRouter(prefix="/notices", tags=["通知"])
_staff = APIRouter(prefix="/notice-topics", tags=["工作人员"])
_development = APIRouter(prefix="/dev", tags=["开发"])

Verified = Annotated[Caller, Depends(verified_caller)]


def _steering(member: Annotated[StaffMember, Depends(current_staff)]) -> StaffMember:
    require(member, Right.steer_notices)
    return member


Steering = Annotated[StaffMember, Depends(_steering)]


@_mine.get("", summary="我的通知，新的在前")
def notices(caller: Verified) -> list[NoticeOut]:
    with transaction() as session:
        return service.inbox(session, caller.person_id)


@_mine.get("/last", summary="这个对话里刚刚主动告诉了什么：一件、几件（合成一条的），或没有")
def last(caller: Verified) -> list[NoticeOut]:
    with transaction() as session:
        return service.last(session, caller.session_id, caller.person_id, now())


@_mine.post("/{id}/reply", summary="对一条通知的回答")
def reply(caller: Verified, id: Annotated[int, Path(ge=1, lt=2**63)], given: ReplyIn) -> RepliedOut:
    with transaction() as session:
        return service.reply(session, caller.person_id, id, given.reply, now())


@_mine.get("/subscriptions", summary="各类通知收不收")
def subscriptions(caller: Verified) -> list[SubscriptionOut]:
    with transaction() as session:
        return service.subscriptions(session, caller.person_id)


@_mine.post("/subscriptions", summary="退订一类通知，或重新收；全部推荐由“政策提醒”的同意决定")
def subscribe(caller: Verified, given: SubscriptionIn) -> list[SubscriptionOut]:
    with transaction() as session:
        if given.subscribed:
            service.subscribe(session, caller.person_id, given.topic)
        else:
            service.unsubscribe(session, caller.person_id, given.topic, now())
        return service.subscriptions(session, caller.person_id)


@_staff.get("", summary="通知主题和近七天的数字")
def topics(_: Steering) -> list[TopicOut]:
    with transaction() as session:
        return figures.of_topics(session, now())


@_staff.post("/{topic}/stop", summary="停用一个主题：等着发的先不发", status_code=204)
def stop(member: Steering, topic: str) -> None:
    with transaction() as session:
        figures.switch(session, topic, True, member.id, now())


@_staff.post("/{topic}/start", summary="重新启用：等着的接着发", status_code=204)
def start(member: Steering, topic: str) -> None:
    with transaction() as session:
        figures.switch(session, topic, False, member.id, now())


@_development.post("/notices", summary="马上主动告诉我几件事，试用（只在开发时有）", status_code=204)
async def tell(caller: Verified, what: Annotated[list[TriedIn], Field(min_length=1, max_length=5)]) -> None:
    """几件合成一条；不管时段、次数、同意和是不是真的。"""
    if settings().env == "production":
        raise HTTPException(404)
    await trying.tell(caller, what, now())


router.include_router(_mine)
router.include_router(_staff)
router.include_router(_development)
