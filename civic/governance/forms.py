"""Ask what meetings need."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from civic.web.forms import Form, RocDateField, choice_field, long_field, number_field, text_field


class YearForm(Form):
    """Ask for the year whose meetings are made."""

    year = number_field(_l("Year (of the Republic)"), 100, 200)


class MeetingForm(Form):
    """Ask for an ad hoc meeting; people by title only."""

    title = text_field(_l("Meeting title"), 120)
    convener = choice_field(_l("Convening agency"))
    day = RocDateField(_l("Day"))
    hour = number_field(_l("Hour (0 to 23)"), 0, 23)
    venue = text_field(_l("Meeting place"), 200)
    chair = text_field(_l("Chair (title, no name)"), 120)
    attendees = text_field(_l("Attendees (agencies and titles)"), 500, required=False)


class AgendaForm(Form):
    """Ask which need is put on the agenda."""

    need = choice_field(_l("Need from the inventory"))


class DecisionForm(Form):
    """Ask what was decided on one need."""

    outcome = choice_field(_l("Outcome"))
    reason = text_field(_l("Public reason"), 1000, required=False)
    agency = choice_field(_l("Agency"), required=False)
    due_on = RocDateField(_l("By when"), [Optional()])
    funding = choice_field(_l("Funding source"), required=False)
    maintenance = text_field(_l("Who maintains it afterwards"), 500, required=False)
    action = text_field(_l("What the agency does next"), 500, required=False)


class MinutesForm(Form):
    """Ask for the minutes."""

    minutes = long_field(_l("Minutes"), 20_000)
