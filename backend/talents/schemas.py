"""What the doors of the registry take and give."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator


class RowFault(BaseModel):
    """Never with the value itself where that is somebody's name or number."""

    row: int = Field(description="表格里的行号，列名是第 1 行")
    column: str | None = Field(description="列名；整行的问题没有")
    what: str


class ImportOut(BaseModel):
    """`applied`: whether anything was written; the counts say what was, or would be."""

    applied: bool
    rows: int
    added: int = Field(description="新登记的人")
    changed: int = Field(description="情况有变、已更新的人")
    unchanged: int = Field(description="和已登记的一样，没有改动")
    skipped: int = Field(description="有错、跳过的行")
    linked: int = Field(description="名单没有证件号码、手机号已在小才验证过，与本人对上的")
    candidates: int = Field(description="手机号已在小才验证过，等本人核对证件号码后四位的")
    shared: int = Field(description="其中也给别的单位用来主动办理的（for_services）；0 就是别的单位都不会主动办")
    faults: list[RowFault] = Field(description="逐行的问题，最多列 200 条")
    fault_count: int


class PutOut(ImportOut):
    id: int | None = Field(description="这个人在名单里的编号；只检查、新登记的没有")


Cell = Annotated[str, StringConstraints(max_length=500)] | bool | int | float | None
Columns = Annotated[dict[Annotated[str, StringConstraints(min_length=1, max_length=60)], Cell], Field(max_length=300)]


class FindIn(BaseModel):
    """One of the two, whole: nobody is found by a part of a number."""

    model_config = ConfigDict(extra="forbid")

    phone: str | None = Field(None, max_length=30)
    document: str | None = Field(None, max_length=40)

    @model_validator(mode="after")
    def _one(self) -> "FindIn":
        if bool(self.phone) == bool(self.document):
            raise ValueError("phone or document")
        return self


class TalentLineOut(BaseModel):
    """Names and numbers are masked."""

    id: int
    name: str | None
    phone: str | None
    document: str | None
    bureau: str
    district: str | None
    source: str
    person: Literal["confirmed", "linked", "candidate", "closed", "none"] = Field(
        description="与本人：核对过证件（confirmed）、只凭手机号对上（linked）、"
        "手机号验证过还没核对证件（candidate）、核对错了五次（closed）、还没有联系（none）"
    )
    added_at: datetime
    changed_at: datetime


class ConsentOut(BaseModel):
    """Whether they may be told, and who says so."""

    given: bool
    by: Literal["person", "list", "nobody"] = Field(description="本人决定的、名单上写明的，还是没有人说过")
    words: str | None = Field(description="名单上怎么写的；本人对上以后只听本人的")
    on: date | None = Field(description="名单上哪天写明的")


class TalentMatchOut(BaseModel):
    """By what the list says alone: what the person told us is theirs."""

    policy: str
    name: str
    edition: str
    verdict: Literal["yes", "nearly"]
    clauses: list[str]
    missing: str | None = Field(description="只差这一件事没登记")
    due_on: date | None = Field(description="别的不变，到这天符合")


class TalentOut(TalentLineOut):
    facts: dict[str, Any] = Field(description="名单上登记的情况，名称见 GET /facts")
    consent: ConsentOut
    matches: list[TalentMatchOut]


class MyEntryOut(BaseModel):
    """`candidate`: a list has their phone with a document, and they have not told its end."""

    candidate: bool
    linked: bool = Field(description="名单上登记的就是本人")
    bureau: str | None
    source: str | None
    tries_left: int | None = Field(description="还可以核对错几次")
    says: str | None = Field(description="现在要问本人的话")


class LastFourIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    last_four: str = Field(pattern="^[0-9A-Za-z]{4}$", description="证件号码的后四位")
