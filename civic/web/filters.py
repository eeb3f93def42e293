"""Show dates, money, names and states the way the reader expects them."""

import re
from datetime import date, datetime
from typing import Protocol

from babel.dates import format_date as format_day
from flask import g
from flask_babel import gettext
from markupsafe import Markup, escape

from civic.kit import money, roc
from civic.kit.clock import local
from civic.kit.markup import stored
from civic.kit.roc import DateStyle
from civic.web import locale
from civic.web.application import CivicFlask

BY_KIT = frozenset({"zh_Hant_TW", "en"})
"""The languages whose dates and units of money the kit writes; Babel knows the months of the others."""

_TAG = re.compile(r"(<[^>]*>)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WIDE = r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]"
_CHINESE = re.compile(rf"{_WIDE}(?:[^<>&A-Za-z\n]*{_WIDE})?")


class Named(Protocol):
    """Be anything with a Chinese and an English name."""

    @property
    def name_zh(self) -> str:
        """Return the Chinese name."""
        ...

    @property
    def name_en(self) -> str:
        """Return the English name."""
        ...


class Titled(Protocol):
    """Be anything with a title and perhaps an English one."""

    @property
    def title(self) -> str:
        """Return the title as it was written."""
        ...

    @property
    def title_en(self) -> str:
        """Return the English title; "" if there is none."""
        ...


def init_filters(app: CivicFlask) -> None:
    """Offer the filters to every template."""
    filters = {
        "date": show_date,
        "date_short": show_date_short,
        "datetime": show_datetime,
        "year": show_year,
        "money": show_money,
        "money_short": show_money_short,
        "number": show_number,
        "name": show_name,
        "title_of": show_title,
        "translated": translated,
        "as_written": as_written,
        "stored": stored,
    }
    app.jinja_env.filters.update(filters)


def date_style() -> DateStyle:
    """Return the reader's style of dates: 民國 by default in Chinese."""
    if not locale.is_chinese():
        return DateStyle.CE_EN
    actor = g.get("actor")
    return DateStyle.CE_ZH if actor is not None and actor.date_style == "ce" else DateStyle.ROC_LONG


def show_date(value: date | datetime | None) -> str:
    """Show a day; an instant is shown as its day in Taipei."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = local(value).date()
    return _day(value)


def show_date_short(value: date | datetime | None) -> str:
    """Show a day as a table does: 115/11/22, or 2026-11-22 to who counts in the common era."""
    if value is None:
        return ""
    day = local(value).date() if isinstance(value, datetime) else value
    return roc.format_date(day, DateStyle.ROC_SHORT if date_style() is DateStyle.ROC_LONG else DateStyle.ISO)


def show_year(year: int) -> str:
    """Show a common year as the reader counts it: 115 in 民國 style, 2026 otherwise."""
    return str(year - roc.ROC_EPOCH if date_style() is DateStyle.ROC_LONG else year)


def show_datetime(value: datetime | None) -> str:
    """Show an instant as day and time in Taipei."""
    if value is None:
        return ""
    if locale.code() in BY_KIT:
        return roc.format_datetime(value, date_style())
    return f"{_day(local(value).date())}, {local(value):%H:%M}"


def show_money(value: int | None) -> str:
    """Show NT$ in full."""
    return "" if value is None else money.format_money(value, locale.code())


def show_money_short(value: int | None) -> str:
    """Show NT$ in 萬元 or 億元, or millions; in full where we have no word for them."""
    if value is None:
        return ""
    shown = money.format_money_short if locale.code() in BY_KIT else money.format_money
    return shown(value, locale.code())


def show_number(value: int | None) -> str:
    """Show a whole number with separators."""
    return "" if value is None else f"{value:,}"


def show_name(value: Named | None) -> str:
    """Show a thing's name in the reader's language."""
    if value is None:
        return ""
    return value.name_zh if locale.is_chinese() else value.name_en


def show_title(value: Titled) -> str:
    """Return a title in the reader's language, the first one where there is no other."""
    return value.title if locale.is_chinese() or not value.title_en else value.title_en


def translated(label: str) -> str:
    """Translate a label that was marked with N_."""
    return str(gettext(label))


def as_written(text: str | None) -> str | Markup:
    """Show what somebody wrote as it is; on a page of another language its Chinese is marked (WCAG 3.1.2)."""
    if not text or locale.is_chinese() or not _HAN.search(text):
        return text or ""
    pieces = _TAG.split(str(escape(text)))
    return Markup("").join(Markup(piece if piece.startswith("<") else _marked(piece)) for piece in pieces)  # noqa: S704


def _marked(text: str) -> str:
    return _CHINESE.sub(lambda found: f'<span lang="zh-Hant-TW">{found[0]}</span>', text)


def _day(value: date) -> str:
    if locale.code() in BY_KIT:
        return roc.format_date(value, date_style())
    return format_day(value, "long", locale.code())
