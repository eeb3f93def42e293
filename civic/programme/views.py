"""Show districts and the programme; let the office make rounds and set their dates."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from civic.access.permissions import Permission
from civic.access.policy import Scope, demand, may
from civic.kit.clock import local, now
from civic.kit.text import N_
from civic.programme import queries, service
from civic.programme.forms import CopyForm, ExtendForm, PhasesForm, RoundForm
from civic.programme.models import Round
from civic.programme.outlines import district_map
from civic.programme.rules import (
    PHASE_HELP,
    PHASE_LABELS,
    REMOVED,
    PhaseKind,
    PhaseSpan,
    current_phase,
    in_year,
    next_phase,
    votes_needed,
    why_not_plan,
)
from civic.programme.stops import stops
from civic.web.filters import show_date, show_money, show_name, show_year
from civic.web.guard import public, requires
from civic.web.pages import current_actor, done, page, query_int

bp = Blueprint("programme", __name__, template_folder="templates")


SECTIONS = (
    (N_("Which round"), ("district_code", "year")),
    (N_("Who may vote"), ("eligible", "eligible_source", "eligibility_date", "minimum_age", "relations")),
    (N_("The ballot"), ("ballot_kind", "min_choices", "max_choices", "reading", "revote")),
    (N_("The count"), ("rule", "threshold_kind", "threshold_value", "winners_cap", "pot")),
    (N_("Ways to vote besides online"), ("paper_allowed", "kiosk_allowed")),
)


@dataclass(frozen=True)
class Earlier:
    """Be one round whose rules a new one may begin with."""

    district: queries.DistrictName
    round: Round


@dataclass(frozen=True)
class Line:
    """Be one row of a budget table; `cut` rows were removed by the council."""

    cells: tuple[str, ...]
    cut: bool


@dataclass(frozen=True)
class Budget:
    """Be one zone's table: name, rows, total."""

    name: str
    rows: tuple[Line, ...]
    total: str


@bp.get("/districts/<slug>")
@public
def district(slug: str) -> Response:
    """Show one district: where its round is, what a resident can do now, what upper floors add."""
    found = queries.get_district_by_slug(slug)
    round_ = queries.latest_round(found.code)
    spans = queries.spans(round_) if round_ else ()
    phase = current_phase(spans, now())
    return page(
        "programme/district.html",
        district=found,
        round=round_,
        stops=stops(spans, now()),
        help=PHASE_HELP[phase] if phase else None,
        coming=_coming(next_phase(spans, now())),
        needed=round_ and votes_needed(round_.threshold_kind, round_.threshold_value, round_.eligible),
        villages=queries.list_villages(found.code),
        drawing=district_map(found.code),
    )


@bp.get("/programme")
@public
def index() -> Response:
    """Show the facets with their lead agencies and the zones with their yearly budgets."""
    names = queries.directory()
    facets = [(facet, names.agency(facet.lead_agency_code)) for facet in queries.list_facets()]
    return page(
        "programme/programme.html",
        facets=facets,
        budgets=[_budget(zone) for zone in queries.list_budgets()],
        districts=queries.list_districts(),
    )


@bp.get("/rounds")
@requires(Permission.EDIT_ROUND)
def rounds() -> Response:
    """List the rounds the actor may edit."""
    actor, names = current_actor(), queries.directory()
    listed = [
        (round_, names.district(round_.district_code), _phase_now(round_))
        for round_ in queries.list_rounds()
        if may(actor, Permission.EDIT_ROUND, Scope(district=round_.district_code))
    ]
    return page("programme/rounds.html", rounds=listed)


@bp.get("/rounds/new")
@requires(Permission.EDIT_ROUND)
def new_round() -> Response:
    """Show the form for a new round with the usual rules, or with those of an earlier round."""
    like = query_int("like")
    if like is not None:
        return _round_form(_like(_editable(like)), _("New round"))
    form = RoundForm(year=local(now()).year, minimum_age=16, relations=["registered"], rule="threshold", min_choices=1)
    return _round_form(form.offer(), _("New round"), earlier=_earlier())


@bp.post("/rounds/new")
@requires(Permission.EDIT_ROUND)
def create_round() -> BaseResponse:
    """Make a round, or show what does not fit."""
    form = RoundForm().offer()
    if not _fits(form):
        return _round_form(form, _("New round"), 422)
    round_ = service.create_round(current_actor(), form.plan(), now())
    return done(_("The round is made. Set its dates next."), url_for(".round_", round_id=round_.id))


@bp.get("/rounds/<int:round_id>")
@requires(Permission.EDIT_ROUND)
def round_(round_id: int) -> Response:
    """Show one round to the office: rules, dates, what can still change."""
    return _round_page(_editable(round_id))


@bp.get("/rounds/<int:round_id>/rules")
@requires(Permission.EDIT_ROUND)
def rules(round_id: int) -> Response:
    """Show the form with the round's rules."""
    found = _editable(round_id)
    plan = queries.plan_of(found)
    return _round_form(RoundForm(obj=plan).offer(plan.rule), _("Change the rules"))


