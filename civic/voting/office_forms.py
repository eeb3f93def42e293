"""Read what the office writes about a vote: reasons, a later close, outages, how many rehearse."""

from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, TimeField
from wtforms.validators import InputRequired, Optional

from civic.kit.clock import TAIPEI, day_start
from civic.voting.office.outages import OutageInput
from civic.voting.office.rules import MAX_REASON, MOST_REHEARSING
from civic.web.forms import MISSING, Form, RocDateField, long_field, number_field, text_field


class ReasonForm(Form):
    """Ask for the reason that everybody reads."""

    reason = long_field(_("Reason, for everybody to read"), MAX_REASON)


class ExtensionForm(ReasonForm):
    """Ask for the new last day of the vote and why."""

    last_day = RocDateField(_("New last day"), [InputRequired(MISSING)])

    def closes_at(self) -> datetime:
        """Return the instant at which the new last day ends."""
        return day_start(_day(self.last_day) + timedelta(days=1))


class GrantForm(ReasonForm):
    """Ask a second official why the vote is extended; the close that was asked for comes along."""

    asked = HiddenField()

    def closes_at(self) -> datetime | None:
        """Return the close that was asked for, None when it is no instant."""
        try:
            instant = datetime.fromisoformat(self.asked.data or "")
        except ValueError:
            return None
        return instant if instant.tzinfo else None


class OutageForm(Form):
    """Ask when an outage was, whom it touched, what happened, and what was decided; all in Taipei's time."""

    affected = text_field(_("Who was affected"), 200)
    began_day = RocDateField(_("Day it began"), [InputRequired(MISSING)])
    began_time = TimeField(_("Time it began"), [InputRequired(MISSING)])
    ended_day = RocDateField(_("Day it ended"))
    ended_time = TimeField(_("Time it ended"), [Optional()])
    happened = long_field(_("What happened"), MAX_REASON)
    decided = long_field(_("What was decided"), MAX_REASON)

    def validate(self, extra_validators: object = None) -> bool:
        """Refuse half an end, so that no hour is lost by a field left out."""
        fits = bool(super().validate(extra_validators))
        if bool(self.ended_day.data) == bool(self.ended_time.data):
            return fits
        self.ended_day.errors = [gettext("Write the day and the time of the end, or neither.")]
        return False

    def told(self) -> OutageInput:
        """Return what was written."""
        ended = _instant(self.ended_day, self.ended_time) if self.ended_day.data else None
        return OutageInput(
            affected=self.affected.data or "",
            began_at=_instant(self.began_day, self.began_time),
            ended_at=ended,
            happened=self.happened.data or "",
            decided=self.decided.data or "",
        )


class RehearsalForm(Form):
    """Ask how many synthetic voters rehearse."""

    voters = number_field(_("Synthetic voters"), 1, MOST_REHEARSING)


def _day(field: RocDateField) -> date:
    if not isinstance(field.data, date):
        raise TypeError("the form was not validated")
    return field.data


def _instant(day: RocDateField, clock: TimeField) -> datetime:
    hour = clock.data if isinstance(clock.data, time) else time()
    return datetime.combine(_day(day), hour, TAIPEI).astimezone(UTC)
