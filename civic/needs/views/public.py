"""Show the inventory to everybody: the list, one need, its row in the agencies' file."""

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

import civic.needs.views.cards as cards
from civic.access.permissions import Permission
from civic.access.policy import Scope, may, may_somewhere
from civic.kit import markup
from civic.kit.clock import local, now
from civic.kit.roc import ROC_EPOCH, DateStyle, format_date
from civic.kit.tables import Cell
from civic.needs import queries, rules
from civic.needs.entrants import WaitingRound, list_waiting_rounds
from civic.needs.export import export_table
from civic.needs.fields import FIELDS
from civic.needs.models import Evidence, Need
from civic.needs.queries import CitedCount, Filters
from civic.needs.rules import EVIDENCE_LABELS, MONITORING_LABELS, SOURCE_LABELS, STATE_LABELS, EvidenceSource, NeedState
from civic.needs.views.blueprint import bp
from civic.needs.wording import counted_words
from civic.programme.queries import DistrictName, directory, list_districts
from civic.web.filters import show_date, show_money, show_name, translated
from civic.web.guard import public
from civic.web.pages import current_actor, page

PAGE = 30
FORMATS = ("ods", "xlsx", "csv", "json")


@dataclass(frozen=True)
class Fact:
    """Be one line of a summary."""

    label: str
    value: str
    url: str = ""
    change_label: str = ""


@dataclass(frozen=True)
class Piece:
    """Be one piece of evidence in words; with the address of what it cites, if that is a page."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Gate:
    """Be one of the two gates with its evidence in words."""

    label: str
    pieces: tuple[Piece, ...]


def read_filters() -> Filters:
    """Read the filters from the address; an unknown state means all."""
    state = request.args.get("state", "")
    sort = request.args.get("sort", "priority")
    return Filters(
        district=request.args.get("district", ""),
        facet=request.args.get("facet", ""),
        agency=request.args.get("agency", ""),
        state=NeedState(state) if state in set(NeedState) else None,
        case_no=request.args.get("case_no", ""),
        sort=sort if sort in ("priority", "case") else "priority",
    )


def address(endpoint: str, filters: Filters, after: str | None = None, ending: str | None = None) -> str:
    """Return an address that carries the filters that are set."""
    state = filters.state.value if filters.state else None
    given = (
        ("district", filters.district), ("facet", filters.facet), ("agency", filters.agency), ("state", state),
        ("case_no", filters.case_no), ("sort", filters.sort if filters.sort != "priority" else None), ("after", after),
    )  # fmt: skip
    query = urlencode([(name, value) for name, value in given if value])
    path = url_for(endpoint, ending=ending) if ending else url_for(endpoint)
    return f"{path}?{query}" if query else path


@bp.get("/needs")
@public
def index() -> Response:
    """List the inventory, filtered and sorted as the address says."""
    filters, today = read_filters(), local(now()).date()
    rows = queries.list_needs(filters, request.args.get("after", ""), PAGE + 1)
    more = address(".index", filters, rows[PAGE - 1].case_no) if len(rows) > PAGE else None
    exports = [(name.upper(), address(".export", filters, ending=name)) for name in FORMATS]
    return page(
        "needs/list.html",
        filters=filters,
        needs=[cards.card(row, today) for row in rows[:PAGE]],
        counts=[(translated(STATE_LABELS[state]), count) for state, count in queries.count_by_state(filters)],
        states=[(state.value, translated(label)) for state, label in STATE_LABELS.items()],
        city=directory(),
        districts=list_districts(),
        next_url=more,
        exports=exports if may_somewhere(current_actor(), Permission.EXPORT_NEEDS) else [],
        office=_office() if may_somewhere(current_actor(), Permission.MANAGE_NEEDS) else None,
    )


def _office() -> list[tuple[WaitingRound, DistrictName]]:
    """Return what the programme office has to take in from announced votes."""
    return [(waiting, directory().district(waiting.district_code)) for waiting in list_waiting_rounds()]


@bp.get("/needs/<case_no>")
@public
def show(case_no: str) -> Response:
    """Show one need: both gates, points, history, answers, meetings."""
    need, actor = queries.get_need(case_no), current_actor()
    evidence = queries.list_evidence(need.id)
    helpers = queries.list_co_agencies(need.id)
    agencies = {code for code in (need.lead_agency_code, *helpers) if code}
    office = may(actor, Permission.MANAGE_NEEDS, Scope(district=need.district_code))
    officer = rules.why_not_answer(actor, agencies) is None
    why_not = rules.why_not_priority(piece.kind for piece in evidence)
    return page(
        "needs/show.html",
        need=need,
        name=cards.title_of(need),
        state_label=translated(STATE_LABELS[need.state]),
        tone=cards.TONES.get(need.state, "wait"),
        legs=cards.legs_of(need.state),
        facet=directory().facet(need.facet_code),
        facts=_facts(need, helpers),
        lights=cards.lights_of(need),
        votes_text=cards.votes_text(need),
        gates=_gates(evidence, _cited(need, evidence)),
        parts=_parts(need),
        hops=[cards.hop(change) for change in queries.list_changes(need.id)],
        answers=_answers(need),
        why_not=translated(why_not.text) if why_not else "",
        office=office,
        officer=officer,
        steps=_steps(need, office),
    )


def _cited(need: Need, evidence: list[Evidence]) -> dict[int, CitedCount]:
    """Return the counts of surveys the need cites, by their evidence; asked for only when there are any."""
    if not any(piece.source is EvidenceSource.SURVEY for piece in evidence):
        return {}
    return {cited.evidence_id: cited for cited in queries.list_cited_counts(need.id)}


def _gates(evidence: list[Evidence], cited: dict[int, CitedCount]) -> list[Gate]:
    return [
        Gate(translated(label), tuple(_piece(piece, cited.get(piece.id)) for piece in evidence if piece.kind is kind))
        for kind, label in EVIDENCE_LABELS.items()
    ]


def _answers(need: Need) -> list[tuple[str, datetime, Markup]]:
    found = queries.list_answers(need.id)
    return [(cards.agency_name(one.agency_code), one.at, markup.stored(one.body_html)) for one in found]


def _steps(need: Need, office: bool) -> list[tuple[str, str]]:
    """Return the steps the reader may take: all for the office, their own for the lead agency's officers."""
    leads = rules.why_not_answer(current_actor(), [need.lead_agency_code or ""]) is None
    return [
        (state.value, translated(STATE_LABELS[state]))
        for state in rules.next_states(need.state)
        if office or (leads and rules.is_agency_step(need.state, state))
    ]


