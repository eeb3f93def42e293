"""Let the facilitator turn a note into a proposal."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civic.access.permissions import Permission
from civic.events import queries, rules, service
from civic.events.forms import ProposalForm
from civic.events.models import Event, Note
from civic.events.plenum_rules import PLENUM
from civic.events.views.public import bp
from civic.kit.clock import now
from civic.kit.errors import Refused
from civic.programme import queries as programme
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page


@bp.get("/notes/<int:note_id>/proposal")
@requires(Permission.CAPTURE_NOTES)
def ask_proposal(note_id: int) -> ResponseReturnValue:
    """Show the form, filled in from the note and its event."""
    note = queries.get_note(note_id)
    event = queries.get_managed(current_actor(), note.event_id, Permission.CAPTURE_NOTES)
    start = {"title": note.text[:100], "summary": note.text, "place": event.venue, "whole": True}
    return _form(event, note, ProposalForm(formdata=None, data=start))


@bp.post("/notes/<int:note_id>/proposal")
@requires(Permission.CAPTURE_NOTES)
def make_proposal(note_id: int) -> ResponseReturnValue:
    """Begin the proposal as a draft of the facilitator."""
    actor = current_actor()
    note = queries.get_note(note_id)
    event = queries.get_managed(actor, note.event_id, Permission.CAPTURE_NOTES)
    form = ProposalForm().prepare()
    if not form.validate():
        return _form(event, note, form, status=422)
    round_ = programme.latest_round(event.district_code)
    if round_ is None:
        raise Refused(rules.NO_ROUND)
    service.make_proposal(actor, note, form.draft(round_.id, event.village_code), now(), bool(form.whole.data))
    message = _("The note is now a draft proposal of yours, and the link to this table is kept.")
    if note.table_no == PLENUM:
        return done(message, url_for(".plenum", event_id=event.id))
    return done(message, url_for(".table", event_id=event.id, number=note.table_no))


def _form(event: Event, note: Note, form: ProposalForm, status: int = 200) -> ResponseReturnValue:
    if note.removed_at is not None:
        raise Refused(rules.NOTE_REMOVED)
    mates = queries.list_mates(note)
    return page("events/proposal.html", status=status, event=event, note=note, form=form.prepare(), mates=mates)
