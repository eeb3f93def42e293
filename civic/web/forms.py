"""Read forms: fields for Taiwan's dates and money, lengths that match the database's."""

from collections.abc import Callable, Sequence
from datetime import date

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, FileField, IntegerField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from civic.db.types import MAX_INT
from civic.kit.geo import Point, parse_point
from civic.kit.money import format_money, parse_money
from civic.kit.roc import DateStyle, format_date, parse_date
from civic.kit.text import N_

SENDING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
Check = Callable[[PlainForm, Field], None]
TOO_LONG = lazy_gettext("Please shorten this: at most %(max)d characters.")
MISSING = lazy_gettext("Please fill this in.")
NO_CHOICE = N_("Not a valid choice.")
BY_WTFORMS = (
    NO_CHOICE,
    N_("Not a valid integer value."),
    N_("Invalid Choice: could not coerce."),
    N_("Invalid choice(s): one or more data inputs could not be coerced."),
)
"""What fields of WTForms say of themselves; only marked here, so that the catalogues hold it."""


class OwnWords:
    """Translate for WTForms' fields by our own catalogue."""

    def gettext(self, text: str) -> str:
        """Return a sentence in the reader's language."""
        return str(gettext(text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return what is said of wrong choices: WTForms counts nothing else, and we do not repeat what was sent."""
        return self.gettext(NO_CHOICE)


class Form(FlaskForm):  # type: ignore[misc]
    """Be the parent of every form: a token against forgery, messages in the reader's language."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Speak by our own catalogue, also what WTForms says itself."""

        def get_translations(self, form: PlainForm) -> "OwnWords":
            """Return what translates for fields."""
            return OwnWords()

        def wrap_formdata(self, form: PlainForm, formdata: object) -> object:
            """Read what came as a form, cleaned at the boundary: files only where a field takes one, never JSON."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            if request.method not in SENDING:
                return None
            sent: list[tuple[str, object]] = [*request.form.items(multi=True)]
            sent += [(name, file) for name, file in request.files.items(multi=True) if _takes_file(form, name)]
            return MultiDict(sent) if sent else None

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return (field id, message) for the error summary, in the order of the page."""
        return [(field.id, str(error)) for field in self for error in field.errors if isinstance(error, str) or error]


def text_field(label: str, longest: int, required: bool = True, help: str = "") -> StringField:
    """Return a one-line field with a greatest length."""
    return StringField(label, _text_checks(longest, required), filters=[_one_line], description=help)


def long_field(label: str, longest: int, required: bool = True, help: str = "") -> TextAreaField:
    """Return a field of several lines with a greatest length."""
    return TextAreaField(label, _text_checks(longest, required), filters=[_stripped], description=help)


def choice_field(label: str, required: bool = True, help: str = "") -> SelectField:
    """Return a choice whose options the view sets; an empty one asks to choose."""
    checks = [InputRequired(MISSING)] if required else [Optional()]
    return SelectField(label, checks, description=help, validate_choice=True)


def number_field(
    label: str, least: int = 0, most: int = MAX_INT, required: bool = True, help: str = ""
) -> IntegerField:
    """Return a field for a whole number within bounds."""
    first = InputRequired(MISSING) if required else Optional()
    checks: list[InputRequired | Optional | Check] = [first, _between(least, most)]
    return IntegerField(label, checks, description=help)


class RocDateField(StringField):
    """Take a day as 115/11/22, 1151122 or 2026-11-22; `data` is a date."""

    value: date | None = None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return format_date(self.data, DateStyle.ROC_SHORT) if isinstance(self.data, date) else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the day; the message shows the accepted ways of writing it."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = parse_date(text)  # type: ignore[assignment]
        except ValueError as problem:
            raise ValueError(self.gettext("Write the date like 115/11/22 or 2026-11-22.")) from problem


class MoneyField(StringField):
    """Take NT$ as 450萬, 4,500,000 or 4500000元; `data` is a whole number."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return format_money(self.data, "zh").removesuffix(" 元") if isinstance(self.data, int) else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the amount; the message shows the accepted ways of writing it."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            amount = parse_money(text)
        except ValueError as problem:
            raise ValueError(self.gettext("Write the amount like 4,500,000 or 450萬.")) from problem
        if not 0 <= amount <= MAX_INT:
            raise ValueError(self.gettext("Write an amount of at most 2,147,483,647 NT$."))
        self.data = amount  # type: ignore[assignment]


class PointField(StringField):
    """Take a place as "25.13260, 121.49870" (degrees, WGS 84); `data` is a Point in Taiwan."""

    def show(self, point: Point | None) -> None:
        """Fill the field with a place that is known."""
        self.data = point  # type: ignore[assignment]

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.lat:.5f}, {self.data.lng:.5f}" if isinstance(self.data, Point) else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read latitude and longitude; the message shows how they are written."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        lat, _, lng = text.replace("，", ",").partition(",")
        try:
            self.data = parse_point(lat.strip(), lng.strip())  # type: ignore[assignment]
        except ValueError as problem:
            raise ValueError(self.gettext("Write latitude and longitude like 25.1326, 121.4987.")) from problem


def _takes_file(form: PlainForm, name: str) -> bool:
    return name in form and isinstance(form[name], FileField)


def _text_checks(longest: int, required: bool) -> list[DataRequired | Optional | Length]:
    return [DataRequired(MISSING) if required else Optional(), Length(max=longest, message=TOO_LONG)]


def _between(least: int, most: int) -> Check:
    def check(_form: PlainForm, field: Field) -> None:
        if isinstance(field.data, int) and not least <= field.data <= most:
            message = lazy_gettext("Write a number from %(least)s to %(most)s.", least=least, most=most)
            raise ValidationError(str(message))

    return check


def _one_line(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())


def _stripped(text: str | None) -> str | None:
    return None if text is None else text.replace("\r\n", "\n").strip()
