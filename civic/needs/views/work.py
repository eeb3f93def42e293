"""Take the steps of a need: one page a step, the service decides whether."""

from datetime import date

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

import civic.needs.views.cards as cards
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.kit.clock import now
from civic.kit.errors import Missing, Refused
from civic.kit.roc import ROC_EPOCH
from civic.needs import queries, rules, service
from civic.needs.forms import (
    AnswerForm,
    AssignForm,
    CountForm,
    EvidenceForm,
    MonitorForm,
    MoveForm,
    ProgressForm,
    RankForm,
)
from civic.needs.inputs import Assignment, Citation, EvidenceInput, Progress
from civic.needs.models import Need
from civic.needs.rules import (
    EVIDENCE_LABELS,
    MONITORING_LABELS,
    SOURCE_LABELS,
    STATE_LABELS,
    EvidenceKind,
    EvidenceSource,
    Monitoring,
    NeedMove,
    NeedState,
)
from civic.needs.views.blueprint import bp
from civic.programme.queries import directory, get_round
from civic.surveys import queries as surveys
from civic.surveys.models import Survey
from civic.surveys.rules import TITLE as SURVEY_TITLE
from civic.web.accepting import accepted, status_of
from civic.web.filters import show_name, show_year, translated
from civic.web.forms import Form
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page


def _ask(need: Need, form: Form, title: str, note: str = "") -> Response:
    """Show a step's form, with what is wrong when it was sent."""
    name = cards.title_of(need)
    return page("needs/step.html", status_of(form), need=need, name=name, form=form, step=title, note=note)


def _ours(case_no: str) -> Need:
    """Return a need of the reader's agencies, any need for the programme office; Missing or Refused otherwise."""
    need = queries.get_need(case_no)
    demand(current_actor(), Permission.REVIEW_PROPOSAL, Scope(agencies=_agencies_of(need)))
    return need


def _agencies_of(need: Need) -> frozenset[str]:
    return frozenset(filter(None, (need.lead_agency_code, *queries.list_co_agencies(need.id))))


def _back(need: Need) -> str:
    return url_for(".show", case_no=need.case_no)


@bp.post("/needs/<case_no>/priority")
@requires(Permission.MANAGE_NEEDS)
def make_priority(case_no: str) -> ResponseReturnValue:
    """Make the need a priority item."""
    need = service.make_priority(current_actor(), queries.get_need(case_no), now())
    return done(_("It is a priority item now."), _back(need))


@bp.post("/needs/enter/<int:round_id>")
@requires(Permission.MANAGE_NEEDS)
def enter(round_id: int) -> ResponseReturnValue:
    """Take an announced result into the inventory."""
    entered = service.enter_results(current_actor(), get_round(round_id), now())
    said = ngettext("%(num)s item entered the inventory.", "%(num)s items entered the inventory.", len(entered))
    return done(said, url_for(".index"))


@bp.post("/needs/reorder")
@requires(Permission.MANAGE_NEEDS)
def reorder() -> ResponseReturnValue:
    """Score all open needs anew."""
    service.reorder(current_actor(), now())
    return done(_("The order has been computed anew."), url_for(".index"))


@bp.route("/needs/<case_no>/evidence", methods=["GET", "POST"])
@requires(Permission.MANAGE_NEEDS)
def add_evidence(case_no: str) -> ResponseReturnValue:
    """Add evidence for one of the two gates."""
    need, form = queries.get_need(case_no), EvidenceForm()
    form.kind.choices = [(kind.value, translated(label)) for kind, label in EVIDENCE_LABELS.items()]
    form.source.choices = [(source.value, translated(label)) for source, label in SOURCE_LABELS.items()]
    if not form.validate_on_submit():
        return _ask(need, form, _("Add evidence"))
    kind, source = EvidenceKind(form.kind.data), EvidenceSource(form.source.data)
    service.add_evidence(current_actor(), need, EvidenceInput(kind, source, form.text.data or ""), now())
    return done(_("The evidence is added."), _back(need))


@bp.route("/needs/<case_no>/survey", methods=["GET", "POST"])
@requires(Permission.MANAGE_NEEDS)
def cite_survey(case_no: str) -> ResponseReturnValue:
    """Cite a count of a needs survey as evidence of actual need."""
    need = queries.get_need(case_no)
    citable = surveys.list_citable(need.district_code, now())
    if not citable:
        raise Refused(rules.NO_SURVEY)
    form = CountForm(facet=need.facet_code, village=need.village_code or "")
    _offer(form, need, citable)
    if form.validate_on_submit() and accepted(form, lambda: _cite(need, form)):
        return done(_("The evidence is added."), _back(need))
    note = _("What the survey's page shows is kept with this need as it stands today, and links back to it.")
    return _ask(need, form, _("Cite a needs survey"), note)


def _offer(form: CountForm, need: Need, citable: list[Survey]) -> None:
    city = directory()
    district = show_name(city.district(need.district_code))
    named = [(one, {"year": show_year(one.year), "district": district}) for one in citable]
    form.survey.choices = [(str(one.id), translated(SURVEY_TITLE) % names) for one, names in named]
    form.facet.choices = [(facet.code, show_name(facet)) for facet in city.facets]
    villages = [(village.code, show_name(village)) for village in city.villages_of(need.district_code)]
    form.village.choices = [("", _("The whole district")), *villages]


