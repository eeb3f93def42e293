"""Put rules, draws, features, attendance and the year's cost into words for the pages."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _

from civic.events import lottery, queries
from civic.events.admission import QuotaKind
from civic.events.features import FEATURE_LABELS, LANGUAGES, PLACE, SERVICES
from civic.events.models import Event
from civic.events.queries import Attendance, Count
from civic.events.records import EventDraw
from civic.kit.clock import TAIPEI, local
from civic.programme import queries as programme
from civic.programme.ages import AGE_LABELS, AgeBand
from civic.programme.sectors import SECTOR_LABELS, Sector
from civic.web.application import house
from civic.web.filters import show_name


@dataclass(frozen=True)
class Promise:
    """Be one group of what an event offers: languages, services, the place."""

    label: str
    words: str


PROGRAM = """import hashlib
h = lambda text: hashlib.sha256(text.encode()).hexdigest()
seed, numbers = "{seed}", "{entries}"
code = h(f"{{seed}}:{{numbers}}")
print(h(seed), sorted(numbers.split(","), key=lambda n: h(f"{{code}}:{{n}}")))"""
"""What repeats a draw in Python: its commitment, and the numbers in the order drawn."""


@dataclass(frozen=True)
class Proof:
    """Hold what a stranger needs to repeat a draw."""

    seed: str
    entries: str
    code: str
    tickets: tuple[tuple[int, int, str], ...]
    program: str


@dataclass(frozen=True)
class Budget:
    """Hold the year's cost of events against its ceiling, in NT$."""

    year: int
    spent: int
    ceiling: int

    @property
    def over(self) -> bool:
        """Tell whether the year's events cost more than the ceiling."""
        return self.spent > self.ceiling


@dataclass(frozen=True)
class AttendanceTable:
    """Be one table of the closing report."""

    caption: str
    rows: tuple[tuple[str, str], ...]


def feature_words(event_id: int) -> list[Promise]:
    """Say what an event offers, group by group."""
    held = queries.features_of(event_id)
    groups = ((_("Languages"), LANGUAGES), (_("Services"), SERVICES), (_("Access"), PLACE))
    return [
        Promise(label, _(", ").join(_(FEATURE_LABELS[each]) for each in group if each in held))
        for label, group in groups
        if held & set(group)
    ]


def proof_of(draw: EventDraw) -> Proof | None:
    """Return the draw with every ticket once it is held; nothing of the seed before."""
    if draw.drawn_at is None:
        return None
    numbers = [int(number) for number in draw.entries.split(",") if number]
    code = lottery.draw_code(draw.seed, numbers)
    drawn = lottery.draw(draw.seed, numbers)
    tickets = tuple((place, number, lottery.ticket(code, number)) for place, number in enumerate(drawn, start=1))
    program = PROGRAM.format(seed=draw.seed, entries=draw.entries)
    return Proof(draw.seed, draw.entries, code, tickets, program)


def quota_words(event_id: int) -> list[tuple[str, int]]:
    """Say for which groups seats are kept, and how many."""
    return [(group_name(quota.kind, quota.group), quota.seats) for quota in queries.list_quotas(event_id)]


def group_name(kind: QuotaKind, group: str) -> str:
    """Return a group's name in the reader's language."""
    if kind is QuotaKind.SECTOR:
        return str(_(SECTOR_LABELS[Sector(group)]))
    if kind is QuotaKind.AGE:
        return str(_(AGE_LABELS[AgeBand(group)]))
    return show_name(programme.directory().village(group))


def attendance_words(attended: Attendance) -> list[AttendanceTable]:
    """Name the groups of the closing report's tables."""
    tables = (
        (_("People by sector"), QuotaKind.SECTOR, attended.sectors),
        (_("People by village"), QuotaKind.VILLAGE, attended.villages),
        (_("People by age"), QuotaKind.AGE, attended.ages),
    )
    return [AttendanceTable(caption, _named(kind, counts)) for caption, kind, counts in tables if counts]


def budget_of(event: Event) -> Budget | None:
    """Return the cost of all events of an event's year against the ceiling, None where no ceiling is set."""
    ceiling = int(house().settings.event_ceiling)
    if not ceiling:
        return None
    year = local(event.starts_at).year
    since, until = (datetime(each, 1, 1, tzinfo=TAIPEI).astimezone(UTC) for each in (year, year + 1))
    return Budget(year, queries.spent_in_year(since, until), ceiling)


def _named(kind: QuotaKind, counts: tuple[Count, ...]) -> tuple[tuple[str, str], ...]:
    others = _("Elsewhere or not given")
    return tuple((group_name(kind, count.group) if count.group else others, count.shown) for count in counts)
