"""Show proposals to everybody: list, page, history."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

import civic.proposals.views.shown as shown
from civic.access.actor import ANONYMOUS, Actor
from civic.access.permissions import Permission
from civic.kit.errors import Missing, Reason
from civic.kit.geo import Point
from civic.kit.markup import paragraphs, stored
from civic.kit.text import Piece, diff_sentences
from civic.programme.outlines import district_map
from civic.programme.queries import Directory, directory, list_districts
from civic.proposals import checks, queries
from civic.proposals.facts import PageRow, case_of
from civic.proposals.forms import ArgumentForm
from civic.proposals.listing import SORT_LABELS, CardRow, Filters, Sort
from civic.proposals.models import Version
from civic.proposals.queries import ArgumentRow, ChangeRow, ReviewRow, StateCount
from civic.proposals.rules import STAGE_LABELS, STATE_LABELS, STEPS, Side, State
from civic.proposals.views.blueprint import bp
from civic.web.drawing import drawn_page
from civic.web.filters import show_name
from civic.web.guard import public, requires
from civic.web.memory import drawn
from civic.web.pages import current_actor, page
from civic.web.panels import Panels


@dataclass(frozen=True)
class Choice:
    """Be one option of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Why:
    """Hold what the reader may do here; a text says why not, None means yes."""

    support: str | None
    unsupport: str | None
    argue: str | None
    edit: str | None
    withdraw: str | None
    merge: bool
    mine: bool
    visitor: bool


@dataclass(frozen=True)
class Edit:
    """Be one edit of the public history and what it changed."""

    version: Version
    pieces: tuple[Piece, ...]


class Listed(NamedTuple):
    """Be all that was read for a list: one row more than is shown, counts by state, the address without its page."""

    filters: Filters
    rows: tuple[CardRow, ...]
    counts: tuple[StateCount, ...]
    kept: tuple[tuple[str, str], ...]
    names: Directory


class Detail(NamedTuple):
    """Be all that was read for the page of a proposal; `links` is what upper floors say of it."""

    proposal: PageRow
    reviews: tuple[ReviewRow, ...]
    arguments: tuple[ArgumentRow, ...]
    changes: tuple[ChangeRow, ...]
    links: Markup
    names: Directory


FATED = frozenset({State.ADOPTED, State.BELOW_THRESHOLD, State.IN_INVENTORY})


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """List published proposals; filters, order and page are in the address."""
    args = request.args.to_dict()
    filters = _filters(args)
    rows = queries.list_public(filters, args.get("after", ""), queries.PAGE + 1)
    kept = tuple((name, value) for name, value in args.items() if name != "after" and value)
    return _list(Listed(filters, tuple(rows), tuple(queries.count_public(filters)), kept, directory()))


@drawn_page("proposals/index.html")
def _list(it: Listed) -> dict[str, object]:
    counts = {each.state: each.count for each in it.counts}
    filters, rows = it.filters, it.rows[: queries.PAGE]
    return {
        "cards": shown.cards(rows),
        "filters": filters,
        "found": counts.get(filters.state, 0) if filters.state else sum(counts.values()),
        "districts": _choices([(d.code, show_name(d)) for d in list_districts()], filters.district),
        "facets": _choices([(f.code, show_name(f)) for f in it.names.facets], filters.facet),
        "states": _choices([(s.value, f"{_(STATE_LABELS[s])} ({n})") for s, n in counts.items()], filters.state or ""),
        "sorts": _choices([(s.value, _(label)) for s, label in SORT_LABELS.items()], filters.sort),
        "next_url": _next_url(it.kept, rows[-1].key(filters.sort)) if len(it.rows) > queries.PAGE else None,
    }


@bp.get("/<int:proposal_id>")
@public
def show(proposal_id: int) -> ResponseReturnValue:
    """Show one proposal with its lights, history and arguments; a merged one leads to where it went."""
    proposal = queries.get_page(current_actor(), proposal_id)
    if proposal.merged_into_id is not None:
        return redirect(url_for(".show", proposal_id=proposal.merged_into_id), 302)
    if proposal.state is State.DRAFT:
        return redirect(url_for(".edit", proposal_id=proposal_id), 302)
    return show_page(proposal)


@bp.get("/case/<case_no>")
@public
def case(case_no: str) -> ResponseReturnValue:
    """Lead from a case number to its page."""
    return redirect(url_for(".show", proposal_id=queries.get_by_case_no(case_no).id), 302)


@bp.get("/<int:proposal_id>/history")
@public
def history(proposal_id: int) -> ResponseReturnValue:
    """Show every edit and what it changed, the newest first."""
    proposal = queries.get_for(current_actor(), proposal_id)
    if proposal.state is State.DRAFT:
        raise Missing
    versions = queries.list_versions(proposal_id)
    texts = ["", *(version.title + "\n" + version.text for version in versions)]
    edits = [Edit(version, diff_sentences(texts[place], texts[place + 1])) for place, version in enumerate(versions)]
    return page("proposals/history.html", proposal=proposal, title=shown.title_of(proposal), edits=edits[::-1])


@bp.get("/mine")
@requires(Permission.CREATE_PROPOSAL)
def mine() -> ResponseReturnValue:
    """List the reader's own proposals and drafts."""
    return page("proposals/mine.html", cards=shown.cards(queries.list_mine(current_actor())))


