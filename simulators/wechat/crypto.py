"""Signatures and the AES envelope of the platform, apart from the product's so that both cannot share a mistake.

Source: the official WXBizMsgCrypt demonstration: AES-256-CBC, iv = first half of the key, PKCS#7 to 32 bytes,
plaintext = 16 random bytes + length (4 bytes, big endian) + message + appid.
"""

import hashlib
import os
import struct
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32


class BadCipher(ValueError):
    """What was sent is not an envelope sealed with this key."""


def signature(*parts: str) -> str:
    """Hexadecimal SHA-1 over the sorted parts."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def encrypt(message: bytes, encoding_key: str, appid: str, random16: bytes | None = None) -> str:
    """Base64; `encoding_key` is the EncodingAESKey of 43 characters."""
    body = (random16 or os.urandom(16)) + struct.pack(">I", len(message)) + message + appid.encode()
    fill = _BLOCK - len(body) % _BLOCK
    encryptor = _cipher(encoding_key).encryptor()
    return b64encode(encryptor.update(body + bytes([fill]) * fill) + encryptor.finalize()).decode()


def decrypt(sealed: str, encoding_key: str) -> tuple[bytes, str]:
    """The message and the appid it was sealed for; raises BadCipher."""
    try:
        raw = b64decode(sealed, validate=True)
        decryptor = _cipher(encoding_key).decryptor()
        body = decryptor.update(raw) + decryptor.finalize()
    except ValueError as error:
        raise BadCipher(str(error)) from error
    fill = body[-1] if body else 0
    if not 1 <= fill <= _BLOCK or body[-fill:] != bytes([fill]) * fill or len(body) - fill < 20:
        raise BadCipher("wrong padding")
    body = body[:-fill]
    end = 20 + struct.unpack(">I", body[16:20])[0]
    if end > len(body):
        raise BadCipher("wrong length")
    return body[20:end], body[end:].decode("utf-8", "replace")


def _cipher(encoding_key: str) -> Cipher:
    key = b64decode(encoding_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
