"""Say who sits in a booth and where its pages are: a voter with an account, or one at a kiosk."""

from dataclasses import dataclass

from flask import request, url_for

from civic.access.actor import Actor
from civic.kit.clock import now
from civic.kit.errors import Reason
from civic.kit.ids import keyed_hash
from civic.programme.models import Round
from civic.programme.rules import BallotKind
from civic.voting import queries
from civic.voting.forms import TICKED, Ballot, read_ballot
from civic.voting.rules import POINTS_TO_GIVE, Standing, why_not_receive, why_not_vote
from civic.voting.views.blueprint import heed_close, received_at
from civic.web.application import house


@dataclass(frozen=True)
class Seat:
    """Be one place to fill in a ballot: the round, who may cast here, on a kiosk or not."""

    round: Round
    standing: Standing
    kiosk: bool = False

    @property
    def why_not(self) -> Reason | None:
        """Return why no ballot can be cast from here now."""
        ask = why_not_receive if self.kiosk else why_not_vote
        return ask(self.standing, received_at(), now())

    @property
    def layout(self) -> str:
        """Return the frame of the pages: a kiosk's leads nowhere else."""
        return "voting/kiosk_frame.html" if self.kiosk else "layouts/base.html"

    @property
    def most(self) -> int:
        """Return the most choices, or the points to give."""
        return POINTS_TO_GIVE if self.round.ballot_kind is BallotKind.POINTS else self.round.max_choices

    @property
    def pot(self) -> int | None:
        """Return the budget (NT$) of a knapsack ballot."""
        return self.round.pot if self.round.ballot_kind is BallotKind.KNAPSACK else None

    @property
    def kind(self) -> str:
        """Return how an item is picked: radio, check, rank or points."""
        if self.round.ballot_kind in TICKED:
            return "radio" if self.round.max_choices == 1 else "check"
        return "rank" if self.round.ballot_kind is BallotKind.RANKING else "points"

    @property
    def kept_as(self) -> str:
        """Name the marks kept on the voter's own device; nobody else's account finds them. "" on a kiosk."""
        if self.kiosk or self.standing.roll_entry_id is None:
            return ""
        key = house().settings.secret_key.encode()
        return f"booth:{keyed_hash(key, f'booth|{self.round.id}|{self.standing.roll_entry_id}')[:20]}"

    def url(self, page: str) -> str:
        """Return the address of one of the booth's pages: booth, check, cast or blank."""
        if self.kiosk:
            return url_for(f"voting.kiosk_{page}")
        return url_for(f"voting.{page}", round_id=self.round.id)

    def item_url(self, item: int) -> str:
        """Return where an item's reading page is."""
        if self.kiosk:
            return url_for("voting.kiosk_item", proposal_id=item)
        return url_for("voting.item", round_id=self.round.id, proposal_id=item)


def own_seat(actor: Actor, round_: Round) -> Seat:
    """Return the seat of somebody at their own device."""
    return _seat(round_, queries.standing_of(actor, round_))


def kiosk_seat(round_: Round, roll_entry_id: int) -> Seat:
    """Return the seat of the voter whose booth is open on this kiosk."""
    return _seat(round_, queries.standing_of_entry(roll_entry_id, round_), kiosk=True)


def _seat(round_: Round, standing: Standing, kiosk: bool = False) -> Seat:
    heed_close(standing)
    return Seat(round_, standing, kiosk)


def read_form(seat: Seat) -> Ballot:
    """Return the ballot that came with this request."""
    numbered = seat.round.ballot_kind not in TICKED
    ids = tuple(item.id for item in queries.list_items(seat.round.id)) if numbered else ()
    return read_ballot(seat.round.ballot_kind, request.form, ids)