@bp.post("/rounds/<int:round_id>/rules")
@requires(Permission.EDIT_ROUND)
def change_rules(round_id: int) -> BaseResponse:
    """Give the round other rules, or show what does not fit."""
    found = _editable(round_id)
    form = RoundForm().offer(found.rule)
    if not _fits(form):
        return _round_form(form, _("Change the rules"), 422)
    service.change_round(current_actor(), found, form.plan(), now())
    return done(_("The rules are changed."), url_for(".round_", round_id=round_id))


@bp.post("/rounds/<int:round_id>/dates")
@requires(Permission.EDIT_ROUND)
def set_dates(round_id: int) -> BaseResponse:
    """Set the dates of all phases."""
    found, form = _editable(round_id), PhasesForm()
    if not form.validate_on_submit():
        return _round_page(found, form, 422)
    service.set_phases(current_actor(), found, form.spans(), now())
    return done(_("The dates are set."), url_for(".round_", round_id=round_id))


@bp.post("/rounds/<int:round_id>/extend")
@requires(Permission.RUN_ROUND)
def extend(round_id: int) -> BaseResponse:
    """Let one phase close later."""
    found = _editable(round_id)
    form = ExtendForm().offer(found)
    if not form.validate_on_submit():
        return done(_("Choose a phase and write its new last day."), url_for(".round_", round_id=round_id), "no")
    service.extend_phase(current_actor(), found, PhaseKind(form.phase.data), form.closes_at(), now())
    return done(_("The phase is extended."), url_for(".round_", round_id=round_id))


@bp.post("/rounds/<int:round_id>/copy")
@requires(Permission.EDIT_ROUND)
def copy(round_id: int) -> BaseResponse:
    """Make another year's round with the same rules."""
    found, form = _editable(round_id), CopyForm()
    if not form.validate_on_submit():
        return done(_("Write the year of the new round."), url_for(".round_", round_id=round_id), "no")
    made = service.copy_round(current_actor(), found, form.year.data or 0, now())
    return done(_("The round is made. Set its dates next."), url_for(".round_", round_id=made.id))


def _coming(span: PhaseSpan | None) -> str:
    """Say which phase opens next and when, "" if none will."""
    if span is None:
        return ""
    return str(_("Next: %(phase)s from %(day)s.", phase=_(PHASE_LABELS[span.kind]), day=show_date(span.opens_at)))


def _phase_now(found: Round) -> str:
    phase = current_phase(queries.spans(found), now())
    return str(_(PHASE_LABELS[phase]) if phase else _("Between phases"))


def _budget(zone: queries.ZoneBudget) -> Budget:
    names = queries.directory()
    rows = tuple(
        Line(
            (
                show_year(line.year),
                show_name(names.agency(line.agency_code)),
                _status(line.status),
                show_money(line.amount),
            ),
            line.status == REMOVED,
        )
        for line in zone.lines
    )
    return Budget(show_name(zone), rows, show_money(zone.total))


def _status(status: str) -> str:
    words = {
        "planned": _("Planned"),
        "approved": _("Approved"),
        REMOVED: _("Removed in the city council's review; not in the total"),
    }
    return str(words[status])


def _editable(round_id: int) -> Round:
    """Return a round the actor may edit; Missing or Refused otherwise."""
    found = queries.get_round(round_id)
    demand(current_actor(), Permission.EDIT_ROUND, Scope(district=found.district_code))
    return found


def _fits(form: RoundForm) -> bool:
    """Tell whether the form is filled in and its rules fit together; say why on the form if not."""
    if not form.validate_on_submit():
        return False
    reason = why_not_plan(form.plan())
    if reason is not None:
        form.explain(reason)
    return reason is None


def _round_form(form: RoundForm, title: str, status: int = 200, earlier: Sequence[Earlier] = ()) -> Response:
    return page(
        "programme/round_form.html", status=status, form=form, heading=title, sections=SECTIONS, earlier=earlier
    )


def _like(found: Round) -> RoundForm:
    """Fill the form with an earlier round's rules for the year after it."""
    plan = in_year(queries.plan_of(found), found.year + 1)
    return RoundForm(formdata=None, obj=plan).offer(plan.rule)


def _earlier() -> list[Earlier]:
    """Return the newest round of each district the actor may edit, to begin from its rules."""
    newest: dict[str, Round] = {}
    for found in queries.list_rounds():
        if may(current_actor(), Permission.EDIT_ROUND, Scope(district=found.district_code)):
            newest.setdefault(found.district_code, found)
    return [Earlier(queries.get_district(code), found) for code, found in newest.items()]


def _round_page(found: Round, dates: PhasesForm | None = None, status: int = 200) -> Response:
    actor = current_actor()
    return page(
        "programme/round.html",
        status=status,
        round=found,
        district=queries.get_district(found.district_code),
        stops=stops(queries.spans(found), now()),
        dates=dates or PhasesForm().fill(found),
        phases=[(kind.value, PHASE_LABELS[kind]) for kind in PhaseKind],
        extend=ExtendForm(formdata=None).offer(found),
        may_extend=may(actor, Permission.RUN_ROUND, Scope(district=found.district_code)),
        copy=CopyForm(formdata=None, year=found.year + 1),
        cut_off=found.eligibility_date,
    )
