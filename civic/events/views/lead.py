"""Lead all tables of an event: codes, rounds, who is silent, one message to all, the wall of the hall."""

from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civic.access.permissions import Permission
from civic.events import queries, rules, service, tablet_rules
from civic.events.forms import MessageForm, StartForm
from civic.events.models import Event
from civic.events.rows import TableActivity
from civic.events.rules import NoteKind
from civic.events.tablet_board import Board, BoardRound, round_at
from civic.events.views.cards import note_card, title_of
from civic.events.views.public import bp
from civic.kit.clock import from_milliseconds, local, milliseconds, now
from civic.kit.errors import Missing
from civic.kit.qr import qr_code
from civic.web.application import house
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page, query_int

TOP = 6


@dataclass(frozen=True)
class RoundItem:
    """Be one round as a station of the line."""

    number: int
    title: str
    when: str
    state: str


@dataclass(frozen=True)
class TableItem:
    """Be one table as the lead sees it: `signs` are words with a tone."""

    number: int
    notes: int
    dots: int
    heard: datetime | None
    signs: tuple[tuple[str, str], ...]
    closed: bool
    has_code: bool


@bp.get("/<int:event_id>/lead")
@requires(Permission.LEAD_TABLES)
def lead(event_id: int) -> ResponseReturnValue:
    """Show the clock, every table and what the lead can do."""
    return _lead(_event(event_id), StartForm(formdata=None), MessageForm(formdata=None))


@bp.post("/<int:event_id>/rounds/start")
@requires(Permission.LEAD_TABLES)
def start_round(event_id: int) -> ResponseReturnValue:
    """Start a round at all tables."""
    event, form = _event(event_id), StartForm()
    if not form.validate():
        return _lead(event, form, MessageForm(formdata=None), 422)
    number = form.number.data or 1
    service.start_round(current_actor(), event, number, form.minutes.data or 0, form.pause.data or 0, now())
    return done(_("Round %(number)s runs at all tables.", number=number), url_for(".lead", event_id=event.id))


@bp.post("/<int:event_id>/rounds/stop")
@requires(Permission.LEAD_TABLES)
def stop_round(event_id: int) -> ResponseReturnValue:
    """Stop the round that runs."""
    event, instant = _event(event_id), now()
    number = round_at(queries.load_lead(event.id).rounds, milliseconds(instant))
    service.stop_round(current_actor(), event, number, instant)
    return done(_("Round %(number)s is stopped.", number=number), url_for(".lead", event_id=event.id))


@bp.post("/<int:event_id>/message")
@requires(Permission.LEAD_TABLES)
def say(event_id: int) -> ResponseReturnValue:
    """Tell all tables one thing, or take the message away."""
    event, form = _event(event_id), MessageForm()
    if not form.validate():
        return _lead(event, StartForm(formdata=None), form, 422)
    service.say(current_actor(), event, form.text.data or "", now())
    return done(_("All tables see it with their next sync."), url_for(".lead", event_id=event.id))


@bp.post("/<int:event_id>/tables/<int:number>/reopen")
@requires(Permission.LEAD_TABLES)
def reopen_table(event_id: int, number: int) -> ResponseReturnValue:
    """Open a closed table again."""
    event = _event(event_id)
    service.reopen_table(current_actor(), event, number, now())
    return done(_("Table %(number)s is open again.", number=number), url_for(".lead", event_id=event.id))


@bp.post("/<int:event_id>/codes")
@requires(Permission.LEAD_TABLES)
def issue_codes(event_id: int) -> ResponseReturnValue:
    """Issue codes for all tables or one, and show them once as cards to print."""
    event = _event(event_id)
    number = request.form.get("table", "")
    one = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else None
    issued = service.issue_codes(current_actor(), event, now(), one)
    address = house().settings.base_url.rstrip("/") + url_for("tablet.door")
    cards = [(each, f"{each.code[:3]} {each.code[3:]}", qr_code(f"{address}#{each.code}")) for each in issued]
    return page("events/codes.html", event=event, title=title_of(event), cards=cards, address=address)


@bp.get("/<int:event_id>/projector")
@requires(Permission.LEAD_TABLES)
def projector(event_id: int) -> ResponseReturnValue:
    """Show clock, question and what the tables found, large enough for the last row; no personal data."""
    event, instant = _event(event_id), now()
    rows = queries.list_notes(event.id)
    board = queries.load_lead(event.id)
    number = round_at(board.rounds, milliseconds(instant))
    ripe = [row for row in rows if row.kind is NoteKind.CONSENSUS]
    chosen = ripe or [row for row in rows if row.round_no == number]
    best = sorted(chosen, key=lambda row: (-row.dots, row.id))[:TOP]
    return page(
        "events/projector.html",
        event=event,
        title=title_of(event),
        board=board,
        running=_running(board, instant),
        now=milliseconds(instant),
        items=_stations(event, board, instant),
        notes=[(row, note_card(row, [])) for row in best],
        ripe=bool(ripe),
        count=len(rows),
    )


def _event(event_id: int) -> Event:
    event = queries.get_managed(current_actor(), event_id, Permission.LEAD_TABLES)
    if not event.tables:
        raise Missing
    return event


def _lead(event: Event, start: StartForm, message: MessageForm, status: int = 200) -> ResponseReturnValue:
    instant = now()
    board = queries.load_lead(event.id)
    running = _running(board, instant)
    if not start.is_submitted():
        start.number.data = query_int("round") or _next(event, board, instant)
        start.minutes.data, start.pause.data = event.round_minutes or 25, 5
    return page(
        "events/lead.html",
        status=status,
        event=event,
        title=title_of(event),
        board=board,
        running=running,
        now=milliseconds(instant),
        items=_stations(event, board, instant),
        tables=[_table_item(each, instant) for each in queries.list_activity(event.id)],
        start=start,
        message=message,
        why_not=rules.why_not_note(event, False, instant),
        why_no_codes=tablet_rules.why_not_issue(event, instant),
    )


def _running(board: Board, instant: datetime) -> BoardRound | None:
    """Return the round that runs now."""
    at = milliseconds(instant)
    return next((each for each in board.rounds.values() if each.starts <= at < each.ends), None)


def _next(event: Event, board: Board, instant: datetime) -> int:
    begun = [each.number for each in board.rounds.values() if each.starts <= milliseconds(instant)]
    return min(max(begun, default=0) + 1, max(event.rounds, 1))


def _stations(event: Event, board: Board, instant: datetime) -> list[RoundItem]:
    at, items = milliseconds(instant), []
    for number in range(1, max([event.rounds, *board.rounds, 1]) + 1):
        held = board.rounds.get(number)
        state = "todo" if held is None or at < held.starts else "now" if at < held.ends else "done"
        when = f"{_clock(held.starts)}–{_clock(held.ends)}" if held else ""
        items.append(RoundItem(number, _("Round %(number)s", number=number), when, state))
    return items


def _clock(count: int) -> str:
    return local(from_milliseconds(count)).strftime("%H:%M")


def _table_item(each: TableActivity, instant: datetime) -> TableItem:
    signs = []
    if each.closed:
        signs.append((_("Table closed"), "ok"))
    elif tablet_rules.is_silent(each.heard_at, instant):
        signs.append((_("Silent for 5 minutes"), "wait"))
    else:
        signs.append((_("Writing notes"), "info"))
    if not each.closed and tablet_rules.is_gone(each.seen_at, instant):
        signs.append((_("No tablet in touch"), "wait" if each.seen_at else "quiet"))
    return TableItem(each.number, each.notes, each.dots, each.heard_at, tuple(signs), each.closed, each.has_code)
