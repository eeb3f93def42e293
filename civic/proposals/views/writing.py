"""Let people write proposals: one question first, then the rest, check, submit."""

from dataclasses import dataclass

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs

import civic.proposals.views.shown as shown
from civic.access.permissions import Permission
from civic.kit.clock import now
from civic.kit.errors import Missing, Refused
from civic.kit.geo import Point
from civic.programme.models import Round
from civic.programme.outlines import district_map
from civic.programme.queries import directory, list_rounds, spans
from civic.programme.rules import PhaseKind, is_open
from civic.proposals import checks, queries, service
from civic.proposals.facts import case_of, essentials_of, phases_of
from civic.proposals.forms import BeginForm, DraftForm, MergeForm, ReasonForm
from civic.proposals.models import Proposal
from civic.proposals.reasons import MERGE_NOT_FOUND
from civic.proposals.rules import State
from civic.proposals.views.blueprint import bp
from civic.web.accepting import accepted, status_of
from civic.web.filters import show_money, show_name
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page


@dataclass(frozen=True)
class Answer:
    """Be one line of check-your-answers."""

    label: str
    value: str
    url: str


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.CREATE_PROPOSAL)
def new() -> ResponseReturnValue:
    """Begin with one sentence, a district and a place; the draft is kept from here on."""
    form = _begin_form()
    begun: list[Proposal] = []
    if form.validate_on_submit() and accepted(
        form, lambda: begun.append(service.create_draft(current_actor(), form.draft(), now()))
    ):
        return done(_("Your draft is kept."), url_for(".edit", proposal_id=begun[0].id))
    return page("proposals/new.html", 422 if form.is_submitted() else 200, form=form, paper=False)


@bp.route("/paper", methods=["GET", "POST"])
@requires(Permission.ENTER_ON_PAPER)
def paper() -> ResponseReturnValue:
    """Enter a citizen's paper form for them (代鍵)."""
    form = _begin_form()
    begun: list[Proposal] = []
    if form.validate_on_submit() and accepted(
        form, lambda: begun.append(service.enter_on_paper(current_actor(), form.draft(), now()))
    ):
        return done(_("The paper form is begun."), url_for(".edit", proposal_id=begun[0].id))
    return page("proposals/new.html", 422 if form.is_submitted() else 200, form=form, paper=True)


@bp.route("/<int:proposal_id>/edit", methods=["GET", "POST"])
@requires(Permission.CREATE_PROPOSAL)
def edit(proposal_id: int) -> ResponseReturnValue:
    """Write the rest of a draft, or correct a submitted proposal."""
    proposal = _own(proposal_id)
    form = _draft_form(proposal)
    draft = proposal.state is State.DRAFT
    if form.validate_on_submit() and accepted(
        form, lambda: service.edit(current_actor(), proposal, form.draft(proposal), now())
    ):
        return done(_("Saved."), url_for(".check" if _to_submit(proposal) else ".show", proposal_id=proposal_id))
    alike = queries.similar(proposal.title, proposal.district_code, proposal_id) if draft else []
    return page(
        "proposals/edit.html",
        status_of(form),
        proposal=proposal,
        form=form,
        district=directory().district(proposal.district_code),
        similar=shown.cards(row.proposal for row in alike),
        draft=draft,
        drawing=district_map(proposal.district_code),
    )


@bp.post("/<int:proposal_id>/draft")
@requires(Permission.CREATE_PROPOSAL)
def save_draft(proposal_id: int) -> ResponseReturnValue:
    """Keep a draft while it is being typed; answers nothing but whether it is kept."""
    proposal = _own(proposal_id)
    form = _draft_form(proposal)
    kept = proposal.state is State.DRAFT and form.validate()
    if kept and accepted(form, lambda: service.edit(current_actor(), proposal, form.draft(proposal), now())):
        return Response(status=204)
    return Response(status=422)


@bp.get("/<int:proposal_id>/check")
@requires(Permission.CREATE_PROPOSAL)
def check(proposal_id: int) -> ResponseReturnValue:
    """Show the answers once more, what happens next, and what still keeps it from being submitted."""
    proposal = _own(proposal_id)
    phases = phases_of(proposal.round_id)
    reason = checks.why_not_submit(current_actor(), case_of(proposal), essentials_of(proposal), phases, now())
    return page(
        "proposals/check.html", proposal=proposal, answers=_answers(proposal), why=_(reason.text) if reason else None
    )


@bp.post("/<int:proposal_id>/submit")
@requires(Permission.CREATE_PROPOSAL)
def submit(proposal_id: int) -> ResponseReturnValue:
    """Submit; the receipt carries the case number."""
    proposal = service.submit(current_actor(), _own(proposal_id), now())
    return done(_("Your proposal is submitted."), url_for(".receipt", proposal_id=proposal.id))


