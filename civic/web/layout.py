"""Fill the frame around every page: name, navigation, languages, notices."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from flask import current_app, g, get_flashed_messages, request, session, url_for
from flask_babel import gettext

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import may_somewhere
from civic.kit.languages import LANGUAGES, known
from civic.web import locale
from civic.web.application import CivicFlask
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


def init_layout(app: CivicFlask) -> Frame:
    """Give every template the frame's variables; return the frame to be filled."""
    frame = Frame()
    settings = app.house.settings

    @app.context_processor
    def variables() -> dict[str, object]:
        actor = current_actor()
        chinese, languages = locale.is_chinese(), _languages()
        stand_in = known(locale.spoken().fallback).tag if locale.spoken().is_partial else ""
        return {
            "site_name": settings.site_name_zh if chinese else settings.site_name_en,
            "city": settings.city_zh if chinese else settings.city_en,
            "lang": locale.tag(),
            "demo_mode": settings.demo,
            "actor": actor,
            "nav": _links(frame.main, actor),
            "work_nav": _links(frame.work, actor) if actor.is_signed_in else [],
            "account_nav": _links(frame.account, actor) if actor.is_signed_in else [],
            "languages": languages,
            "stand_in": next((link for link in languages if link.lang == stand_in), None),
            "notices": _notices(frame, actor),
            "flashes": _flashes(),
            "find_phase": lambda: frame.phase(actor),
            "base_url": settings.base_url,
            "brand_colour": settings.brand_colour,
            "page_path": request.path,
        }

    return frame


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
    return Link(gettext(item.label), url, request.path == url or (url != "/" and request.path.startswith(url + "/")))


@cache
def _address(endpoint: str) -> str:
    """Return where an entry leads: the same in every request."""
    return url_for(endpoint)


def _languages() -> list[Link]:
    back, chosen = _here(), locale.code()
    return [
        Link(each.name, url_for("web.language", code=each.code, back=back), each.code == chosen, each.tag)
        for each in LANGUAGES.values()
    ]


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
