"""Turn meetings into what pages and other pages' panels show, in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import render_template, url_for
from flask_babel import gettext as _

from civic.governance import queries, rules
from civic.governance.models import ActionItem, Meeting
from civic.governance.queries import AgendaRow, MeetingRow, NeedMeeting
from civic.governance.rules import ACTION_LABELS, KIND_LABELS, OUTCOME_LABELS, ActionState
from civic.kit.clock import local, now
from civic.programme.queries import directory
from civic.web.filters import show_date, show_date_short, show_datetime, show_name, translated


@dataclass(frozen=True)
class MeetingShown:
    """Be one meeting as the list shows it."""

    title: str
    url: str
    kind: str
    when: str
    place: str
    items: int
    state: str
    tone: str


@dataclass(frozen=True)
class ItemShown:
    """Be one agenda item as the meeting's page shows it."""

    title: str
    url: str
    case_no: str
    outcome: str
    reason: str
    agency: str
    due: str
    funding: str
    decide_url: str


@dataclass(frozen=True)
class ActionShown:
    """Be one action item; late ones say so in a word."""

    id: int
    words: str
    state: str
    tone: str
    open: bool


@dataclass(frozen=True)
class DecisionShown:
    """Be one meeting's decision on a need's page."""

    title: str
    url: str
    when: str
    outcome: str
    reason: str


def meeting_shown(row: MeetingRow, moment: datetime, readable: bool) -> MeetingShown:
    """Return a meeting as the list shows it; its page is linked when the reader may open it."""
    late = rules.is_overdue(row.starts_at, row.published_at, moment)
    state, tone = (_("Minutes overdue"), "no") if late else (_("Meeting planned"), "info")
    if row.published_at is not None:
        state, tone = _("Minutes published"), "ok"
    return MeetingShown(
        title=row.title,
        url=url_for("governance.show", meeting_id=row.id) if readable else "",
        kind=translated(KIND_LABELS[row.kind]),
        when=show_datetime(row.starts_at),
        place=row.venue,
        items=row.items,
        state=state,
        tone=tone,
    )


def action_shown(item: ActionItem, today: date) -> ActionShown:
    """Return an action item as it stands today."""
    late = item.state is not ActionState.DONE and item.due_on < today
    agency = show_name(directory().agency(item.agency_code))
    return ActionShown(
        id=item.id,
        words=_("%(agency)s: %(text)s (by %(day)s)", agency=agency, text=item.text, day=show_date_short(item.due_on)),
        state=_("Overdue") if late else translated(ACTION_LABELS[item.state]),
        tone="no" if late else ("ok" if item.state is ActionState.DONE else "wait"),
        open=item.state is not ActionState.DONE,
    )


def item_shown(row: AgendaRow, meeting: Meeting) -> ItemShown:
    """Return an agenda item with its decision or the way to decide it."""
    item, city = row.item, directory()
    return ItemShown(
        title=row.title,
        url=url_for("needs.show", case_no=row.case_no),
        case_no=row.case_no,
        outcome=translated(OUTCOME_LABELS[item.outcome]) if item.outcome else "",
        reason=item.reason,
        agency=show_name(city.agency(item.assigned_code)) if item.assigned_code else "",
        due=show_date(item.due_on),
        funding=show_name(city.funding_source(item.funding_code)) if item.funding_code else "",
        decide_url=url_for("governance.decide", meeting_id=meeting.id, item_id=item.id) if item.outcome is None else "",
    )


def need_panel(need_id: int) -> str:
    """Return what meetings decided on a need, for the need's page."""
    decisions = [_decided(row) for row in queries.items_of_need(need_id)]
    return render_template("governance/need_panel.html", decisions=decisions) if decisions else ""


def _decided(row: NeedMeeting) -> DecisionShown:
    return DecisionShown(
        title=row.title,
        url=url_for("governance.show", meeting_id=row.meeting_id) if row.published_at else "",
        when=show_date(row.starts_at),
        outcome=translated(OUTCOME_LABELS[row.outcome]) if row.outcome else _("On the agenda"),
        reason=row.reason,
    )


def inbox_panel(codes: frozenset[str] | None) -> str:
    """Return the open action items of these agencies (None: all), for the inbox."""
    today = local(now()).date()
    actions = [action_shown(item, today) for item in queries.actions_of(codes)]
    return render_template("governance/inbox_panel.html", actions=actions) if actions else ""
