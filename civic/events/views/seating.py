"""Let the lead seat people at tables for every round, see why, and print the tables' cards."""

from dataclasses import dataclass
from itertools import groupby

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from civic.access.permissions import Permission
from civic.events import queries, seating, service
from civic.events.models import Event
from civic.events.queries import SeatRow
from civic.events.rules import HOLDS_SEAT
from civic.events.views.cards import title_of
from civic.events.views.public import bp
from civic.kit.clock import now
from civic.programme.sectors import SECTOR_LABELS, Sector
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page


@dataclass(frozen=True)
class Guest:
    """Be one party at a table: who, how many, from where, and why here."""

    name: str
    people: int
    sector: str
    is_host: bool
    why: str


@dataclass(frozen=True)
class Table:
    """Be one table in one round."""

    number: int
    people: int
    guests: tuple[Guest, ...]


@dataclass(frozen=True)
class Round:
    """Be one round of the plan."""

    number: int
    tables: tuple[Table, ...]


@bp.get("/<int:event_id>/seating")
@requires(Permission.SEE_ROSTER)
def seats(event_id: int) -> ResponseReturnValue:
    """Show the plan of tables and rounds, and the form that makes it."""
    actor = current_actor()
    event = queries.get_managed(actor, event_id, Permission.SEE_ROSTER)
    rows = queries.list_seats(actor, event)
    roster = [row for row in queries.list_roster(actor, event) if row.place in HOLDS_SEAT]
    seated = {row.registration_id for row in rows}
    plan = queries.find_plan(event.id)
    return page(
        "events/seating.html",
        event=event,
        title=title_of(event),
        roster=roster,
        plan=plan,
        rounds=_rounds(rows),
        repeats=seating.repeats(_by_round(rows), {row.registration_id: row.people for row in rows}),
        left=[row for row in roster if plan and row.id not in seated],
    )


@bp.post("/<int:event_id>/seating")
@requires(Permission.SEE_ROSTER)
def make_seats(event_id: int) -> ResponseReturnValue:
    """Make the plan anew: with the hosts ticked, and the seed given or a fresh one."""
    actor = current_actor()
    event = queries.get_managed(actor, event_id, Permission.SEE_ROSTER)
    hosts = frozenset(int(t) for t in request.form.getlist("host")[:200] if t.isascii() and t.isdigit() and len(t) < 10)
    seed = request.form.get("seed", "").strip()[:64]
    service.plan_seating(actor, event, hosts, now(), seed)
    return done(_("The tables are planned."), url_for(".seats", event_id=event.id))


@bp.get("/<int:event_id>/seating/cards")
@requires(Permission.SEE_ROSTER)
def table_cards(event_id: int) -> ResponseReturnValue:
    """Show one card a table to print: its number, its question, who sits there in each round."""
    actor = current_actor()
    event = queries.get_managed(actor, event_id, Permission.SEE_ROSTER)
    rounds = _rounds(queries.list_seats(actor, event))
    return page("events/table_cards.html", event=event, title=title_of(event), cards=_cards(event, rounds))


def _cards(event: Event, rounds: list[Round]) -> list[tuple[int, list[tuple[int, Table]]]]:
    return [
        (number, [(r.number, table) for r in rounds for table in r.tables if table.number == number])
        for number in range(1, event.tables + 1)
    ]


def _rounds(rows: list[SeatRow]) -> list[Round]:
    return [
        Round(number, tuple(_table(at, list(there)) for at, there in groupby(around, key=lambda row: row.table_no)))
        for number, around in groupby(rows, key=lambda row: row.round_no)
    ]


def _table(number: int, rows: list[SeatRow]) -> Table:
    guests = tuple(
        Guest(row.name, row.people, _(SECTOR_LABELS[Sector(row.sector)]), row.is_host, _why(row)) for row in rows
    )
    return Table(number, sum(row.people for row in rows), guests)


def _why(row: SeatRow) -> str:
    """Say what the choice of this table rests on."""
    if row.is_host:
        return str(_("hosts this table and stays"))
    parts = [ngettext("%(num)s of the same sector here", "%(num)s of the same sector here", row.same_sector)]
    if row.same_village:
        parts.append(
            ngettext("%(num)s of the same village here", "%(num)s of the same village here", row.same_village)
        )
    if row.round_no > 1:
        parts.append(ngettext("meets %(num)s person again", "meets %(num)s people again", row.met_before))
    if row.people > 1:
        parts.append(ngettext("%(num)s together", "%(num)s together", row.people))
    return str(_(", ")).join(parts)


def _by_round(rows: list[SeatRow]) -> list[dict[int, int]]:
    return [
        {row.registration_id: row.table_no for row in around} for _no, around in groupby(rows, key=lambda r: r.round_no)
    ]
