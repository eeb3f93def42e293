"""Ask for what a step of a need must bring."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField
from wtforms.validators import Optional

from civic.web.forms import Form, MoneyField, RocDateField, choice_field, long_field, number_field, text_field

ROC_YEARS = (100, 200)


class AssignForm(Form):
    """Ask which agencies a need belongs to."""

    lead = choice_field(_l("Lead agency"))
    co_agencies = SelectMultipleField(_l("Co-agencies"), [Optional()])
    reason = text_field(_l("Public reason (when the agencies change)"), 500, required=False)


class WorkshopForm(Form):
    """Ask what a workshop's note is as a need."""

    title = text_field(_l("Title of the need"), 100)
    facet = choice_field(_l("Facet"))
    village = choice_field(_l("Village"), required=False)
    place = text_field(_l("Place"), 200)
    whole = BooleanField(_l("Take the notes that say the same as evidence, too"))


class CiteForm(Form):
    """Ask of which need a workshop's note is evidence."""

    case_no = text_field(
        _l("Case number of the need"), 20, help=_l("As it stands in the inventory, such as 115-BT-002.")
    )
    whole = BooleanField(_l("Take the notes that say the same as evidence, too"))


class EvidenceForm(Form):
    """Ask for one piece of evidence."""

    kind = choice_field(_l("Which gate it is for"))
    source = choice_field(_l("Where it comes from"))
    text = text_field(_l("The evidence in one sentence"), 500)


class CountForm(Form):
    """Ask which count of a needs survey is cited."""

    survey = choice_field(_l("Survey"))
    facet = choice_field(_l("Facet"))
    village = choice_field(_l("Village"), required=False)


class MoveForm(Form):
    """Ask for everything a step may need; the view leaves out what this step does not."""

    reason = text_field(_l("Public reason"), 1000, required=False)
    budget_year = number_field(_l("Budget year (of the Republic)"), *ROC_YEARS, required=False)
    budget_amount = MoneyField(_l("Amount"), [Optional()])
    document = text_field(_l("Number of the document"), 80, required=False)
    maintenance = text_field(_l("Who maintains it afterwards"), 500, required=False)
    internal_note = long_field(_l("Internal note (never shown)"), 1000, required=False)


class RankForm(Form):
    """Ask for a place in the order."""

    rank = number_field(_l("Place in the order"), 1, 10_000)
    reason = text_field(_l("Public reason"), 500)


class ProgressForm(Form):
    """Ask how far a need is."""

    text = long_field(_l("Progress"), 2000)
    due_on = RocDateField(_l("Planned completion date"), [Optional()])
    funding = choice_field(_l("Funding source"), required=False)


class MonitorForm(Form):
    """Ask for the next step of monitoring."""

    state = choice_field(_l("Monitoring"))
    reason = text_field(_l("Public reason"), 500)


class AnswerForm(Form):
    """Ask an agency for its public answer."""

    body = long_field(
        _l("Public answer"), 4000, help=_l("What the agency will do, and by when. It is shown to everybody.")
    )
