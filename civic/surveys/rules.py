"""Say when a survey may be answered, what an answer holds and which of its counts may be cited. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from civic.kit.errors import Kind, Reason
from civic.kit.text import N_, clean_line
from civic.programme.ages import AgeBand
from civic.programme.sectors import Sector

MOST_NEEDS = 3
SENTENCE_TO = 120
KEYED_WITHIN = timedelta(days=7)
"""How long after the last day the sheets of the boxes may be keyed; then the results stand."""

SHEETS = (1, 99_999)
"""The numbers that may be printed on paper sheets."""


class Stage(StrEnum):
    """Name where a survey stands."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    KEYING = "keying"
    CLOSED = "closed"


class Urgency(StrEnum):
    """Name how urgent a facet is to somebody."""

    NOW = "now"
    SOON = "soon"
    LATER = "later"


class Reading(StrEnum):
    """Name what the office has decided about a sentence: only what it approved is shown."""

    WAITING = "waiting"
    APPROVED = "approved"
    HIDDEN = "hidden"


TITLE = N_("Needs survey %(year)s, %(district)s")
"""What a survey is called: year as the reader counts it, district in the reader's language."""

STAGE_LABELS = {
    Stage.DRAFT: N_("Draft"),
    Stage.COMING: N_("Announced"),
    Stage.OPEN: N_("Open"),
    Stage.KEYING: N_("Paper sheets are being keyed"),
    Stage.CLOSED: N_("Closed"),
}
URGENCY_LABELS = {
    Urgency.NOW: N_("Urgent"),
    Urgency.SOON: N_("Soon"),
    Urgency.LATER: N_("Can wait"),
}
READING_LABELS = {
    Reading.WAITING: N_("Not read yet"),
    Reading.APPROVED: N_("Shown with the results"),
    Reading.HIDDEN: N_("Not shown"),
}

NOT_OPEN_YET = Reason(
    "survey_not_open_yet", N_("This survey has not begun. Come back on its first day."), Kind.NOT_NOW
)
NOW_CLOSED = Reason(
    "survey_closed",
    N_("This survey is closed. Nothing was kept; its results are on its page."),
    Kind.NOT_NOW,
)
RESULTS_STAND = Reason(
    "survey_results_stand",
    N_("The results of this survey are public already. Sheets can no longer be keyed."),
    Kind.NOT_NOW,
)
STILL_OPEN = Reason(
    "survey_still_open", N_("This survey is still open. Its results become public after the last day."), Kind.NOT_NOW
)
ANSWER_EMPTY = Reason(
    "survey_answer_empty", N_("Name at least one need, or say of one facet how urgent it is."), Kind.INVALID
)
NEED_HALF = Reason(
    "survey_need_half", N_("A need has a facet and a sentence. Fill in both, or leave both empty."), Kind.INVALID
)
NEED_TWICE = Reason(
    "survey_need_twice", N_("Two of the needs are the same. Leave one of them out."), Kind.INVALID
)
VILLAGE_ELSEWHERE = Reason(
    "survey_village_elsewhere", N_("Choose a village of this survey's district."), Kind.INVALID
)
SHEET_TWICE = Reason(
    "survey_sheet_twice",
    N_("Sheet %(sheet)s is keyed already. Look at the number on the paper; lay it aside if it is the same sheet."),
    Kind.CONFLICT,
)
YEAR_TAKEN = Reason(
    "survey_year_taken", N_("This district has a survey for this year already. Change that one."), Kind.CONFLICT
)
BAD_DATES = Reason("survey_bad_dates", N_("The last day must not be before the first day."), Kind.INVALID)
OVER_ALREADY = Reason(
    "survey_over_already", N_("The last day has passed already. Choose a later one first."), Kind.INVALID
)
NOT_A_DRAFT = Reason(
    "survey_not_a_draft", N_("This survey is announced; only its last day can still be moved, to a later one."),
    Kind.CONFLICT,
)  # fmt: skip
NOT_ANNOUNCED = Reason("survey_not_announced", N_("This survey is still a draft. Announce it first."), Kind.CONFLICT)
ONLY_LATER = Reason(
    "survey_only_later", N_("The last day can only be moved to a later one, while the survey is not closed."),
    Kind.INVALID,
)  # fmt: skip
NOT_CLOSED = Reason(
    "survey_not_closed", N_("Only a survey whose results are public can be cited."), Kind.NOT_NOW
)
TOO_FEW = Reason(
    "survey_too_few",
    N_("This count is hidden because a group is small. Cite another one, for example the facet in the whole district."),
    Kind.CONFLICT,
)


