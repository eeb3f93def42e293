"""Read the inventory: rows for lists, one need with its evidence, the agencies' inbox."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Executable, Select, func, or_, select, tuple_

from civic.access.actor import Role
from civic.db.session import session
from civic.events.models import Event, Note
from civic.events.rows import NoteOrigin
from civic.kit.clock import local
from civic.kit.errors import Missing
from civic.needs.models import Answer, Evidence, Need, NeedChange, NeedCoAgency, SurveyFigure
from civic.needs.rules import CLOSED, EvidenceKind, Monitoring, NeedState, is_overdue
from civic.surveys.models import Survey

LAST_RANK = 1_000_000
NOTE_SUBJECT = "note:"
"""How evidence names a workshop's note as its origin, before the note's id."""


@dataclass(frozen=True)
class Filters:
    """Choose needs as the address of a list does; empty means all. Sort is "priority" or "case"."""

    district: str = ""
    facet: str = ""
    agency: str = ""
    state: NeedState | None = None
    case_no: str = ""
    sort: str = "priority"


@dataclass(frozen=True)
class NeedRow:
    """Be one need in a list."""

    id: int
    case_no: str
    title: str
    title_en: str
    district_code: str
    village_code: str | None
    facet_code: str
    place: str
    state: NeedState
    votes: int | None
    threshold: int | None
    lead_agency_code: str | None
    cost: int | None
    priority: bool
    rank: int | None
    score: int
    monitoring: Monitoring
    progress: str
    due_on: date | None
    promise_due_on: date | None
    lat: float | None
    lng: float | None


ROW = (
    Need.id,
    Need.case_no,
    Need.title,
    Need.title_en,
    Need.district_code,
    Need.village_code,
    Need.facet_code,
    Need.place,
    Need.state,
    Need.votes,
    Need.threshold,
    Need.lead_agency_code,
    Need.cost,
    Need.priority,
    Need.rank,
    Need.score,
    Need.monitoring,
    Need.progress,
    Need.due_on,
    Need.promise_due_on,
    Need.lat,
    Need.lng,
)


@dataclass(frozen=True)
class InboxRow:
    """Be one need an agency has to do with: what is due next, and whether that day has passed."""

    need: NeedRow
    due_on: date | None
    overdue: bool
    answered: bool


@dataclass(frozen=True)
class Begun:
    """Be one need that was entered from a workshop's note."""

    note_id: int | None
    case_no: str
    title: str
    title_en: str
    state: NeedState


@dataclass(frozen=True)
class Completions:
    """Count completed needs by facet and by district code."""

    facets: tuple[tuple[str, int], ...]
    districts: tuple[tuple[str, int], ...]


def get_need(case_no: str) -> Need:
    """Return the need of a case number; Missing if it is not in the inventory."""
    return _one(select(Need).where(Need.case_no == case_no))


def get_need_by_id(need_id: int) -> Need:
    """Return a need; Missing if there is none."""
    return _one(select(Need).where(Need.id == need_id))


def _one(query: Select[Need]) -> Need:
    need = session().scalars(query).one_or_none()
    if need is None:
        raise Missing
    return need


def need_of_proposal(proposal_id: int) -> Need | None:
    """Return the need a proposal became, None while it has not."""
    return session().scalars(select(Need).where(Need.proposal_id == proposal_id)).one_or_none()


def list_needs(filters: Filters, after: str = "", limit: int | None = 50) -> list[NeedRow]:
    """Return needs in the order asked for, those behind the case number `after`; no limit when None."""
    order = sort_keys(filters)
    query = select(*ROW).where(*conditions(filters)).order_by(*order)
    if after:
        place = session().execute(select(*order).where(Need.case_no == after)).one_or_none()
        if place is None:
            raise Missing
        query = query.where(tuple_(*order) > tuple_(*place))
    return _rows(query.limit(limit))


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """Return the filters as conditions on needs; an agency leads or helps."""
    wanted: list[ColumnElement[bool]] = []
    if filters.district:
        wanted.append(Need.district_code == filters.district)
    if filters.facet:
        wanted.append(Need.facet_code == filters.facet)
    if filters.agency:
        wanted.append(concerns([filters.agency]))
    if filters.state is not None:
        wanted.append(Need.state == filters.state)
    if filters.case_no:
        wanted.append(Need.case_no == filters.case_no)
    return wanted


