"""Read the rules and the dates of a round."""

from datetime import date, datetime, timedelta

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from civic.kit.clock import day_start, local
from civic.kit.errors import Reason
from civic.programme import queries
from civic.programme.models import Round
from civic.programme.rules import (
    BALLOT_LABELS,
    PHASE_LABELS,
    READING_LABELS,
    RELATION_LABELS,
    REVOTE_LABELS,
    RULE_CHOICES,
    THRESHOLD_LABELS,
    BallotKind,
    PhaseKind,
    PhaseSpan,
    Reading,
    Relation,
    Revote,
    RoundPlan,
    ThresholdKind,
    last_day,
)
from civic.web.filters import show_name
from civic.web.forms import MISSING, Form, MoneyField, RocDateField, choice_field, number_field, text_field


class RoundForm(Form):
    """Ask for every rule of a round; the dates are a form of their own."""

    district_code = choice_field(lazy_gettext("District"))
    year = number_field(lazy_gettext("Year (common era)"), 2015, 2100)
    eligible = number_field(lazy_gettext("Eligible voters"), 1)
    eligible_source = text_field(lazy_gettext("Source of this number"), 200, required=False)
    eligibility_date = RocDateField(lazy_gettext("Cut-off day of eligibility"), [InputRequired(MISSING)])
    minimum_age = number_field(lazy_gettext("Minimum age on that day"), 0, 120)
    relations = SelectMultipleField(
        lazy_gettext("Who may vote"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    ballot_kind = choice_field(lazy_gettext("Way of voting"))
    min_choices = number_field(lazy_gettext("Least number of choices"), 0, 100)
    max_choices = number_field(lazy_gettext("Greatest number of choices"), 1, 100)
    threshold_kind = choice_field(lazy_gettext("Threshold stated as"))
    threshold_value = number_field(
        lazy_gettext("Threshold"), 1, help=lazy_gettext("A share in hundredths of a percent (100 is 1 %), or votes.")
    )
    rule = choice_field(lazy_gettext("Counting rule"))
    pot = MoneyField(lazy_gettext("Budget to share out"))
    winners_cap = number_field(lazy_gettext("At most this many winners"), 1, 1000, required=False)
    reading = choice_field(lazy_gettext("Reading before the vote"))
    revote = choice_field(lazy_gettext("Changing a ballot"))
    paper_allowed = BooleanField(lazy_gettext("Paper ballots are taken"))
    kiosk_allowed = BooleanField(lazy_gettext("The district office offers a kiosk"))

    def offer(self, rule: str = "threshold") -> "RoundForm":
        """Fill the choices in the reader's language; a rule of no usual name stands under its own."""
        usual = {name: gettext(label) for name, label in RULE_CHOICES.items()}
        self.rule.choices = usual if rule in usual else {**usual, rule: rule}
        self.district_code.choices = {each.code: show_name(each) for each in queries.list_districts()}
        self.relations.choices = {code.value: gettext(label) for code, label in RELATION_LABELS.items()}
        self.ballot_kind.choices = {code.value: gettext(label) for code, label in BALLOT_LABELS.items()}
        self.threshold_kind.choices = {code.value: gettext(label) for code, label in THRESHOLD_LABELS.items()}
        self.reading.choices = {code.value: gettext(label) for code, label in READING_LABELS.items()}
        self.revote.choices = {code.value: gettext(label) for code, label in REVOTE_LABELS.items()}
        return self

    def plan(self) -> RoundPlan:
        """Return what was typed as one value; the rules judge whether it fits together."""
        return RoundPlan(
            district_code=self.district_code.data,
            year=self.year.data or 0,
            eligible=self.eligible.data or 0,
            eligible_source=self.eligible_source.data or "",
            eligibility_date=_day(self.eligibility_date),
            minimum_age=self.minimum_age.data or 0,
            relations=tuple(Relation(code) for code in self.relations.data or ()),
            ballot_kind=BallotKind(self.ballot_kind.data),
            min_choices=self.min_choices.data or 0,
            max_choices=self.max_choices.data or 0,
            threshold_kind=ThresholdKind(self.threshold_kind.data),
            threshold_value=self.threshold_value.data or 0,
            rule=self.rule.data or "",
            pot=_amount(self.pot),
            winners_cap=self.winners_cap.data,
            reading=Reading(self.reading.data),
            revote=Revote(self.revote.data),
            paper_allowed=bool(self.paper_allowed.data),
            kiosk_allowed=bool(self.kiosk_allowed.data),
        )

    def explain(self, reason: Reason) -> None:
        """Show a refusal at the head of the form."""
        self.form_errors.append(gettext(reason.text))


class PhasesForm(Form):
    """Ask for the first and the last day of each phase; both days belong to it, in Taipei's time."""

    def validate(self, extra_validators: object = None) -> bool:
        """Refuse half a phase and a round without any, so that no date is lost by a field left out."""
        fits = bool(super().validate(extra_validators))
        days = [(self[f"{kind.value}_opens"], self[f"{kind.value}_closes"]) for kind in PhaseKind]
        for pair in days:
            missing = [field for field in pair if not field.data and not field.errors]
            if len(missing) == 1:
                missing[0].errors = [gettext("Write both days of a phase, or neither.")]
                fits = False
        if fits and not any(field.data for pair in days for field in pair):
            self.form_errors.append(gettext("Write the days of at least one phase."))
            fits = False
        return fits

    def spans(self) -> tuple[PhaseSpan, ...]:
        """Return the phases with both days given."""
        found = [(kind, self._day(kind, "opens"), self._day(kind, "closes")) for kind in PhaseKind]
        return tuple(
            PhaseSpan(kind, day_start(first), day_start(last + timedelta(days=1)))
            for kind, first, last in found
            if first and last
        )

    def fill(self, round_: Round) -> "PhasesForm":
        """Show the dates a round has."""
        for span in queries.spans(round_):
            self[f"{span.kind.value}_opens"].data = local(span.opens_at).date()
            self[f"{span.kind.value}_closes"].data = last_day(span)
        return self

    def _day(self, kind: PhaseKind, edge: str) -> date | None:
        value = self[f"{kind.value}_{edge}"].data
        return value if isinstance(value, date) else None


for _kind in PhaseKind:
    _name = PHASE_LABELS[_kind]
    setattr(PhasesForm, f"{_kind.value}_opens", RocDateField(lazy_gettext("First day")))
    setattr(PhasesForm, f"{_kind.value}_closes", RocDateField(lazy_gettext("Last day")))


class ExtendForm(Form):
    """Ask for a phase and its new last day."""

    phase = choice_field(lazy_gettext("Phase"))
    last_day = RocDateField(lazy_gettext("New last day"), [InputRequired(MISSING)])

    def offer(self, round_: Round) -> "ExtendForm":
        """Offer the phases the round has; a vote with fixed rules is extended by two officials elsewhere."""
        fixed = {PhaseKind.VOTE} if round_.frozen_at else set()
        kinds = [span.kind for span in queries.spans(round_) if span.kind not in fixed]
        self.phase.choices = {kind.value: gettext(PHASE_LABELS[kind]) for kind in kinds}
        return self

    def closes_at(self) -> datetime:
        """Return the instant at which the new last day ends."""
        return day_start(_day(self.last_day) + timedelta(days=1))


class CopyForm(Form):
    """Ask for the year of a round with the same rules."""

    year = number_field(lazy_gettext("Year (common era)"), 2015, 2100)


def _day(field: RocDateField) -> date:
    if not isinstance(field.data, date):
        raise TypeError("the form was not validated")
    return field.data


def _amount(field: MoneyField) -> int:
    return field.data if isinstance(field.data, int) else 0
