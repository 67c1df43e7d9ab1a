"""The interview of one conversation, and eligibility for other programs."""

from typing import Annotated

from fastapi import APIRouter, Depends

from backend.database import transaction
from backend.eligibility import judging, schemas, service
from backend.limits import new_query
from backend.people.callers import Caller, current_caller
from backend.retries import service as retries
from backend.retries.schemas import Key

router = APIRouter(tags=["符合哪些政策"])

Who = Annotated[Caller, Depends(current_caller)]


@router.post("/interviews", summary="开始问答，或接着上次的")
def begin(caller: Who, opening: schemas.InterviewIn, key: Key = None) -> schemas.InterviewOut:
    with transaction() as session:

        def act() -> schemas.InterviewOut:
            return service.begin(session, caller, opening)

        return retries.once(session, caller, key, f"begin {opening.model_dump_json()}", schemas.InterviewOut, act)


@router.post("/interviews/notes", summary="顺口说的情况，留给以后的问答和办理；不开始问答")
def note(caller: Who, said: schemas.SaidIn) -> schemas.NotedOut:
    with transaction() as session:
        return service.note(session, caller, said)


@router.get("/interviews/current", summary="问到哪里了")
def current(caller: Who) -> schemas.InterviewOut:
    with transaction() as session:
        return service.current(session, caller)


@router.post("/interviews/current/answers", summary="回答，或更正前面的回答")
def answer(caller: Who, said: schemas.AnswerIn, key: Key = None) -> schemas.AnsweredOut:
    with transaction() as session:

        def act() -> schemas.AnsweredOut:
            return service.answer(session, caller, said)

        return retries.once(session, caller, key, f"answer {said.model_dump_json()}", schemas.AnsweredOut, act)


@router.post("/interviews/current/skip", summary="跳过这一问")
def skip(caller: Who, key: Key = None) -> schemas.InterviewOut:
    with transaction() as session:

        def act() -> schemas.InterviewOut:
            return service.skip(session, caller)

        return retries.once(session, caller, key, "skip", schemas.InterviewOut, act)


@router.post("/interviews/current/stop", summary="先到这儿，以后再接着问")
def stop(caller: Who) -> schemas.InterviewOut:
    with transaction() as session:
        return service.stop(session, caller)


@router.delete("/interviews/current", summary="忘掉这次问答", status_code=204)
def forget(caller: Who) -> None:
    with transaction() as session:
        service.forget(session, caller)


@router.get("/interviews/current/why", summary="为什么问这个")
def why(caller: Who) -> schemas.WhyOut:
    with transaction() as session:
        return service.why(session, caller)


@router.get("/interviews/current/result", summary="到现在为止符合哪些")
def result(caller: Who) -> schemas.ResultOut:
    with transaction() as session:
        return service.result(session, caller)


@router.post("/eligibility", summary="按给出的情况判断，不保存", dependencies=[Depends(new_query)])
def judge(asked: schemas.EligibilityIn) -> schemas.ResultOut:
    return judging.judge(asked)


@router.get("/facts", summary="可以告诉我们的事项")
def list_facts() -> list[schemas.FactOut]:
    return judging.list_facts()
