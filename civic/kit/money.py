"""Write and read money: whole New Taiwan dollars (int), exact, never rounded."""

import re
import unicodedata
from decimal import Decimal

MAX_NTD = 9_999_999_999_999
"""The largest amount read: far above any city's budget, and exact in a spreadsheet's float."""

MAX_TYPED = 60

_WAN, _YI = 10_000, 100_000_000
_MILLION, _BILLION = 1_000_000, 1_000_000_000
_UNITS = {"億": _YI, "千萬": 10_000_000, "百萬": 1_000_000, "十萬": 100_000, "萬": _WAN, "千": 1_000}
_SHORT_ZH = ((_YI, "{} 億元"), (_WAN, "{} 萬元"))
_SHORT_EN = ((_BILLION, "NT${} billion"), (_MILLION, "NT${} million"))
_ENGLISH = {"thousand": 1_000, "million": _MILLION, "billion": _BILLION}

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.\d{1,9})?"
_PREFIX = re.compile(r"^(?:新臺幣|新台幣|臺幣|台幣|nt\$|ntd|twd|\$)")
_PLAIN = re.compile(rf"({_NUMBER})(thousand|million|billion)?元?", re.ASCII)
_PART = re.compile(rf"({_NUMBER})(億|千萬|百萬|十萬|萬|千)", re.ASCII)
_CHINESE = re.compile(rf"(?:{_PART.pattern})+(\d+)?元?", re.ASCII)


def format_money(ntd: int, locale: str) -> str:
    """Write an amount in full: 4,500,000 元 for a Chinese locale, NT$4,500,000 for any other."""
    if _is_chinese(locale):
        return f"{ntd:,} 元"
    return f"{_sign(ntd)}NT${abs(ntd):,}"


def format_money_short(ntd: int, locale: str) -> str:
    """Write an amount in 萬 or 億 (million, billion) when one decimal holds it exactly, else in full."""
    size = abs(ntd)
    for unit, shape in _SHORT_ZH if _is_chinese(locale) else _SHORT_EN:
        if size >= unit and size % (unit // 10) == 0:
            return _sign(ntd) + shape.format(_one_decimal(size, unit))
    return format_money(ntd, locale)


def parse_money(text: str) -> int:
    """Read a typed amount (450萬, 1億2千萬元, 4,500,000元, NT$4.5 million) as NT$; ValueError on nonsense.

    Parts of a dollar, signs and words that could mean two amounts (3萬5) are refused.
    """
    if len(text) > MAX_TYPED:
        raise ValueError("too long for an amount")
    typed = "".join(unicodedata.normalize("NFKC", text).lower().split())
    typed = _PREFIX.sub("", typed.replace("圓", "元"), count=1)
    amount = _amount(typed)
    if amount != int(amount) or amount > MAX_NTD:
        raise ValueError("an amount is a whole number of dollars within reason")
    return int(amount)


def _amount(typed: str) -> Decimal:
    """Return the amount of a typed text without spaces and currency sign, perhaps with a fraction."""
    if plain := _PLAIN.fullmatch(typed):
        return _number(plain[1]) * _ENGLISH.get(plain[2] or "", 1)
    if not (whole := _CHINESE.fullmatch(typed)):
        raise ValueError("not an amount")
    parts = [(_number(found[1]), _UNITS[found[2]]) for found in _PART.finditer(typed)]
    rest = whole[whole.lastindex or 0] if whole.lastindex == 3 else ""
    units = [unit for _, unit in parts]
    if any(value * unit >= above for (value, unit), above in zip(parts[1:], units, strict=False)):
        raise ValueError("the parts of an amount go from large to small")
    if rest and len(rest) != len(str(units[-1])) - 1:
        raise ValueError("the last digits could mean two amounts")
    return sum((value * unit for value, unit in parts), Decimal(int(rest or "0")))


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _one_decimal(size: int, unit: int) -> str:
    whole, tenth = divmod(size // (unit // 10), 10)
    return f"{whole:,}.{tenth}" if tenth else f"{whole:,}"


def _is_chinese(locale: str) -> bool:
    return locale.lower().startswith("zh")


def _sign(ntd: int) -> str:
    return "-" if ntd < 0 else ""