def concerns(agency_codes: Collection[str]) -> ColumnElement[bool]:
    """Say that one of these agencies leads a need or helps with it."""
    helped = select(NeedCoAgency.need_id).where(NeedCoAgency.agency_code.in_(agency_codes))
    return or_(Need.lead_agency_code.in_(agency_codes), Need.id.in_(helped))


def sort_keys(filters: Filters) -> tuple[ColumnElement[str] | ColumnElement[int], ...]:
    """Return what a list is ordered by: rank, then score, then case number; or case number alone."""
    by_case = Need.case_no.expression
    if filters.sort == "case":
        return (by_case,)
    return (func.coalesce(Need.rank, LAST_RANK), -Need.score, by_case)


def count_by_state(filters: Filters) -> list[tuple[NeedState, int]]:
    """Count the needs of a filter in each state that occurs."""
    query = select(Need.state, func.count()).where(*conditions(filters)).group_by(Need.state)
    found = dict(session().execute(query).all())
    return [(state, found[state]) for state in NeedState if state in found]


def inbox(agency_codes: Collection[str] | None, now: datetime) -> list[InboxRow]:
    """Return the open needs of these agencies (None: of all), the earliest due day first."""
    query = select(*ROW).where(Need.state.not_in(CLOSED))
    if agency_codes is not None:
        query = query.where(concerns(agency_codes))
    needs = _rows(query)
    answered = set(session().scalars(select(Answer.need_id).where(Answer.need_id.in_([n.id for n in needs]))))
    today = local(now).date()
    rows = [_inbox_row(need, need.id in answered, today) for need in needs]
    return sorted(rows, key=_by_day)


def _by_day(row: InboxRow) -> tuple[date, int, str]:
    return row.due_on or date.max, row.need.rank or LAST_RANK, row.need.case_no


def _rows(query: Executable) -> list[NeedRow]:
    return [NeedRow(**row) for row in session().execute(query).mappings()]


def _inbox_row(need: NeedRow, answered: bool, today: date) -> InboxRow:
    days = [day for day in (need.due_on, need.promise_due_on) if day is not None]
    return InboxRow(need, min(days, default=None), is_overdue(need.state, days, today), answered)


def list_changes(need_id: int) -> list[NeedChange]:
    """Return the steps of a need, the oldest first."""
    query = select(NeedChange).where(NeedChange.need_id == need_id).order_by(NeedChange.at, NeedChange.id)
    return list(session().scalars(query))


def list_evidence(need_id: int) -> list[Evidence]:
    """Return the evidence of a need for both gates, the oldest first."""
    return list(session().scalars(select(Evidence).where(Evidence.need_id == need_id).order_by(Evidence.id)))


@dataclass(frozen=True)
class CitedCount:
    """Be one cited count of a needs survey as it stood: which evidence, whose survey, how many of how many."""

    evidence_id: int
    survey_id: int
    year: int
    district_code: str
    facet_code: str
    village_code: str | None
    answers: int
    of_answers: int
    cited_at: datetime


def list_cited_counts(need_id: int) -> list[CitedCount]:
    """Return the counts of surveys a need cites, the oldest first."""
    query = (
        select(
            SurveyFigure.evidence_id, SurveyFigure.survey_id, Survey.year, Survey.district_code,
            SurveyFigure.facet_code, SurveyFigure.village_code, SurveyFigure.answers, SurveyFigure.of_answers,
            Evidence.added_at.label("cited_at"),
        )
        .join(Evidence, Evidence.id == SurveyFigure.evidence_id)
        .join(Survey, Survey.id == SurveyFigure.survey_id)
        .where(Evidence.need_id == need_id)
        .order_by(Evidence.id)
    )  # fmt: skip
    return [CitedCount(**row) for row in session().execute(query).mappings()]


def list_citing(survey_id: int) -> list[NeedRow]:
    """Return the needs that cite a survey."""
    cited = (
        select(Evidence.need_id)
        .join(SurveyFigure, SurveyFigure.evidence_id == Evidence.id)
        .where(SurveyFigure.survey_id == survey_id)
    )
    return _rows(select(*ROW).where(Need.id.in_(cited)).order_by(Need.case_no))


