"""Requests that no platform sends: forged, old, giant, with entities, broken, for another account, or mutated."""

import random
from collections.abc import Callable
from dataclasses import replace

from simulators.wechat.account import Account
from simulators.wechat.envelopes import Envelope, seal, signed

_BOMB = '<!DOCTYPE xml [<!ENTITY a "a"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
_FILE = '<!DOCTYPE xml [<!ENTITY c SYSTEM "file:///etc/passwd">]>'


def forged(honest: Envelope) -> Envelope:
    """Signatures of somebody who does not know the token."""
    wrong = {name: "0" * 40 for name in ("signature", "msg_signature") if name in honest.params}
    return replace(honest, params=honest.params | wrong)


def unsigned(honest: Envelope) -> Envelope:
    return replace(honest, params={"openid": honest.params["openid"]})


def another_body(honest: Envelope, other: Envelope) -> Envelope:
    """The signature of one message over the body of another."""
    return replace(honest, body=other.body)


def aged(account: Account, message: str, openid: str, stamp: int, seconds: int = 3600) -> Envelope:
    """Rightly signed, but so long ago (negative: from the future)."""
    return seal(account, message, openid, stamp - seconds)


def giant(account: Account, message: str, openid: str, stamp: int, kilobytes: int = 80) -> Envelope:
    """A sealed message of so many kilobytes."""
    return seal(account, message.replace("</xml>", f"<Pad>{'大' * (kilobytes * 342)}</Pad></xml>"), openid, stamp)


def doctype(
    account: Account, message: str, openid: str, stamp: int, inside: bool = True, bomb: bool = True
) -> Envelope:
    """A DOCTYPE with entities, in the sealed message (`inside`) or around the envelope."""
    head = _BOMB if bomb else _FILE
    if inside:
        return seal(account, head + message.replace("</xml>", "<Pad>&c;</Pad></xml>"), openid, stamp)
    honest = seal(account, message, openid, stamp)
    return replace(honest, body=head.encode() + honest.body.replace(b"</xml>", b"<Pad>&c;</Pad></xml>"))


def broken(account: Account, message: str, openid: str, stamp: int, inside: bool = True) -> Envelope:
    """XML that stops in the middle."""
    if inside:
        return seal(account, message[: len(message) // 2], openid, stamp)
    honest = seal(account, message, openid, stamp)
    return replace(honest, body=honest.body[: len(honest.body) // 2])


def another_appid(account: Account, message: str, openid: str, stamp: int) -> Envelope:
    """Sealed with the right key for the wrong account; in plain mode there is nothing that says the appid."""
    return seal(replace(account, appid="wxffffffffffffffff"), message, openid, stamp)


def another_key(account: Account, message: str, openid: str, stamp: int) -> Envelope:
    """Rightly signed, but sealed with a key the product does not have."""
    return seal(replace(account, aes_keys=["Z" * 42 + "E"], mode=account.mode), message, openid, stamp)


def empty(account: Account, openid: str, stamp: int) -> Envelope:
    return Envelope(signed(account, stamp) | {"openid": openid}, b"")


def all_of(account: Account, message: str, openid: str, stamp: int) -> dict[str, Envelope]:
    """One of each that a product must refuse in safe mode, by name."""
    honest = seal(account, message, openid, stamp)
    told = (account, message, openid, stamp)
    return {
        "forged": forged(honest),
        "unsigned": unsigned(honest),
        "another body": another_body(honest, seal(*told)),
        "old": aged(*told),
        "from the future": aged(*told, seconds=-3600),
        "giant": giant(*told),
        "bomb inside": doctype(*told),
        "file inside": doctype(*told, bomb=False),
        "bomb outside": doctype(*told, inside=False),
        "file outside": doctype(*told, inside=False, bomb=False),
        "broken inside": broken(*told),
        "broken outside": broken(*told, inside=False),
        "another appid": another_appid(*told),
        "another key": another_key(*told),
        "empty": empty(account, openid, stamp),
    }


def mutated(honest: Envelope, chance: random.Random) -> Envelope:
    """The honest envelope with one to three small things wrong with it, the same for the same state of `chance`."""
    for _ in range(chance.randint(1, 3)):
        honest = chance.choice(_MUTATIONS)(honest, chance)
    return honest


def _flip(envelope: Envelope, chance: random.Random) -> Envelope:
    body = bytearray(envelope.body or b"x")
    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    return replace(envelope, body=bytes(body))


def _cut(envelope: Envelope, chance: random.Random) -> Envelope:
    return replace(envelope, body=envelope.body[: chance.randrange(len(envelope.body) + 1)])


def _double(envelope: Envelope, chance: random.Random) -> Envelope:
    at = chance.randrange(len(envelope.body) + 1)
    return replace(envelope, body=envelope.body[:at] + envelope.body[chance.randrange(at + 1) :])


def _insert(envelope: Envelope, chance: random.Random) -> Envelope:
    at = chance.randrange(len(envelope.body) + 1)
    pieces = (b"\x00", b"<![CDATA[", b"]]>", b"</xml>", b"&#0;", b"<a>", b"\xff\xfe", b"<!DOCTYPE x>", "郑".encode())
    return replace(envelope, body=envelope.body[:at] + chance.choice(pieces) + envelope.body[at:])


def _drop_parameter(envelope: Envelope, chance: random.Random) -> Envelope:
    gone = chance.choice([*envelope.params, ""])
    return replace(envelope, params={name: value for name, value in envelope.params.items() if name != gone})


def _spoil_parameter(envelope: Envelope, chance: random.Random) -> Envelope:
    spoiled = ("", "0", "-1", "9" * 40, "一", "1e9", "\x00", "A" * 3000, "aes", "None", " 1", "１２３")
    name = chance.choice([*envelope.params, "encrypt_type"])
    return replace(envelope, params=envelope.params | {name: chance.choice(spoiled)})


def _other_type(envelope: Envelope, chance: random.Random) -> Envelope:
    kinds = (
        "",
        "application/json",
        "text/xml; charset=gbk",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
    )
    return replace(envelope, content_type=chance.choice(kinds))


Mutation = Callable[[Envelope, random.Random], Envelope]
_OF_BODY: list[Mutation] = [_flip, _cut, _double, _insert]
_MUTATIONS: list[Mutation] = [*_OF_BODY, _drop_parameter, _spoil_parameter, _other_type]


def resealed(account: Account, message: str, openid: str, stamp: int, chance: random.Random) -> Envelope:
    """A mutated message in an honest, rightly signed envelope: what reaches the product's parser."""
    spoiled = chance.choice(_OF_BODY)(Envelope({}, message.encode()), chance).body
    return seal(account, spoiled.decode("utf-8", "replace"), openid, stamp)
