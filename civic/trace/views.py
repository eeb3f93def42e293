"""Show one item's whole way on one public page, forwards and backwards."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from civic.events.rows import NoteOrigin
from civic.events.rules import NOTE_LABELS
from civic.governance.rules import OUTCOME_LABELS
from civic.kit import markup
from civic.needs.rules import CLOSED, EXITS, ROLE_LABELS, STATE_LABELS, STEPS
from civic.needs.wording import counted_words
from civic.programme.queries import directory
from civic.proposals.rules import LIGHT_LABELS, LIGHT_NAMES, Light, State
from civic.proposals.rules import STATE_LABELS as PROPOSAL_LABELS
from civic.trace.story import Story, get_story, reached, signed_by
from civic.voting.rules import Verdict
from civic.web import locale
from civic.web.filters import show_datetime, show_name, show_number, show_title, translated
from civic.web.guard import public
from civic.web.pages import page

bp = Blueprint("trace", __name__, template_folder="templates")

TOLD_LATER = frozenset({State.ON_BALLOT, State.ADOPTED, State.BELOW_THRESHOLD, State.IN_INVENTORY})
"""Steps of a proposal that the ballot, the result and the inventory tell better."""

ENDED = frozenset({State.WITHDRAWN, State.MERGED, State.INFEASIBLE, State.BELOW_THRESHOLD})


@dataclass(frozen=True)
class Hop:
    """Be one station of the trace: dated, signed by a role, with its reason; or one still to come."""

    title: str
    at: datetime | None = None
    actor: str = ""
    reason: str = ""
    url: str = ""
    tone: str = "info"
    todo: bool = False

    @property
    def when(self) -> str:
        """Return the day and time in Taipei."""
        return show_datetime(self.at)


@bp.get("/trace/<case_no>")
@public
def show(case_no: str) -> Response:
    """Tell the story of one item; `?order=back` begins with the latest."""
    story = get_story(case_no)
    backwards = request.args.get("order") == "back"
    done, todo = _done(story), _todo(story)
    hops = [*reversed(todo), *reversed(done)] if backwards else [*done, *todo]
    return page("trace/show.html", case_no=case_no, name=_title(story), hops=hops, backwards=backwards, need=story.need)


def _title(story: Story) -> str:
    thing = story.proposal or story.need
    return show_title(thing) if thing is not None else story.case_no


def _done(story: Story) -> list[Hop]:
    """Return what has happened in order of time; what happened at one instant stays in the story's order."""
    hops = [
        *_notes(story),
        *_steps(story),
        *_reviews(story),
        *_ballot(story),
        *_entry_and_moves(story),
        *_cited(story),
        *_decisions(story),
        *_answers(story),
    ]
    told = [(hop.at, place, hop) for place, hop in enumerate(hops) if hop.at is not None]
    return [hop for _at, _place, hop in sorted(told, key=lambda dated: dated[:2])] + _row(story)


def _notes(story: Story) -> list[Hop]:
    """Return each note, its words once the minutes are published, and the publication of the minutes."""
    events = {origin.event.id: origin.event for origin in story.notes if origin.event.minutes_at is not None}
    minutes = [
        Hop(
            _("Minutes published: %(event)s", event=show_title(event)),
            event.minutes_at,
            _role(event.minutes_role),
            "",
            f"/events/{event.id}/minutes",
        )
        for event in events.values()
    ]
    return [*(_note(origin) for origin in story.notes), *minutes]


def _note(origin: NoteOrigin) -> Hop:
    event, note = origin.event, origin.note
    title = (
        _("Sticky note at table %(table)s: %(event)s", table=note.table_no, event=show_title(event))
        if note.table_no
        else _("Point of the plenum: %(event)s", event=show_title(event))
    )
    words = ngettext(
        "%(kind)s, %(num)s dot: %(text)s",
        "%(kind)s, %(num)s dots: %(text)s",
        note.dots,
        kind=translated(NOTE_LABELS[note.kind]),
        text=note.text,
    )
    shown = words if event.minutes_at else _("Its words are shown once the minutes are published.")
    return Hop(title, note.written_at, translated(ROLE_LABELS["facilitator"]), shown, f"/events/{event.id}")


def _steps(story: Story) -> list[Hop]:
    return [
        Hop(
            _("Proposal: %(state)s", state=translated(PROPOSAL_LABELS[change.after])),
            change.at,
            _role(change.actor_role),
            translated(change.reason) if change.reason else "",
            _proposal_url(story),
            "no" if change.after in ENDED else "info",
        )
        for change in story.changes
        if change.after not in TOLD_LATER
    ]


def _proposal_url(story: Story) -> str:
    return f"/proposals/{story.proposal.id}" if story.proposal is not None else ""


def _reviews(story: Story) -> list[Hop]:
    city = directory()
    return [
        Hop(
            _("Review by %(agency)s", agency=show_name(city.agency(review.agency_code))),
            review.completed_at,
            translated(ROLE_LABELS["agency"]),
            _separator().join([*_lights(review.publicness, review.legality, review.feasibility), review.public_answer]),
            _proposal_url(story),
            {"green": "ok", "yellow": "wait", "red": "no"}.get(review.worst or "", "info"),
        )
        for review in story.reviews
    ]


