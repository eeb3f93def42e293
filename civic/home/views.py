"""Serve the home page and the pages about this site."""

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from civic.events import queries as events
from civic.events.rows import Filters as EventFilters
from civic.home.year import Year, count_fates, find_year
from civic.kit.clock import now
from civic.programme.models import Round
from civic.programme.outlines import city_map
from civic.programme.rules import PHASE_LABELS, PhaseKind
from civic.programme.stops import stops
from civic.proposals import queries as proposals
from civic.proposals.listing import Filters as ProposalFilters
from civic.web.filters import show_name
from civic.web.guard import public
from civic.web.pages import current_actor, page

bp = Blueprint("home", __name__, template_folder="templates")


@dataclass(frozen=True)
class MapDistrict:
    """Be one district of the drawn map."""

    code: str
    name: str
    path: str
    x: float
    y: float
    active: bool
    current: bool
    url: str


@dataclass(frozen=True)
class Act:
    """Be the one thing to do now."""

    say: str
    label: str
    url: str


@bp.get("/")
@public
def index() -> Response:
    """Show where the year stands in one district and what can be done there now."""
    moment = now()
    year = find_year(current_actor(), request.args.get("district", ""), moment)
    code = year.district.code
    here = events.list_events(EventFilters(district=code), moment, limit=3)
    return page(
        "home/index.html",
        year=year,
        stops=stops(year.spans, moment),
        phase_words=_(PHASE_LABELS[year.phase]) if year.phase else "",
        act=_act(year),
        districts_map=draw_map(year),
        map_height=city_map().height,
        proposals=proposals.list_public(ProposalFilters(district=code), limit=3),
        events=here or events.list_events(EventFilters(), moment, limit=3),
        elsewhere=not here,
        fates=count_fates(year),
    )


@bp.get("/about")
@public
def about() -> Response:
    """Say what this site is and how a sentence travels."""
    return page("home/about.html")


@bp.get("/accessibility")
@public
def accessibility() -> Response:
    """State how far everybody can use this site."""
    return page("home/accessibility.html")


@bp.get("/privacy")
@public
def privacy() -> Response:
    """Say which personal data is kept, why and for how long."""
    return page("home/privacy.html")


@bp.get("/data")
@public
def data() -> Response:
    """List the files anybody may take away."""
    return page("home/data.html")


def draw_map(year: Year) -> list[MapDistrict]:
    """Return every district's outline with a short label; participating ones come first and lead to their year."""
    active = {district.code: district for district in year.districts}
    drawn = []
    for outline in city_map().outlines:
        district = active.get(outline.code)
        drawn.append(
            MapDistrict(
                code=outline.code,
                name=show_name(district).removesuffix(" District"),
                path=outline.path,
                x=outline.x,
                y=outline.y,
                active=district is not None,
                current=outline.code == year.district.code,
                url=url_for("home.index", district=district.slug) if district else "",
            )
        )
    order = [district.code for district in year.districts]
    return sorted(drawn, key=lambda shape: order.index(shape.code) if shape.active else len(order))


def _act(year: Year) -> Act:
    """Choose what the reader is asked to do, by the phase that is open."""
    code = year.district.code
    if isinstance(year.round, Round) and year.phase is PhaseKind.VOTE:
        say = _("Every item went through an agency's review of feasibility and cost. Choose the ones you want.")
        return Act(say, _("Go and vote"), url_for("voting.booth", round_id=year.round.id))
    if year.phase is PhaseKind.COLLECT:
        say = _("Begin with one sentence and a place. The form grows only as the review needs it.")
        return Act(say, _("Make a proposal"), url_for("proposals.new"))
    if year.phase in {PhaseKind.ASSEMBLY, PhaseKind.REVIEW}:
        say = _("Residents and agencies are going through the proposals. Join a workshop or add an argument.")
        return Act(say, _("See the events"), url_for("events.index", district=code))
    if year.phase in {PhaseKind.RESULTS, PhaseKind.FOLLOW_UP}:
        say = _("The vote is over. See what was chosen, why, and what the agencies answer.")
        return Act(say, _("See the needs inventory"), url_for("needs.index", district=code))
    say = _("See what residents have proposed and what became of it.")
    return Act(say, _("See the proposals"), url_for("proposals.index", district=code))
