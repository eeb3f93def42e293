"""Take workshops' notes into the inventory, and show at both ends where a need began."""

from collections.abc import Collection

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

import civic.needs.views.cards as cards
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand, may
from civic.events import queries as events
from civic.events.models import Event, Note
from civic.events.rules import NOTE_LABELS, NoteKind
from civic.kit.clock import now
from civic.needs import queries, rules, service
from civic.needs.forms import CiteForm, WorkshopForm
from civic.needs.inputs import WorkshopInput
from civic.needs.rules import STATE_LABELS
from civic.needs.views.blueprint import bp
from civic.programme.queries import directory, list_villages
from civic.web.filters import show_name, show_title, translated
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page

TAKEN_UP = (NoteKind.CONSENSUS, NoteKind.NEED, NoteKind.ISSUE)
"""The kinds of table notes offered to the programme office; every point of the plenum is."""


@bp.get("/needs/from-note/<int:note_id>")
@requires(Permission.MANAGE_NEEDS)
def ask_workshop(note_id: int) -> ResponseReturnValue:
    """Ask whether a note is a need of its own or evidence of one that is there."""
    note, event = _note(note_id)
    facets = events.facets_of(event.id)
    start = {
        "title": note.text[:100], "place": event.venue, "village": event.village_code or "", "whole": True,
        "facet": facets[0] if facets else "",
    }  # fmt: skip
    return _ask(note, event, WorkshopForm(formdata=None, data=start), CiteForm(formdata=None, data={"whole": True}))


@bp.post("/needs/from-note/<int:note_id>")
@requires(Permission.MANAGE_NEEDS)
def enter_workshop(note_id: int) -> ResponseReturnValue:
    """Enter a note as a need."""
    note, event = _note(note_id)
    form = _offer(WorkshopForm(), event)
    if not form.validate():
        return _ask(note, event, form, CiteForm(formdata=None), 422)
    given = WorkshopInput(
        title=form.title.data or "",
        facet_code=form.facet.data,
        place=form.place.data or "",
        village_code=form.village.data or None,
        whole=bool(form.whole.data),
    )
    need = service.enter_from_workshop(current_actor(), note, given, now())
    return done(_("The need %(case)s is in the inventory.", case=need.case_no), url_for(".show", case_no=need.case_no))


@bp.post("/needs/from-note/<int:note_id>/cite")
@requires(Permission.MANAGE_NEEDS)
def cite_workshop(note_id: int) -> ResponseReturnValue:
    """Take a note as evidence of a need that is in the inventory."""
    note, event = _note(note_id)
    form = CiteForm()
    valid = form.validate()
    need = queries.find_by_case_no((form.case_no.data or "").strip()) if valid else None
    if need is None:
        form.case_no.errors = form.case_no.errors or [translated(rules.NO_SUCH_NEED.text)]
        return _ask(note, event, WorkshopForm(formdata=None, data={"title": note.text[:100]}), form, 422)
    added = service.cite(current_actor(), need, note, bool(form.whole.data), now())
    said = ngettext("%(num)s piece of evidence is added.", "%(num)s pieces of evidence are added.", added)
    return done(said, url_for(".show", case_no=need.case_no, _anchor="gates"))


def outcomes_panel(event_id: int) -> str:
    """Show on an event's pages which needs began there, and offer the programme office what may still enter."""
    event, begun = events.get_event(event_id), queries.list_begun_at(event_id)
    needs = [(need.case_no, show_title(need), translated(STATE_LABELS[need.state])) for need in begun]
    scope = Scope(district=event.district_code)
    office = event.minutes_at is not None and may(current_actor(), Permission.MANAGE_NEEDS, scope)
    if not needs and not office:
        return ""
    offered = _offered(event_id, {need.note_id for need in begun}) if office else []
    return render_template("needs/outcomes_panel.html", needs=needs, offered=offered)


def origin_panel(need_id: int) -> str:
    """Show on a need's page the notes of workshops that stand as its evidence, with the way to their minutes."""
    rows = [(origin, show_title(origin.event)) for origin in queries.list_told(need_id).notes]
    return render_template("needs/origin_panel.html", rows=rows) if rows else ""


def _offered(event_id: int, entered: Collection[int | None]) -> list[tuple[Note, str]]:
    """Return the points of the plenum, then the tables' notes of the kinds that can become needs, with their kind."""
    points = events.list_points(event_id)
    behind = {row.id for point in points for row in point.sources}
    notes = [note for note in events.list_of_kinds(event_id, TAKEN_UP) if note.id not in behind]
    found = [*(point.note for point in points), *notes]
    return [(note, translated(NOTE_LABELS[note.kind])) for note in found if note.id not in entered]


def _note(note_id: int) -> tuple[Note, Event]:
    note = events.get_note(note_id)
    event = events.get_event(note.event_id)
    demand(current_actor(), Permission.MANAGE_NEEDS, Scope(district=event.district_code))
    return note, event


def _offer(form: WorkshopForm, event: Event) -> WorkshopForm:
    """Fill in the facets and the district's villages in the reader's language."""
    form.facet.choices = [(facet.code, show_name(facet)) for facet in directory().facets]
    villages = [(village.code, show_name(village)) for village in list_villages(event.district_code)]
    form.village.choices = [("", _("Not given")), *villages]
    return form


def _ask(note: Note, event: Event, form: WorkshopForm, cite: CiteForm, status: int = 200) -> ResponseReturnValue:
    known = queries.find_by_note(note.id)
    return page(
        "needs/from_note.html",
        status=status,
        note=note,
        event=event,
        event_title=show_title(event),
        mates=events.list_mates(note),
        form=_offer(form, event),
        cite=cite,
        known=known,
        known_title=cards.title_of(known) if known else "",
        why_not="" if event.minutes_at else translated(rules.NOT_PUBLISHED_NOTE.text),
    )
