"""Read the forms that plan an event: its facts, the rule for its seats, a series, and why it is called off."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, Field, SelectMultipleField, StringField
from wtforms.fields.choices import RadioField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from civic.access.actor import Actor
from civic.events import queries
from civic.events.admission import ADMISSION_LABELS, Admission, AdmissionPlan, Quota, QuotaKind
from civic.events.features import FEATURE_LABELS, Feature
from civic.events.forms import named_choices, village_choices
from civic.events.inputs import EventInput, SeriesInput
from civic.events.models import Event
from civic.events.queries import list_series
from civic.events.records import EventSeries
from civic.events.rules import MAX_CAPACITY, MAX_TABLES
from civic.kit.clock import TAIPEI, local
from civic.kit.text import N_
from civic.programme import queries as programme
from civic.programme.ages import AGE_LABELS
from civic.programme.sectors import SECTOR_LABELS
from civic.web import locale
from civic.web.forms import (
    MISSING,
    Form,
    MoneyField,
    RocDateField,
    choice_field,
    long_field,
    number_field,
    text_field,
)

TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
QUOTA_LINE = re.compile(r"(.+?)[\s:：=、,，]*(\d{1,5})")
USUAL_OFFER = 24
KIND_LABELS = {
    QuotaKind.SECTOR: N_("Sector"),
    QuotaKind.VILLAGE: N_("Village"),
    QuotaKind.AGE: N_("Age"),
}


def _boxes(label: str) -> SelectMultipleField:
    return SelectMultipleField(label, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))


class EventForm(Form):
    """Plan an event."""

    type_code = choice_field(lazy_gettext("Type of event"))
    district = choice_field(lazy_gettext("District"))
    organiser = choice_field(lazy_gettext("Organiser"))
    title = text_field(lazy_gettext("Title of the event"), 120)
    title_en = text_field(lazy_gettext("Title in English"), 200, required=False)
    description = long_field(lazy_gettext("What is it about?"), 4000, required=False)
    village = choice_field(lazy_gettext("Village"), required=False)
    venue = text_field(lazy_gettext("Venue"), 200)
    address = text_field(lazy_gettext("Address and way there"), 200, required=False)
    day = RocDateField(lazy_gettext("Day of the event"), [InputRequired(MISSING)])
    starts = text_field(lazy_gettext("Starts at"), 5, help=lazy_gettext("Time of day, for example 14:00"))
    ends = text_field(lazy_gettext("Ends at"), 5, help=lazy_gettext("Time of day, for example 17:00"))
    capacity = number_field(lazy_gettext("Number of places"), 1, MAX_CAPACITY)
    tables = number_field(lazy_gettext("Number of tables"), 0, MAX_TABLES)
    seats_per_table = number_field(lazy_gettext("Seats at each table"), 0, 100)
    rounds = number_field(lazy_gettext("Number of rounds"), 0, 20)
    round_minutes = number_field(lazy_gettext("Minutes a round"), 0, 240)
    question = text_field(lazy_gettext("Question at the tables"), 200, required=False)
    languages = text_field(lazy_gettext("Other languages"), 120, required=False)
    features = _boxes(lazy_gettext("Languages, services and access"))
    facets = _boxes(lazy_gettext("Facets"))
    series = choice_field(lazy_gettext("Part of a series"), required=False)
    cost = MoneyField(lazy_gettext("Cost of the event"))
    admission = RadioField(lazy_gettext("How are seats given?"))
    offer_hours = number_field(lazy_gettext("Hours in which an offered seat must be confirmed"), 1, 168, required=False)
    draw_day = RocDateField(lazy_gettext("Day of the draw"))
    draw_time = text_field(lazy_gettext("Time of the draw"), 5, required=False)
    quota_kind = choice_field(lazy_gettext("Seats are kept by"), required=False)
    quotas = long_field(
        lazy_gettext("Seats kept, one group on a line"),
        2000,
        required=False,
        help=lazy_gettext("For example: Academia 6"),
    )
    ask_age = BooleanField(lazy_gettext("Ask for the age band"))

    def prepare(self, actor: Actor) -> "EventForm":
        """Fill in the choices: the districts this actor works for, all if the whole city."""
        known = programme.directory()
        own = queries.districts_managed_by(actor)
        self.type_code.choices = named_choices(queries.list_event_types())
        self.district.choices = named_choices(d for d in programme.list_districts() if not own or d.code in own)
        self.organiser.choices = named_choices(known.agencies)
        self.facets.choices = named_choices(known.facets)
        self.village.choices = village_choices()
        self.features.choices = [(feature.value, _(label)) for feature, label in FEATURE_LABELS.items()]
        self.series.choices = [("", _("No series")), *((str(s.id), _title_of(s)) for s in list_series(actor))]
        self.admission.choices = [(rule.value, _(label)) for rule, label in ADMISSION_LABELS.items()]
        self.admission.data = self.admission.data or Admission.FIRST_COME.value
        self.quota_kind.choices = [(kind.value, _(label)) for kind, label in KIND_LABELS.items()]
        if self.offer_hours.data is None and not self.is_submitted():
            self.offer_hours.data = USUAL_OFFER
        return self

    def fill_from(self, event: Event) -> "EventForm":
        """Show an event as it stands."""
        begins, ends = local(event.starts_at), local(event.ends_at)
        self.type_code.data, self.district.data = event.type_code, event.district_code
        self.organiser.data, self.village.data = event.organiser_code, event.village_code or ""
        self.title.data, self.title_en.data = event.title, event.title_en
        self.description.data, self.question.data = event.description, event.question
        self.venue.data, self.address.data = event.venue, event.address
        self.day.data = begins.date()  # type: ignore[assignment]
        self.starts.data, self.ends.data = f"{begins:%H:%M}", f"{ends:%H:%M}"
        self.capacity.data, self.tables.data = event.capacity, event.tables
        self.seats_per_table.data, self.rounds.data = event.seats_per_table, event.rounds
        self.round_minutes.data, self.languages.data = event.round_minutes, event.languages
        self.series.data = str(event.series_id or "")
        self.cost.data = event.cost  # type: ignore[assignment]
        self.ask_age.data = event.ask_age
        self.features.data = [feature.value for feature in queries.features_of(event.id)]
        self.facets.data = queries.facets_of(event.id)
        return self

    def validate_village(self, field: Field) -> None:
        """Ask for a village of the district chosen."""
        if field.data and not field.data.startswith(self.district.data or ""):
            raise ValidationError(_("Choose a village of the district you chose."))

    def validate_draw_time(self, field: Field) -> None:
        """Refuse what is no time of day."""
        if field.data:
            clock_time(field.data)

    def validate_draw_day(self, field: Field) -> None:
        """Ask for the day of the draw where there is one."""
        if self.admission.data == Admission.LOTTERY.value and not field.data:
            raise ValidationError(str(MISSING))

    def validate_quotas(self, field: Field) -> None:
        """Refuse a line that names no group of the kind chosen, or no number."""
        if self.admission.data == Admission.QUOTA.value:
            self._kept()

    def validate_starts(self, field: Field) -> None:
        """Refuse what is no time of day."""
        clock_time(field.data)

    def validate_ends(self, field: Field) -> None:
        """Refuse what is no time of day, or not after the start."""
        end = clock_time(field.data)
        begin = TIME.fullmatch(self.starts.data or "")
        if begin and end <= time(int(begin[1]), int(begin[2])):
            raise ValidationError(_("The end must be after the start."))

    def plan(self) -> EventInput:
        """Return the plan with times in UTC."""
        return EventInput(
            type_code=self.type_code.data,
            district_code=self.district.data,
            organiser_code=self.organiser.data,
            title=self.title.data or "",
            title_en=self.title_en.data or "",
            description=self.description.data or "",
            venue=self.venue.data or "",
            starts_at=self._instant(self.starts),
            ends_at=self._instant(self.ends),
            capacity=self.capacity.data or 0,
            tables=self.tables.data or 0,
            seats_per_table=self.seats_per_table.data or 0,
            rounds=self.rounds.data or 0,
            round_minutes=self.round_minutes.data or 0,
            question=self.question.data or "",
            languages=self.languages.data or "",
            facets=tuple(self.facets.data or ()),
            village_code=self.village.data or None,
            address=self.address.data or "",
            features=tuple(Feature(code) for code in self.features.data or ()),
            series_id=int(self.series.data) if self.series.data else None,
            admission=self._admission(),
            ask_age=bool(self.ask_age.data),
            cost=self.cost.data if isinstance(self.cost.data, int) else None,
        )

    def plan_of(self, event: Event) -> EventInput:
        """Return the changed plan of an event: its place on the map stays, the rule for its seats stays."""
        moved = self.village.data != (event.village_code or "")
        return replace(
            self.plan(), lat=None if moved else event.lat, lng=None if moved else event.lng, admission=AdmissionPlan()
        )

    def _admission(self) -> AdmissionPlan:
        rule = Admission(self.admission.data or Admission.FIRST_COME.value)
        day: object = self.draw_day.data
        at = clock_time(self.draw_time.data or "12:00")
        drawn = rule is Admission.LOTTERY and isinstance(day, date)
        kept = rule is Admission.QUOTA
        return AdmissionPlan(
            admission=rule,
            offer_hours=self.offer_hours.data or USUAL_OFFER,
            draw_at=datetime.combine(day, at, TAIPEI).astimezone(UTC) if drawn else None,  # type: ignore[arg-type]
            quotas=self._kept() if kept else (),
        )

    def _kept(self) -> tuple[Quota, ...]:
        return read_quotas(self.quota_kind.data, self.quotas.data or "", self.district.data or "")

    def _instant(self, field: StringField) -> datetime:
        day: object = self.day.data
        if not isinstance(day, date):
            raise ValueError("the day was not validated")
        return datetime.combine(day, clock_time(field.data), TAIPEI).astimezone(UTC)


class SeriesForm(Form):
    """Begin a series."""

    district = choice_field(lazy_gettext("District"))
    title = text_field(lazy_gettext("Title of the series"), 120)
    title_en = text_field(lazy_gettext("Title in English"), 200, required=False)
    description = long_field(lazy_gettext("What is it about?"), 4000, required=False)

    def prepare(self, actor: Actor) -> "SeriesForm":
        """Fill in the districts this actor works for."""
        own = queries.districts_managed_by(actor)
        self.district.choices = named_choices(d for d in programme.list_districts() if not own or d.code in own)
        return self

    def plan(self) -> SeriesInput:
        """Return what was written."""
        return SeriesInput(
            self.district.data, self.title.data or "", self.title_en.data or "", self.description.data or ""
        )


class CallOffForm(Form):
    """Say why an event is called off."""

    reason = text_field(lazy_gettext("Why is the event called off?"), 300)


def read_quotas(kind: str | None, text: str, district_code: str) -> tuple[Quota, ...]:
    """Read lines such as "Academia 6" into seats kept; ValidationError names the line that cannot be read."""
    by = QuotaKind(kind) if kind else QuotaKind.SECTOR
    groups = _groups(by, district_code)
    kept: dict[str, int] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found = QUOTA_LINE.fullmatch(line)
        code = groups.get(found[1].strip()) if found else None
        if found is None or code is None or int(found[2]) < 1:
            raise ValidationError(_("This line names no group and number: %(line)s", line=line[:80]))
        kept[code] = int(found[2])
    return tuple(Quota(by, code, seats) for code, seats in kept.items())


def _title_of(series: EventSeries) -> str:
    return series.title if locale.is_chinese() or not series.title_en else series.title_en


def _groups(kind: QuotaKind, district_code: str) -> dict[str, str]:
    """Return the codes of the groups by every name they may be written with."""
    if kind is QuotaKind.VILLAGE:
        villages = programme.list_villages(district_code)
        return {name: v.code for v in villages for name in (v.name_zh, v.name_en, v.code)}
    labels = SECTOR_LABELS if kind is QuotaKind.SECTOR else AGE_LABELS
    return {name: code.value for code, label in labels.items() for name in (label, _(label), code.value)}


def clock_time(text: str | None) -> time:
    """Read a time of day such as 14:00; ValidationError otherwise."""
    found = TIME.fullmatch((text or "").strip())
    if found is None:
        raise ValidationError(_("Write the time like 14:00."))
    return time(int(found[1]), int(found[2]))
