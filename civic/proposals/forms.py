"""Read what people write about proposals."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import InputRequired, Optional

from civic.kit.geo import Point
from civic.programme.queries import Directory, Named
from civic.programme.rules import RELATION_LABELS, Relation
from civic.proposals.inputs import DraftInput, ReviewInput, Screening
from civic.proposals.models import Proposal
from civic.proposals.rules import (
    ARGUMENT_TO,
    BASIS_TO,
    BODY_TO,
    LIGHT_LABELS,
    LINE_TO,
    LONG_TO,
    OUTCOME_LABELS,
    SIDE_LABELS,
    SUMMARY_TO,
    TITLE_TO,
    Light,
    Outcome,
    Side,
)
from civic.web.filters import show_name
from civic.web.forms import MISSING, Form, MoneyField, PointField, choice_field, long_field, text_field

REASON_TO = 1000


class BeginForm(Form):
    """Begin with one sentence, a district and a place."""

    title = text_field(
        _("What should change, in one sentence?"),
        TITLE_TO,
        help=_("For example: make the pavement outside Shipai Station passable for wheelchairs."),
    )
    round_id = choice_field(_("In which district?"))
    place = text_field(_("Where exactly?"), LINE_TO, help=_("A street, a park, a building or an address."))

    def draft(self) -> DraftInput:
        """Return the beginning of a draft."""
        return DraftInput(int(self.round_id.data), self.title.data or "", "", self.place.data or "")


class DraftForm(Form):
    """Write the rest; everything can wait until the proposal is submitted."""

    title = text_field(_("Title"), TITLE_TO)
    summary = long_field(
        _("What is wrong, and what should change?"), SUMMARY_TO, required=False, help=_("Two or three sentences.")
    )
    place = text_field(_("Place"), LINE_TO)
    village_code = choice_field(_("Village"), required=False)
    point = PointField(
        _("Point on the map"), [Optional()], description=_("Tap the map, or write latitude and longitude.")
    )
    facet_code = choice_field(
        _("Facet"), required=False, help=_("It decides which agency reads it first. The screening can correct it.")
    )
    cost = MoneyField(
        _("Cost"),
        [Optional()],
        description=_("A rough estimate. Leave it empty if you do not know; the agency checks it."),
    )
    relation = choice_field(_("How do you belong to the district?"))
    background = long_field(_("Background and reason"), LONG_TO, required=False)
    content = long_field(_("How it could be done"), BODY_TO, required=False)
    benefits = long_field(_("Whom it helps, and how"), LONG_TO, required=False)
    need_basis = text_field(
        _("What shows the need"), BASIS_TO, required=False, help=_("A workshop, a count, a survey, reports.")
    )
    title_en = text_field(_("Title in English"), LINE_TO, required=False)
    version = HiddenField()

    def offer(self, names: Directory, district_code: str) -> None:
        """Set the choices: villages of the district, facets, relations."""
        nothing = gettext("Not chosen")
        self.village_code.choices = named(names.villages_of(district_code), nothing)
        self.facet_code.choices = named(names.facets, nothing)
        self.relation.choices = [SelectChoice(key.value, gettext(label)) for key, label in RELATION_LABELS.items()]

    def draft(self, proposal: Proposal) -> DraftInput:
        """Return what was written; the district stays as it is."""
        point = self.point.data if isinstance(self.point.data, Point) else None
        return DraftInput(
            round_id=proposal.round_id,
            title=self.title.data or "",
            summary=self.summary.data or "",
            place=self.place.data or "",
            village_code=self.village_code.data or None,
            facet_code=self.facet_code.data or None,
            title_en=self.title_en.data or "",
            background=self.background.data or "",
            content=self.content.data or "",
            benefits=self.benefits.data or "",
            need_basis=self.need_basis.data or "",
            cost=self.cost.data if isinstance(self.cost.data, int) else None,
            lat=point.lat if point else None,
            lng=point.lng if point else None,
            relation=Relation(self.relation.data),
            version=read_version(self.version.raw_data),
        )


class ArgumentForm(Form):
    """Say one thing for or against."""

    side = RadioField(
        _("Your argument is"),
        [InputRequired(MISSING)],
        choices=[SelectChoice(side.value, _(label)) for side, label in SIDE_LABELS.items()],
    )
    body = long_field(_("One argument"), ARGUMENT_TO, help=_("It is shown without your name."))

    @property
    def chosen(self) -> Side:
        """Return the side."""
        return Side(self.side.data)


class ReasonForm(Form):
    """Give a public reason."""

    reason = long_field(_("Reason"), REASON_TO, required=False, help=_("Everybody can read it."))


class MergeForm(Form):
    """Name the proposal to merge into."""

    case_no = text_field(_("Case number of the other proposal"), 20, help=_("For example 115-BT-001."))


class ScreeningForm(Form):
    """Accept, return or refuse a submitted proposal."""

    outcome = RadioField(
        _("Decision"),
        [InputRequired(MISSING)],
        choices=[SelectChoice(outcome.value, _(label)) for outcome, label in OUTCOME_LABELS.items()],
    )
    facet_code = choice_field(_("Facet"), required=False)
    agency_code = choice_field(
        _("Agency to review it"), required=False, help=_("Left open, the facet's lead agency is asked.")
    )
    reason = long_field(
        _("Reason"), REASON_TO, required=False, help=_("Needed to return or refuse. The author reads it.")
    )

    def offer(self, names: Directory) -> None:
        """Set the choices of facets and agencies."""
        self.facet_code.choices = named(names.facets, gettext("Not chosen"))
        self.agency_code.choices = named(names.agencies, gettext("The facet's lead agency"))

    def screening(self, names: Directory) -> Screening:
        """Return the decision; the lead agency of the facet is asked unless another is named."""
        facet = self.facet_code.data or None
        agency = self.agency_code.data or (names.facet(facet).lead_agency_code if facet else None)
        return Screening(Outcome(self.outcome.data), self.reason.data or "", facet, agency)


class AssignForm(Form):
    """Ask an agency for its review."""

    agency_code = choice_field(_("Agency to review it"))

    def offer(self, names: Directory) -> None:
        """Set the choices of agencies."""
        self.agency_code.choices = named(names.agencies, gettext("Not chosen"))


def _light_field(label: str, help: str) -> RadioField:
    return RadioField(
        label,
        [InputRequired(MISSING)],
        choices=[SelectChoice(light.value, _(text)) for light, text in LIGHT_LABELS.items()],
        description=help,
    )


class ReviewForm(Form):
    """Give three lights, a cost, a public answer and an internal note."""

    publicness = _light_field(_("Public interest"), _("Does it serve everybody, not a few?"))
    legality = _light_field(_("Legality"), _("Is it allowed, and within the city's powers?"))
    feasibility = _light_field(_("Budget feasibility"), _("Can it be paid and maintained?"))
    reason = long_field(
        _("Reason for the lights"), LONG_TO, required=False, help=_("Needed for a red light. Everybody can read it.")
    )
    cost = MoneyField(_("Cost as you see it"), [Optional()])
    cost_note = text_field(_("What the cost covers"), BASIS_TO, required=False)
    public_answer = long_field(_("Public answer"), LONG_TO, help=_("Everybody can read it. Promise no money."))
    internal_note = long_field(
        _("Internal note"), LONG_TO, required=False, help=_("Only agencies and the programme office read it.")
    )

    def review(self) -> ReviewInput:
        """Return what the agency found."""
        return ReviewInput(
            publicness=Light(self.publicness.data),
            legality=Light(self.legality.data),
            feasibility=Light(self.feasibility.data),
            public_answer=self.public_answer.data or "",
            reason=self.reason.data or "",
            cost=self.cost.data if isinstance(self.cost.data, int) else None,
            cost_note=self.cost_note.data or "",
            internal_note=self.internal_note.data or "",
        )


def read_version(sent: Sequence[str] | None) -> int | None:
    """Return the version a page says it was made from, None when it says none or the field was not sent."""
    text = sent[0] if sent else ""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def named(things: Sequence[Named], nothing: str) -> list[SelectChoice]:
    """Return things by name in the reader's language, after an empty choice."""
    return [SelectChoice("", nothing)] + [SelectChoice(thing.code, show_name(thing)) for thing in things]
