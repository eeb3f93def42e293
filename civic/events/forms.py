"""Read the forms of events: registration, the door, a table's notes, the plan of an event, a proposal."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, Field, HiddenField, SelectMultipleField, StringField
from wtforms.fields.choices import RadioField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from civic.access.actor import Actor
from civic.events import queries
from civic.events.inputs import CloseInput, EventInput, NoteInput, RegistrationInput
from civic.events.rules import MAX_CAPACITY, MAX_TABLES, NOTE_LABELS, NOTE_LENGTH, SECTOR_LABELS, NoteKind, Sector
from civic.events.tablet_board import MESSAGE_LENGTH, MOST_MINUTES, MOST_ROUNDS
from civic.kit.clock import TAIPEI
from civic.kit.ids import random_token
from civic.programme import queries as programme
from civic.programme.queries import Named
from civic.proposals.inputs import DraftInput
from civic.web import locale
from civic.web.forms import MISSING, Form, RocDateField, choice_field, long_field, number_field, text_field

TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class KindItem:
    """Be one kind of note to choose."""

    code: str
    label: str


class RegistrationForm(Form):
    """Ask only what a registration needs."""

    name = text_field(
        lazy_gettext("Name of the person"), 80, help=lazy_gettext("As you would like to be called at the door.")
    )
    contact = text_field(
        lazy_gettext("Mobile phone or e-mail"), 254, help=lazy_gettext("Only for news about this event.")
    )
    district = choice_field(lazy_gettext("District"), required=False)
    village = choice_field(lazy_gettext("Village"), required=False)
    sector = RadioField(lazy_gettext("I come from"), [InputRequired(MISSING)])
    access_needs = long_field(
        lazy_gettext("What do you need to take part?"),
        500,
        required=False,
        help=lazy_gettext("For example sign-language interpretation, a ramp, child care, or Taiwanese (Taigi)."),
    )
    photo_consent = BooleanField(lazy_gettext("I may be seen in photos of this event"))

    def prepare(self) -> "RegistrationForm":
        """Fill in the choices in the reader's language."""
        self.district.choices = [("", _("Not given")), *named_choices(programme.directory().districts)]
        self.village.choices = village_choices()
        self.sector.choices = [(sector.value, _(label)) for sector, label in SECTOR_LABELS.items()]
        self.sector.data = self.sector.data or Sector.PUBLIC.value
        return self

    def validate_village(self, field: Field) -> None:
        """Ask for a village of the district chosen."""
        if field.data and self.district.data and not field.data.startswith(self.district.data):
            raise ValidationError(_("Choose a village of the district you chose."))

    def entry(self) -> RegistrationInput:
        """Return what was written."""
        village = self.village.data or None
        return RegistrationInput(
            name=self.name.data or "",
            contact=self.contact.data or "",
            district_code=self.district.data or (village[:8] if village else None),
            village_code=village,
            sector=Sector(self.sector.data),
            access_needs=self.access_needs.data or "",
            photo_consent=bool(self.photo_consent.data),
        )


class DoorForm(Form):
    """Enter somebody at the door in a few seconds."""

    name = text_field(lazy_gettext("Name of the person"), 80)
    contact = text_field(
        lazy_gettext("Phone"), 254, required=False, help=lazy_gettext("Tells two people of one name apart.")
    )
    sector = choice_field(lazy_gettext("Sector"))

    def prepare(self) -> "DoorForm":
        """Fill in the choices in the reader's language."""
        self.sector.choices = [(sector.value, _(label)) for sector, label in SECTOR_LABELS.items()]
        if not self.is_submitted():
            self.sector.data = Sector.PUBLIC.value
        return self

    def entry(self) -> RegistrationInput:
        """Return what was written."""
        name, contact = self.name.data or "", self.contact.data or ""
        return RegistrationInput(name, contact, sector=Sector(self.sector.data))


class EditNoteForm(Form):
    """Change a note that was written."""

    kind = RadioField(lazy_gettext("Kind of note"), [InputRequired(MISSING)])
    text = long_field(lazy_gettext("Words on the note"), NOTE_LENGTH)
    base = HiddenField()

    @property
    def seen(self) -> int | None:
        """Return the revision of the note the person saw."""
        text = self.base.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def prepare(self) -> "EditNoteForm":
        """Fill in the kinds in the reader's language."""
        self.kind.choices = [(item.code, item.label) for item in self.kind_items]
        return self

    @property
    def kind_items(self) -> list[KindItem]:
        """Return the kinds as the tablet's buttons."""
        return [KindItem(kind.value, _(label)) for kind, label in NOTE_LABELS.items()]


class NoteForm(EditNoteForm):
    """Write or change one note; the hidden id makes sending twice harmless."""

    client_id = HiddenField(validators=[Length(min=1, max=40)])
    round_no = number_field(lazy_gettext("Table round"), 1, 99)

    def prepare(self) -> "NoteForm":
        """Fill in the kinds in the reader's language and a fresh id."""
        super().prepare()
        self.kind.data = self.kind.data or NoteKind.NEED.value
        self.client_id.data = self.client_id.data or random_token(16)
        return self

    def entry(self, table_no: int, question: str) -> NoteInput:
        """Return the note as written at a table."""
        return NoteInput(
            client_id=self.client_id.data or "",
            table_no=table_no,
            round_no=self.round_no.data or 1,
            kind=NoteKind(self.kind.data),
            text=self.text.data or "",
            question=question,
        )


