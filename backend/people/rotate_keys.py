"""`python -m backend.people.rotate_keys` encrypts with the first of DATA_KEYS whatever an older one has encrypted."""

import sys
from collections.abc import Iterator

from sqlalchemy import Column

from backend import tables as _tables  # noqa: F401 - all tables, not only those of people
from backend.database import Base, transaction
from backend.encryption import EncryptedText, decrypt, encrypt
from backend.people import repository
from backend.settings import settings

BATCH = 500  # rows; each batch is a transaction, so an interrupted run goes on where it was


def encrypted_columns() -> list[Column]:
    """Those of every feature."""
    every = (column for table in Base.metadata.sorted_tables for column in table.columns)
    return [column for column in every if isinstance(column.type, EncryptedText)]


def rotate(column: Column) -> Iterator[int]:
    """Yields how many values each batch had."""
    while True:
        with transaction() as session:
            rows = repository.with_another_key(session, column, next(iter(settings().data_keys)), BATCH)
            if not rows:
                return
            place = column.type.place
            renewed = [dict(row._mapping) | {"token": encrypt(decrypt(row.token, place), place)} for row in rows]
            repository.put_tokens(session, column, renewed)
        yield len(rows)


def main() -> int:
    first = next(iter(settings().data_keys))
    for column in encrypted_columns():
        sys.stdout.write(f"{column}：{sum(rotate(column))} 个值改用密钥 {first}\n")
    sys.stdout.write(
        f"全部完成，DATA_KEYS 里只留 {first} 就够了。请先确认所有后台进程都已用新的 DATA_KEYS 重新启动。\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
