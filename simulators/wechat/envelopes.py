"""Seals what is pushed to the product, in plain, compat or safe mode, and opens the replies that come back."""

import secrets
from dataclasses import dataclass

from simulators.wechat import messages
from simulators.wechat.account import Account
from simulators.wechat.crypto import BadCipher, decrypt, encrypt, signature


@dataclass(frozen=True)
class Envelope:
    """One HTTP request to the product, ready to be sent, or to be spoiled first."""

    params: dict[str, str]
    body: bytes
    content_type: str = "text/xml"


class BadReply(ValueError):
    """The product's answer is none that the platform takes."""


def new_nonce() -> str:
    return str(secrets.randbelow(10**10))


def signed(account: Account, stamp: int, nonce: str | None = None) -> dict[str, str]:
    """The three parameters of every request."""
    nonce = nonce or new_nonce()
    return {"signature": signature(account.token, str(stamp), nonce), "timestamp": str(stamp), "nonce": nonce}


def seal(account: Account, message: str, openid: str, stamp: int, nonce: str | None = None) -> Envelope:
    """`message` is the plain XML; `stamp` seconds since 1970."""
    params = signed(account, stamp, nonce) | {"openid": openid}
    if account.mode == "plain":
        return Envelope(params, message.encode())
    sealed = encrypt(message.encode(), account.aes_keys[0], account.appid)
    params |= {
        "encrypt_type": "aes",
        "msg_signature": signature(account.token, params["timestamp"], params["nonce"], sealed),
    }
    fields: messages.Fields = {"ToUserName": account.original_id, "Encrypt": sealed}
    if account.mode == "compat":
        return Envelope(
            params, (message[: -len("</xml>")] + messages.xml({"Encrypt": sealed})[len("<xml>") :]).encode()
        )
    return Envelope(params, messages.xml(fields).encode())


def open_reply(account: Account, body: bytes) -> dict:
    """The passive reply as tags to values; raises BadReply with the reason, for the log."""
    try:
        told = messages.read(body)
        if account.mode == "plain":
            return told
        return messages.read(_unsealed(account, told))
    except messages.BadXml as error:
        raise BadReply(f"no XML message: {error}") from error


def _unsealed(account: Account, told: dict) -> bytes:
    missing = [name for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce") if not told.get(name)]
    if missing:
        raise BadReply(f"an encrypted reply needs {', '.join(missing)}")
    if told["MsgSignature"] != signature(account.token, told["TimeStamp"], told["Nonce"], told["Encrypt"]):
        raise BadReply("the reply's signature is wrong")
    for key in account.aes_keys:
        try:
            message, appid = decrypt(told["Encrypt"], key)
        except BadCipher:
            continue
        if appid != account.appid:
            raise BadReply(f"the reply was sealed for {appid}")
        return message
    raise BadReply("no key of the account opens the reply")
