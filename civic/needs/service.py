"""Move needs: enter, prove, assign, order, answer, follow. Every step is signed, dated and public."""

from dataclasses import replace
from datetime import date, datetime

from civic.access.actor import Actor, Role
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.audit import service as audit
from civic.db.session import session
from civic.kit import markup
from civic.kit.clock import local
from civic.kit.tables import Table
from civic.kit.text import clean, clean_line
from civic.needs import queries, rules, writing
from civic.needs.citing import cite_survey
from civic.needs.entry import enter_results
from civic.needs.export import export_table
from civic.needs.inputs import Assignment, EvidenceInput, Progress
from civic.needs.models import Answer, Evidence, Need
from civic.needs.ordering import rank_by_hand, reorder
from civic.needs.queries import Filters
from civic.needs.rules import Monitoring, NeedMove, NeedState
from civic.needs.workshop import cite, enter_from_workshop

__all__ = [
    "add_evidence", "answer", "assign", "cite", "cite_survey", "enter_from_workshop", "enter_results", "export",
    "make_priority", "monitor", "move", "rank_by_hand", "reassign", "reorder", "report_progress", "set_promise",
]  # fmt: skip


def add_evidence(actor: Actor, need: Need, given: EvidenceInput, now: datetime) -> Evidence:
    """Add one piece of evidence for one of the two gates."""
    writing.demand_managing(actor, need)
    writing.refuse(rules.TEXT_EMPTY if not given.text.strip() else None)
    evidence = writing.write_evidence(actor, need, given, now)
    audit.record(actor, "need.evidence_added", f"need:{need.id}", now, kind=given.kind, source=given.source)
    return evidence


def assign(actor: Actor, need: Need, lead: str, co_agencies: tuple[str, ...], now: datetime) -> Need:
    """Give a new need to its lead agency and co-agencies (分案)."""
    writing.demand_managing(actor, need)
    writing.refuse(rules.AGENCY_MISSING if not lead else None)
    writing.refuse(rules.why_not_move(need.state, NeedState.ASSIGNED, NeedMove()))
    writing.set_agencies(need, Assignment(lead, co_agencies))
    writing.write_change(actor, need, NeedState.ASSIGNED, NeedMove(rules.NOW_ASSIGNED), now)
    audit.record(actor, "need.assigned", f"need:{need.id}", now, lead=lead)
    return need


def reassign(actor: Actor, need: Need, given: Assignment, now: datetime) -> Need:
    """Give a need to other agencies (改分), with a public reason."""
    writing.demand_managing(actor, need)
    writing.refuse(rules.AGENCY_MISSING if not given.lead else None)
    writing.refuse(rules.REASON_MISSING if not given.reason.strip() else None)
    writing.refuse(rules.NOT_FROM_HERE if need.state in rules.CLOSED else None)
    writing.set_agencies(need, given)
    writing.write_change(actor, need, need.state, NeedMove(given.reason), now)
    audit.record(actor, "need.reassigned", f"need:{need.id}", now, lead=given.lead)
    return need


def make_priority(actor: Actor, need: Need, now: datetime) -> Need:
    """Make a need a priority item (優先辦理事項) when both gates are passed, the last in order."""
    writing.demand_managing(actor, need)
    writing.refuse(rules.ALREADY_PRIORITY if need.priority else None)
    writing.refuse(rules.why_not_priority(piece.kind for piece in queries.list_evidence(need.id)))
    need.rank = 1 + max((other.rank or 0 for other in queries.list_priority()), default=0)
    need.priority = True
    writing.write_change(actor, need, need.state, NeedMove(rules.MADE_PRIORITY), now)
    audit.record(actor, "need.made_priority", f"need:{need.id}", now, rank=need.rank)
    return need


