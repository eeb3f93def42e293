"""Know one address, and who may open it, for every page of the site."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from civic.config import Settings
from civic.events import passes
from tests.browser import cafe
from tests.browser.site import Site
from tests.browser.visitor import Visitor

FILES = frozenset(
    {
        "account.data", "events.character", "events.door_roster", "events.door_worker", "events.feed", "events.ics",
        "events.minutes_file",
        "needs.dictionary_json", "needs.export", "proposals.case", "static", "surveys.counts",
        "tablet.manifest", "tablet.pull",
        "tablet.see_photo", "tablet.worker", "voting.ballots",
        "voting.checkpoints", "voting.consistency", "voting.inclusion", "voting.leaves", "voting.election_file",
        "voting.publication_file", "voting.result_file", "voting.verifier_file", "voting.villages", "web.healthz",
        "web.language", "web.manifest", "web.readyz",
    }
)  # fmt: skip
"""Routes that answer with a file, a word or another page's address."""

OFFICE, AGENCY, RESIDENT, HOST = "dol_desk", "pwd_officer", "resident_bt", "facil_t2"
OBSERVER = "deputy_mayor_office"


@dataclass(frozen=True)
class Address:
    """Be one page: who opens it, where it is."""

    persona: str
    path: str


def list_addresses(site: Site, visit: Callable[..., Visitor]) -> dict[str, Address]:
    """Return an address of every page by its endpoint; a café, a draft and a submitted proposal are made for some."""
    return {
        **{endpoint: Address("", path) for endpoint, path in list_public(site).items()},
        **{endpoint: Address(OFFICE, path) for endpoint, path in _office(site, visit(OFFICE)).items()},
        **{endpoint: Address(AGENCY, path) for endpoint, path in _agency(site, visit(AGENCY)).items()},
        **{endpoint: Address(RESIDENT, path) for endpoint, path in _resident(site, visit(RESIDENT)).items()},
        "voting.turnout": Address(OBSERVER, "/vote/turnout"),
        **{endpoint: Address(HOST, path) for endpoint, path in _table(visit).items()},
    }


def list_public(site: Site) -> dict[str, str]:
    """Return an address of every page that shows itself to everybody, by its endpoint."""
    need = site.made("needs", "p3")
    then = site.made("rounds", "beitou_then").id
    return {
        "home.index": "/",
        "home.about": "/about",
        "home.accessibility": "/accessibility",
        "home.data": "/data",
        "home.privacy": "/privacy",
        "styleguide.show": "/styleguide",
        "accounts.sign_in": "/sign-in",
        "accounts.sign_up": "/sign-up",
        "accounts.sent": "/sign-up/sent",
        "accounts.forgot": "/account/forgot",
        "accounts.confirm": "/account/confirm/unknown",
        "accounts.reset": "/account/reset/unknown",
        "programme.index": "/programme",
        "programme.district": "/districts/beitou",
        "proposals.index": "/proposals",
        "proposals.show": site.made("proposals", "p3").url,
        "proposals.history": f"{site.made('proposals', 'p3').url}/history",
        "events.index": "/events",
        "tablet.door": "/tablet/",
        "tablet.shell": "/tablet/zh",
        "events.show": site.made("events", "e4").url,
        "events.report": f"{site.made('events', 'e4').url}/report",
        "events.poster": f"{site.made('events', 'e10').url}/poster",
        "events.waiting_list": f"{site.made('events', 'e10').url}/waiting-list",
        "events.ask_registration": f"{site.made('events', 'e13').url}/register",
        "events.series": "/events/series/1",
        "events.place": f"/events/places/{_code(passes.Use.MANAGE)}",
        "events.month": "/events/calendar",
        "events.map_": "/events/map",
        "events.minutes": f"{site.made('events', 'e3').url}/minutes",
        "voting.index": "/vote",
        "voting.results": "/results",
        "voting.result": f"/results/{then}",
        "voting.what_if": f"/results/{then}/what-if",
        "voting.recount": f"/results/{then}/recount",
        "voting.open_data": f"/results/{then}/data",
        "voting.about": f"/vote/{then}/record",
        "voting.board": f"/vote/{then}/board",
        "voting.trust": "/vote/trust",
        "voting.receipts": "/receipts?code=ABCD-EFGH",
        "voting.kiosk_start": "/kiosk",
        "voting.kiosk_booth": "/kiosk/booth?code=unknown",
        "voting.kiosk_blank": "/kiosk/blank?code=unknown",
        "needs.index": "/needs",
        "needs.show": need.url,
        "needs.row": f"{need.url}/row",
        "needs.dictionary": "/needs/dictionary",
        "governance.index": "/meetings",
        "governance.show": site.made("meetings", "m4").url,
        "trace.show": f"/trace/{need.case_no}",
        "surveys.index": "/surveys",
        "surveys.show": site.made("surveys", "survey_shilin").url,
    }


