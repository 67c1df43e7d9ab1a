"""What the door of the registry gives."""

from pydantic import BaseModel, Field


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
    linked: int = Field(description="手机号已在小才验证过、与本人对上的")
    faults: list[RowFault] = Field(description="逐行的问题，最多列 200 条")
    fault_count: int
