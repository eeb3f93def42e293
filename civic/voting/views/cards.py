"""Make the cards of a ballot: title, cost, lights, the agency's answer, how many arguments."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from civic.programme.queries import directory
from civic.proposals.queries import ReviewRow, reviews_of
from civic.proposals.rules import LIGHT_LABELS, Light
from civic.voting import queries
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
    """Be one item as the booth shows it; amount in NT$."""

    id: int
    number: int
    title: str
    facet: str
    facet_label: str
    amount: int
    lights: tuple[Lamp, ...]
    answer: str
    url: str
    link_text: str
    checked: bool
    given: int | None


def cards_of(round_id: int, marks: Marks) -> list[Card]:
    """Return the cards of a ballot by number, in three statements however long the ballot is."""
    rows = queries.list_ballot(round_id)
    ids = [row.proposal_id for row in rows]
    reviews = {review.proposal_id: review for review in _completed(reviews_of(ids))}
    arguments = queries.count_arguments(ids)
    return [_card(row, reviews.get(row.proposal_id), arguments.get(row.proposal_id, 0), marks) for row in rows]


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


def _card(row: BallotRow, review: ReviewRow | None, arguments: int, marks: Marks) -> Card:
    link = ngettext("%(num)s argument for or against", "%(num)s arguments for and against", arguments)
    facet = directory().facet(row.facet_code) if row.facet_code else None
    return Card(
        id=row.proposal_id,
        number=row.number,
        title=show_name(row),
        facet=row.facet_code,
        facet_label=show_name(facet),
        amount=row.cost,
        lights=_lamps(review) if review else (),
        answer=review.public_answer if review else "",
        url=url_for("proposals.show", proposal_id=row.proposal_id),
        link_text=link,
        checked=row.proposal_id in marks.items,
        given=_given(row.proposal_id, marks),
    )


def _lamps(review: ReviewRow) -> tuple[Lamp, ...]:
    judged = (
        (review.publicness, _("Public interest")),
        (review.legality, _("Legality")),
        (review.feasibility, _("Budget feasibility")),
    )
    return tuple(_lamp(light, name) for light, name in judged if light is not None)


def _lamp(light: Light, name: str) -> Lamp:
    return Lamp(light.value, _(LIGHT_LABELS[light]), name)


def _given(item: int, marks: Marks) -> int | None:
    """Return the points or the rank given to an item."""
    if item not in marks.items:
        return None
    place = marks.items.index(item)
    return marks.points[place] if marks.points else place + 1
