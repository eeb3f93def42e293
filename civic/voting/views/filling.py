"""Show the pages on which a ballot is filled in: booth, one item, check. The same for every seat."""

from dataclasses import dataclass

from flask import Response, request
from flask_babel import gettext as _

from civic.kit.errors import Missing, Reason, Refused
from civic.kit.ids import random_token
from civic.programme.queries import get_district
from civic.programme.rules import Reading
from civic.voting import queries, service
from civic.voting.forms import Ballot, carried_fields, hidden_fields
from civic.voting.reasons import NOT_ALL_READ
from civic.voting.rules import Marks, left_to_read
from civic.voting.service import CastInput
from civic.voting.views.cards import Card, cards_of, chosen_cards, order_for
from civic.voting.views.seats import Seat, read_form
from civic.voting.views.stamps import stamp, stamps_of
from civic.web.pages import page


@dataclass(frozen=True)
class Problem:
    """Be one line of the error summary."""

    text: str
    href: str


def show_booth(seat: Seat, ballot: Ballot, problems: list[Problem] | None = None, own_code: str = "") -> Response:
    """Show the ballot with what the agencies and neighbours said; who cannot vote now reads why."""
    round_, read = seat.round, stamps_of(seat.round.id)
    cards = order_for(seat.standing, round_.id, cards_of(round_.id, ballot, read))
    return page(
        "voting/booth.html",
        status=422 if problems else 200,
        seat=seat,
        round=round_,
        district=get_district(round_.district_code),
        span=seat.standing.span,
        cards=cards,
        spent=sum(card.amount for card in cards if card.checked),
        count=sum(ballot.marks.points) if seat.kind == "points" else sum(card.checked for card in cards),
        read=sum(card.read for card in cards),
        asks_reading=round_.reading is not Reading.OFF and seat.why_not is None,
        fresh=request.method == "GET",
        problems=problems or [],
        own_code=own_code,
        voted=seat.standing.revision > 0 and not seat.standing.paper,
        threshold=queries.votes_to_reach(round_),
    )


def show_item(seat: Seat, item: int) -> Response:
    """Show one item to read, set its stamp, and carry the marks made so far along."""
    _refuse_if(seat.why_not)
    ballot = read_form(seat)
    cards = order_for(seat.standing, seat.round.id, cards_of(seat.round.id, ballot, stamps_of(seat.round.id)))
    card = next((each for each in cards if each.id == item), None)
    if card is None:
        raise Missing
    stamp(seat.round.id, item)
    read = stamps_of(seat.round.id)
    unread = [each for each in cards if each.id not in read]
    return page(
        "voting/item.html",
        seat=seat,
        card=card,
        fields=carried_fields(seat.round.ballot_kind, ballot),
        read=len(cards) - len(unread),
        items=len(cards),
        next_card=unread[0] if unread else None,
        asks_reading=seat.round.reading is not Reading.OFF,
    )


def show_check(seat: Seat) -> Response:
    """Show the ballot for a last look, or the booth again with everything typed and what to mend."""
    _refuse_if(seat.why_not)
    ballot = read_form(seat)
    problems = _mistakes(ballot)
    if not problems:
        try:
            refuse_unread(seat)
            marks = service.check(seat.round, CastInput(ballot.marks.items, "", points=ballot.marks.points))
        except Refused as refused:  # shown beside the form, so that nothing chosen is lost
            problems = [Problem(_(refused.reason.text) % refused.params, "#ballot")]
    return show_booth(seat, ballot, problems) if problems else _check(seat, marks)


def show_blank(seat: Seat) -> Response:
    """Show a blank ballot for a last look."""
    _refuse_if(seat.why_not)
    return _check(seat, Marks())


def refuse_unread(seat: Seat) -> None:
    """Raise Refused while a round that requires reading has items this voter has not opened, naming them.

    Who changes a ballot has read before.
    """
    if seat.round.reading is not Reading.REQUIRED or seat.standing.revision:
        return
    ids = tuple(item.id for item in queries.list_items(seat.round.id))
    left = left_to_read(seat.round.reading, ids, stamps_of(seat.round.id))
    if left:
        titles = {card.id: card.title for card in cards_of(seat.round.id, Ballot(Marks(), {}), frozenset())}
        raise Refused(NOT_ALL_READ, titles=_(", ").join(titles[item] for item in left))


def _mistakes(ballot: Ballot) -> list[Problem]:
    """Name each mistyped number once, and lead to its field."""
    return [Problem(_(each.reason.text), f"#pick-{each.item}") for each in ballot.mistakes]


def _check(seat: Seat, marks: Marks) -> Response:
    chosen: list[Card] = chosen_cards(seat.round.id, marks)
    return page(
        "voting/check.html",
        seat=seat,
        round=seat.round,
        district=get_district(seat.round.district_code),
        chosen=chosen,
        spent=sum(card.amount for card in chosen),
        fields=hidden_fields(seat.round.ballot_kind, marks),
        blank=marks.blank,
        nonce=random_token(24),
        final=seat.standing.final,
        voted=seat.standing.revision > 0,
    )


def _refuse_if(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)
