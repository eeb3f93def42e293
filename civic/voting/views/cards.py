"""Make the cards of a ballot: title, cost, lights, the agency's answer, arguments, what was typed."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from civic.kit.markup import stored
from civic.programme.queries import directory
from civic.proposals.queries import ArgumentRow, ReviewRow, arguments_of, reviews_of
from civic.proposals.rules import LIGHT_LABELS, Light, Side
from civic.voting import queries
from civic.voting.forms import Ballot
from civic.voting.queries import BallotRow
from civic.voting.rules import Marks, Standing, booth_order
from civic.web.filters import show_name


@dataclass(frozen=True)
class Lamp:
    """Be one light as the card shows it."""

    level: str
    label: str
    name: str


@dataclass(frozen=True)
class Card:
    """Be one item as the booth shows it; amount in NT$, `given` as typed, `error` beside it."""

    id: int
    number: int
    title: str
    facet: str
    facet_label: str
    amount: int
    lights: tuple[Lamp, ...]
    summary: str
    place: str
    answer: str
    pros: tuple[Markup, ...]
    cons: tuple[Markup, ...]
    arguments: int
    url: str
    checked: bool
    given: str
    error: str
    read: bool


def cards_of(round_id: int, ballot: Ballot, read: frozenset[int]) -> list[Card]:
    """Return the cards of a ballot by number, in three statements however long the ballot is."""
    rows = queries.list_ballot(round_id)
    ids = [row.proposal_id for row in rows]
    reviews = {review.proposal_id: review for review in _completed(reviews_of(ids))}
    said = arguments_of(ids)
    return [_card(row, reviews.get(row.proposal_id), said.get(row.proposal_id, []), ballot, read) for row in rows]


def chosen_cards(round_id: int, marks: Marks) -> list[Card]:
    """Return the chosen cards, in the voter's order."""
    by_id = {card.id: card for card in cards_of(round_id, Ballot(marks, {}), frozenset())}
    return [by_id[item] for item in marks.items if item in by_id]


def order_for(standing: Standing, round_id: int, cards: list[Card]) -> list[Card]:
    """Put the cards in an order of the voter's own; by number for readers who are not on the roll."""
    if standing.roll_entry_id is None:
        return cards
    by_id = {card.id: card for card in cards}
    return [by_id[item] for item in booth_order(tuple(by_id), round_id, standing.roll_entry_id)]


def _completed(reviews: list[ReviewRow]) -> list[ReviewRow]:
    """Return completed reviews, the one that counts last: stage two after stage one."""
    done = [review for review in reviews if review.completed_at is not None]
    return sorted(done, key=lambda review: review.id)


def _card(
    row: BallotRow, review: ReviewRow | None, said: list[ArgumentRow], ballot: Ballot, read: frozenset[int]
) -> Card:
    facet = directory().facet(row.facet_code) if row.facet_code else None
    first_of_side = {each.side: each.total for each in said}
    return Card(
        id=row.proposal_id,
        number=row.number,
        title=show_name(row),
        facet=row.facet_code,
        facet_label=show_name(facet),
        amount=row.cost,
        lights=_lamps(review) if review else (),
        summary=row.summary,
        place=row.place,
        answer=review.public_answer if review else "",
        pros=_bodies(said, Side.FOR),
        cons=_bodies(said, Side.AGAINST),
        arguments=sum(first_of_side.values()),
        url=url_for("proposals.show", proposal_id=row.proposal_id),
        checked=row.proposal_id in ballot.marks.items,
        given=_given(row.proposal_id, ballot),
        error=next((_(each.reason.text) for each in ballot.mistakes if each.item == row.proposal_id), ""),
        read=row.proposal_id in read,
    )


def _bodies(said: list[ArgumentRow], side: Side) -> tuple[Markup, ...]:
    return tuple(stored(each.body_html) for each in said if each.side is side)


def _lamps(review: ReviewRow) -> tuple[Lamp, ...]:
    judged = (
        (review.publicness, _("Public interest")),
        (review.legality, _("Legality")),
        (review.feasibility, _("Budget feasibility")),
    )
    return tuple(_lamp(light, name) for light, name in judged if light is not None)


def _lamp(light: Light, name: str) -> Lamp:
    return Lamp(light.value, _(LIGHT_LABELS[light]), name)


def _given(item: int, ballot: Ballot) -> str:
    """Return what was typed beside an item, else the points or the rank its marks give it."""
    if item in ballot.typed or item not in ballot.marks.items:
        return ballot.typed.get(item, "")
    place = ballot.marks.items.index(item)
    return str(ballot.marks.points[place] if ballot.marks.points else place + 1)
