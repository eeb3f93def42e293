"""Show years as the reader counts them."""

from flask_babel import gettext as _

from civic.kit.roc import ROC_EPOCH, DateStyle
from civic.web.filters import date_style


def show_year(year: int) -> str:
    """Return a common year as the reader counts it: 115 in 民國 style, 2026 otherwise."""
    return str(year - ROC_EPOCH if date_style() is DateStyle.ROC_LONG else year)


def round_of(year: int) -> str:
    """Name the round of a common year."""
    return str(_("Round of %(year)s", year=show_year(year)))
