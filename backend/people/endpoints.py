"""The doors for people: verify a phone, decide what is kept, take it along, have it deleted."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request

from backend.database import transaction
from backend.delivery.sms import Outbox, shown, sms
from backend.people import features, privacy, schemas, service, verification
from backend.people.callers import Caller, current_caller, verified_caller
from backend.people.purposes import PURPOSES
from backend.settings import settings

router = APIRouter(prefix="/people", tags=["本人"])

Who = Annotated[Caller, Depends(current_caller)]
Purpose = Annotated[str, Path(max_length=20, examples=list(PURPOSES))]
Verified = Annotated[Caller, Depends(verified_caller)]


@router.post("/verification", summary="给手机发验证码")
def send_code(caller: Who, request: Request, told: schemas.PhoneIn) -> schemas.CodeSentOut:
    provider = sms()
    address = None if caller.by_dialogue or request.client is None else request.client.host
    with transaction() as session:
        phone = verification.phone_told(session, caller, told)
        code = verification.new_code(session, caller, phone, address)
    provider.send(phone, verification.message(code))
    return schemas.CodeSentOut(sent_to=shown(phone), expires_in=int(verification.LIFETIME.total_seconds()))


@router.post("/verification/check", summary="核对验证码")
def check_code(caller: Who, told: schemas.CodeIn) -> schemas.VerifiedOut:
    with transaction() as session:
        code = verification.code_told(session, caller, told)
        refusal = verification.check(session, caller, code)
    if refusal:
        raise refusal
    return schemas.VerifiedOut()


@router.get("/me", summary="我是谁、同意过什么、保存了什么")
def me(caller: Who) -> schemas.MeOut:
    with transaction() as session:
        return service.me(session, caller)


@router.put("/me/consents/{purpose}", summary="同意或撤回一种用途")
def decide(caller: Verified, purpose: Purpose, decision: schemas.ConsentIn) -> schemas.ConsentOut:
    """同意后，这次会话里说过的情况也保存下来；撤回后，因此保存的情况立即删除。"""
    with transaction() as session:
        consent = service.decide(session, caller.person_id, purpose, decision.given)
        if decision.given:
            features.adopt(session, caller.session_id, caller.person_id)
        return consent


@router.get("/me/export", summary="导出我的数据")
def export(caller: Who) -> schemas.ExportOut:
    """没有验证手机号的人，得到的是这次会话里的全部。"""
    with transaction() as session:
        return privacy.export(session, caller)


@router.delete("/me/data", summary="删除我的数据")
def delete_data(caller: Who) -> schemas.DeletedOut:
    """删除说过的情况、撤回全部同意；申请照常办理。"""
    with transaction() as session:
        return privacy.delete_data(session, caller)


@router.delete("/me", summary="忘记我")
def forget(
    caller: Who, withdraw: Annotated[bool, Query(description="没办结的申请一并撤回")] = False
) -> schemas.DeletedOut:
    """删除聊天、情况、手机号和同意的记录。有没办结的申请时拒绝，除非同意一并撤回；办结的只留下认不出是谁的办理结果。"""
    with transaction() as session:
        return privacy.forget(session, caller, withdraw)


development = APIRouter(prefix="/dev", tags=["开发"])


@development.get("/outbox", summary="没有真正发出的短信（只在开发时有）")
def outbox() -> list[schemas.SentOut]:
    if settings().env == "production":
        raise HTTPException(404)
    provider = sms()
    return [schemas.SentOut(**sent) for sent in provider.sent] if isinstance(provider, Outbox) else []
