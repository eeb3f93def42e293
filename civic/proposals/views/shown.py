"""Turn proposals into what templates show: cards, stations, lights."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import render_template, url_for
from flask_babel import gettext as _

from civic.kit.errors import Missing
from civic.kit.markup import stored
from civic.kit.text import N_
from civic.programme.queries import Directory, directory
from civic.proposals.facts import PageRow
from civic.proposals.listing import CardRow, Filters, ProposalRow
from civic.proposals.models import Proposal
from civic.proposals.queries import ArgumentRow, ChangeRow, ReviewRow, list_public
from civic.proposals.rules import LIGHT_LABELS, LIGHT_NAMES, STATE_LABELS, Side, State
from civic.web.filters import show_datetime, show_name, translated
from civic.web.locale import code, is_chinese

TONES = {
    State.RETURNED: "wait",
    State.ON_BALLOT: "act",
    State.VOTING: "act",
    State.ADOPTED: "ok",
    State.IN_INVENTORY: "ok",
    State.BELOW_THRESHOLD: "quiet",
    State.INFEASIBLE: "no",
    State.DRAFT: "quiet",
    State.WITHDRAWN: "quiet",
    State.MERGED: "quiet",
}

ROLE_WORDS = {
    "office": N_("Programme office"),
    "agency": N_("Agency"),
    "moderator": N_("District office"),
    "facilitator": N_("Facilitator"),
    "registered": N_("Resident"),
    "system": N_("System"),
}


@dataclass(frozen=True)
class Card:
    """Be one proposal on a list."""

    title: str
    url: str
    facet: str
    facet_label: str
    place: str
    amount: int | None
    case_number: str
    status: str
    status_tone: str
    summary: str


@dataclass(frozen=True)
class Station:
    """Be one hop of the public history."""

    title: str
    when: str
    actor: str
    reason: str
    tone: str
    url: str = ""
    todo: bool = False


@dataclass(frozen=True)
class LightShown:
    """Be one light with its name and verdict."""

    level: str
    label: str
    name: str


@dataclass(frozen=True)
class ArgumentShown:
    """Be one argument with its safe HTML."""

    id: int
    html: str
    at: datetime


@dataclass(frozen=True)
class Cell:
    """Be one column of a table."""

    label: str
    num: bool = False


@dataclass(frozen=True)
class Line:
    """Be one row of a table; `url` links its first cell."""

    cells: tuple[str, ...]
    url: str


def title_of(item: Proposal | PageRow | ProposalRow | CardRow) -> str:
    """Return the title in the reader's language, as written when there is no other."""
    return item.title if is_chinese() or not item.title_en else item.title_en


def status_of(state: State) -> str:
    """Return a state in words."""
    return str(_(STATE_LABELS[state]))


def tone_of(state: State) -> str:
    """Return the tone of a state's tag."""
    return TONES.get(state, "info")


def place_of(item: Proposal | PageRow | ProposalRow | CardRow, names: Directory) -> str:
    """Return district, village and place, from large to small."""
    village = show_name(names.village(item.village_code)) if item.village_code else ""
    return " ".join(part for part in (show_name(names.district(item.district_code)), village, item.place) if part)


def facet_label(code: str | None, names: Directory) -> str:
    """Return a facet's name, or that it is still open."""
    try:
        return show_name(names.facet(code or ""))
    except Missing:
        return str(_("Facet still open"))


def cards(rows: Iterable[ProposalRow | CardRow]) -> list[Card]:
    """Return the cards of a list."""
    names, language = directory(), code()
    return [_card(row, names, language) for row in rows]


def cards_panel(rows: list[CardRow]) -> str:
    """Render cards for another page's slot."""
    return render_template("proposals/_cards.html", cards=cards(rows))


def district_panel(district_code: str) -> str:
    """Return the newest proposals of a district under a heading."""
    rows = list_public(Filters(district=district_code), limit=3)
    return render_template("proposals/district_panel.html", cards=cards(rows), district_code=district_code)


def stations(changes: Iterable[ChangeRow]) -> list[Station]:
    """Return the public history as stations, signed by roles."""
    return [
        Station(
            title=status_of(change.after),
            when=show_datetime(change.at),
            actor=_(ROLE_WORDS.get(change.actor_role, "Resident")),
            reason=translated(change.reason) if change.reason else "",
            tone=tone_of(change.after),
        )
        for change in changes
    ]


def lights_of(review: ReviewRow) -> list[LightShown]:
    """Return the three lights of a review, none before it is completed."""
    given = ((name, getattr(review, name)) for name in LIGHT_NAMES)
    return [LightShown(light.value, _(LIGHT_LABELS[light]), _(LIGHT_NAMES[name])) for name, light in given if light]


def side_of(rows: Iterable[ArgumentRow], side: Side) -> list[ArgumentShown]:
    """Return the arguments of one side."""
    return [ArgumentShown(row.id, stored(row.body_html), row.at) for row in rows if row.side is side]


def total_of(rows: Iterable[ArgumentRow], side: Side) -> int:
    """Return how many arguments one side has, those not shown included."""
    return next((row.total for row in rows if row.side is side), 0)


def lines(rows: Iterable[ProposalRow], endpoint: str) -> list[Line]:
    """Return table rows of a queue: case, title, district, submitted, status."""
    names = directory()
    return [
        Line(
            cells=(
                f"{row.case_no or ''} {title_of(row)}".strip(),
                show_name(names.district(row.district_code)),
                facet_label(row.facet_code, names),
                show_datetime(row.submitted_at or row.updated_at),
                status_of(row.state),
            ),
            url=url_for(endpoint, proposal_id=row.id),
        )
        for row in rows
    ]


def columns() -> list[Cell]:
    """Return the headings of `lines`."""
    return [Cell(text) for text in (_("Proposal"), _("District"), _("Facet"), _("Submitted"), _("Status"))]


@lru_cache(maxsize=2000)
def _card(row: ProposalRow | CardRow, names: Directory, _language: str) -> Card:
    """Make a row's card once a language: every reader of a list gets the same ones."""
    return Card(
        title=title_of(row),
        url=url_for("proposals.show", proposal_id=row.id),
        facet=row.facet_code or "none",
        facet_label=facet_label(row.facet_code, names),
        place=place_of(row, names),
        amount=row.cost,
        case_number=row.case_no or "",
        status=status_of(row.state),
        status_tone=tone_of(row.state),
        summary=_("Seconded by %(number)s", number=f"{row.support_count:,}") if row.support_count else "",
    )