def _office(site: Site, office: Visitor) -> dict[str, str]:
    need, meeting = site.made("needs", "p27").url, site.made("meetings", "m10").url
    now = site.made("rounds", "beitou_now").id
    return {
        "people.duties": "/duties",
        "people.rolls": "/desk/roll",
        "people.roll": f"/desk/roll/{now}",
        "people.roll_file": f"/desk/roll/{now}/import",
        "programme.rounds": "/rounds",
        "programme.round_": f"/rounds/{now}",
        "programme.rules": f"/rounds/{now}/rules",
        "programme.new_round": "/rounds/new",
        "proposals.paper": "/proposals/paper",
        "proposals.screening": "/proposals/screening",
        "proposals.screen": _first(office, "/proposals/screening", r"^/proposals/screening/\d+$"),
        "events.work": "/events/work",
        "events.ask_event": "/events/new",
        "events.ask_series": "/events/series/new",
        "events.ask_change": f"{site.made('events', 'e9').url}/edit",
        "events.ask_call_off": f"{site.made('events', 'e9').url}/call-off",
        "events.door": f"{site.made('events', 'e9').url}/door/?q=01",
        "events.scanned": f"/events/door/{_code(passes.Use.DOOR)}",
        "events.seats": f"{site.made('events', 'e8').url}/seating",
        "events.table_cards": f"{site.made('events', 'e8').url}/seating/cards",
        "events.roster": f"{site.made('events', 'e9').url}/roster",
        "voting.office": "/vote/office",
        "voting.running": f"/vote/office/{now}",
        "voting.preview": f"/vote/office/{now}/preview",
        "voting.sealing": f"/vote/office/{now}/sealing",
        "voting.participation_desk": f"/desk/participation/{now}",
        "voting.desks": "/desk/vote",
        "voting.desk": f"/desk/vote/{now}",
        "voting.papers": f"/desk/paper/{now}",
        **_urn(office, now),
        "needs.add_evidence": f"{need}/evidence",
        "needs.assign": f"{need}/assign",
        "needs.rank": f"{site.made('needs', 'p6').url}/rank",
        "needs.move": f"{need}/move/at_coordination",
        "needs.cite_survey": f"{site.made('needs', 'p11').url}/survey",
        **_survey_desk(site),
        "needs.ask_workshop": _first(office, f"{site.made('events', 'e3').url}/minutes", r"^/needs/from-note/\d+$"),
        "governance.create": "/meetings/new",
        "governance.put_on_agenda": f"{meeting}/agenda",
        "governance.decide": _first(office, meeting, r"/items/\d+$"),
        "governance.minutes": f"{meeting}/minutes",
    }


def _survey_desk(site: Site) -> dict[str, str]:
    survey = site.made("surveys", "survey_beitou").url
    return {
        "surveys.office": "/surveys/office",
        "surveys.draw_up": "/surveys/new",
        "surveys.manage": f"{survey}/manage",
        "surveys.preview": f"{survey}/preview",
        "surveys.sentences": f"{survey}/sentences",
        "surveys.paper": f"{survey}/paper",
        "surveys.sheet": f"{survey}/sheet",
    }


def _code(use: passes.Use) -> str:
    """Return a code of the demo's first registration: the one of its own link, or the one shown at the door."""
    passes.use(Settings().secret_key)
    return passes.sign(1, use)


def _urn(office: Visitor, round_id: int) -> dict[str, str]:
    """Open an urn, hand one paper out, close it and begin to key it."""
    office.go(f"/desk/paper/{round_id}")
    office.fill("新票匭的地點", "北投圖書館")
    office.press("開設票匭")
    office.go(f"/desk/paper/{round_id}")
    urn = str(office.page.get_by_role("link", name="北投圖書館").get_attribute("href"))
    code = _enrol(office, round_id)
    office.go(f"/desk/vote/{round_id}")
    office.fill("身分證或居留證號碼，或投票代碼", code)
    office.page.get_by_label("我已查驗選民的證件").check()
    office.page.locator("[name=urn]").select_option(label="北投圖書館")
    office.press("發給紙本選票")
    office.go(urn)
    office.press("封閉票匭")
    office.press("領取")
    return {"voting.urn": urn, "voting.keying": f"{urn}/key"}