def _separator() -> str:
    """Return what stands between two parts of a sentence in the reader's language."""
    return "；" if locale.is_chinese() else "; "


def _lights(*lights: Light | None) -> list[str]:
    names = ("publicness", "legality", "feasibility")
    return [
        _("%(light)s: %(meaning)s", light=translated(LIGHT_NAMES[name]), meaning=translated(LIGHT_LABELS[light]))
        for name, light in zip(names, lights, strict=True)
        if light is not None
    ]


def _ballot(story: Story) -> list[Hop]:
    fate = story.ballot
    if fate is None:
        return []
    placed = next((change for change in story.changes if change.after is State.ON_BALLOT), None)
    hops = []
    if placed is not None:
        title = _("On the ballot as number %(number)s", number=fate.number)
        hops.append(Hop(title, placed.at, _role(placed.actor_role), "", f"/vote/{fate.round_id}"))
    if fate.published_at is not None and fate.votes is not None:
        won = fate.verdict is Verdict.SELECTED
        words = ngettext(
            "%(votes)s vote, threshold %(threshold)s",
            "%(votes)s votes, threshold %(threshold)s",
            fate.votes,
            votes=show_number(fate.votes),
            threshold=show_number(fate.threshold),
        )
        title = _("Result of the vote: adopted") if won else _("Result of the vote: not adopted")
        url, tone = f"/results/{fate.round_id}", "ok" if won else "no"
        hops.append(Hop(title, fate.published_at, translated(ROLE_LABELS["office"]), words, url, tone))
    return hops


def _entry_and_moves(story: Story) -> list[Hop]:
    """Return the need's steps; those a meeting made are told by the meeting."""
    decided = {meeting.decided_at for meeting in story.meetings if meeting.decided_at is not None}
    return [
        Hop(
            _("Needs inventory: %(state)s", state=translated(STATE_LABELS[change.after])),
            change.at,
            _role(change.actor_role),
            translated(change.reason) if change.reason else "",
            url_for("needs.show", case_no=story.case_no),
            "no" if change.after in EXITS else "info",
        )
        for change in story.need_changes
        if change.at not in decided
    ]


def _cited(story: Story) -> list[Hop]:
    """Return the counts of needs surveys the need cites, each dated by the day it was cited."""
    return [
        Hop(
            _("A needs survey shows the need"),
            cited.cited_at,
            translated(ROLE_LABELS["office"]),
            counted_words(cited),
            url_for("surveys.show", survey_id=cited.survey_id),
            "ok",
        )
        for cited in story.cited
    ]


def _decisions(story: Story) -> list[Hop]:
    return [
        Hop(
            _("%(meeting)s: %(outcome)s", meeting=row.title, outcome=translated(OUTCOME_LABELS[row.outcome])),
            row.decided_at,
            _role(row.decided_role),
            row.reason,
            url_for("governance.show", meeting_id=row.meeting_id) if row.published_at is not None else "",
            "act",
        )
        for row in story.meetings
        if row.outcome is not None
    ]


def _answers(story: Story) -> list[Hop]:
    city = directory()
    return [
        Hop(
            _("Answer by %(agency)s", agency=show_name(city.agency(answer.agency_code))),
            answer.at,
            translated(ROLE_LABELS["agency"]),
            markup.plain(answer.body),
            url_for("needs.show", case_no=story.case_no) + "#answers",
            "ok",
        )
        for answer in story.answers
    ]


def _row(story: Story) -> list[Hop]:
    """Return the last station: the row agencies receive, dated by the last step."""
    if story.need is None:
        return []
    last = max((change.at for change in story.need_changes), default=story.need.entered_at)
    url = url_for("needs.row", case_no=story.case_no)
    reason = _("As agencies receive it; nothing here promises money.")
    return [Hop(_("Row in the agencies' file"), last, translated(ROLE_LABELS["system"]), reason, url)]


def _todo(story: Story) -> list[Hop]:
    """Return what comes next: the stations not reached, nothing after an end."""
    if story.need is not None:
        steps = () if story.need.state in CLOSED else STEPS.get(story.need.state, ())[:1]
        return [Hop(translated(STATE_LABELS[state]), todo=True) for state in steps]
    been = reached(story)
    if been & ENDED:
        return []
    return [Hop(title, todo=True) for title in _stations_after(story, been)]


def _stations_after(story: Story, been: frozenset[State]) -> list[str]:
    stations = (
        (_("Agency review with three lights"), bool(story.reviews)),
        (_("Ballot"), story.ballot is not None or State.ON_BALLOT in been),
        (_("Result of the vote"), bool(story.ballot and story.ballot.published_at)),
        (_("Needs inventory"), story.need is not None),
        (_("Meetings decide"), False),
        (_("Agencies answer"), False),
    )
    return [str(title) for title, is_reached in stations if not is_reached]


def _role(role: str) -> str:
    signed = signed_by(role)
    return translated(ROLE_LABELS[signed]) if signed in ROLE_LABELS else signed
