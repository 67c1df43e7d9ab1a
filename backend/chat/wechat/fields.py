"""Hostile XML, read safely: whole documents, and the fields of one element by tag."""

import math
import re
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from backend.chat.wechat.refusals import DoctypeRefused, FieldMalformed, XmlBroken


class Fields:
    """The children of an element. A tag that is doubled or holds other tags is refused: which was meant nobody knows.

    No value can hold NUL or other control characters: XML forbids them, also as `&#0;`.
    """

    def __init__(self, element: Element):
        self._element = element

    def whole(self, tag: str) -> str:
        """As sent, however long; "" when absent or empty."""
        found = self._element.findall(tag)
        if len(found) > 1 or any(len(one) for one in found):
            raise FieldMalformed(tag)
        return (found[0].text or "") if found else ""

    def text(self, tag: str, limit: int) -> str:
        """Cut to `limit` characters; "" when absent."""
        return self.whole(tag)[:limit]

    def within(self, tag: str, limit: int) -> str:
        """As sent, "" when absent; raises FieldMalformed when it is longer than `limit` characters."""
        value = self.whole(tag)
        if len(value) > limit:
            raise FieldMalformed(tag)
        return value

    def optional(self, tag: str, limit: int) -> str | None:
        """None when absent or empty."""
        return self.text(tag, limit) or None

    def word(self, tag: str, limit: int) -> str:
        """In small letters, without blanks around; "" when absent."""
        return self.text(tag, limit).strip().lower()

    def name(self, tag: str) -> str:
        """An openid or an account's gh_… id; raises FieldMalformed."""
        return self._matching(tag, r"[A-Za-z0-9_-]{1,64}")

    def integer(self, tag: str) -> int:
        """Of 64 bits, as a database column has; raises FieldMalformed, also when absent."""
        value = int(self._matching(tag, r"-?[0-9]{1,19}"))
        if abs(value) >= 2**63:
            raise FieldMalformed(tag)
        return value

    def instant(self, tag: str) -> datetime:
        """UTC, from seconds since 1970; raises FieldMalformed."""
        return datetime.fromtimestamp(int(self._matching(tag, r"[0-9]{1,11}")), UTC)

    def decimal(self, tag: str, most: float = math.inf) -> float:
        """Between -`most` and `most`; raises FieldMalformed."""
        value = float(self._matching(tag, r"-?[0-9]{1,9}(\.[0-9]{0,20})?"))
        if abs(value) > most:
            raise FieldMalformed(tag)
        return value

    def having(self, tag: str) -> list["Fields"]:
        """Every element below, at any depth, with a child of this tag: lists come wrapped in one tag or two."""
        return [Fields(element) for element in self._element.iterfind(f".//*[{tag}]")]

    def _matching(self, tag: str, pattern: str) -> str:
        value = self.whole(tag).strip()
        if not re.fullmatch(pattern, value):
            raise FieldMalformed(tag)
        return value


def parsed(document: bytes) -> Fields:
    """The fields of the root `xml`; raises XmlBroken or DoctypeRefused."""
    try:
        # As text, so that no declared encoding counts: the platform sends UTF-8 only.
        root = fromstring(document.decode(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise DoctypeRefused from error
    except (UnicodeDecodeError, ParseError) as error:
        raise XmlBroken from error
    if root.tag != "xml":
        raise XmlBroken
    return Fields(root)
