"""Give the office one round's desk: its checklist, the next step, an extension, outages, rehearsals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Response, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.kit.errors import Missing, Reason
from civic.kit.text import N_
from civic.programme.models import Round
from civic.programme.queries import get_district, get_round
from civic.voting import queries, service
from civic.voting.forms import Ballot
from civic.voting.office import acts, outages, rehearsal
from civic.voting.office import queries as record
from civic.voting.office.checklist import checklist, count_missing
from civic.voting.office.rules import NOTHING_ASKED, why_not_grant
from civic.voting.office_forms import ExtensionForm, GrantForm, OutageForm, ReasonForm, RehearsalForm
from civic.voting.rules import (
    STAGE_LABELS,
    Marks,
    Progress,
    Stage,
    stage_of,
    why_not_count,
    why_not_open,
    why_not_publish,
)
from civic.voting.views.blueprint import bp, received_at
from civic.voting.views.cards import cards_of
from civic.voting.views.checks import steps_of
from civic.voting.views.years import round_of
from civic.web.forms import Form
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page

Command = Callable[[Actor, Round, datetime], object]


@dataclass(frozen=True)
class Act:
    """Be one thing the office does without a reason: its command, its button, what is said afterwards."""

    command: Command
    label: str
    said: str


@dataclass(frozen=True)
class Next:
    """Be the next step: its address and label, the form for its reason, why it cannot be taken; `follow` a link."""

    url: str
    label: str
    form: ReasonForm | None
    why_not: Reason | None
    follow: bool = False


ACTS = {
    "place": Act(service.place_on_ballot, N_("Place ready proposals on the ballot"), N_("The ballot is placed.")),
    "count": Act(service.count, N_("Count the ballots"), N_("The ballots are counted; nothing is announced yet.")),
}


@bp.get("/vote/office/<int:round_id>")
@requires(Permission.RUN_ROUND)
def running(round_id: int) -> Response:
    """Show one round to the office: what is done, what is missing, what comes next."""
    return _running(get_round(round_id))


@bp.get("/vote/office/<int:round_id>/preview")
@requires(Permission.RUN_ROUND)
def preview(round_id: int) -> Response:
    """Show the ballot as voters will see it; nothing can be cast here."""
    round_ = get_round(round_id)
    return page(
        "voting/preview.html",
        round=round_,
        district=get_district(round_.district_code),
        round_of=round_of,
        cards=cards_of(round_id, Ballot(Marks(), {}), frozenset()),
        threshold=queries.votes_to_reach(round_),
    )


@bp.post("/vote/office/<int:round_id>/<act>")
@requires(Permission.RUN_ROUND)
def act(round_id: int, act: str) -> BaseResponse:
    """Take a step that needs no reason: place the ballot, count."""
    chosen = ACTS.get(act)
    if chosen is None:
        raise Missing
    chosen.command(current_actor(), get_round(round_id), received_at())
    return _done(_(chosen.said), round_id)


@bp.post("/vote/office/<int:round_id>/open")
@requires(Permission.RUN_ROUND)
def sign(round_id: int) -> BaseResponse:
    """Sign the opening, or open as the second official."""
    round_, form = get_round(round_id), ReasonForm(prefix="open-")
    if not form.validate_on_submit():
        return _running(round_, form)
    acts.open_round(current_actor(), round_, form.reason.data or "", received_at())
    return _done(_("Your signature is recorded."), round_id)


@bp.post("/vote/office/<int:round_id>/publish")
@requires(Permission.RUN_ROUND)
def announce(round_id: int) -> BaseResponse:
    """Announce the result."""
    round_, form = get_round(round_id), ReasonForm(prefix="publish-")
    if not form.validate_on_submit():
        return _running(round_, form)
    acts.announce(current_actor(), round_, form.reason.data or "", received_at())
    return _done(_("The result is announced."), round_id)


@bp.post("/vote/office/<int:round_id>/extension")
@requires(Permission.RUN_ROUND)
def ask_extension(round_id: int) -> BaseResponse:
    """Ask for a later close of the vote."""
    round_, form = get_round(round_id), ExtensionForm(prefix="extend-")
    if not form.validate_on_submit():
        return _running(round_, form)
    acts.ask_extension(current_actor(), round_, form.closes_at(), form.reason.data or "", received_at())
    return _done(_("The extension waits for a second official."), round_id)


@bp.post("/vote/office/<int:round_id>/extension/grant")
@requires(Permission.RUN_ROUND)
def grant_extension(round_id: int) -> BaseResponse:
    """Grant the extension that another official asked for."""
    round_, form = get_round(round_id), GrantForm(prefix="grant-")
    if not form.validate_on_submit():
        return _running(round_, form)
    closes_at = form.closes_at()
    if closes_at is None:
        return _running(round_, form)
    acts.grant_extension(current_actor(), round_, closes_at, form.reason.data or "", received_at())
    return _done(_("The vote closes later."), round_id)


@bp.post("/vote/office/<int:round_id>/outages")
@requires(Permission.RUN_ROUND)
def log_outage(round_id: int) -> BaseResponse:
    """Write an outage into the public log."""
    round_, form = get_round(round_id), OutageForm(prefix="outage-")
    if not form.validate_on_submit():
        return _running(round_, form)
    outages.log_outage(current_actor(), round_, form.told(), received_at())
    return _done(_("The outage stands in the public record."), round_id)


@bp.post("/vote/office/<int:round_id>/rehearsals")
@requires(Permission.RUN_ROUND)
def rehearse(round_id: int) -> BaseResponse:
    """Rehearse the whole vote with synthetic voters."""
    round_, form = get_round(round_id), RehearsalForm(prefix="rehearsal-")
    if not form.validate_on_submit():
        return _running(round_, form)
    rehearsal.rehearse(current_actor(), round_, form.voters.data or 0, received_at())
    return _done(_("The rehearsal ran from the opening to the result and is wiped."), round_id)


def _done(message: str, round_id: int) -> BaseResponse:
    return done(message, url_for("voting.running", round_id=round_id))


def _running(round_: Round, refused: Form | None = None) -> Response:
    """Show the desk; a form that was refused stands in its place with what to mend."""
    progress = service.with_valid_signature(round_, queries.progress_of(round_))
    stage = stage_of(progress, received_at())
    checks = checklist(record.facts_of(round_, received_at()))
    request = record.find_request(round_.id)
    return page(
        "voting/running.html",
        status=422 if refused else 200,
        round=round_,
        district=get_district(round_.district_code),
        round_of=round_of,
        stage=_(STAGE_LABELS[stage]),
        progress=progress,
        steps=steps_of(round_, checks),
        missing=count_missing(checks),
        place=None if progress.opened else url_for("voting.act", round_id=round_.id, act="place"),
        next=_next(round_, progress, stage, refused),
        may_extend=stage is Stage.OPEN,
        request=request,
        why_not_grant=why_not_grant(request.person_id, current_actor().person_id) if request else NOTHING_ASKED,
        extend=_form(ExtensionForm, "extend-", refused),
        grant=_form(GrantForm, "grant-", refused, asked=request.closes_at.isoformat() if request else ""),
        outage=_form(OutageForm, "outage-", refused),
        outages=record.list_outages(round_.id),
        crowd=_form(RehearsalForm, "rehearsal-", refused, voters=100),
        rehearsals=record.list_rehearsals(round_.id),
        refused=refused,
    )


def _form(kind: Callable[..., Form], prefix: str, refused: Form | None, **data: object) -> Form:
    """Return the refused form of this prefix, else a fresh one."""
    if refused is not None and refused._prefix == prefix:
        return refused
    return kind(formdata=None, prefix=prefix, **data)


def _next(round_: Round, progress: Progress, stage: Stage, refused: Form | None) -> Next | None:
    """Return the next step of a round, None when there is none."""
    me, moment = current_actor().person_id, received_at()
    match stage:
        case Stage.PREPARING | Stage.SIGNED:
            label = _("Sign the opening") if stage is Stage.PREPARING else _("Open the round")
            form = _reason("open-", refused)
            return Next(url_for("voting.sign", round_id=round_.id), label, form, why_not_open(progress, me, moment))
        case Stage.CLOSED:
            url = url_for("voting.sealing", round_id=round_.id)
            return Next(url, _("Close the box: sample and sealing"), None, None, follow=True)
        case Stage.OPEN | Stage.SEALED:
            url, counting = url_for("voting.act", round_id=round_.id, act="count"), ACTS["count"]
            return Next(url, _(counting.label), None, why_not_count(progress, moment))
        case Stage.COUNTED:
            form, url = _reason("publish-", refused), url_for("voting.announce", round_id=round_.id)
            return Next(url, _("Announce the result"), form, why_not_publish(progress, me))
        case Stage.PUBLISHED:
            return None


def _reason(prefix: str, refused: Form | None) -> ReasonForm:
    form = _form(ReasonForm, prefix, refused)
    if not isinstance(form, ReasonForm):
        raise TypeError("a form of this prefix asks for a reason")
    return form