@dataclass(frozen=True)
class Dates:
    """Be a survey's time (aware UTC): announced when (None: a draft), open from, until, all sheets keyed when."""

    announced_at: datetime | None
    opens_at: datetime
    closes_at: datetime
    counted_at: datetime | None = None


@dataclass(frozen=True)
class NeedNamed:
    """Be one need of an answer: a facet, one sentence, perhaps the village it is for."""

    facet_code: str
    sentence: str
    village_code: str | None = None


@dataclass(frozen=True)
class AnswerInput:
    """Be one answer: up to three needs, how urgent facets are, an age band and a sector if given."""

    needs: tuple[NeedNamed, ...] = ()
    urgency: tuple[tuple[str, Urgency], ...] = ()
    age_band: AgeBand | None = None
    sector: Sector | None = None


def stage_of(dates: Dates, now: datetime) -> Stage:
    """Tell where a survey stands at an instant."""
    if dates.announced_at is None:
        return Stage.DRAFT
    if now < dates.opens_at:
        return Stage.COMING
    if now < dates.closes_at:
        return Stage.OPEN
    return Stage.CLOSED if now >= results_at(dates) else Stage.KEYING


def results_at(dates: Dates) -> datetime:
    """Return when the results become public: when all sheets are keyed, a week after the last day at the latest."""
    latest = dates.closes_at + KEYED_WITHIN
    return latest if dates.counted_at is None else min(dates.counted_at, latest)


def why_not_answer(dates: Dates, now: datetime) -> Reason | None:
    """Tell why nobody may answer by phone now."""
    return {
        Stage.DRAFT: NOT_ANNOUNCED,
        Stage.COMING: NOT_OPEN_YET,
        Stage.OPEN: None,
        Stage.KEYING: NOW_CLOSED,
        Stage.CLOSED: NOW_CLOSED,
    }[stage_of(dates, now)]


def why_not_key(dates: Dates, now: datetime) -> Reason | None:
    """Tell why no sheet may be keyed now."""
    return {
        Stage.DRAFT: NOT_ANNOUNCED,
        Stage.COMING: NOT_OPEN_YET,
        Stage.OPEN: None,
        Stage.KEYING: None,
        Stage.CLOSED: RESULTS_STAND,
    }[stage_of(dates, now)]


def why_not_finish(dates: Dates, now: datetime) -> Reason | None:
    """Tell why the results cannot be made public now."""
    return {
        Stage.DRAFT: NOT_ANNOUNCED,
        Stage.COMING: STILL_OPEN,
        Stage.OPEN: STILL_OPEN,
        Stage.KEYING: None,
        Stage.CLOSED: RESULTS_STAND,
    }[stage_of(dates, now)]


def why_not_plan(dates: Dates, now: datetime) -> Reason | None:
    """Tell what is wrong with a draft's dates."""
    if dates.announced_at is not None:
        return NOT_A_DRAFT
    if dates.closes_at <= dates.opens_at:
        return BAD_DATES
    return OVER_ALREADY if dates.closes_at <= now else None


def why_not_this(given: AnswerInput, villages: Iterable[str]) -> Reason | None:
    """Tell what is wrong with an answer to a survey of a district with these villages."""
    if not given.needs and not given.urgency:
        return ANSWER_EMPTY
    if any(not need.facet_code or not clean_line(need.sentence) for need in given.needs):
        return NEED_HALF
    different = {(need.facet_code, need.village_code, clean_line(need.sentence)) for need in given.needs}
    if len(different) < len(given.needs):
        return NEED_TWICE
    known = set(villages)
    return VILLAGE_ELSEWHERE if any(need.village_code not in {None, *known} for need in given.needs) else None


def why_not_extend(dates: Dates, closes_at: datetime, now: datetime) -> Reason | None:
    """Tell why a survey cannot close at that instant instead: only later, and only while it is not closed."""
    stage = stage_of(dates, now)
    if stage is Stage.DRAFT:
        return NOT_ANNOUNCED
    late = stage in {Stage.KEYING, Stage.CLOSED}
    return ONLY_LATER if late or closes_at <= dates.closes_at else None