def _enrol(office: Visitor, round_id: int) -> str:
    """Put a voter on the roll at the desk; return the voter code."""
    office.go(f"/desk/roll/{round_id}")
    office.page.locator("main [name=relation]").select_option(index=0)
    office.page.locator("main [name=identity]").fill("A123456789")
    office.page.locator("main [name=seen]").check()
    office.press("核發投票代碼")
    return office.page.locator("main .big code").inner_text()


def _agency(site: Site, agency: Visitor) -> dict[str, str]:
    need = site.made("needs", "p6").url
    return {
        "needs.inbox": "/inbox",
        "needs.answer": f"{need}/answer",
        "needs.progress": f"{need}/progress",
        "needs.monitoring": f"{need}/monitoring",
        "proposals.reviews": "/proposals/reviews",
        "proposals.review": _first(agency, "/proposals/reviews", r"^/proposals/reviews/\d+$"),
    }


def _resident(site: Site, resident: Visitor) -> dict[str, str]:
    now, draft = site.made("rounds", "beitou_now").id, _draft(resident, "草稿：公園飲水機")
    sent = _draft(resident, "已送出：公園長椅")
    resident.fill("遇到什麼問題？希望怎麼改變？", "公園裡長者走累了沒有地方可以坐。")
    resident.page.locator("[name=village_code]").select_option(index=1)
    resident.choose("面向", "健康生活")
    resident.fill("經費", "200,000")
    resident.press("儲存並確認")
    resident.press("送出提案")
    joined = site.made("events", "e11").url
    return {
        "account.show": "/account",
        "account.closing": "/account/close",
        "account.eligibility": "/account/eligibility",
        "voting.booth": f"/vote/{now}",
        "voting.blank": f"/vote/{now}/blank",
        "surveys.answer": f"{site.made('surveys', 'survey_beitou').url}/answer",
        "proposals.mine": "/proposals/mine",
        "proposals.new": "/proposals/new",
        "proposals.edit": f"{draft}/edit",
        "proposals.check": f"{draft}/check",
        "proposals.receipt": f"{sent}/receipt",
        "proposals.withdraw": f"{sent}/withdraw",
        "proposals.merge": f"{sent}/merge",
        "events.my_registration": f"{_register(resident, joined)}/registration",
    }


def _register(resident: Visitor, event: str) -> str:
    """Register for an event, so that the page of one's own place exists."""
    resident.go(f"{event}/register")
    resident.fill("手機或電子郵件", "0912-345-678")
    resident.page.get_by_role("radio", name="一般民眾").check()
    resident.press("報名")
    return event


def _draft(resident: Visitor, title: str) -> str:
    """Begin a proposal; return its address."""
    resident.go("/proposals/new")
    resident.fill("用一句話說，您希望改變什麼？", title)
    resident.choose("在哪一個行政區？", "北投區")
    resident.fill("確切地點在哪裡？", "北投公園")
    resident.press("儲存並繼續")
    return resident.path.removesuffix("/edit")


def _table(visit: Callable[..., Visitor]) -> dict[str, str]:
    office = visit(OFFICE)
    event = cafe.announce(office)
    cafe.appoint(office, f"{HOST}@demo.example", event)
    host = visit(HOST)
    host.go(f"/events/{event}/tables/1")
    cafe.write(host, cafe.THOUGHT)
    edit = _first(host, f"/events/{event}/tables/1", r"^/events/notes/\d+/edit$")
    return {
        "events.lead": f"/events/{event}/lead",
        "events.projector": f"/events/{event}/projector",
        "events.tables": f"/events/{event}/tables",
        "events.table": f"/events/{event}/tables/1",
        "events.ask_close": f"/events/{event}/tables/1/close",
        "events.ask_edit": edit,
        "events.ask_proposal": edit.replace("/edit", "/proposal"),
        "events.plenum": f"/events/{event}/plenum",
        **_plenum(host, event),
    }


def _plenum(host: Visitor, event: str) -> dict[str, str]:
    """Write a point of the plenum and a note of local character, so that their pages exist."""
    host.go(f"/events/{event}/tables/1")
    cafe.write(host, "老榕樹下的棋桌，每天都有人。", "在地特色")
    edits = r"^/events/notes/\d+/edit$"
    character = _first(host, f"/events/{event}/tables/1", edits)
    host.go(f"/events/{event}/plenum")
    host.page.get_by_role("main").get_by_role("checkbox").first.check()
    host.press("加入要點")
    return {
        "events.ask_place": character.replace("/edit", "/place"),
        "events.ask_point": _first(host, f"/events/{event}/plenum", r"^/events/plenum/\d+$"),
    }


def _first(visitor: Visitor, path: str, pattern: str) -> str:
    """Return the first link of a page whose address matches."""
    visitor.go(path)
    found = visitor.page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return next(str(href) for href in found if href and re.search(pattern, href))
