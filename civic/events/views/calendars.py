"""Show events by month and on the map, and send them to people's calendars."""

import calendar as weeks
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import orjson
from flask import Response, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from civic.events import queries
from civic.events.rows import CharacterRow, EventRow
from civic.events.views.cards import EventCard, card_of, title_of
from civic.events.views.files import Listed, calendar
from civic.events.views.filters import address_of, chosen_filters, list_choices
from civic.events.views.public import bp
from civic.kit.clock import TAIPEI, local, now
from civic.kit.geo import Point, beside, spread
from civic.programme import queries as programme
from civic.programme.outlines import city_map
from civic.web import locale
from civic.web.filters import show_date, show_name
from civic.web.guard import public
from civic.web.pages import current_actor, page

BACK, AHEAD = timedelta(days=90), timedelta(days=400)
PIN = 14.0
"""Units of the drawing that two pins need side by side."""
LABEL = (28.0, 12.0)
"""Half the width and half the height a district's name needs free of pins."""

EARLIEST, LATEST = 2015, 2200


@dataclass(frozen=True)
class Day:
    """Be one day of the month's sheet."""

    number: int
    iso: str
    words: str
    here: bool
    today: bool
    events: tuple[EventCard, ...]


@dataclass(frozen=True)
class Shape:
    """Be one district on the map of events."""

    code: str
    name: str
    path: str
    x: float
    y: float
    active: bool
    current: bool
    url: str


@dataclass(frozen=True)
class Pin:
    """Be one event, or one thing of local character, on the map."""

    x: float
    y: float
    title: str
    url: str
    kind: str = ""


