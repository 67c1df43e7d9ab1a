"""Finds personal numbers in free text, so that they are hidden before it is stored, logged or sent on."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LABELS = {
    "id_number": "［身份证号］",
    "bank_card": "［银行卡号］",
    "social_card": "［社保卡号］",
    "phone": "［手机号］",
    "passport": "［护照号］",
    "email": "［邮箱］",
    "number": "［号码］",
    "code": "［验证码］",
}


@dataclass(frozen=True)
class Withheld:
    """`value` in plain digits and capitals; `start` and `end` where it stood in the text as written."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Masked:
    text: str
    withheld: tuple[Withheld, ...]


# Character for character, so that what is found stands at the same place in the text as written.
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ×＋－　．（）＠", "0123456789XxX+- .()@")
_LETTERS = {0xFF21 + i: 0x41 + i for i in range(26)} | {0xFF41 + i: 0x61 + i for i in range(26)}
_NUMERALS = str.maketrans("〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "0001234567891123456789")

_GAP = r"[\s().·•‐-―_\u200b-\u200d\ufeff-]{0,3}"


@dataclass(frozen=True)
class _Shape:
    """How one kind of number is written; `group` is the part that is hidden."""

    kind: str
    pattern: re.Pattern[str]
    believable: Callable[[str], bool]
    group: int


def _shape(kind: str, pattern: str, believable: Callable[[str], bool] = lambda written: True, group: int = 0) -> _Shape:
    return _Shape(kind, re.compile(pattern), believable, group)


def _no_list_of_figures(written: str) -> bool:
    """Dates, years, round amounts or landlines in a row are no card: 2018 2021 2024 2025, 2024-03-01 2025-06-30."""
    dates = r"(?:(?:19|20)\d\d(?:[-.\s]\d{1,2}){0,2}\D*)+"
    amounts = r"(?:\d*00\D+)+\d*00"
    landlines = r".*(?<!\d)0\d{2,3}\D\d{7,8}(?!\d).*"
    return not re.fullmatch(f"{dates}|{amounts}|{landlines}", written, re.DOTALL)


def _dated_like_an_old_id(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    return 1 <= int(digits[8:10]) <= 12 and 1 <= int(digits[10:12]) <= 31


def _digits(count: str) -> str:
    """One digit and `count` more, written with gaps."""
    return rf"\d(?:{_GAP}\d){{{count}}}"


# Named by the word before, which tells what no shape could.
_NAMED = (
    _shape("email", r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    _shape("passport", r"(?:护照|通行证|居留证|居留许可)\D{0,6}?((?<![A-Za-z\d])[A-Za-z]{0,3}\d{6,10})(?!\d)", group=1),
    _shape("social_card", r"(?:社保卡|社会保障卡|医保卡)号\D{0,6}?((?<![A-Za-z\d])[A-Za-z]?\d{8,10})(?!\d)", group=1),
    _shape("bank_card", r"(?:卡号|账号|帐号|账户|帐户)\D{0,6}?((?<!\d)(?!1[3-9]\d{9}(?!\d))\d{9,30})(?!\d)", group=1),
    _shape("code", r"(?:验证码|校验码|动态码)\D{0,6}?((?<!\d)\d{4,8})(?!\d)", group=1),
)
_WHOLE = (
    _shape("id_number", r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?![\dXx])"),
    _shape("phone", r"(?<!\d)(?:\+?86|0086)?1[3-9]\d{9}(?!\d)"),
    _shape("bank_card", r"(?<!\d)\d{16,19}(?!\d)"),
    _shape("passport", r"(?<![A-Za-z\d/_])[A-Za-z]{1,2}\d{7,10}(?![A-Za-z\d_])"),
    # What this long number is nobody can tell, but no question needs it; a landline begins with 0.
    _shape("number", r"(?<!\d)[1-9](?:\d{11,13}|\d{19,})(?!\d)"),
)
_SPLIT = (
    _shape(
        "id_number", rf"(?<!\d){_digits('5')}{_GAP}(?:1{_GAP}[89]|2{_GAP}0){_GAP}{_digits('8')}{_GAP}[\dXx](?![\dXx])"
    ),
    _shape("id_number", rf"(?<!\d){_digits('14')}(?!{_GAP}\d)", _dated_like_an_old_id),
    _shape("phone", rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?1{_GAP}[3-9]{_GAP}{_digits('8')}(?!\d)", _no_list_of_figures),
    _shape("bank_card", rf"(?<!\d){_digits('15,18')}(?!\d)", _no_list_of_figures),
)
_ONLY_A_CODE = re.compile(rf"\D*({_digits('5')})\D*")


def mask(text: str, awaits_code: bool = False) -> Masked:
    """ID, card, passport and phone numbers (not landlines) and e-mail replaced by what they are.

    `awaits_code`: a message of six digits is the code that was sent; otherwise it may as well be a month (199303).
    """
    plain = text.translate(_FULL_WIDTH).translate(_LETTERS)
    if awaits_code and (only := _code_in(plain)):
        return _replaced(text, [only])
    found: list[Withheld] = []
    # Numerals last: in 星期一13812345678 the 一 belongs to the day.
    for numerals, shapes in (({}, (*_NAMED, *_WHOLE, *_SPLIT)), (_NUMERALS, (*_WHOLE, *_SPLIT))):
        plain = plain.translate(numerals)
        for shape in shapes:
            for withheld in _found(shape, plain):
                found.append(withheld)
                plain = plain[: withheld.start] + "\0" * (withheld.end - withheld.start) + plain[withheld.end :]
    return _replaced(text, sorted(found, key=lambda withheld: withheld.start))


def may_be_a_code(text: str) -> bool:
    """Whether there are six digits and no others in it."""
    return _code_in(text.translate(_FULL_WIDTH)) is not None


def _code_in(plain: str) -> Withheld | None:
    return _code_alone(plain) or _code_alone(plain.translate(_NUMERALS))


def _code_alone(plain: str) -> Withheld | None:
    match = _ONLY_A_CODE.fullmatch(plain)
    return Withheld("code", _bare(match[1], "code"), *match.span(1)) if match else None


def _found(shape: _Shape, plain: str) -> Iterator[Withheld]:
    for match in shape.pattern.finditer(plain):
        if shape.believable(match[shape.group]):
            yield Withheld(shape.kind, _bare(match[shape.group], shape.kind), *match.span(shape.group))


def _bare(written: str, kind: str) -> str:
    if kind == "email":
        return written
    bare = re.sub(r"[^0-9A-Z]", "", written.upper())
    return bare[-11:] if kind == "phone" else bare


def _replaced(text: str, withheld: list[Withheld]) -> Masked:
    masked = text
    for one in reversed(withheld):
        masked = masked[: one.start] + LABELS[one.kind] + masked[one.end :]
    return Masked(masked, tuple(withheld))
