"""Ask a district what it needs, on a phone and from a paper sheet; let the office set a survey's days."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import InputRequired, Optional

from civic.kit.clock import day_start, local
from civic.programme.ages import AGE_LABELS, AgeBand
from civic.programme.queries import Directory, Named, directory
from civic.programme.sectors import SECTOR_LABELS, Sector
from civic.surveys.models import Survey
from civic.surveys.rules import MOST_NEEDS, SENTENCE_TO, SHEETS, URGENCY_LABELS, AnswerInput, NeedNamed, Urgency
from civic.web.filters import show_name
from civic.web.forms import MISSING, Form, RocDateField, choice_field, number_field, text_field

YEARS = (2015, 2100)
PLACES = range(1, MOST_NEEDS + 1)


class AnswerForm(Form):
    """Ask for up to three needs, how urgent each facet is, and, if one likes, an age band and a sector."""

    age_band = choice_field(_("Your age"), required=False)
    sector = choice_field(_("You answer as"), required=False)

    def offer(self, city: Directory, district_code: str, numbered: bool) -> None:
        """Set the choices; on the clerk's page they bear the numbers of the sheet, so that a digit chooses."""
        for place in PLACES:
            self[f"facet_{place}"].choices = _named(city.facets, gettext("Not chosen"), numbered)
            villages = city.villages_of(district_code)
            self[f"village_{place}"].choices = _named(villages, gettext("The whole district"), numbered)
        nothing = gettext("Not said")
        ages = [(key.value, gettext(label)) for key, label in AGE_LABELS.items()]
        self.age_band.choices = _labelled(ages, nothing, numbered)
        sectors = [(key.value, gettext(label)) for key, label in SECTOR_LABELS.items()]
        self.sector.choices = _labelled(sectors, nothing, numbered)

    def answer(self) -> AnswerInput:
        """Return what was filled in; a need of which nothing is filled in is none."""
        return AnswerInput(
            needs=tuple(need for place in PLACES if (need := self._need(place)) is not None),
            urgency=tuple(
                (field.name.removeprefix("urgency_"), Urgency(field.data))
                for field in self
                if field.name.startswith("urgency_") and field.data
            ),
            age_band=AgeBand(self.age_band.data) if self.age_band.data else None,
            sector=Sector(self.sector.data) if self.sector.data else None,
        )

    def _need(self, place: int) -> NeedNamed | None:
        facet, sentence = str(self[f"facet_{place}"].data or ""), str(self[f"sentence_{place}"].data or "")
        village = self[f"village_{place}"].data or None
        return NeedNamed(facet, sentence, village) if facet or sentence else None


for _place in PLACES:
    setattr(AnswerForm, f"facet_{_place}", choice_field(_("Which facet does it belong to?"), required=False))
    setattr(AnswerForm, f"sentence_{_place}", text_field(_("The need in one sentence"), SENTENCE_TO, required=False))
    setattr(AnswerForm, f"village_{_place}", choice_field(_("Where?"), required=False))


class SheetForm(AnswerForm):
    """Ask for the same from a paper sheet with its number."""

    sheet_no = number_field(_("Number of the sheet"), *SHEETS)


class TakeBackForm(Form):
    """Ask which keyed sheet is to be taken out."""

    taken = number_field(_("Number of the sheet"), *SHEETS)


class DatesForm(Form):
    """Ask for the days of a survey; both belong to it."""

    first_day = RocDateField(_("First day"), [InputRequired(MISSING)])
    last_day = RocDateField(_("Last day"), [InputRequired(MISSING)])

    def opens_at(self) -> datetime:
        """Return the instant at which the first day begins in Taipei."""
        return day_start(_day(self.first_day))

    def closes_at(self) -> datetime:
        """Return the instant at which the last day ends in Taipei."""
        return day_start(_day(self.last_day) + timedelta(days=1))


class DrawUpForm(DatesForm):
    """Ask for which district and year a survey is."""

    district_code = choice_field(_("District"))
    year = number_field(_("Year (common era)"), *YEARS)


class ExtendForm(Form):
    """Ask for a later last day."""

    last_day = RocDateField(_("New last day"), [InputRequired(MISSING)])

    def closes_at(self) -> datetime:
        """Return the instant at which the new last day ends in Taipei."""
        return day_start(_day(self.last_day) + timedelta(days=1))


Asked = TypeVar("Asked", bound=AnswerForm)


def ask(kind: type[Asked], survey: Survey, given: AnswerInput | None = None) -> Asked:
    """Return the questions of a survey with one question for each facet, filled with what was given before."""
    city, numbered = directory(), kind is SheetForm
    levels = [(level.value, gettext(label)) for level, label in URGENCY_LABELS.items()]
    fields = {
        f"urgency_{facet.code}": SelectField(
            show_name(facet), [Optional()], choices=_labelled(levels, gettext("No opinion"), numbered)
        )
        for facet in city.facets
    }
    form: Asked = type(kind.__name__, (kind,), fields)(data=_filled(given))
    form.offer(city, survey.district_code, numbered)
    return form


def last_day(survey: Survey) -> date:
    """Return the last day of a survey in Taipei."""
    return local(survey.closes_at - timedelta(microseconds=1)).date()


def _filled(given: AnswerInput | None) -> dict[str, object]:
    if given is None:
        return {}
    values: dict[str, object] = {f"urgency_{facet}": level.value for facet, level in given.urgency}
    for place, need in enumerate(given.needs, start=1):
        values[f"facet_{place}"], values[f"sentence_{place}"] = need.facet_code, need.sentence
        values[f"village_{place}"] = need.village_code or ""
    values["age_band"] = given.age_band.value if given.age_band else ""
    values["sector"] = given.sector.value if given.sector else ""
    return values


def _named(things: Sequence[Named], nothing: str, numbered: bool) -> list[SelectChoice]:
    return _labelled([(thing.code, show_name(thing)) for thing in things], nothing, numbered)


def _labelled(pairs: Sequence[tuple[str, str]], nothing: str, numbered: bool) -> list[SelectChoice]:
    shown = [(code, f"{place} {label}" if numbered else label) for place, (code, label) in enumerate(pairs, start=1)]
    return [SelectChoice("", nothing), *(SelectChoice(code, label) for code, label in shown)]


def _day(field: RocDateField) -> date:
    if not isinstance(field.data, date):
        raise TypeError("the form was not validated")
    return field.data
