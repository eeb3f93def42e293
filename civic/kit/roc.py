"""Write and read dates as Taiwan does: the calendar of the Republic (民國) beside the common one."""

import re
import unicodedata
from datetime import date, datetime
from enum import Enum

from civic.kit.clock import local

ROC_EPOCH = 1911
"""民國元年 is 1912, so the ROC year is the common year less this."""

FIRST_YEAR, LAST_YEAR = 1912, 2910
"""The years read: a ROC year of one to three digits, so that 0115/11/22 is not taken for the year 115."""

MAX_TYPED = 60

WEEKDAYS = "一二三四五六日"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_COMPACT_ROC = re.compile(r"(\d{3})(\d{2})(\d{2})")
_COMPACT_CE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SEPARATED = re.compile(r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,2})")
_CHINESE = re.compile(
    r"(?:中華民國|民國|西元)?(\d{1,4})年(\d{1,2})月(\d{1,2})日(?:\([一二三四五六日]\))?", re.ASCII
)


class DateStyle(Enum):
    """Name the ways a date is shown."""

    ROC_LONG = "roc_long"
    ROC_SHORT = "roc_short"
    CE_ZH = "ce_zh"
    CE_EN = "ce_en"
    ISO = "iso"


def roc_year(day: date) -> int:
    """Return the ROC year of a day; ValueError before 1912."""
    year = day.year - ROC_EPOCH
    if year < 1:
        raise ValueError(f"{day.isoformat()} is before the first ROC year")
    return year


def format_date(day: date, style: DateStyle) -> str:
    """Write a calendar day in one style, for example 115年11月22日（日）."""
    if style is DateStyle.ROC_SHORT:
        return f"{roc_year(day)}/{day.month:02d}/{day.day:02d}"
    if style is DateStyle.CE_EN:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    if style is DateStyle.ISO:
        return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"
    year = roc_year(day) if style is DateStyle.ROC_LONG else day.year
    return f"{year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def format_datetime(instant: datetime, style: DateStyle) -> str:
    """Write an aware instant as date and hour on a wall clock in Taipei, for example 115/11/22 14:00."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    wall = local(instant)
    join = ", " if style is DateStyle.CE_EN else " "
    return f"{format_date(wall.date(), style)}{join}{wall:%H:%M}"


def parse_date(text: str) -> date:
    """Read a day typed in any usual form (115/11/22, 1151122, 115年11月22日, 2026-11-22); else ValueError.

    A year of four digits is common, a shorter one is of the Republic.
    """
    if len(text) > MAX_TYPED:
        raise ValueError("too long for a date")
    typed = "".join(unicodedata.normalize("NFKC", text).split())
    digits, month, day = _parts(typed)
    year = int(digits) if len(digits) == 4 else int(digits) + ROC_EPOCH
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError("a year outside the ROC calendar")
    return date(year, int(month), int(day))


def _parts(typed: str) -> tuple[str, str, str]:
    """Split a typed date into year, month and day, still as digits."""
    if not typed.isascii() and (found := _CHINESE.fullmatch(typed)):
        return found[1], found[2], found[3]
    if not typed.isascii():
        raise ValueError("not a date")
    if found := _SEPARATED.fullmatch(typed):
        return found[1], found[3], found[4]
    if found := _COMPACT_ROC.fullmatch(typed) or _COMPACT_CE.fullmatch(typed):
        return found[1], found[2], found[3]
    raise ValueError("not a date")
