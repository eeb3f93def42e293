"""Answer "what if this project had had more votes, or cost less" by counting the announced ballots again."""

from dataclasses import dataclass

from flask import Response, request
from flask_babel import gettext as _

from civic.programme.queries import get_district, get_round
from civic.voting import insights, queries
from civic.voting.queries import ItemRow
from civic.voting.results import get_result
from civic.voting.views.blueprint import bp
from civic.voting.views.years import round_of
from civic.web.filters import show_money, show_name, show_number
from civic.web.guard import public
from civic.web.limits import limiter
from civic.web.pages import page

ASKING = "120 per minute"
MOST_DIGITS = 9


@dataclass(frozen=True)
class Answer:
    """Be the answer in one sentence, and what else would change."""

    text: str
    won: bool
    came: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """Be what was asked in the address; `wrong` when a number is none."""

    item: ItemRow | None
    votes: int
    cheaper: int
    wrong: bool


@bp.get("/results/<int:round_id>/what-if")
@public
@limiter.limit(ASKING)
def what_if(round_id: int) -> Response:
    """Show the form, and the answer when a project is asked about."""
    found, round_ = get_result(round_id), get_round(round_id)
    items = queries.list_item_results(round_id)
    asked = _asked(items, found.eligible)
    return page(
        "voting/what_if.html",
        status=422 if asked.wrong else 200,
        round=round_,
        district=get_district(round_.district_code),
        round_of=round_of,
        items=[(item.proposal_id, item.number, show_name(item)) for item in items],
        can_ask=insights.can_ask(round_id),
        asked=asked,
        answer=_answer(round_id, items, asked),
    )


def _asked(items: list[ItemRow], eligible: int) -> Asked:
    """Read the question; votes stay within the roll, what is saved within the cost."""
    chosen = next((item for item in items if str(item.proposal_id) == request.args.get("project")), None)
    votes, cheaper = _number("votes"), _number("cheaper")
    cost = chosen.cost if chosen else 0
    return Asked(chosen, min(votes or 0, eligible), min(cheaper or 0, cost), votes is None or cheaper is None)


def _number(name: str) -> int | None:
    """Read a whole number from the address: 0 when it is left out, None when it is none."""
    text = request.args.get(name, "").strip().replace(",", "")
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def _answer(round_id: int, items: list[ItemRow], asked: Asked) -> Answer | None:
    if asked.item is None or asked.wrong:
        return None
    answer = insights.what_if(round_id, asked.item.proposal_id, asked.votes, asked.cheaper)
    return Answer(
        text=_sentence(answer.selected, asked),
        won=answer.selected,
        came=_names(items, answer.gained),
        gone=_names(items, answer.lost),
    )


def _sentence(adopted: bool, asked: Asked) -> str:
    words = {"votes": show_number(asked.votes), "money": show_money(asked.cheaper), "project": show_name(asked.item)}
    if adopted:
        return str(_("With %(votes)s more votes and a cost %(money)s lower, “%(project)s” is adopted.", **words))
    return str(_("With %(votes)s more votes and a cost %(money)s lower, “%(project)s” is not adopted.", **words))


def _names(items: list[ItemRow], ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(show_name(item) for item in items if str(item.proposal_id) in ids)
