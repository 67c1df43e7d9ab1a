"""Policies for other programs, and answers for the dialogue. Read-only and public."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Query

from backend.limits import new_query
from backend.policies import schemas, service

router = APIRouter(tags=["政策"])

Id = Annotated[str, Path(examples=["living_allowance"], max_length=100)]
On = Annotated[date | None, Query(description="只要这一天有效的版本", examples=["2018-05-01"])]
Words = Annotated[str, Query(min_length=1, max_length=200, examples=["养老保险缴几个月"])]
Kind = Annotated[str | None, Query(examples=["talent_windows"], max_length=50)]
District = Annotated[str | None, Query(examples=["金水区"], max_length=50)]


Questions = Annotated[list[schemas.QuestionIn], Body(min_length=1, max_length=8, description="一条消息里的问题")]


@router.get("/policies", summary="全部政策")
def list_policies() -> list[schemas.PolicySummary]:
    return service.list_policies()


@router.get("/policies/{id}", summary="一项政策和它的各个版本")
def get_policy(id: Id, on: On = None) -> schemas.PolicyOut:
    return service.get_policy(id, on)


@router.get("/search", summary="按字句找条款", dependencies=[Depends(new_query)])
def search(q: Words) -> list[schemas.HitOut]:
    return service.search(q)


@router.get("/directory", summary="窗口、社保分局和电话")
def directory(kind: Kind = None, district: District = None) -> list[schemas.PlaceOut]:
    return service.directory(kind, district)


@router.post("/answers", summary="回答一组已经听懂的问题", dependencies=[Depends(new_query)])
async def answer(questions: Questions) -> list[schemas.AnswerOut]:
    return [service.answer(question) for question in questions]
