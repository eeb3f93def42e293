"""The booth for every kind, the kiosk and the desk, as their pages show them."""

import re
from collections.abc import Iterator

import pytest

from civic.access.actor import ANONYMOUS, Actor, Duty, Role
from civic.db.session import PinnedDatabase
from civic.kit.clock import now as clock
from civic.programme.queries import get_round
from civic.programme.rules import BallotKind, Reading
from civic.voting import kiosk, paper, queries
from civic.web.application import CivicFlask
from tests.factories.people import make_actor, make_clerk, make_voter
from tests.factories.voting import Vote, open_vote
from tests.reader import Page, Reader

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}")
RECEIPT = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z]")


@pytest.fixture
def app(app: CivicFlask) -> Iterator[CivicFlask]:
    """Let a test say who is at the keyboard."""
    before = app.house.identify
    yield app
    app.house.identify = before


def be(app: CivicFlask, actor: Actor) -> None:
    app.house.identify = lambda: actor


def begin(app: CivicFlask, database: PinnedDatabase, **rules: int | str) -> Vote:
    """Open a vote and sit down as one of its voters."""
    with database.writing():
        vote = open_vote(clock(), **rules)  # type: ignore[arg-type]
        voter, _ = make_voter(vote.round, clock())
    be(app, voter)
    return vote


def send(client: Reader, page: Page, action: str, status: int = 200, **fields: object) -> Page:
    """Send the form of a page to an address, with more fields."""
    token = page.form("/check" if re.search(r'action="[^"]*/check"', page.html) else "")["csrf_token"]
    response = client.raw("POST", action, data={"csrf_token": token, **fields}, follow_redirects=True)
    return client._read(response, status)


def test_one_choice_is_made_by_radios(app: CivicFlask, client: Reader, database: PinnedDatabase) -> None:
    vote = begin(app, database, max_choices=1)

    page = client.get(f"/vote/{vote.round.id}")

    assert (page.html.count('type="radio"'), page.html.count('type="checkbox"')) == (3, 0)