@bp.get("/calendar")
@public
def month() -> Response:
    """Show the events of one month as a sheet, and as a list on a phone."""
    instant = now()
    first = _month(request.args.get("month", ""), local(instant).date())
    following = (first + timedelta(days=32)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    chosen = chosen_filters()
    rows = queries.list_between(chosen, _midnight(first), _midnight(following))
    return page(
        "events/month.html",
        weeks=_weeks(first, rows, local(instant).date()),
        names=[format_date(date(2024, 1, day), "EEE") for day in range(1, 8)],
        heading=_heading(first),
        previous_url=_month_url(before),
        next_url=_month_url(following),
        month=f"{first:%Y-%m}",
        total=len(rows),
        chosen=chosen,
        choices=list_choices(),
    )


@bp.get("/map")
@public
def map_() -> Response:
    """Show where the coming events are: pins on the districts, and the equal list."""
    chosen, instant = chosen_filters(), now()
    rows = queries.list_between(chosen, instant - timedelta(days=1), instant + AHEAD)
    rows = [row for row in rows if row.ends_at >= instant]
    character = queries.list_character(chosen.district)
    pins = [*_pins(rows), *_character_pins(character)]
    return page(
        "events/map.html",
        shapes=_shapes(chosen.district, [(pin.x, pin.y) for pin in pins]),
        map_height=city_map().height,
        pins=pins,
        character=[(row, title_of(row.event)) for row in character],
        cards=[card_of(row) for row in rows],
        chosen=chosen,
        choices=list_choices(),
    )


@bp.get("/character.geojson")
@public
def character() -> Response:
    """Send what cafés called local character as points (RFC 7946, WGS 84); what has no point has no geometry."""
    features = [
        {
            "type": "Feature",
            "id": row.id,
            "geometry": None if row.lat is None else {"type": "Point", "coordinates": [row.lng, row.lat]},
            "properties": {
                "text": row.text,
                "place": row.place,
                "district": row.event.district_code,
                "minutes": url_for(".minutes", event_id=row.event.id, _external=True),
            },
        }
        for row in queries.list_character(chosen_filters().district)
    ]
    body = orjson.dumps({"type": "FeatureCollection", "features": features})
    return Response(body, content_type="application/geo+json")


@bp.get("/feed.ics")
@public
def feed() -> Response:
    """Send all events, or those of a district, type or facet, as a calendar to subscribe to."""
    instant, chosen = now(), chosen_filters()
    rows = queries.list_between(chosen, instant - BACK, instant + AHEAD)
    listed = [Listed(row, title_of(row), url_for(".show", event_id=row.id, _external=True)) for row in rows]
    place = show_name(programme.get_district(chosen.district)) if chosen.district and rows else ""
    name = _("Events: %(place)s", place=place) if place else _("Events")
    return Response(calendar(listed, instant, name), content_type="text/calendar; charset=utf-8")


@bp.get("/<int:event_id>/event.ics")
@public
def ics(event_id: int) -> Response:
    """Send one event as a calendar file."""
    event = queries.get_visible(current_actor(), event_id)
    url = url_for(".show", event_id=event.id, _external=True)
    response = Response(
        calendar([Listed(event, title_of(event), url)], now()), content_type="text/calendar; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="event-{event.id}.ics"'
    return response


def _month(text: str, today: date) -> date:
    """Return the first day of the month asked for, this month when it is none."""
    try:
        asked = datetime.strptime(text[:7], "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        return today.replace(day=1)
    return asked if EARLIEST <= asked.year < LATEST else today.replace(day=1)


def _heading(first: date) -> str:
    """Name the month as the reader counts years."""
    if not locale.is_chinese():
        return str(format_date(first, "MMMM yyyy"))
    return f"{show_date(first).split('年')[0]}年 {first.month} 月"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TAIPEI).astimezone(UTC)


def _month_url(first: date) -> str:
    return address_of("events.month", month=f"{first:%Y-%m}")


def _weeks(first: date, rows: list[EventRow], today: date) -> list[list[Day]]:
    by_day: dict[date, list[EventCard]] = {}
    for row in rows:
        by_day.setdefault(local(row.starts_at).date(), []).append(card_of(row))
    sheet = weeks.Calendar().monthdatescalendar(first.year, first.month)
    return [[_day(day, first, today, by_day) for day in week] for week in sheet]


def _day(day: date, first: date, today: date, by_day: dict[date, list[EventCard]]) -> Day:
    return Day(
        number=day.day,
        iso=day.isoformat(),
        words=format_date(day, "M/d EEE"),
        here=day.month == first.month,
        today=day == today,
        events=tuple(by_day.get(day, ())),
    )


def _shapes(current: str, pins: list[tuple[float, float]]) -> list[Shape]:
    """Return the districts, each with its name where no pin covers it."""
    active = {district.code: district for district in programme.list_districts()}
    drawn = [
        Shape(
            code=outline.code,
            name=show_name(active.get(outline.code)).removesuffix(" District"),
            path=outline.path,
            x=outline.x,
            y=beside((outline.x, outline.y), pins, LABEL),
            active=outline.code in active,
            current=outline.code == current,
            url=url_for(".map_", district=active[outline.code].slug) if outline.code in active else "",
        )
        for outline in city_map().outlines
    ]
    return sorted(drawn, key=lambda shape: not shape.active)


def _pins(rows: list[EventRow]) -> list[Pin]:
    """Put each event on the map, those of one place side by side."""
    places = spread((_place(row) for row in rows), PIN)
    return [
        Pin(x, y, title_of(row), url_for(".show", event_id=row.id)) for row, (x, y) in zip(rows, places, strict=True)
    ]


def _character_pins(rows: list[CharacterRow]) -> list[Pin]:
    """Put what has local character on the map, where the point is known; the list says the rest in words."""
    known = [(row, Point(row.lat, row.lng)) for row in rows if row.lat is not None and row.lng is not None]
    places = spread((city_map().place(point) for _row, point in known), PIN)
    return [
        Pin(x, y, f"{row.place}: {row.text}", f"#character-{row.id}", "character")
        for (row, _point), (x, y) in zip(known, places, strict=True)
    ]


def _place(row: EventRow) -> tuple[float, float]:
    """Return where an event is drawn: where it is, else in its village, else in its district."""
    known = programme.directory()
    if row.lat is not None and row.lng is not None:
        point = Point(row.lat, row.lng)
    else:
        place = known.village(row.village_code) if row.village_code else known.district(row.district.code)
        point = Point(place.lat, place.lng)
    return city_map().place(point)
