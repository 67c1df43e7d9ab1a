"""The header by which a client tells that it tries again."""

from typing import Annotated

from fastapi import Header

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=100,
        pattern=r"^[\x21-\x7e]+$",
        description="自己取的随机串；没有收到回答时带着同一个再发，只会办一次，回答也一样",
        examples=["6f0d1c9e-submit"],
    ),
]
