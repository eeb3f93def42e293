"""Show dates, money, names and states the way the reader expects them."""

from datetime import date, datetime
from typing import Protocol

from flask import g
from flask_babel import gettext

from civic.kit import money, roc
from civic.kit.clock import local
from civic.kit.markup import stored
from civic.kit.roc import DateStyle
from civic.web import locale
from civic.web.application import CivicFlask


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


def init_filters(app: CivicFlask) -> None:
    """Offer the filters to every template."""
    filters = {
        "date": show_date,
        "date_short": show_date_short,
        "datetime": show_datetime,
        "money": show_money,
        "money_short": show_money_short,
        "number": show_number,
        "name": show_name,
        "translated": translated,
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
    return roc.format_date(value, date_style())


def show_date_short(value: date | datetime | None) -> str:
    """Show a day as a table does: 115/11/22, or 2026-11-22 in English."""
    if value is None:
        return ""
    day = local(value).date() if isinstance(value, datetime) else value
    return roc.format_date(day, DateStyle.ROC_SHORT if locale.is_chinese() else DateStyle.ISO)


def show_datetime(value: datetime | None) -> str:
    """Show an instant as day and time in Taipei."""
    return "" if value is None else roc.format_datetime(value, date_style())


def show_money(value: int | None) -> str:
    """Show NT$ in full."""
    return "" if value is None else money.format_money(value, locale.code())


def show_money_short(value: int | None) -> str:
    """Show NT$ in 萬元 or 億元, or millions."""
    return "" if value is None else money.format_money_short(value, locale.code())


def show_number(value: int | None) -> str:
    """Show a whole number with separators."""
    return "" if value is None else f"{value:,}"


def show_name(value: Named | None) -> str:
    """Show a thing's name in the reader's language."""
    if value is None:
        return ""
    return value.name_zh if locale.is_chinese() else value.name_en


def translated(label: str) -> str:
    """Translate a label that was marked with N_."""
    return str(gettext(label))

