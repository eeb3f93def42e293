"""Write a round's phases as the stations of a line, in the reader's words."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from civic.kit.clock import local
from civic.programme.rules import PHASE_LABELS, Pace, PhaseSpan, last_day, paced


@dataclass(frozen=True)
class Stop:
    """Be one station of a round's line; `state` is done, now or todo."""

    title: str
    when: str
    state: str


def stops(spans: tuple[PhaseSpan, ...], now: datetime) -> list[Stop]:
    """Return the phases as stations in their order."""
    return [Stop(_(PHASE_LABELS[span.kind]), _days(span, pace), pace.value) for span, pace in paced(spans, now)]


def _days(span: PhaseSpan, pace: Pace) -> str:
    last = _short(last_day(span))
    return _("until %(day)s", day=last) if pace is Pace.NOW else f"{_short(local(span.opens_at).date())}–{last}"


def _short(day: date) -> str:
    """Write month and day as they fit under a station."""
    return f"{day.month}/{day.day}"
