"""WeChat's signatures and its AES-256-CBC message encryption, by an account's token and keys."""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from backend.chat.wechat.refusals import AppidWrong, SignatureWrong, Undecipherable

_BLOCK = 32  # bytes: WeChat pads to 32 although AES has blocks of 16
_RANDOM = 16  # bytes before the length
_LENGTH = 4  # bytes, big-endian


@dataclass(frozen=True)
class Account:
    """One Official Account. `aes_keys`: none (plain mode), or EncodingAESKeys of 43 characters, the current one first.

    Raises ValueError for what cannot work or would let everybody in.
    """

    appid: str
    token: str = field(repr=False)
    aes_keys: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if not self.token:
            raise ValueError("without a token anybody could sign")
        if self.aes_keys and not self.appid:
            raise ValueError("encryption needs the appid")
        if not all(re.fullmatch(r"[A-Za-z0-9+/]{43}", key) for key in self.aes_keys):
            raise ValueError("an EncodingAESKey has 43 characters of base64")


def signature(*parts: str) -> str:
    """40 hex digits of the sorted parts: token, timestamp, nonce, and the encrypted content for `msg_signature`."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def check_signature(given: str, *parts: str) -> None:
    """In constant time; raises SignatureWrong."""
    # Of bytes, since compare_digest raises TypeError for text beyond ASCII.
    if not hmac.compare_digest(signature(*parts).encode(), given.encode(errors="replace")):
        raise SignatureWrong


def encrypt(content: bytes, aes_key: str, appid: str, random: bytes | None = None) -> str:
    """Base64. `random`: 16 bytes, fresh ones unless given."""
    random = secrets.token_bytes(_RANDOM) if random is None else random
    plain = random + len(content).to_bytes(_LENGTH, "big") + content + appid.encode()
    padding = _BLOCK - len(plain) % _BLOCK
    encryptor = _cipher(aes_key).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).decode()


def decrypt(encrypted: str, account: Account) -> tuple[bytes, str]:
    """The content and which of the account's keys it was encrypted with; raises AppidWrong or Undecipherable."""
    for aes_key in account.aes_keys:
        try:
            content, appid = _parted(_unpadded(_decrypted(encrypted, aes_key)))
        except Undecipherable:
            continue
        if not hmac.compare_digest(appid, account.appid.encode()):
            raise AppidWrong
        return content, aes_key
    raise Undecipherable


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    # Not strict about the last two bits: WeChat's own sample key ends in a letter that sets them.
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _decrypted(encrypted: str, aes_key: str) -> bytes:
    decryptor = _cipher(aes_key).decryptor()
    try:
        return decryptor.update(base64.b64decode(encrypted, validate=True)) + decryptor.finalize()
    except ValueError as error:  # no base64, or no whole blocks
        raise Undecipherable from error


def _unpadded(padded: bytes) -> bytes:
    padding = padded[-1] if padded else 0
    if not 1 <= padding <= _BLOCK or padded[-padding:] != bytes([padding]) * padding:
        raise Undecipherable
    return padded[:-padding]


def _parted(plain: bytes) -> tuple[bytes, bytes]:
    """Content and appid."""
    start = _RANDOM + _LENGTH
    end = start + int.from_bytes(plain[_RANDOM:start], "big")
    if len(plain) < start or end > len(plain):
        raise Undecipherable
    return plain[start:end], plain[end:]
