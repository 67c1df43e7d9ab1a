"""A column as sealed bytes: what 65,536 people told of one fact, a few kilobytes to a few hundred, and back."""

import json
import os
import zlib
from hashlib import sha256

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.encryption import Undecipherable
from backend.settings import settings
from policybook.book import Book
from policybook.columns import Codes, Column, Interval, Sets

_NONCE = 12  # bytes
_FAST = 1  # zlib's level: most of a column is “not told”, which any level packs away


def meaning(book: Book) -> str:
    """What values mean: columns packed under another meaning are made anew. Wording does not matter."""
    fields = ("type", "choices", "implies", "derived")
    told = {name: fact.model_dump(mode="json", include=set(fields)) for name, fact in book.facts.items()}
    return sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def seal(column: Column, shard: int, fact: str, means: str) -> bytes:
    """With the first of DATA_KEYS; it can be read as that fact of that shard only."""
    head, arrays = _parts(column)
    head |= {"means": means, "arrays": [[str(array.dtype), array.size] for array in arrays]}
    text = json.dumps(head, ensure_ascii=False).encode()
    plain = len(text).to_bytes(4) + text + b"".join(array.tobytes() for array in arrays)
    key_id, key = next(iter(settings().data_keys.items()))
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(key).encrypt(nonce, zlib.compress(plain, _FAST), _place(shard, fact))
    return bytes([len(key_id)]) + key_id.encode() + nonce + sealed


def unseal(sealed: bytes, shard: int, fact: str, means: str) -> Column:
    """Raises Undecipherable: another place, a key that is gone, altered, or packed when values meant something else."""
    length = sealed[0] + 1
    key_id, nonce, body = sealed[1:length].decode(), sealed[length : length + _NONCE], sealed[length + _NONCE :]
    try:
        plain = zlib.decompress(AESGCM(settings().data_keys[key_id]).decrypt(nonce, body, _place(shard, fact)))
    except (KeyError, InvalidTag, zlib.error) as error:
        raise Undecipherable(f"talent_columns {shard} {fact} with key {key_id[:20]}") from error
    head_length = int.from_bytes(plain[:4])
    head = json.loads(plain[4 : 4 + head_length])
    if head["means"] != means:
        raise Undecipherable(f"talent_columns {shard} {fact}: facts.yml has changed")
    return _column(head, _arrays(head["arrays"], plain, 4 + head_length))


def _place(shard: int, fact: str) -> bytes:
    return f"talent_columns.sealed/{shard}/{fact}".encode()


def _arrays(described: list, plain: bytes, start: int) -> list[np.ndarray]:
    found = []
    for name, size in described:
        found.append(np.frombuffer(plain, dtype=name, count=size, offset=start))
        start += found[-1].nbytes
    return found


def _parts(column: Column) -> tuple[dict, list[np.ndarray]]:
    match column:
        case Interval(least, most) if least.dtype == np.int16:
            return {"kind": "days"}, [least, most]
        case Interval(least, _):  # numbers are told exactly
            return {"kind": "numbers"}, [least]
        case Codes(words, codes):
            return {"kind": "codes", "words": list(words)}, [codes.astype(np.int8) if len(words) < 128 else codes]
    bits = [np.packbits(having) for having in (column.known, *column.having.values())]
    return {"kind": "sets", "words": list(column.having), "size": len(column.known)}, bits


def _column(head: dict, arrays: list[np.ndarray]) -> Column:
    match head["kind"]:
        case "days":
            return Interval(*arrays)
        case "numbers":
            return Interval(arrays[0], np.where(np.isinf(arrays[0]), np.inf, arrays[0]))
        case "codes":
            return Codes(tuple(head["words"]), arrays[0].astype(np.int16))
    known, *having = (np.unpackbits(bits, count=head["size"]).astype(bool) for bits in arrays)
    return Sets(dict(zip(head["words"], having, strict=True)), known)