def _cite(need: Need, form: CountForm) -> None:
    given = Citation(str(form.facet.data), form.village.data or None)
    service.cite_survey(current_actor(), need, surveys.get_survey(int(form.survey.data)), given, now())


@bp.route("/needs/<case_no>/assign", methods=["GET", "POST"])
@requires(Permission.MANAGE_NEEDS)
def assign(case_no: str) -> ResponseReturnValue:
    """Assign the need to its agencies, or give it to others."""
    need = queries.get_need(case_no)
    held = queries.list_co_agencies(need.id)
    form = AssignForm(lead=need.lead_agency_code, co_agencies=held)
    agencies = [(agency.code, show_name(agency)) for agency in directory().agencies]
    form.lead.choices, form.co_agencies.choices = agencies, agencies
    if not form.validate_on_submit():
        return _ask(need, form, _("Assign to agencies"))
    lead, others = str(form.lead.data), tuple(form.co_agencies.data or ())
    if need.state is NeedState.NEW:
        service.assign(current_actor(), need, lead, others, now())
    else:
        service.reassign(current_actor(), need, Assignment(lead, others, form.reason.data or ""), now())
    return done(_("The need is assigned."), _back(need))


@bp.route("/needs/<case_no>/move/<state>", methods=["GET", "POST"])
@requires(Permission.REVIEW_PROPOSAL)
def move(case_no: str, state: str) -> ResponseReturnValue:
    """Take the need one step on."""
    need = _ours(case_no)
    if state not in set(NeedState) or NeedState(state) not in rules.next_states(need.state):
        raise Missing
    after, form = NeedState(state), MoveForm(maintenance=need.maintenance)
    _leave_out(form, after)
    if not form.validate_on_submit():
        return _ask(need, form, _("Next step: %(state)s", state=translated(STATE_LABELS[after])))
    service.move(current_actor(), need, after, _brought(form), now())
    return done(_("The need has moved."), _back(need))


def _leave_out(form: MoveForm, after: NeedState) -> None:
    """Ask only for the papers this step needs."""
    if after is not NeedState.BUDGETED:
        del form.budget_year, form.budget_amount
    if after is not NeedState.FUND_APPROVED:
        del form.document
    if after is not NeedState.PLANNED:
        del form.maintenance


def _brought(form: MoveForm) -> NeedMove:
    year = form.budget_year.data if form.budget_year else None
    amount = form.budget_amount.data if form.budget_amount else None
    return NeedMove(
        reason=form.reason.data or "",
        internal_note=form.internal_note.data or "",
        budget_year=year + ROC_EPOCH if year else None,
        budget_amount=amount if isinstance(amount, int) else None,
        document=(form.document.data or "") if form.document else "",
        maintenance=(form.maintenance.data or "") if form.maintenance else "",
    )


@bp.route("/needs/<case_no>/rank", methods=["GET", "POST"])
@requires(Permission.MANAGE_NEEDS)
def rank(case_no: str) -> ResponseReturnValue:
    """Give a priority item a place by hand."""
    need = queries.get_need(case_no)
    form = RankForm(rank=need.rank)
    if not form.validate_on_submit():
        return _ask(need, form, _("Change the place in the order"))
    service.rank_by_hand(current_actor(), need, form.rank.data or 1, form.reason.data or "", now())
    return done(_("The order is changed."), _back(need))


@bp.route("/needs/<case_no>/progress", methods=["GET", "POST"])
@requires(Permission.REVIEW_PROPOSAL)
def progress(case_no: str) -> ResponseReturnValue:
    """Report how far the need is."""
    need = _ours(case_no)
    form = ProgressForm(text=need.progress, due_on=need.due_on, funding=need.funding_code)
    form.funding.choices = [(source.code, show_name(source)) for source in directory().funding_sources]
    if not form.validate_on_submit():
        return _ask(need, form, _("Report progress"))
    due_on = form.due_on.data if isinstance(form.due_on.data, date) else None
    given = Progress(form.text.data or "", due_on, form.funding.data or "")
    service.report_progress(current_actor(), need, given, now())
    return done(_("The progress is published."), _back(need))


@bp.route("/needs/<case_no>/monitoring", methods=["GET", "POST"])
@requires(Permission.REVIEW_PROPOSAL)
def monitoring(case_no: str) -> ResponseReturnValue:
    """Place, ask for release, release or withdraw the monitoring."""
    need, form = _ours(case_no), MonitorForm()
    steps = rules.MONITORING_STEPS[need.monitoring]
    form.state.choices = [(step.value, translated(MONITORING_LABELS[step])) for step in steps]
    if not form.validate_on_submit():
        return _ask(need, form, _("Change the monitoring"))
    service.monitor(current_actor(), need, Monitoring(form.state.data), form.reason.data or "", now())
    return done(_("The monitoring is changed."), _back(need))


@bp.route("/needs/<case_no>/answer", methods=["GET", "POST"])
@requires(Permission.REVIEW_PROPOSAL)
def answer(case_no: str) -> ResponseReturnValue:
    """Publish the agency's answer."""
    need, form = _ours(case_no), AnswerForm()
    if reason := rules.why_not_answer(current_actor(), _agencies_of(need)):
        raise Refused(reason)
    if not form.validate_on_submit():
        return _ask(need, form, _("Answer as an agency"), _("The answer is public at once and signed by your agency."))
    service.answer(current_actor(), need, form.body.data or "", now())
    return done(_("The answer is published."), _back(need))
