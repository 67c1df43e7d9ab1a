"""Personal data at rest: columns that encrypt themselves, and keyed hashes to find a value without reading it."""

import base64
import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

from backend.settings import settings

_NONCE = 12  # bytes, as NIST SP 800-38D wants it for GCM


class Undecipherable(Exception):
    """The value was encrypted for another column, with a key that DATA_KEYS no longer has, or was altered."""


def encrypt(text: str, place: str) -> str:
    """`<key id>.<base64>` with the first of DATA_KEYS; `place` is table.column, where alone it can be read."""
    key_id, key = next(iter(settings().data_keys.items()))
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), place.encode())
    return f"{key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(token: str, place: str) -> str:
    """The text of a token made for this place; raises Undecipherable."""
    key_id, _, body = token.partition(".")
    try:
        sealed = base64.urlsafe_b64decode(body)
        return AESGCM(settings().data_keys[key_id]).decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode()).decode()
    except (KeyError, ValueError, InvalidTag) as error:
        raise Undecipherable(f"{place} with key {key_id[:20]}") from error


def keyed_hash(value: str, place: str) -> str:
    """HMAC-SHA-256 with INDEX_KEY, 64 hex digits; equal values of one place are equal, and nobody can guess back."""
    return hmac.new(settings().index_key.encode(), f"{place}\0{value}".encode(), hashlib.sha256).hexdigest()


class EncryptedText(TypeDecorator[str]):
    """A text, encrypted in the database. `place` is the column's own "table.column"."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str):
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else encrypt(self.written(value), self.place)

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        return None if value is None else self.read(decrypt(value, self.place))

    def written(self, value: Any) -> str:
        return value

    def read(self, text: str) -> Any:
        return text


class EncryptedJson(EncryptedText):
    """Anything JSON can say, encrypted in the database; a change inside it is seen only when it is assigned anew."""

    cache_ok = True

    def written(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    def read(self, text: str) -> Any:
        return json.loads(text)
