"""Let the office screen proposals and agencies review them."""

from dataclasses import dataclass

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

import civic.proposals.views.shown as shown
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand, may_somewhere
from civic.kit.clock import now
from civic.kit.markup import stored
from civic.programme.queries import directory
from civic.proposals import queries, service
from civic.proposals.facts import case_of
from civic.proposals.forms import AssignForm, ReviewForm, ScreeningForm
from civic.proposals.models import Proposal
from civic.proposals.queries import ReviewDuty
from civic.proposals.rules import STAGE_LABELS, STAGE_STATES, TO_SCREEN, Stage, State
from civic.proposals.views.blueprint import bp
from civic.web.accepting import accepted
from civic.web.filters import show_date, show_name
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page


@dataclass(frozen=True)
class Duty:
    """Be one review in the queue, with its clock in words."""

    title: str
    url: str
    stage: str
    agency: str
    clock: str
    due: str
    overdue: bool


@bp.get("/screening")
@requires(Permission.SCREEN_PROPOSAL)
def screening() -> ResponseReturnValue:
    """List what waits for screening and what no agency has been asked about."""
    actor = current_actor()
    return page(
        "proposals/screening.html",
        columns=shown.columns(),
        waiting=shown.lines(queries.list_to_screen(actor), ".screen"),
        assembled=shown.lines(queries.list_at_assembly(actor), ".screen"),
        unassigned=shown.lines(queries.list_to_assign(actor), ".screen"),
        may_enter=may_somewhere(actor, Permission.ENTER_ON_PAPER),
    )


@bp.route("/screening/<int:proposal_id>", methods=["GET", "POST"])
@requires(Permission.SCREEN_PROPOSAL)
def screen(proposal_id: int) -> ResponseReturnValue:
    """Screen one proposal, or ask an agency about one that was accepted."""
    proposal = queries.get_for(current_actor(), proposal_id)
    demand(current_actor(), Permission.SCREEN_PROPOSAL, case_of(proposal).scope)
    if proposal.state in TO_SCREEN:
        return _screen(proposal)
    return _assign(proposal)


@bp.get("/reviews")
@requires(Permission.READ_INBOX)
def reviews() -> ResponseReturnValue:
    """List the reviews an agency owes, the most urgent first."""
    duties = [_duty(duty) for duty in queries.list_duties(current_actor())]
    return page("proposals/reviews.html", duties=duties)


@bp.route("/reviews/<int:review_id>", methods=["GET", "POST"])
@requires(Permission.REVIEW_PROPOSAL)
def review(review_id: int) -> ResponseReturnValue:
    """Complete one review."""
    found = queries.get_review(review_id)
    demand(current_actor(), Permission.REVIEW_PROPOSAL, Scope(agencies=frozenset({found.agency_code})))
    proposal, form = queries.get_reviewed(found), ReviewForm()
    if form.validate_on_submit() and accepted(
        form, lambda: service.complete_review(current_actor(), found, form.review(), now())
    ):
        return done(_("The review is public."), url_for(".show", proposal_id=proposal.id))
    return page(
        "proposals/review.html",
        422 if form.is_submitted() else 200,
        form=form,
        review=found,
        stage=_(STAGE_LABELS[found.stage]),
        agency=directory().agency(found.agency_code),
        **_proposal_shown(proposal),
    )


def _screen(proposal: Proposal) -> ResponseReturnValue:
    form = ScreeningForm(facet_code=proposal.facet_code or "", agency_code="")
    form.offer(directory())
    if form.validate_on_submit() and accepted(
        form, lambda: service.screen(current_actor(), proposal, form.screening(directory()), now())
    ):
        return done(_("The screening is recorded."), url_for(".screening"))
    return page(
        "proposals/screen.html",
        422 if form.is_submitted() else 200,
        form=form,
        assign=False,
        **_proposal_shown(proposal),
    )


def _assign(proposal: Proposal) -> ResponseReturnValue:
    form = AssignForm(agency_code=proposal.lead_agency_code or "")
    form.offer(directory())
    if form.validate_on_submit() and accepted(form, lambda: _ask(proposal, form.agency_code.data)):
        return done(_("The agency is asked for its review."), url_for(".screening"))
    return page(
        "proposals/screen.html",
        422 if form.is_submitted() else 200,
        form=form,
        assign=True,
        **_proposal_shown(proposal),
    )


def _ask(proposal: Proposal, agency_code: str) -> None:
    """Bring an assembled proposal into stage one if need be, and ask for the review of its stage."""
    if proposal.state is State.ASSEMBLY:
        service.move(current_actor(), proposal, State.STAGE_ONE, "", now())
    stage = next((stage for stage, state in STAGE_STATES.items() if state is proposal.state), Stage.ONE)
    service.assign_review(current_actor(), proposal, stage, agency_code, None, now())


def _proposal_shown(proposal: Proposal) -> dict[str, object]:
    names = directory()
    return {
        "proposal": proposal,
        "title": shown.title_of(proposal),
        "summary": stored(proposal.summary_html),
        "place": shown.place_of(proposal, names),
        "facet_label": shown.facet_label(proposal.facet_code, names),
        "status_text": shown.status_of(proposal.state),
        "status_tone": shown.tone_of(proposal.state),
    }


def _duty(duty: ReviewDuty) -> Duty:
    instant = now()
    days, allowed = duty.days(instant), (duty.due_at - duty.assigned_at).days
    return Duty(
        title=f"{duty.proposal.case_no} {shown.title_of(duty.proposal)}",
        url=url_for(".review", review_id=duty.id),
        stage=_(STAGE_LABELS[duty.stage]),
        agency=show_name(directory().agency(duty.agency_code)),
        clock=ngettext("Day %(day)s of %(num)d", "Day %(day)s of %(num)d", allowed, day=days),
        due=show_date(duty.due_at),
        overdue=duty.is_overdue(instant),
    )
