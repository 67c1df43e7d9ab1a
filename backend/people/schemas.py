"""What the doors for people take and give."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

_SIX_DIGITS = r"^[0-9]{6}$"


def _either(name: str, pattern: str, example: str) -> ConfigDict:
    """Documents exactly one of `reference` and the named text."""
    itself = {"type": "string", "pattern": pattern}
    reference = {"type": "string", "format": "uuid", "description": "聊天里说过、已被隐去的号码"}
    choices = [
        {"properties": {key: schema}, "required": [key], "additionalProperties": False, "type": "object"}
        for key, schema in (("reference", reference), (name, itself))
    ]

    def document(schema: dict) -> None:
        description = schema["description"]
        schema.clear()
        schema.update(oneOf=choices, description=description, example={name: example})

    return ConfigDict(extra="forbid", json_schema_extra=document)


class _OneOfTwo(BaseModel):
    """Either a reference to what was said in the chat, or the thing itself."""

    reference: UUID | None = Field(None, description="聊天里说过、已被隐去的号码")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError("exactly one of the two")
        return self


class PhoneIn(_OneOfTwo):
    """Programs send eleven digits; groups and +86 are understood as well."""

    model_config = _either("phone", r"^1[3-9][0-9]{9}$", "13800001234")

    phone: Annotated[str, StringConstraints(max_length=40)] | None = Field(None, description="手机号")


class CodeIn(_OneOfTwo):
    """The code as six digits, or by reference."""

    model_config = _either("code", _SIX_DIGITS, "123456")

    code: Annotated[str, StringConstraints(pattern=_SIX_DIGITS)] | None = Field(None, description="短信里的六位数字")


class CodeSentOut(BaseModel):
    sent_to: str = Field(description="隐去中间四位的手机号", examples=["138****1234"])
    expires_in: int = Field(description="多少秒内有效")


class VerifiedOut(BaseModel):
    verified: Literal[True] = True


class PurposeOut(BaseModel):
    name: str
    words: str = Field(description="同意的就是这段话")


class ConsentIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    given: bool = Field(description="同意，还是不同意（撤回）", strict=True)


class ConsentOut(BaseModel):
    purpose: str
    name: str
    words: str
    given: bool
    given_at: datetime | None
    withdrawn_at: datetime | None = Field(description="撤回或拒绝的时间")


class FactOut(BaseModel):
    fact: str
    label: str
    shown: str
    purpose: str
    told_on: date
    source: str


class MeOut(BaseModel):
    """A guest has no phone, and only the conversation's data."""

    verified: bool
    phone: str | None = Field(description="隐去中间四位的手机号")
    verified_at: datetime | None
    consents: dict[str, ConsentOut] = Field(description="已经表过态的用途，按用途的名字")
    purposes: dict[str, PurposeOut] = Field(description="可以同意的全部用途")
    facts: list[FactOut] = Field(description="经同意保存的情况")


class MessageOut(BaseModel):
    said_at: datetime
    text: str
    replies: list[str]


class ExportOut(BaseModel):
    """Everything there is about the person; further lists of records by feature (`cases`, `interviews` …)."""

    model_config = ConfigDict(extra="allow")

    exported_at: datetime
    phone: str | None
    verified_at: datetime | None
    consents: list[ConsentOut] = Field(description="每一次同意和撤回")
    facts: list[FactOut] = Field(description="经同意保存的情况，和问答里说过的情况")
    messages: list[MessageOut] = Field(description="说过的话和得到的回答")


class DeletedOut(BaseModel):
    deleted: list[str] = Field(description="删除了什么，一句一条")
    kept: list[str] = Field(description="保留了什么、为什么，一句一条")


class SentOut(BaseModel):
    phone: str
    text: str
    code: str
    sent_at: datetime