def find_by_note(note_id: int) -> Need | None:
    """Return the need that was entered from a workshop's note, None if none was."""
    return session().scalars(select(Need).where(Need.note_id == note_id)).one_or_none()


def find_by_case_no(case_no: str) -> Need | None:
    """Return the need of a case number, None if it is not in the inventory."""
    return session().scalars(select(Need).where(Need.case_no == case_no)).one_or_none()


def notes_of_need(need_id: int) -> list[NoteOrigin]:
    """Return the notes of published minutes that stand as evidence of a need, each once, oldest first."""
    pieces = select(Evidence.subject, Evidence.added_at).where(Evidence.need_id == need_id)
    added = {
        int(subject.removeprefix(NOTE_SUBJECT)): at
        for subject, at in session().execute(pieces.where(Evidence.subject.startswith(NOTE_SUBJECT)))
    }
    if not added:
        return []
    query = (
        select(Note, Event)
        .join(Event, Event.id == Note.event_id)
        .where(Note.id.in_(added), Event.minutes_at.is_not(None))
        .order_by(Note.id)
    )
    return [NoteOrigin(note, event, added[note.id], Role.OFFICE.value) for note, event in session().execute(query)]


def list_begun_at(event_id: int) -> list[Begun]:
    """Return the needs that were entered from an event's notes, by case number."""
    query = (
        select(Need.note_id, Need.case_no, Need.title, Need.title_en, Need.state)
        .join(Note, Note.id == Need.note_id)
        .where(Note.event_id == event_id)
        .order_by(Need.case_no)
    )
    return [Begun(*row) for row in session().execute(query)]


def list_answers(need_id: int) -> list[Answer]:
    """Return the agencies' answers to a need, the oldest first."""
    return list(session().scalars(select(Answer).where(Answer.need_id == need_id).order_by(Answer.at, Answer.id)))


def list_co_agencies(need_id: int) -> list[str]:
    """Return the codes of a need's co-agencies in the order they were named."""
    query = select(NeedCoAgency.agency_code).where(NeedCoAgency.need_id == need_id)
    return list(session().scalars(query.order_by(NeedCoAgency.position, NeedCoAgency.agency_code)))


def list_of_round(round_id: int) -> list[Need]:
    """Return the needs that entered from one round."""
    return list(session().scalars(select(Need).where(Need.round_id == round_id).order_by(Need.case_no)))


def list_priority() -> list[Need]:
    """Return the open priority items in their order; what is closed has no place any more."""
    query = select(Need).where(Need.priority.is_(True), Need.state.not_in(CLOSED))
    return list(session().scalars(query.order_by(*sort_keys(Filters()))))


def list_open() -> list[Need]:
    """Return every need that is not closed, for scoring."""
    return list(session().scalars(select(Need).where(Need.state.not_in(CLOSED)).order_by(Need.case_no)))


def evidence_counts(need_ids: Collection[int]) -> list[tuple[int, EvidenceKind, int, int]]:
    """Return (need, kind, pieces, most dots) for these needs in one statement."""
    query = (
        select(Evidence.need_id, Evidence.kind, func.count(), func.max(func.coalesce(Evidence.dots, 0)))
        .where(Evidence.need_id.in_(need_ids))
        .group_by(Evidence.need_id, Evidence.kind)
    )
    return [(need, kind, pieces, dots or 0) for need, kind, pieces, dots in session().execute(query)]


def count_completions() -> Completions:
    """Count what has been completed, by facet and by district."""
    done = Need.state.in_((NeedState.COMPLETED, NeedState.RELEASED))
    rows = session().execute(
        select(Need.facet_code, Need.district_code, func.count())
        .where(done)
        .group_by(Need.facet_code, Need.district_code)
    )
    facets: dict[str, int] = {}
    districts: dict[str, int] = {}
    for facet, district, count in rows:
        facets[facet] = facets.get(facet, 0) + count
        districts[district] = districts.get(district, 0) + count
    return Completions(tuple(sorted(facets.items())), tuple(sorted(districts.items())))
