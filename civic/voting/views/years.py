"""Name rounds by their year as the reader counts it."""

from flask_babel import gettext as _

from civic.web.filters import show_year


def round_of(year: int) -> str:
    """Name the round of a common year."""
    return str(_("Round of %(year)s", year=show_year(year)))
