"""Read the forms of events: registration, the door, a table's notes, a proposal."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, Field, FileField, HiddenField
from wtforms.fields.choices import RadioField, SelectMultipleField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from civic.events.admission import MOST_PEOPLE
from civic.events.inputs import CloseInput, NoteInput, PointInput, RegistrationInput
from civic.events.photos import BAD_PHOTO, MOST_BYTES
from civic.events.plenum_rules import REMARKS_LENGTH
from civic.events.rows import Gathered
from civic.events.rules import NOTE_LABELS, NOTE_LENGTH, NoteKind
from civic.events.tablet_board import MESSAGE_LENGTH, MOST_MINUTES, MOST_ROUNDS
from civic.kit.ids import random_token
from civic.programme import queries as programme
from civic.programme.ages import AGE_LABELS, AgeBand
from civic.programme.queries import Named
from civic.programme.sectors import SECTOR_LABELS, Sector
from civic.proposals.inputs import DraftInput
from civic.web import locale
from civic.web.forms import MISSING, Form, PointField, choice_field, long_field, number_field, text_field

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
    people = number_field(
        lazy_gettext("How many people come together?"),
        1,
        MOST_PEOPLE,
        help=lazy_gettext("A family or group is one registration: you get your seats together and sit together."),
    )
    sector = RadioField(lazy_gettext("I come from"), [InputRequired(MISSING)])
    age_band = choice_field(lazy_gettext("Age"), required=False)
    client_id = HiddenField(validators=[Length(max=40)])
    access_needs = long_field(
        lazy_gettext("What do you need to take part?"),
        500,
        required=False,
        help=lazy_gettext("For example sign-language interpretation, a ramp, child care, or Taiwanese (Taigi)."),
    )
    photo_consent = BooleanField(lazy_gettext("I may be seen in photos of this event"))

    def prepare(self) -> "RegistrationForm":
        """Fill in the choices in the reader's language and a fresh id."""
        self.client_id.data = self.client_id.data or random_token(16)
        self.people.data = 1 if self.people.data is None and not self.is_submitted() else self.people.data
        self.age_band.choices = [("", _("Not given")), *((band.value, _(label)) for band, label in AGE_LABELS.items())]
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
            people=self.people.data or 1,
            age_band=AgeBand(self.age_band.data) if self.age_band.data else None,
            locale=locale.code(),
            client_id=self.client_id.data or None,
        )


class DoorForm(Form):
    """Enter somebody at the door in a few seconds."""

    name = text_field(lazy_gettext("Name of the person"), 80)
    contact = text_field(
        lazy_gettext("Phone"), 254, required=False, help=lazy_gettext("Tells two people of one name apart.")
    )
    people = number_field(lazy_gettext("People"), 1, MOST_PEOPLE, required=False)
    sector = choice_field(lazy_gettext("Sector"))

    def prepare(self) -> "DoorForm":
        """Fill in the choices in the reader's language."""
        self.sector.choices = [(sector.value, _(label)) for sector, label in SECTOR_LABELS.items()]
        if not self.is_submitted():
            self.sector.data, self.people.data = Sector.PUBLIC.value, 1
        return self

    def entry(self) -> RegistrationInput:
        """Return what was written."""
        name, contact = self.name.data or "", self.contact.data or ""
        return RegistrationInput(name, contact, sector=Sector(self.sector.data), people=self.people.data or 1)


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


class PhotoForm(Form):
    """Send a photo of the wall poster."""

    photo = FileField(lazy_gettext("Photo of the wall poster"), [InputRequired(lazy_gettext(BAD_PHOTO.text))])

    def validate_photo(self, field: Field) -> None:
        """Ask for a file where words were sent."""
        if not hasattr(field.data, "read"):
            raise ValidationError(_(BAD_PHOTO.text))

    def body(self) -> bytes:
        """Return what was sent, at most one byte more than is taken."""
        return bytes(self.photo.data.read(MOST_BYTES + 1))


class PointForm(EditNoteForm):
    """Write or change a point of the plenum: notes one by one or whole groups, a kind, words."""

    kind = RadioField(lazy_gettext("Kind of point"), [InputRequired(MISSING)])
    text = long_field(
        lazy_gettext("The point in words"),
        NOTE_LENGTH,
        required=False,
        help=lazy_gettext("Left empty, it takes the words of the group or of the chosen note with most dots."),
    )
    client_id = HiddenField(validators=[Length(max=40)])
    notes = SelectMultipleField(lazy_gettext("Notes it stands for"), [Optional()], coerce=int)
    groups = SelectMultipleField(lazy_gettext("Groups it stands for"), [Optional()])

    def offer(self, gathered: Gathered) -> "PointForm":
        """Fill in the notes and groups of the tables."""
        self.notes.choices = [(row.id, row.text) for row in gathered.notes]
        self.groups.choices = list(gathered.titles.items())
        self.kind.data = self.kind.data or NoteKind.CONSENSUS.value
        self.client_id.data = self.client_id.data or random_token(16)
        self.prepare()
        return self

    def fill_words(self, gathered: Gathered) -> None:
        """Take the words of what was chosen when none were written."""
        if (self.text.data or "").strip():
            return
        chosen = self.chosen(gathered)
        titles = [title for uid, title in gathered.titles.items() if uid in set(self.groups.data or ())]
        best = max((row for row in gathered.notes if row.id in chosen), key=lambda row: row.dots, default=None)
        self.text.data = titles[0] if titles else best.text if best else ""

    def validate(self, extra_validators: object = None) -> bool:
        """Ask for words, or for notes to take them from."""
        valid = bool(super().validate(extra_validators))
        if not (self.text.data or "").strip():
            self.text.errors = [_("Write the point, or choose the notes it stands for.")]
            return False
        return valid

    def chosen(self, gathered: Gathered) -> tuple[int, ...]:
        """Return the ids of the notes chosen, whole groups included."""
        return gathered.expand(self.notes.data or (), self.groups.data or ())

    def point(self, gathered: Gathered) -> PointInput:
        """Return the point as written."""
        return PointInput(
            client_id=self.client_id.data or "",
            kind=NoteKind(self.kind.data),
            text=self.text.data or "",
            notes=self.chosen(gathered),
            base=self.seen,
        )


class PlaceForm(Form):
    """Say where the local character of a note is."""

    place = text_field(
        lazy_gettext("Where is it?"), 200, help=lazy_gettext("A lane, a park, a building: as people there call it.")
    )
    point = PointField(lazy_gettext("Point on the map"), [Optional()])


class RemarksForm(Form):
    """Write remarks on the minutes."""

    remarks = long_field(
        lazy_gettext("Remarks of the lead facilitator"),
        REMARKS_LENGTH,
        required=False,
        help=lazy_gettext("What readers should know besides the notes. No names."),
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
    whole = BooleanField(lazy_gettext("Keep the link to the notes that say the same, too"))

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