def answer(actor: Actor, need: Need, body: str, now: datetime) -> Answer:
    """Publish an agency's answer; it is signed by the agency, its Markdown rendered once."""
    agencies = _agencies_of(need)
    demand(actor, Permission.REVIEW_PROPOSAL, Scope(agencies=frozenset(agencies)))
    writing.refuse(rules.why_not_answer(actor, agencies))
    writing.refuse(rules.ANSWER_EMPTY if not body.strip() else None)
    held = actor.scopes(Role.AGENCY)
    given = Answer(
        need_id=need.id,
        agency_code=next(code for code in agencies if code in held),
        answered_by=actor.person_id,
        body=clean(body),
        body_html=markup.render(body),
        at=now,
    )
    session().add(given)
    session().flush()
    audit.record(actor, "need.answered", f"need:{need.id}", now, agency=given.agency_code)
    return given


def move(actor: Actor, need: Need, state: NeedState, given: NeedMove, now: datetime) -> Need:
    """Take a need one step on, with what that step must bring (R21, R27)."""
    _demand_moving(actor, need, state)
    full = replace(given, maintenance=given.maintenance or need.maintenance)
    writing.refuse(rules.why_not_move(need.state, state, full))
    before = need.state
    _take_papers(need, state, full)
    if state is NeedState.COMPLETED:
        need.done_on = local(now).date()
    if state is NeedState.RELEASED:
        need.monitoring = Monitoring.RELEASED
    if state in rules.CLOSED:
        need.rank, need.rank_reason = None, ""
    writing.write_change(actor, need, state, full, now)
    audit.record(actor, "need.moved", f"need:{need.id}", now, before=before, after=state)
    return need


def _take_papers(need: Need, state: NeedState, given: NeedMove) -> None:
    """Keep what a step brings; money the council removed stays in the history alone."""
    need.maintenance = clean_line(given.maintenance)
    if state is NeedState.STUDYING:
        need.budget_year, need.budget_amount, need.fund_document = None, None, ""
        return
    need.budget_year = given.budget_year or need.budget_year
    need.budget_amount = given.budget_amount or need.budget_amount
    need.fund_document = clean_line(given.document) or need.fund_document


def report_progress(actor: Actor, need: Need, given: Progress, now: datetime) -> Need:
    """Say how far a need is: the lead agency's officer or the programme office."""
    writing.demand_updating(actor, need)
    writing.refuse(rules.TEXT_EMPTY if not given.text.strip() else None)
    need.progress = clean_line(given.text)
    need.due_on = given.due_on or need.due_on
    need.funding_code = given.funding_code or need.funding_code
    writing.flush()
    audit.record(actor, "need.progress", f"need:{need.id}", now, funding=need.funding_code)
    return need


def monitor(actor: Actor, need: Need, state: Monitoring, reason: str, now: datetime) -> Need:
    """Place a need under monitoring, ask for release (the agency), release or withdraw it (the office)."""
    if state is Monitoring.RELEASE_ASKED:
        writing.demand_updating(actor, need)
    else:
        writing.demand_managing(actor, need)
    writing.refuse(rules.why_not_monitor(need.monitoring, state))
    writing.refuse(rules.REASON_MISSING if not reason.strip() else None)
    need.monitoring = state
    writing.write_change(actor, need, need.state, NeedMove(reason), now)
    audit.record(actor, "need.monitored", f"need:{need.id}", now, monitoring=state)
    return need


def set_promise(need: Need, due_on: date | None) -> None:
    """Keep the day of the next thing an agency promised a meeting, None when nothing is open."""
    need.promise_due_on = due_on
    writing.flush()


def _demand_moving(actor: Actor, need: Need, state: NeedState) -> None:
    if rules.is_agency_step(need.state, state):
        writing.demand_updating(actor, need)
    else:
        writing.demand_managing(actor, need)


def export(actor: Actor, filters: Filters, now: datetime, with_score: bool = False) -> Table:
    """Return the agencies' table of a filter; officers and moderators get their own agency or district."""
    scope = Scope(district=filters.district, agencies=frozenset({filters.agency}))
    demand(actor, Permission.EXPORT_NEEDS, scope)
    return export_table(filters, local(now).date(), with_score)


def _agencies_of(need: Need) -> list[str]:
    lead = [need.lead_agency_code] if need.lead_agency_code else []
    return lead + queries.list_co_agencies(need.id)