def _facts(need: Need, helpers: list[str]) -> list[Fact]:
    city = directory()
    year = need.budget_year - ROC_EPOCH if need.budget_year else 0
    budget = _("ROC %(year)s: %(amount)s", year=year, amount=show_money(need.budget_amount)) if year else ""
    facts = [
        Fact(_("Case number"), need.case_no),
        Fact(_("Place"), cards.place_of(need)),
        Fact(_("Lead agency"), cards.agency_name(need.lead_agency_code)),
        Fact(_("Co-agencies"), "、".join(cards.agency_name(code) for code in helpers)),
        Fact(_("Estimated cost"), show_money(need.cost)),
        Fact(_("Funding source"), show_name(city.funding_source(need.funding_code))),
        Fact(_("Budget"), budget),
        Fact(_("Document of approval"), need.fund_document),
        Fact(_("Who maintains it afterwards"), need.maintenance),
        Fact(_("Progress"), need.progress),
        Fact(_("Planned completion date"), show_date(need.due_on)),
        Fact(_("Monitoring"), translated(MONITORING_LABELS[need.monitoring])),
    ]
    return [fact for fact in facts if fact.value]


def _piece(piece: Evidence, cited: CitedCount | None) -> Piece:
    if cited is not None:
        return Piece(counted_words(cited), url_for("surveys.show", survey_id=cited.survey_id))
    source = translated(SOURCE_LABELS[piece.source])
    words = str(_("%(source)s: %(text)s", source=source, text=translated(piece.text)))
    dots = ngettext("(%(num)s dot)", "(%(num)s dots)", piece.dots or 0)
    return Piece(f"{words} {dots}" if piece.dots else words)


def _parts(need: Need) -> list[tuple[str, int, int]]:
    return [
        (_("Consensus"), need.score_consensus, 40),
        (_("Actual need"), need.score_need, 30),
        (_("Feasibility lights"), need.score_lights, 20),
        (_("Balance between facets and districts"), need.score_balance, 10),
    ]


@bp.get("/needs/<case_no>/row")
@public
def row(case_no: str) -> Response:
    """Show one need as its row in the agencies' file."""
    need = queries.get_need(case_no)
    filters = replace(Filters(), case_no=need.case_no)
    values = next(iter(export_table(filters, local(now()).date()).rows))
    facts = [Fact(field.title, _cell(value)) for field, value in zip(FIELDS, values, strict=True)]
    may_export = may_somewhere(current_actor(), Permission.EXPORT_NEEDS)
    return page(
        "needs/row.html",
        need=need,
        name=cards.title_of(need),
        facts=facts,
        csv_url=address(".export", filters, ending="csv") if may_export else "",
    )


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str | int):
        return str(value)
    return format_date(value, DateStyle.ROC_SHORT)