def show_page(proposal: PageRow, form: ArgumentForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Render the page of one proposal; a form, and the cookie it needs, only for those who may use it."""
    actor = current_actor()
    detail = Detail(
        proposal=proposal,
        reviews=tuple(queries.list_reviews(proposal.id)),
        arguments=tuple(queries.list_arguments(proposal.id)),
        changes=tuple(queries.list_changes(proposal.id)),
        links=_links(proposal),
        names=directory(),
    )
    if not actor.is_signed_in:
        return _visitors_page(detail)
    seconded = queries.has_supported(proposal.id, actor.person_id)
    why = _why(actor, proposal, seconded)
    own = {"seconded": seconded, "why": why, "form": form or (None if why.argue else ArgumentForm())}
    return page("proposals/show.html", status=status, **_context(detail), **own)


@drawn_page("proposals/show.html")
def _visitors_page(detail: Detail) -> dict[str, object]:
    return _context(detail) | {"seconded": False, "why": _why(ANONYMOUS, detail.proposal, seconded=False), "form": None}


def _context(detail: Detail) -> dict[str, object]:
    """Return what everybody sees of a proposal."""
    proposal, names = detail.proposal, detail.names
    return {
        "proposal": proposal,
        "title": shown.title_of(proposal),
        "status_text": shown.status_of(proposal.state),
        "status_tone": shown.tone_of(proposal.state),
        "facet_label": shown.facet_label(proposal.facet_code, names),
        "place": shown.place_of(proposal, names),
        "lead": names.agency(proposal.lead_agency_code) if proposal.lead_agency_code else None,
        "helpers": [names.agency(code) for code in sorted(filter(None, (proposal.helpers or "").split(",")))],
        "links": detail.links,
        "said": _said(proposal),
        "answers": _answers((detail.reviews, names)),
        "sides": _sides(detail.arguments),
        "way": _way(detail.changes),
        "drawing": district_map(proposal.district_code),
        "pin": _pin(proposal),
    }


@drawn("proposals/_said.html")
def _said(proposal: PageRow) -> dict[str, object]:
    return {"summary": stored(proposal.summary_html), "sections": _sections(proposal)}


@drawn("proposals/_answers.html")
def _answers(it: tuple[tuple[ReviewRow, ...], Directory]) -> dict[str, object]:
    reviews, names = it
    return {
        "reviews": reviews,
        "agencies": {review.agency_code: names.agency(review.agency_code) for review in reviews},
        "stage_labels": STAGE_LABELS,
        "review_lights": {review.id: shown.lights_of(review) for review in reviews},
    }


@drawn("proposals/_arguments.html")
def _sides(arguments: tuple[ArgumentRow, ...]) -> dict[str, object]:
    return {
        "pros": shown.side_of(arguments, Side.FOR),
        "cons": shown.side_of(arguments, Side.AGAINST),
        "pros_total": shown.total_of(arguments, Side.FOR),
        "cons_total": shown.total_of(arguments, Side.AGAINST),
    }


@drawn("proposals/_way.html")
def _way(changes: tuple[ChangeRow, ...]) -> dict[str, object]:
    return {"stations": shown.stations(changes)}


def _links(proposal: PageRow) -> Markup:
    """Return what upper floors say of a proposal, and of its fate once it has one."""
    panels: Panels = current_app.jinja_env.globals["panels"]  # type: ignore[assignment]
    links = panels("proposal.links", proposal.id)
    return links + panels("proposal.fate", proposal.id) if proposal.state in FATED else links


def _pin(proposal: PageRow) -> tuple[float, float] | None:
    """Return where the proposal's point is on its district's drawing, None without a point or a drawing."""
    drawing = district_map(proposal.district_code)
    if drawing is None or proposal.lat is None or proposal.lng is None:
        return None
    return drawing.projection.place(Point(proposal.lat, proposal.lng))


def _sections(proposal: PageRow) -> list[tuple[str, str]]:
    """Return the headed parts of the text that were written."""
    parts = (
        (_("Background and reason"), paragraphs(proposal.background)),
        (_("How it could be done"), stored(proposal.content_html)),
        (_("Whom it helps, and how"), paragraphs(proposal.benefits)),
        (_("What shows the need"), paragraphs(proposal.need_basis)),
    )
    return [(heading, html) for heading, html in parts if html]


def _why(actor: Actor, proposal: PageRow, seconded: bool) -> Why:
    case = case_of(proposal)

    def words(reason: Reason | None) -> str | None:
        return _(reason.text) if reason else None

    mine = checks.is_author(actor, case)
    return Why(
        support=words(checks.why_not_support(actor, case, seconded)),
        unsupport=words(checks.why_not_unsupport(actor, case)),
        argue=words(checks.why_not_argue(actor, case)),
        edit=words(checks.why_not_edit(actor, case)),
        withdraw=words(checks.why_not_withdraw(actor, case)),
        merge=mine and (case.state, State.MERGED) in STEPS,
        mine=mine,
        visitor=not actor.is_signed_in,
    )


def _filters(args: dict[str, str]) -> Filters:
    """Read the filters of the address; what we do not know is left out."""
    state, sort = args.get("state", ""), args.get("sort", "")
    return Filters(
        district=args.get("district", "")[:8],
        facet=args.get("facet", "")[:40],
        state=State(state) if state in set(State) - {State.DRAFT} else None,
        text=args.get("text", "")[:100],
        sort=Sort(sort) if sort in set(Sort) else Sort.NEWEST,
    )


def _choices(pairs: list[tuple[str, str]], chosen: str) -> list[Choice]:
    return [Choice(value, label, value == chosen) for value, label in pairs]


def _next_url(kept: tuple[tuple[str, str], ...], key: str) -> str:
    return f"{url_for('.index')}?{urlencode([*kept, ('after', key)])}"
