"""Fill the frame around every page: name, navigation, languages, notices."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple
from urllib.parse import quote

from flask import current_app, g, get_flashed_messages, render_template, request, session, url_for
from flask_babel import gettext
from markupsafe import Markup

from civic.access.actor import Actor, Role
from civic.access.permissions import Permission
from civic.access.policy import may_somewhere
from civic.kit.languages import LANGUAGES, Language, known
from civic.kit.roc import DateStyle
from civic.web import locale
from civic.web.application import CivicFlask
from civic.web.filters import date_style
from civic.web.memory import drawn
from civic.web.pages import current_actor


@dataclass(frozen=True)
class NavItem:
    """Describe one entry: English label marked by N_, endpoint, whom it is for; empty means everybody."""

    label: str
    endpoint: str
    permission: Permission | None = None
    roles: frozenset[str] = frozenset()

    def is_for(self, actor: Actor) -> bool:
        """Tell whether to show the entry to this actor."""
        if self.permission is None:
            return True
        if not may_somewhere(actor, self.permission):
            return False
        return not self.roles or bool({role.value for role in actor.roles} & self.roles)


@dataclass(frozen=True)
class Link:
    """Be one link in the frame."""

    label: str
    url: str
    current: bool = False
    lang: str = ""


@dataclass(frozen=True)
class Notice:
    """Be one sentence across the top of every page, with a way on."""

    text: str
    url: str
    link_text: str
    tone: str = "warn"


@dataclass(frozen=True)
class Flash:
    """Be one message about what has just been done."""

    text: str
    tone: str


@dataclass(frozen=True)
class PhaseBanner:
    """Say where the year stands: the year, the phase in words, what is left of it, each phase's state."""

    year: str
    words: str
    rest: str
    states: tuple[str, ...]
    url: str


NoticeSource = Callable[[Actor], list[Notice]]
PhaseSource = Callable[[Actor], PhaseBanner | None]


@dataclass
class Frame:
    """Hold what the floors put into the frame."""

    main: tuple[NavItem, ...] = ()
    work: tuple[NavItem, ...] = ()
    account: tuple[NavItem, ...] = ()
    notices: list[NoticeSource] = field(default_factory=list)
    phase: PhaseSource = lambda _actor: None


class Around(NamedTuple):
    """Be what the frame shows of a reader and of the page in hand; messages shown once are not part of it."""

    language: str
    style: DateStyle
    roles: frozenset[Role]
    notices: tuple[Notice, ...]
    phase: PhaseBanner | None
    here: str


HERE = "BACK-TO-THIS-PAGE"
"""Stands in a drawn part where the address of the page in hand belongs."""

FRAME = "civic.frame"


def init_layout(app: CivicFlask) -> Frame:
    """Give every template the frame's variables; return the frame to be filled."""
    frame = Frame()
    settings = app.house.settings
    app.jinja_env.globals["frame_part"] = Parts(frame).part
    app.extensions[FRAME] = frame

    @app.context_processor
    def variables() -> dict[str, object]:
        actor = current_actor()
        chinese = locale.is_chinese()
        return {
            "site_name": settings.site_name_zh if chinese else settings.site_name_en,
            "city": settings.city_zh if chinese else settings.city_en,
            "lang": locale.tag(),
            "demo_mode": settings.demo,
            "actor": actor,
            "stand_in": _stand_in(),
            "notices": _notices(frame, actor),
            "flashes": _flashes(),
            "find_phase": lambda: _draw_phase(frame, actor),
            "base_url": settings.base_url,
            "brand_colour": settings.brand_colour,
            "page_path": request.path,
        }

    return frame


def look_around() -> Around:
    """Return all the frame depends on in this request."""
    frame, actor = current_app.extensions[FRAME], current_actor()
    notices = tuple(_notices(frame, actor))
    return Around(locale.code(), date_style(), actor.roles, notices, frame.phase(actor), _here())


class Parts:
    """Draw the head and the foot of pages: once for everybody with the same roles, by language and place."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._drawn: dict[tuple[str, str, tuple[str, ...], frozenset[Role]], str] = {}

    def part(self, template: str) -> Markup:
        """Return one part for this reader and this page."""
        actor = current_actor()
        if "places" not in g:
            g.places, g.here = _places(self._items), _here()
        key = (template, locale.code(), g.places, actor.roles)
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = self._drawn[key] = self._draw(template, actor)
        return Markup(drawn.replace(HERE, quote(g.here, safe="/?")))  # noqa: S704 - our own template, a quoted address

    @property
    def _items(self) -> tuple[NavItem, ...]:
        return (*self._frame.main, *self._frame.work, *self._frame.account)

    def _draw(self, template: str, actor: Actor) -> str:
        signed_in, frame = actor.is_signed_in, self._frame
        return render_template(
            template,
            nav=_links(frame.main, actor),
            work_nav=_links(frame.work, actor) if signed_in else [],
            account_nav=_links(frame.account, actor) if signed_in else [],
            languages=[_language(each, HERE) for each in LANGUAGES.values()],
        )


def _draw_phase(frame: Frame, actor: Actor) -> Markup:
    banner = frame.phase(actor)
    return _phase(banner) if banner else Markup()


@drawn("layouts/phase.html")
def _phase(banner: PhaseBanner) -> dict[str, object]:
    return {"phase": banner}


def _stand_in() -> Link | None:
    """Return the way to the whole page for readers of a partial language."""
    spoken = locale.spoken()
    return _language(known(spoken.fallback), _here()) if spoken.is_partial else None


def _language(each: Language, back: str) -> Link:
    url = url_for("web.language", code=each.code, back=back)
    return Link(each.name, url, each.code == locale.code(), each.tag)


def _places(items: tuple[NavItem, ...]) -> tuple[str, ...]:
    """Return the addresses of the menu's entries that the page in hand belongs to."""
    return tuple(url for item in items if _is_under(url := _address(item.endpoint)))


def _is_under(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(url + "/"))


def _notices(frame: Frame, actor: Actor) -> list[Notice]:
    """Return the notices, asked for once a request: each panel of a page is rendered with these variables too."""
    if "notices" not in g:
        g.notices = [notice for source in frame.notices for notice in source(actor)]
    found: list[Notice] = g.notices
    return found


def _links(items: tuple[NavItem, ...], actor: Actor) -> list[Link]:
    return [_link(item) for item in items if item.is_for(actor)]


def _link(item: NavItem) -> Link:
    url = _address(item.endpoint)
    return Link(gettext(item.label), url, _is_under(url))


@cache
def _address(endpoint: str) -> str:
    """Return where an entry leads: the same in every request."""
    return url_for(endpoint)


def _here() -> str:
    """Return the address to come back to: this page, or the page a form was sent from where it has the same one."""
    if request.method in {"GET", "HEAD"}:
        return request.full_path.rstrip("?")
    adapter = current_app.create_url_adapter(request)
    return request.path if adapter and adapter.test(request.path, "GET") else "/"


def _flashes() -> list[Flash]:
    if "_flashes" not in session:
        return []
    return [Flash(pair[1], pair[0]) for pair in get_flashed_messages(with_categories=True)]
