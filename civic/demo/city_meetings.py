"""Write the demo's meetings from their table, with what stood on their agendas."""

from collections.abc import Iterator

from civic.demo.city_needs import due_day
from civic.demo.city_rounds import OFFICE
from civic.demo.scripts import Act
from civic.demo.scripts_later import ActionScript, AgendaScript, MeetingScript
from civic.demo.tables import Row, Time, rows
from civic.governance.rules import ActionState, MeetingKind, Outcome

AGENDAS = {
    "1": ("26", "17"),
    "2": ("3", "11", "27"),
    "3": ("36",),
    "4": ("6", "14", "37"),
    "6": ("6", "26", "14", "37"),
    "7": ("37",),
    "8": ("6", "26", "14", "37"),
    "10": ("3", "11", "27", "17", "36"),
}
"""The proposals behind the needs on each meeting's agenda; the fifth meeting only spoke of where to measure."""

FUNDING = {"26": "replotting_fund"}
MAINTENANCE = {
    "6": "大地工程處維護儀器，消防局辦理年度演練",
    "26": "新建工程處維護鋪面，學校協助導護",
    "14": "水利工程處維護感測設備，里辦公處回報異常",
    "37": "停車管理工程處維護標線，消防局辦理演練",
}
ACTION_OF = {"2": "p3", "4": "p6"}
ACTIONS_BY_DECISION = frozenset({"7", "8"})
"""Here a conclusion itself makes the action item."""

CHANGED = {"錄案提案5案": "錄案提案4案"}
"""The table speaks of five items; four stand in its own agencies' file with a place in the order."""


def list_meetings(time: Time) -> Iterator[MeetingScript]:
    """Yield the ten meetings, eight held and two to come."""
    for row in rows("meetings"):
        yield _meeting(time, row)


def _meeting(time: Time, row: Row) -> MeetingScript:
    day = int(row["day_offset"])
    return MeetingScript(
        key=f"m{row['id']}",
        kind=MeetingKind(row["meeting_type"]),
        title=row["title_zh"],
        convener=row["convening_agency"],
        at=time.at(day, row["start"]),
        venue=row["venue_zh"],
        chair=row["chair_title_zh"],
        called=Act(time.at(min(day - 7, -2), "09:00"), OFFICE),
        facet=(row["facet"] or None) if row["meeting_type"] == "working" else None,
        attendees="、".join(row["attendees_zh"].split(";")),
        minutes=_minutes(row),
        agenda=tuple(_item(time, row, proposal_id) for proposal_id in AGENDAS.get(row["id"], ())),
        actions=tuple(_actions(time, row)),
    )


def _minutes(row: Row) -> str:
    text = row["decision_zh"]
    for before, after in CHANGED.items():
        text = text.replace(before, after)
    return text


def _item(time: Time, row: Row, proposal_id: str) -> AgendaScript:
    key, kind = f"p{proposal_id}", MeetingKind(row["meeting_type"])
    if not row["decision_zh"]:
        return AgendaScript(key)
    if kind in (MeetingKind.COORDINATION, MeetingKind.ADHOC):
        return _conclusion(time, row, proposal_id)
    return AgendaScript(key, Outcome.REPORT_UP, _minutes(row))


def _conclusion(time: Time, row: Row, proposal_id: str) -> AgendaScript:
    """Return a conclusion: the ad hoc meeting gave its agency a task, the coordination meeting assigned all."""
    proposal = next(each for each in rows("proposals") if each["id"] == proposal_id)
    agency, task, day, _ = row["action_item"].split("|")
    named = row["meeting_type"] == MeetingKind.ADHOC or proposal_id == "6"
    return AgendaScript(
        proposal=f"p{proposal_id}",
        outcome=Outcome.CONCLUDE,
        reason=_minutes(row),
        agency=agency if named else proposal["lead_agency"],
        due_on=time.day(int(day)) if named else due_day(time, proposal),
        funding=FUNDING.get(proposal_id, "agency_budget"),
        maintenance=MAINTENANCE[proposal_id],
        action=task if named else "納入施政計畫並回報辦理情形",
    )


def _actions(time: Time, row: Row) -> Iterator[ActionScript]:
    """Yield the action item of a table row; one that is overdue is open and past its day."""
    if not row["action_item"] or row["id"] in ACTIONS_BY_DECISION:
        return
    agency, task, day, state = row["action_item"].split("|")
    known = ActionState.OPEN if state == "overdue" else ActionState(state)
    yield ActionScript(agency, task, time.day(int(day)), known, ACTION_OF.get(row["id"], ""))
