"""Write the demo's events from its tables: past ones with notes, coming ones with people registered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from civic.demo.city_rounds import OFFICE
from civic.demo.scripts import Act, BeginningScript, EventScript, NoteScript, PointScript, RegistrationScript
from civic.demo.tables import Row, Time, rows, split
from civic.events.admission import Admission
from civic.events.features import Feature
from civic.events.rules import EventState, NoteKind
from civic.programme.sectors import Sector

HELD_EARLIER = {"4": -216}
"""The Beitou workshop is held earlier than its table says, so that its note came before the vote that is over."""

KINDS = {
    "need": NoteKind.NEED,
    "idea": NoteKind.IDEA,
    "concern": NoteKind.CONCERN,
    "consensus": NoteKind.CONSENSUS,
    "question": NoteKind.ISSUE,
    "character": NoteKind.CHARACTER,
    "dissent": NoteKind.DISSENT,
}
MINUTES = timedelta(hours=4)
"""How long after its end the minutes of an event are published."""
COMING = {"8": 15, "9": 32, "10": 24, "11": 20, "13": 14}
"""How many have registered for each coming event; the Wufenpu café has 30 places, so some wait."""

SERIES = {
    "7": ("南港提案審議工作坊", "Nangang deliberation workshops"),
    "8": ("南港提案審議工作坊", "Nangang deliberation workshops"),
    "9": ("信義秋日共議", "Autumn talks in Xinyi"),
    "10": ("信義秋日共議", "Autumn talks in Xinyi"),
}
DRAWN = {"10": -2}
"""Where seats were drawn by lot, and the day of the draw."""

TO_DRAW = {"13": 14}
KEPT = {"11": {"academia": 30, "research": 20}}
FAMILIES = {"9": {4: 4}, "10": {2: 4, 5: 3, 8: 2, 11: 4, 14: 3}, "8": {3: 2}}
"""Which registrations are for several people."""

FEATURES = {
    "6": (Feature.CHILDCARE, Feature.SIGN_LANGUAGE),
    "8": (Feature.CAPTIONS, Feature.STEP_FREE),
    "9": (Feature.STEP_FREE, Feature.TOILET),
    "10": (Feature.PICTURES, Feature.CHILDCARE, Feature.STEP_FREE),
    "11": (Feature.CAPTIONS, Feature.LIFT, Feature.HEARING_LOOP),
    "13": (Feature.SIGN_LANGUAGE, Feature.STEP_FREE, Feature.LIFT),
}
SPOKEN = {"國語": Feature.MANDARIN, "臺語": Feature.TAIGI, "客語": Feature.HAKKA, "英語": Feature.ENGLISH}
COST_PER_SEAT = 1200

CAME = 16
FACILITATORS = ("facil_lead", "facil_t1", "facil_t2")
RESIDENTS = {"3": "resident_ws", "4": "resident_bt", "9": "resident_xy", "11": "resident_ws"}
SECTORS = tuple(Sector)


def list_events(time: Time) -> Iterator[EventScript]:
    """Yield the thirteen events, and a practice table that is open all day."""
    for row in rows("events"):
        yield _harvested(_event(time, row), row)
    yield _practice(time)


def _practice(time: Time) -> EventScript:
    """Return an event that is being held whenever the demo is looked at, so that a tablet can be tried."""
    return EventScript(
        key="practice",
        type="citizen_cafe",
        district="63000110",
        organiser="dol",
        title="練習場：桌長平板試用（整天）",
        title_en="Practice: try the table tablets (all day)",
        venue="士林區行政中心10樓",
        description="桌長與總主持人在這裡練習：產生桌碼、開啟平板、開始回合、朗讀並閉桌。內容皆為虛構。",
        starts=time.at(0, "00:05"),
        ends=time.at(0, "23:55"),
        capacity=24,
        planned=Act(time.at(-6, "09:00"), OFFICE),
        state=EventState.OPEN,
        lat=25.093,
        lng=121.5195,
        tables=4,
        seats_per_table=6,
        rounds=3,
        round_minutes=25,
        question="從捷運站走回家，哪裡最需要改善？",
        facets=("transport",),
        facilitators=FACILITATORS,
    )


def _event(time: Time, row: Row) -> EventScript:
    day = HELD_EARLIER.get(row["id"], int(row["day_offset"]))
    starts, state = time.at(day, row["start"]), EventState(row["status"])
    planned = time.at(min(day - 30, -5), "09:00")
    return EventScript(
        key=f"e{row['id']}",
        type=row["event_type"],
        district=row["district_code"],
        organiser=row["organiser"],
        title=row["title_zh"],
        venue=row["venue_zh"],
        starts=starts,
        ends=time.at(day, row["end"]),
        capacity=int(row["capacity"]),
        planned=Act(planned, OFFICE),
        state=state,
        title_en=row["title_en"],
        village=row["village_zh"],
        description=row["description_zh"],
        lat=float(row["lat"]),
        lng=float(row["lng"]),
        tables=int(row["tables"]),
        seats_per_table=int(row["seats_per_table"]),
        rounds=int(row["rounds"]),
        round_minutes=int(row["round_minutes"]),
        features=(*(SPOKEN[spoken] for spoken in split(row["languages"])), *FEATURES.get(row["id"], ())),
        series=SERIES.get(row["id"], ("", ""))[0],
        series_en=SERIES.get(row["id"], ("", ""))[1],
        admission=_rule(row["id"]),
        draw=time.at(DRAWN[row["id"]], "12:00") if row["id"] in DRAWN else _later(time, row["id"]),
        drawn=row["id"] in DRAWN,
        quotas=KEPT.get(row["id"], {}),
        cost=int(row["capacity"]) * COST_PER_SEAT,
        seated=time.at(-1, "10:00") if row["id"] == "8" else None,
        facets=split(row["facets"]),
        facilitators=FACILITATORS if int(row["tables"]) else (),
        registrations=tuple(_registrations(planned + timedelta(days=1), row, state)),
        notes=tuple(_notes(starts, row)),
    )


def _harvested(event: EventScript, row: Row) -> EventScript:
    """Add what the plenum gathered, the day of the minutes, and the needs that came of them."""
    told = event.state is EventState.COMPLETED and event.tables > 0
    return replace(
        event,
        points=tuple(_points(event.ends, row)),
        minutes=event.ends + MINUTES if told else None,
        needs=tuple(_needs(event.ends, row)),
    )


def _rule(number: str) -> Admission:
    if number in DRAWN or number in TO_DRAW:
        return Admission.LOTTERY
    return Admission.QUOTA if number in KEPT else Admission.FIRST_COME


def _later(time: Time, number: str) -> datetime | None:
    return time.at(TO_DRAW[number], "12:00") if number in TO_DRAW else None


def _registrations(at: datetime, row: Row, state: EventState) -> Iterator[RegistrationScript]:
    """Yield a resident with an account where there is one, then people the desk entered."""
    held = state is EventState.COMPLETED
    if row["id"] in RESIDENTS:
        yield RegistrationScript(at, person=RESIDENTS[row["id"]], attended=held)
    count = CAME if held else COMING.get(row["id"], 0)
    for number in range(1, count + 1):
        yield RegistrationScript(
            at,
            name=f"與會者{number:02d}",
            contact=f"0900-{int(row['id']):03d}-{number:03d}",
            sector=SECTORS[number // 3 % len(SECTORS)] if number % 3 == 0 else Sector.PUBLIC,
            people=FAMILIES.get(row["id"], {}).get(number, 1),
            village=row["village_zh"] if number % 4 else "",
            attended=held and number % 5 != 0,
            cancelled=at + timedelta(hours=5) if row["id"] == "9" and number == 7 else None,
        )


def _notes(starts: datetime, row: Row) -> Iterator[NoteScript]:
    for note in (*rows("table_notes"), *rows("added_notes")):
        if note["event_id"] == row["id"]:
            yield NoteScript(
                key=f"n{note['id']}",
                table=int(note["table_no"]),
                kind=KINDS[note["note_type"]],
                text=note["text_zh"],
                at=starts + timedelta(minutes=30 * int(note["round_no"])),
                round_no=int(note["round_no"]),
                question=note["question_zh"],
                dots=int(note["dots"]),
                place=note.get("place", ""),
                lat=float(note["lat"]) if note.get("lat") else None,
                lng=float(note["lng"]) if note.get("lng") else None,
            )


def _points(ends: datetime, row: Row) -> Iterator[PointScript]:
    """Yield what the plenum gathered right after the tables closed."""
    for number, point in enumerate(rows("plenum"), start=1):
        if point["event_id"] == row["id"]:
            at = ends + timedelta(minutes=number)
            yield PointScript(point["key"], KINDS[point["kind"]], point["text_zh"], at, split(point["notes"]))


def _needs(ends: datetime, row: Row) -> Iterator[BeginningScript]:
    """Yield the needs that the programme office entered from published minutes."""
    for point in rows("plenum"):
        if point["event_id"] == row["id"] and point["need_zh"]:
            at = ends + MINUTES + timedelta(days=3)
            yield BeginningScript(point["key"], at, OFFICE, point["need_zh"], point["facet"], point["place_zh"])