class StartForm(Form):
    """Start a round at all tables; the later ones follow after the pause."""

    number = number_field(lazy_gettext("Table round"), 1, MOST_ROUNDS)
    minutes = number_field(lazy_gettext("Minutes a round"), 1, MOST_MINUTES)
    pause = number_field(lazy_gettext("Minutes between rounds"), 0, MOST_MINUTES)


class MessageForm(Form):
    """Tell all tables one thing."""

    text = text_field(
        lazy_gettext("Message to all tables"),
        MESSAGE_LENGTH,
        required=False,
        help=lazy_gettext("Send it empty to take the message away."),
    )


class CloseForm(Form):
    """Close a table: read aloud, and ask about dissent."""

    read_aloud = BooleanField(lazy_gettext("I read the consensus and the dissenting views aloud to the table"))
    dissent_none = BooleanField(lazy_gettext("I asked, and there was no dissenting view"))

    def entry(self) -> CloseInput:
        """Return what was ticked."""
        return CloseInput(bool(self.read_aloud.data), bool(self.dissent_none.data))


class ProposalForm(Form):
    """Begin a proposal from a note: one sentence and a place, the rest comes later."""

    title = text_field(lazy_gettext("Title of the proposal"), 100)
    summary = long_field(lazy_gettext("In one sentence"), 2000)
    place = text_field(lazy_gettext("Where it should happen"), 200)
    facet = choice_field(lazy_gettext("Facet"), required=False)

    def prepare(self) -> "ProposalForm":
        """Fill in the facets in the reader's language."""
        self.facet.choices = [("", _("Not given")), *named_choices(programme.list_facets())]
        return self

    def draft(self, round_id: int, village_code: str | None) -> DraftInput:
        """Return the draft in a round."""
        return DraftInput(
            round_id=round_id,
            title=self.title.data or "",
            summary=self.summary.data or "",
            place=self.place.data or "",
            village_code=village_code,
            facet_code=self.facet.data or None,
        )


class EventForm(Form):
    """Plan an event."""

    type_code = choice_field(lazy_gettext("Type of event"))
    district = choice_field(lazy_gettext("District"))
    organiser = choice_field(lazy_gettext("Organiser"))
    title = text_field(lazy_gettext("Title of the event"), 120)
    title_en = text_field(lazy_gettext("Title in English"), 200, required=False)
    description = long_field(lazy_gettext("What is it about?"), 4000, required=False)
    venue = text_field(lazy_gettext("Venue"), 200)
    day = RocDateField(lazy_gettext("Day of the event"), [InputRequired(MISSING)])
    starts = text_field(lazy_gettext("Starts at"), 5, help=lazy_gettext("Time of day, for example 14:00"))
    ends = text_field(lazy_gettext("Ends at"), 5, help=lazy_gettext("Time of day, for example 17:00"))
    capacity = number_field(lazy_gettext("Number of places"), 1, MAX_CAPACITY)
    tables = number_field(lazy_gettext("Number of tables"), 0, MAX_TABLES)
    seats_per_table = number_field(lazy_gettext("Seats at each table"), 0, 100)
    rounds = number_field(lazy_gettext("Number of rounds"), 0, 20)
    round_minutes = number_field(lazy_gettext("Minutes a round"), 0, 240)
    question = text_field(lazy_gettext("Question at the tables"), 200, required=False)
    languages = text_field(lazy_gettext("Languages"), 120, required=False)
    facets = SelectMultipleField(
        lazy_gettext("Facets"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def prepare(self, actor: Actor) -> "EventForm":
        """Fill in the choices: the districts this actor works for, all if the whole city."""
        known = programme.directory()
        own = queries.districts_managed_by(actor)
        self.type_code.choices = named_choices(queries.list_event_types())
        self.district.choices = named_choices(d for d in programme.list_districts() if not own or d.code in own)
        self.organiser.choices = named_choices(known.agencies)
        self.facets.choices = named_choices(known.facets)
        return self

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
        )

    def _instant(self, field: StringField) -> datetime:
        day: object = self.day.data
        if not isinstance(day, date):
            raise ValueError("the day was not validated")
        return datetime.combine(day, clock_time(field.data), TAIPEI).astimezone(UTC)


def clock_time(text: str | None) -> time:
    """Read a time of day such as 14:00; ValidationError otherwise."""
    found = TIME.fullmatch((text or "").strip())
    if found is None:
        raise ValidationError(_("Write the time like 14:00."))
    return time(int(found[1]), int(found[2]))


def name_of(thing: Named) -> str:
    """Return a thing's name in the reader's language."""
    return thing.name_zh if locale.is_chinese() else thing.name_en


def named_choices(things: Iterable[Named]) -> Choices:
    """Return codes with names in the reader's language."""
    return [(thing.code, name_of(thing)) for thing in things]


def village_choices() -> dict[str, Choices]:
    """Return the villages of the participating districts under their districts' names."""
    groups = {name_of(d): named_choices(programme.list_villages(d.code)) for d in programme.list_districts()}
    return {"": [("", _("Not given"))], **groups}
