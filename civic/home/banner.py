"""Say under the header of every page where the year stands: in the reader's district, else in the city."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from civic.access.actor import Actor, Role
from civic.db.session import in_hand
from civic.kit.clock import now
from civic.kit.roc import DateStyle
from civic.programme.queries import get_district, list_districts, list_rounds, spans
from civic.programme.rules import PHASE_LABELS, PhaseKind, PhaseSpan, current_phase, days_left, next_phase, paced
from civic.web.filters import date_style, show_date, show_name, show_year
from civic.web.layout import PhaseBanner
from civic.web.locale import code

HELD_FOR = timedelta(seconds=30)


@dataclass(frozen=True)
class Course:
    """Be the phases of one district's newest round; `year` is the common year."""

    district_code: str
    year: int
    spans: tuple[PhaseSpan, ...]


class PhaseBoard:
    """Hold every district's phases for half a minute, so that pages need not ask for them."""

    def __init__(self) -> None:
        self._held: tuple[Course, ...] = ()
        self._until: datetime | None = None
        self._banners: dict[tuple[str, str, DateStyle], PhaseBanner | None] = {}

    def banner(self, actor: Actor) -> PhaseBanner | None:
        """Return the banner for this reader, None where no round has dates."""
        moment = now()
        courses = self._courses(moment)
        own = actor.scopes(Role.RESIDENT)
        mine = next((course.district_code for course in courses if course.district_code in own), "")
        key, banners = (mine, code(), date_style()), self._banners
        if key not in banners:
            banners[key] = _choose(courses, mine, moment)
        return banners[key]

    def forget(self) -> None:
        """Drop what is held, so that the next page sees the phases as they are now."""
        self._until = None

    def _courses(self, moment: datetime) -> tuple[Course, ...]:
        if self._until is not None and moment < self._until:
            return self._held
        self._banners = {}
        if in_hand():
            self._held, self._until = _read(), moment + HELD_FOR
        return self._held if in_hand() else ()


def _read() -> tuple[Course, ...]:
    """Return the newest round of each participating district that has dates, in the city's order."""
    newest: dict[str, Course] = {}
    for round_ in list_rounds():
        newest.setdefault(round_.district_code, Course(round_.district_code, round_.year, spans(round_)))
    codes = [district.code for district in list_districts()]
    return tuple(newest[code] for code in codes if code in newest and newest[code].spans)


def _most_common(courses: tuple[Course, ...], moment: datetime) -> list[Course]:
    """Return the courses that are in the phase most districts are in."""
    phases = [current_phase(course.spans, moment) for course in courses]
    if not phases:
        return []
    most, _number = Counter(phases).most_common(1)[0]
    return [course for course, phase in zip(courses, phases, strict=True) if phase is most]


def _choose(courses: tuple[Course, ...], mine: str, moment: datetime) -> PhaseBanner | None:
    """Return the banner of one's own district, else of the city; None where no round has dates."""
    if mine:
        course = next(course for course in courses if course.district_code == mine)
        return _banner(course, show_name(get_district(mine)), moment)
    common = _most_common(courses, moment)
    return _banner(common[0], "", moment) if common else None


def _banner(course: Course, name: str, moment: datetime) -> PhaseBanner:
    phase = current_phase(course.spans, moment)
    words, rest = _open_words(course, phase, moment) if phase else _between_words(course, moment)
    year = _("%(year)s programme", year=show_year(course.year))
    district = get_district(course.district_code) if name else None
    url = url_for("home.index", district=district.slug) if district else url_for("home.index")
    states = tuple(pace.value for _span, pace in paced(course.spans, moment))
    return PhaseBanner(year, f"{name} · {words}" if name else words, rest, states, url)


def _open_words(course: Course, phase: PhaseKind, moment: datetime) -> tuple[str, str]:
    left = days_left(course.spans, phase, moment)
    return _(PHASE_LABELS[phase]), ngettext("%(num)s day left", "%(num)s days left", left) if left else _("last day")


def _between_words(course: Course, moment: datetime) -> tuple[str, str]:
    coming = next_phase(course.spans, moment)
    if coming is None:
        return _("This year's round is over"), ""
    return _("Next: %(phase)s", phase=_(PHASE_LABELS[coming.kind])), _("from %(day)s", day=show_date(coming.opens_at))
