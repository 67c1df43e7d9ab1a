"""Hides personal numbers in free text before it is stored, logged or sent on."""

import re

# Longest first: an ID number contains digits that would also read as a bank card.
_PATTERNS = [
    (re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)"), "［身份证号］"),
    (re.compile(r"(?<!\d)\d(?:[ -]?\d){15,18}(?!\d)"), "［银行卡号］"),
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ .-]?\d{4}){2}(?!\d)"), "［手机号］"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII), "［邮箱］"),
]


# Character for character, so that what is found stands at the same place in the text as written.
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ＋－　", "0123456789Xx+- ")


def mask(text: str) -> str:
    """ID, bank and social-card numbers, mobile phones and e-mail addresses replaced by what they are; not landlines."""
    for pattern, label in _PATTERNS:
        found = [match.span() for match in pattern.finditer(text.translate(_FULL_WIDTH))]
        for start, end in reversed(found):
            text = text[:start] + label + text[end:]
    return text
