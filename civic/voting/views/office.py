"""Give the programme office its desk: place, sign, open, count, announce; two different people where it matters."""

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
from civic.programme.queries import DistrictName, get_district, get_round, list_rounds
from civic.voting import queries, service
from civic.voting.rules import (
    STAGE_LABELS,
    Progress,
    Stage,
    stage_of,
    why_not_count,
    why_not_open,
    why_not_publish,
)
from civic.voting.views.blueprint import bp, received_at
from civic.voting.views.years import round_of
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page

Command = Callable[[Actor, Round, datetime], object]


@dataclass(frozen=True)
class Act:
    """Be one thing the office can do: its command, its button, what is said afterwards."""

    command: Command
    label: str
    said: str


ACTS = {
    "place": Act(service.place_on_ballot, N_("Place ready proposals on the ballot"), N_("The ballot is placed.")),
    "open": Act(service.open_round, N_("Sign or open the round"), N_("Your signature is recorded.")),
    "count": Act(service.count, N_("Count the ballots"), N_("The ballots are counted; nothing is announced yet.")),
    "publish": Act(service.publish, N_("Announce the result"), N_("The result is announced.")),
}


@dataclass(frozen=True)
class Button:
    """Be one button of the desk, or the reason why it is not there."""

    label: str
    url: str
    why_not: Reason | None


@dataclass(frozen=True)
class Desk:
    """Be one round on the office's desk."""

    round: Round
    district: DistrictName
    stage: str
    items: int
    opens_at: datetime | None
    closes_at: datetime | None
    buttons: tuple[Button, ...]
    sealing_url: str


@bp.get("/vote/office")
@requires(Permission.RUN_ROUND)
def office() -> Response:
    """Show every round of the vote with the next step and who may take it; no running numbers."""
    rounds = list_rounds()
    progresses = map(service.with_valid_signature, rounds, queries.list_progress(rounds))
    desks = [_desk(round_, progress) for round_, progress in zip(rounds, progresses, strict=True)]
    return page("voting/office.html", desks=desks, round_of=round_of)


@bp.post("/vote/office/<int:round_id>/<act>")
@requires(Permission.RUN_ROUND)
def act(round_id: int, act: str) -> BaseResponse:
    """Take one step with a round."""
    chosen = ACTS.get(act)
    if chosen is None:
        raise Missing
    chosen.command(current_actor(), get_round(round_id), received_at())
    return done(_(chosen.said), url_for("voting.office"))


def _desk(round_: Round, progress: Progress) -> Desk:
    span = progress.span
    return Desk(
        round=round_,
        district=get_district(round_.district_code),
        stage=_(STAGE_LABELS[stage_of(progress, received_at())]),
        items=progress.items,
        opens_at=span.opens_at if span else None,
        closes_at=span.closes_at if span else None,
        buttons=tuple(_buttons(round_, progress)),
        sealing_url=url_for("voting.sealing", round_id=round_.id) if progress.opened else "",
    )


def _buttons(round_: Round, progress: Progress) -> list[Button]:
    me, moment = current_actor().person_id, received_at()
    match stage_of(progress, moment):
        case Stage.PREPARING:
            return [_button(round_, "place", None), _button(round_, "open", why_not_open(progress, me, moment))]
        case Stage.SIGNED:
            return [_button(round_, "open", why_not_open(progress, me, moment))]
        case Stage.OPEN | Stage.CLOSED | Stage.SEALED:
            return [_button(round_, "count", why_not_count(progress, moment))]
        case Stage.COUNTED:
            return [_button(round_, "publish", why_not_publish(progress, me))]
        case Stage.PUBLISHED:
            return []


def _button(round_: Round, act: str, why_not: Reason | None) -> Button:
    return Button(_(ACTS[act].label), url_for("voting.act", round_id=round_.id, act=act), why_not)
