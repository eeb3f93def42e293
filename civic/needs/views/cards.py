"""Turn needs into what the components show, in the reader's language."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from flask import render_template, url_for
from flask_babel import gettext as _

from civic.kit.clock import local, now
from civic.needs import queries
from civic.needs.models import Need, NeedChange
from civic.needs.queries import InboxRow, NeedRow
from civic.needs.rules import EXITS, LEG_LABELS, ROLE_LABELS, STATE_LABELS, NeedState, course_of, is_overdue
from civic.programme.queries import directory
from civic.proposals.rules import LIGHT_LABELS, LIGHT_NAMES, Light
from civic.web import locale
from civic.web.filters import show_date_short, show_datetime, show_name, show_number, translated

TONES = {
    NeedState.NEW: "info",
    NeedState.ASSIGNED: "info",
    NeedState.COMPLETED: "ok",
    NeedState.RELEASED: "ok",
    NeedState.IN_PROGRESS: "act",
    NeedState.DEFERRED: "quiet",
    NeedState.MERGED: "quiet",
    NeedState.TRANSFERRED: "quiet",
    NeedState.REJECTED: "no",
}


class Titled(Protocol):
    """Be anything with a Chinese title and perhaps an English one."""

    @property
    def title(self) -> str:
        """Return the Chinese title."""

    @property
    def title_en(self) -> str:
        """Return the English title or nothing."""


@dataclass(frozen=True)
class Card:
    """Be one need as a card: votes in words, the legs of its way done and to come."""

    title: str
    url: str
    facet: str
    facet_label: str
    case_number: str
    status: str
    status_tone: str
    place: str
    agency: str
    priority: str | None
    due: str
    overdue: bool
    votes_text: str
    course: tuple[str, ...]


@dataclass(frozen=True)
class Leg:
    """Be one leg of a need's way as a station; its days stand in the history."""

    title: str
    state: str
    when: str = ""


@dataclass(frozen=True)
class LightShown:
    """Be one light with its words."""

    level: str
    label: str
    name: str


@dataclass(frozen=True)
class Hop:
    """Be one step of a need's history."""

    title: str
    when: str
    actor: str
    reason: str
    tone: str
    url: str = ""
    todo: bool = False


def title_of(thing: Titled) -> str:
    """Return a title in the reader's language, Chinese when there is no other."""
    return thing.title if locale.is_chinese() or not thing.title_en else thing.title_en


def place_of(need: NeedRow | Need) -> str:
    """Return district, village and place, from large to small."""
    city = directory()
    village = show_name(city.village(need.village_code)) if need.village_code else ""
    names = [show_name(city.district(need.district_code)), village, need.place]
    return " ".join(name for name in names if name)


def agency_name(code: str | None) -> str:
    """Return an agency's short name, empty for none."""
    if not code:
        return ""
    agency = directory().agency(code)
    return agency.short_zh if locale.is_chinese() else agency.name_en


def votes_text(need: NeedRow | Need) -> str:
    """Return votes against their threshold in words, empty without a vote."""
    if need.votes is None or not need.threshold:
        return ""
    votes, threshold = show_number(need.votes), show_number(need.threshold)
    return str(_("%(votes)s of the %(threshold)s votes needed", votes=votes, threshold=threshold))


def card(need: NeedRow, today: date) -> Card:
    """Return a need as a list shows it."""
    days = [day for day in (need.due_on, need.promise_due_on) if day is not None]
    late = is_overdue(need.state, days, today)
    due = show_date_short(min(days, default=None))
    return Card(
        title=title_of(need),
        url=url_for("needs.show", case_no=need.case_no),
        facet=need.facet_code,
        facet_label=show_name(directory().facet(need.facet_code)),
        case_number=need.case_no,
        status=translated(STATE_LABELS[need.state]),
        status_tone=TONES.get(need.state, "wait"),
        place=place_of(need),
        agency=agency_name(need.lead_agency_code),
        priority=_("Priority %(rank)s", rank=need.rank) if need.rank else None,
        due=_("Overdue since %(day)s", day=due) if late else due,
        overdue=late,
        votes_text=votes_text(need),
        course=course_of(need.state),
    )


def cards_panel(district_code: str) -> str:
    """Return the first needs of a district as cards, or words that say there are none."""
    return render_template("needs/cards_panel.html", needs=_first_cards(district_code))


def district_panel(district_code: str) -> str:
    """Return the first needs of a district under a heading."""
    return render_template(
        "needs/district_panel.html", needs=_first_cards(district_code), district_code=district_code
    )


def _first_cards(district_code: str) -> list[Card]:
    today = local(now()).date()
    return [card(row, today) for row in queries.list_needs(queries.Filters(district=district_code), limit=3)]


def inbox_card(row: InboxRow, today: date) -> Card:
    """Return a need as the inbox shows it."""
    return card(row.need, today)


def legs_of(state: NeedState) -> list[Leg]:
    """Return the legs of a need's way as stations."""
    return [Leg(translated(label), pace) for label, pace in zip(LEG_LABELS, course_of(state), strict=True)]


def survey_panel(survey_id: int) -> str:
    """Return the needs that cite a survey, nothing when none does."""
    citing = queries.list_citing(survey_id)
    if not citing:
        return ""
    today = local(now()).date()
    return render_template("needs/survey_panel.html", needs=[card(row, today) for row in citing])


def lights_of(need: Need) -> list[LightShown]:
    """Return the three lights as they stood on entry."""
    names: tuple[tuple[str, Light | None], ...] = (
        ("publicness", need.publicness),
        ("legality", need.legality),
        ("feasibility", need.feasibility),
    )
    return [LightShown(*_light(light), translated(LIGHT_NAMES[name])) for name, light in names]


def _light(light: Light | None) -> tuple[str, str]:
    return ("none", _("not reviewed")) if light is None else (light.value, translated(LIGHT_LABELS[light]))


def hop(change: NeedChange) -> Hop:
    """Return one step of the history, signed by a role."""
    return Hop(
        title=translated(STATE_LABELS[change.after]),
        when=show_datetime(change.at),
        actor=role_name(change.actor_role),
        reason=translated(change.reason) if change.reason else "",
        tone="no" if change.after in EXITS else TONES.get(change.after, "info"),
    )


def role_name(role: str) -> str:
    """Return the role a record is signed with."""
    return translated(ROLE_LABELS[role]) if role in ROLE_LABELS else role


def proposal_card(proposal_id: int) -> str:
    """Return the card a proposal's page shows once it is in the inventory."""
    need = queries.need_of_proposal(proposal_id)
    if need is None:
        return ""
    return render_template("needs/proposal_card.html", need=need, status=translated(STATE_LABELS[need.state]))