def test_mistyped_points_come_back_as_typed_and_each_mistake_leads_to_its_field(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote = begin(app, database, ballot_kind=BallotKind.POINTS)
    booth = client.get(f"/vote/{vote.round.id}")
    typed = {f"given-{vote.ids[0]}": "many", f"given-{vote.ids[1]}": "3"}

    page = send(client, booth, f"/vote/{vote.round.id}/check", 422, **typed)

    fields = page.form("/check")
    assert (fields[f"given-{vote.ids[0]}"], fields[f"given-{vote.ids[1]}"]) == ("many", "3")
    assert f"#pick-{vote.ids[0]}" in page.links
    assert f'id="pick-{vote.ids[0]}-error"' in page.html


def test_too_many_points_keep_what_was_typed(app: CivicFlask, client: Reader, database: PinnedDatabase) -> None:
    vote = begin(app, database, ballot_kind=BallotKind.POINTS)
    booth = client.get(f"/vote/{vote.round.id}")

    page = send(client, booth, f"/vote/{vote.round.id}/check", 422, **{f"given-{vote.ids[0]}": "11"})

    assert page.form("/check")[f"given-{vote.ids[0]}"] == "11"


def test_a_knapsack_over_the_budget_keeps_its_ticks(app: CivicFlask, client: Reader, database: PinnedDatabase) -> None:
    vote = begin(app, database, ballot_kind=BallotKind.KNAPSACK, pot=150_000)
    booth = client.get(f"/vote/{vote.round.id}")

    page = send(client, booth, f"/vote/{vote.round.id}/check", 422, item=list(vote.ids[:2]))

    assert len(re.findall(r'type="checkbox"[^>]* checked', page.html)) == 2
    assert 'data-pot="150000"' in page.html


def test_marks_travel_to_an_items_page_and_back(app: CivicFlask, client: Reader, database: PinnedDatabase) -> None:
    vote = begin(app, database, reading=Reading.RECOMMENDED)
    booth = client.get(f"/vote/{vote.round.id}")

    item = send(client, booth, f"/vote/{vote.round.id}/items/{vote.ids[2]}", item=[vote.ids[0]])
    back = send(client, item, f"/vote/{vote.round.id}", item=item.form()["item"])

    assert re.search(rf'id="pick-{vote.ids[0]}"[^>]* checked', back.html)
    assert "閱覽集章：1／3" in back.text


def test_required_reading_names_what_is_left_and_lets_who_has_read_go_on(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote = begin(app, database, items=2, reading=Reading.REQUIRED)
    booth = client.get(f"/vote/{vote.round.id}")
    send(client, booth, f"/vote/{vote.round.id}/items/{vote.ids[0]}")

    refused = send(client, booth, f"/vote/{vote.round.id}/check", 422, item=[vote.ids[0]])
    cast = send(client, booth, f"/vote/{vote.round.id}/cast", 422, item=[vote.ids[0]], nonce="0123456789abcdef")
    send(client, booth, f"/vote/{vote.round.id}/items/{vote.ids[1]}")
    page = send(client, booth, f"/vote/{vote.round.id}/check", item=[vote.ids[0]])

    summary = re.search(r'class="error-sum".*?</div>', refused.html, re.S)
    assert summary and vote.proposals[1].title in summary[0] and vote.proposals[0].title not in summary[0]
    assert vote.proposals[1].title in cast.text
    assert "/cast" in page.html


def test_who_has_begun_but_not_cast_is_reminded_on_every_page(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote = begin(app, database, reading=Reading.RECOMMENDED)
    booth = client.get(f"/vote/{vote.round.id}")
    with database.reading():
        form = {"item": [vote.ids[0]]}
    item = send(client, booth, f"/vote/{vote.round.id}/items/{vote.ids[0]}", **form)
    check = send(client, booth, f"/vote/{vote.round.id}/check", **form)
    pages = [booth, item, check, *map(client.get, ("/", "/proposals", "/account", "/vote", "/results"))]

    assert all("您尚未投票" in page.html for page in pages)

    receipt = send(client, check, f"/vote/{vote.round.id}/cast", **{**check.form("/cast"), **form})
    assert "您尚未投票" not in receipt.html + client.get("/").html


def test_marks_are_kept_under_a_name_of_the_voters_own(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote = begin(app, database)
    with database.writing():
        other, _ = make_voter(vote.round, clock())

    def kept() -> str:
        found = re.search(r'data-keep="(booth:\w+)"', client.get(f"/vote/{vote.round.id}").html)
        assert found
        return found[1]

    mine = kept()
    be(app, other)

    assert kept() != mine


def open_kiosk(app: CivicFlask, client: Reader, vote: Vote, database: PinnedDatabase) -> None:
    """Let a clerk open a booth for a new voter, and enter it on this browser."""
    with database.writing():
        _, entry = make_voter(vote.round, clock())
        code = kiosk.open_booth(make_clerk(now=clock()), get_round(vote.round.id), entry.id, clock())
    be(app, ANONYMOUS)
    send(client, client.get("/kiosk"), "/kiosk", code=code)


def test_a_kiosk_voter_chooses_checks_casts_and_leaves_nothing_behind(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote = begin(app, database)
    open_kiosk(app, client, vote, database)
    booth = client.get("/kiosk/booth")
    check = send(client, booth, "/kiosk/check", item=[vote.ids[1]])

    receipt = send(client, check, "/kiosk/cast", **{**check.form("/cast"), "item": [vote.ids[1]]})

    assert RECEIPT.search(receipt.text)
    for page in (booth, check, receipt):
        assert page.response.headers["Cache-Control"] == "no-store"
        assert not [link for link in page.links if link.startswith(("/account", "/vote", "/proposals", "/desk"))]
        assert "data-keep" not in page.html
    client.get("/kiosk/booth", status=403)


def test_a_booth_left_without_voting_can_be_opened_again(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote = begin(app, database)
    open_kiosk(app, client, vote, database)

    page = send(client, client.get("/kiosk/booth"), "/kiosk/leave")

    assert page.response.request.path == "/kiosk"
    client.get("/kiosk/booth", status=403)


def test_a_device_on_which_somebody_is_signed_in_is_no_kiosk(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    begin(app, database)
    token = client.token()

    page = client._read(client.raw("POST", "/kiosk", data={"csrf_token": token, "code": "x"}), 409)

    assert "code" not in page.html or "/kiosk/booth" not in page.html


def test_the_clerk_opens_a_booth_with_the_voters_code_and_only_after_seeing_papers(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote = begin(app, database)
    with database.writing():
        clerk = make_clerk(now=clock())
    be(app, clerk)
    page = client.get(f"/desk/vote/{vote.round.id}")

    unseen = send(client, page, f"/desk/vote/{vote.round.id}/kiosk", 422, voter="ABCD")
    unknown = send(client, page, f"/desk/vote/{vote.round.id}/kiosk", 422, voter="A123456789", seen="1")

    assert "data-error-summary" in unseen.html and "data-error-summary" in unknown.html
    assert "A123456789" not in unknown.html


def test_sheets_are_printed_with_codes_and_an_urn_is_keyed_by_two(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote = begin(app, database)
    with database.writing():
        clerk, second = make_clerk(now=clock()), make_clerk(now=clock())
        _, entry = make_voter(vote.round, clock())
        urn = paper.open_urn(clerk, vote.round, "Library", clock())
        paper.hand_out(clerk, vote.round, urn, entry.id, clock())
    be(app, clerk)
    sheets = send(client, client.get(f"/desk/paper/{vote.round.id}"), f"/desk/paper/{vote.round.id}/sheets", count="2")
    code = CODE.findall(sheets.text)[0]
    at = f"/desk/paper/urns/{urn.id}"
    send(client, client.get(at), f"{at}/close")

    for person in (clerk, second):
        be(app, person)
        keying = send(client, client.get(at), f"{at}/turn")
        wrong = send(client, keying, f"{at}/key", 422, code=code, marks="99")
        assert wrong.form("/key")["marks"] == "99"
        keyed = send(client, keying, f"{at}/key", code=code, marks="1")
        page = send(client, keyed, f"{at}/finish")

    assert page.html.count("<dd") >= 6
    with database.reading():
        assert queries.find_receipt(code) is not None
    be(app, ANONYMOUS)
    assert code in client.get(f"/receipts?code={code}").text


def test_turnout_is_counted_by_channel_for_observers_only(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote = begin(app, database)
    with database.writing():
        observer, clerk = make_actor(Duty(Role.OBSERVER)), make_clerk(now=clock())
        urn = paper.open_urn(clerk, vote.round, "Library", clock())
        paper.hand_out(clerk, vote.round, urn, make_voter(vote.round, clock())[1].id, clock())
    be(app, clerk)
    client.get("/vote/turnout", status=403)
    be(app, observer)

    page = client.get("/vote/turnout")

    assert re.findall(r'class="num"[^>]*>(\d+)</td>', page.html) == ["0", "0", "1"]