@bp.get("/<int:proposal_id>/receipt")
@requires(Permission.CREATE_PROPOSAL)
def receipt(proposal_id: int) -> ResponseReturnValue:
    """Show the case number and what happens next; it can be printed."""
    proposal = _own(proposal_id)
    if proposal.case_no is None:
        raise Missing
    return page("proposals/receipt.html", proposal=proposal, status_text=shown.status_of(proposal.state))


@bp.post("/<int:proposal_id>/discard")
@requires(Permission.CREATE_PROPOSAL)
def discard(proposal_id: int) -> ResponseReturnValue:
    """Delete a draft."""
    service.discard(current_actor(), _own(proposal_id), now())
    return done(_("The draft is discarded."), url_for(".mine"))


@bp.route("/<int:proposal_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.CREATE_PROPOSAL)
def withdraw(proposal_id: int) -> ResponseReturnValue:
    """Withdraw one's proposal after saying what that means."""
    proposal, form = _own(proposal_id), ReasonForm()
    if form.validate_on_submit() and accepted(
        form, lambda: service.withdraw(current_actor(), proposal, form.reason.data or "", now())
    ):
        return done(_("Your proposal is withdrawn."), url_for(".show", proposal_id=proposal_id))
    return page("proposals/withdraw.html", 422 if form.is_submitted() else 200, proposal=proposal, form=form)


@bp.route("/<int:proposal_id>/merge", methods=["GET", "POST"])
@requires(Permission.CREATE_PROPOSAL)
def merge(proposal_id: int) -> ResponseReturnValue:
    """Merge one's proposal into another one."""
    proposal, form = _own(proposal_id), MergeForm()
    if form.validate_on_submit() and accepted(form, lambda: _merge(proposal, form.case_no.data or "")):
        return done(_("The proposals are merged."), url_for(".show", proposal_id=proposal_id))
    return page("proposals/merge.html", 422 if form.is_submitted() else 200, proposal=proposal, form=form)


def _merge(proposal: Proposal, case_no: str) -> None:
    target = queries.find_by_case_no(case_no)
    if target is None:
        raise Refused(MERGE_NOT_FOUND)
    service.merge(current_actor(), proposal, target, now())


def _own(proposal_id: int) -> Proposal:
    """Return a proposal the actor speaks for; anybody else finds nothing here."""
    proposal = queries.get_for(current_actor(), proposal_id)
    if not checks.is_author(current_actor(), case_of(proposal)):
        raise Missing
    return proposal


def _to_submit(proposal: Proposal) -> bool:
    return proposal.state in (State.DRAFT, State.RETURNED)


def _begin_form() -> BeginForm:
    form = BeginForm()
    form.round_id.choices = [SelectChoice("", _("Choose a district"))] + [
        SelectChoice(str(place.id), _district_words(place)) for place in _newest_rounds()
    ]
    wanted = request.args.get("district", "")
    if not form.is_submitted():
        form.round_id.data = next((str(r.id) for r in _newest_rounds() if r.district_code == wanted), "")
    return form


def _newest_rounds() -> list[Round]:
    """Return the newest round of each district, in the order of the districts."""
    newest: dict[str, Round] = {}
    for place in list_rounds():
        newest.setdefault(place.district_code, place)
    return list(newest.values())


def _district_words(place: Round) -> str:
    district = show_name(directory().district(place.district_code))
    if is_open(spans(place), PhaseKind.COLLECT, now()):
        return district
    return str(_("%(district)s (not collecting now; a draft is kept)", district=district))


def _draft_form(proposal: Proposal) -> DraftForm:
    form = DraftForm(obj=proposal)
    form.offer(directory(), proposal.district_code)
    if not form.is_submitted():
        form.relation.data = proposal.relation.value
        form.point.show(_point_of(proposal))
        form.village_code.data = proposal.village_code or ""
        form.facet_code.data = proposal.facet_code or ""
        form.version.data = "" if proposal.state is State.DRAFT else str(proposal.version)
    return form


def _point_of(proposal: Proposal) -> Point | None:
    return None if proposal.lat is None or proposal.lng is None else Point(proposal.lat, proposal.lng)


def _point_words(proposal: Proposal) -> str:
    point = _point_of(proposal)
    return f"{point.lat:.5f}, {point.lng:.5f}" if point else ""


def _answers(proposal: Proposal) -> list[Answer]:
    names = directory()
    url = url_for(".edit", proposal_id=proposal.id)
    parts = (
        (_("Title"), proposal.title, "title"),
        (_("What is wrong, and what should change?"), proposal.summary, "summary"),
        (_("Place"), shown.place_of(proposal, names), "place"),
        (_("Point on the map"), _point_words(proposal), "point"),
        (_("Facet"), shown.facet_label(proposal.facet_code, names), "facet_code"),
        (_("Cost"), show_money(proposal.cost), "cost"),
        (_("Background and reason"), proposal.background, "background"),
        (_("How it could be done"), proposal.content, "content"),
        (_("Whom it helps, and how"), proposal.benefits, "benefits"),
        (_("What shows the need"), proposal.need_basis, "need_basis"),
    )
    return [Answer(label, value, f"{url}#{field}") for label, value, field in parts]
