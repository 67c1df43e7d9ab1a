"""Why a post or a URL check of the platform is refused: one class per reason, in three groups the endpoint answers by.

No message holds anything that was sent, so that any of them may be logged.
"""


class EnvelopeRefused(Exception):
    """Nothing of the request is believed; the text names a parameter, tag or limit, never a value."""


class Unauthentic(EnvelopeRefused):
    """It cannot be shown that WeChat sent this, now, to this account."""


class Malformed(EnvelopeRefused):
    """It is no message in the documented form."""


class SignatureWrong(Unauthentic):
    """`signature` or `msg_signature` is missing or was not made with the account's token."""


class NonceWrong(Unauthentic):
    """`nonce` is missing or no short printable word."""


class TimestampWrong(Unauthentic):
    """`timestamp` is missing, no number, or too far from now."""


class Replayed(Unauthentic):
    """Another content under the timestamp, nonce and signature of an earlier request."""


class AppidWrong(Unauthentic):
    """The content was encrypted for another account."""


class PlainRefused(Unauthentic):
    """A body without `<Encrypt>` although the account has keys: no signature covers it."""


class KeyMissing(Malformed):
    """An encrypted body although the account has no keys."""


class Undecipherable(Malformed):
    """No key of the account yields a well-formed content: bad base64, length or padding, or altered."""


class BodyTooLarge(EnvelopeRefused):
    """More than is ever read."""


class XmlBroken(Malformed):
    """No well-formed UTF-8 XML with the root `xml`."""


class DoctypeRefused(Malformed):
    """A document type or entity declaration, which no message of the platform has."""


class FieldMalformed(Malformed):
    """A needed tag is missing, doubled or nested, or its value is not of the documented form."""


class EchoMalformed(Malformed):
    """`echostr` is missing or holds what could be markup."""
