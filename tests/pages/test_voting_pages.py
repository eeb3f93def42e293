"""The booth, receipts, results and the office's desk, read strictly and without a script."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from civic.access.actor import ANONYMOUS, Actor, Duty, Role
from civic.accounts.queries import actor_of
from civic.db.session import Busy, PinnedDatabase
from civic.db.statements import counted
from civic.kit.clock import now as clock
from civic.programme.models import Phase
from civic.programme.queries import get_round
from civic.programme.rules import BallotKind, PhaseKind, Revote, ThresholdKind
from civic.voting import board, paper, queries, service, verifier
from civic.voting.folder import NamedFile
from civic.voting.models import VoterMark
from civic.voting.rules import Channel
from civic.voting.views import district_actions, list_notices, proposal_links
from civic.web.application import CivicFlask
from tests.factories.people import PASSWORD, make_actor, make_clerk, make_person, make_voter
from tests.factories.publications import verified
from tests.factories.voting import Vote, ballot, cast_by_new_voters, count_and_publish, open_vote, seal
from tests.reader import Page, Reader

RECEIPT = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z]")


@pytest.fixture
def app(app: CivicFlask) -> Iterator[CivicFlask]:
    """Let a test say who is at the keyboard."""
    before = app.house.identify
    yield app
    app.house.identify = before


def be(app: CivicFlask, actor: Actor) -> None:
    app.house.identify = lambda: actor


def make_vote(database: PinnedDatabase, items: int = 3, **rules: int | str) -> tuple[Vote, Actor]:
    with database.writing():
        vote = open_vote(clock(), items, **rules)
        voter, _ = make_voter(vote.round, clock())
    return vote, voter


def post(client: Reader, path: str, fields: dict[str, object], status: int = 200) -> Page:
    """Send a form with the token of the page it stands on."""
    response = client.raw("POST", path, data=fields, follow_redirects=True)
    return client._read(response, status)


def check(client: Reader, vote: Vote, *choices: int, status: int = 200) -> Page:
    token = client.get(f"/vote/{vote.round.id}").form("/check")["csrf_token"]
    return post(client, f"/vote/{vote.round.id}/check", {"csrf_token": token, "item": list(choices)}, status)


def cast(client: Reader, vote: Vote, *choices: int) -> Page:
    page = check(client, vote, *choices)
    return post(client, f"/vote/{vote.round.id}/cast", {**page.form("/cast"), "item": list(choices)})


def test_a_voter_chooses_checks_and_takes_a_receipt(app: CivicFlask, client: Reader, database: PinnedDatabase) -> None:
    vote, voter = make_vote(database)
    be(app, voter)

    page = cast(client, vote, vote.ids[0], vote.ids[2])

    code = RECEIPT.search(page.text)
    assert code is not None
    assert "<svg" in page.html
    found = client.get(f"/receipts?code={code[0]}")
    assert code[0] in found.text


def test_the_receipt_stands_in_no_address_and_the_form_sent_again_shows_it_again(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, voter = make_vote(database)
    be(app, voter)
    form = {**check(client, vote, vote.ids[0]).form("/cast"), "item": [vote.ids[0]]}

    first = post(client, f"/vote/{vote.round.id}/cast", dict(form))
    again = post(client, f"/vote/{vote.round.id}/cast", dict(form))

    assert RECEIPT.findall(first.text) == RECEIPT.findall(again.text) != []
    assert first.response.request.path == f"/vote/{vote.round.id}/cast"


def test_the_booth_says_how_many_to_choose_and_shows_every_item_with_lights(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, voter = make_vote(database, items=4, min_choices=2, max_choices=3)
    be(app, voter)

    page = client.get(f"/vote/{vote.round.id}")

    assert page.html.count('type="checkbox"') == 4
    assert page.html.count('class="light ') == 12
    assert 'data-min="2"' in page.html and 'data-max="3"' in page.html


def test_the_order_differs_between_voters_and_stays_for_one(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, voter = make_vote(database, items=6)
    with database.writing():
        others = [make_voter(vote.round, clock())[0] for _ in range(5)]

    def order(actor: Actor) -> list[str]:
        be(app, actor)
        return re.findall(r'id="pick-(\d+)"', client.get(f"/vote/{vote.round.id}").html)

    orders = [order(actor) for actor in (voter, *others)]

    assert order(voter) == orders[0]
    assert len({tuple(each) for each in orders}) > 1
    assert {frozenset(each) for each in orders} == {frozenset(str(item) for item in vote.ids)}


def test_a_wrong_ballot_comes_back_with_everything_chosen(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, voter = make_vote(database, items=4, max_choices=2)
    be(app, voter)

    page = check(client, vote, *vote.ids[:3], status=422)

    assert "data-error-summary" in page.html
    assert len(re.findall(r'type="checkbox"[^>]* checked', page.html)) == 3


def test_an_empty_ballot_is_asked_about_and_a_blank_one_is_possible(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, voter = make_vote(database)
    be(app, voter)

    check(client, vote, status=422)
    page = client.get(f"/vote/{vote.round.id}/blank")
    receipt = post(client, f"/vote/{vote.round.id}/cast", dict(page.form("/cast")))

    assert RECEIPT.search(receipt.text)


@pytest.mark.parametrize("kind", [BallotKind.RANKING, BallotKind.POINTS])
def test_ranks_and_points_are_given_by_numbers(
    app: CivicFlask, client: Reader, database: PinnedDatabase, kind: BallotKind
) -> None:
    vote, voter = make_vote(database, ballot_kind=kind)
    be(app, voter)
    form = {
        **client.get(f"/vote/{vote.round.id}").form("/check"),
        f"given-{vote.ids[2]}": "1",
        f"given-{vote.ids[0]}": "2",
    }

    page = post(client, f"/vote/{vote.round.id}/check", dict(form))
    post(client, f"/vote/{vote.round.id}/cast", dict(page.form("/cast")))

    with database.reading():
        round_ = get_round(vote.round.id)
        own = queries.find_own_ballot(round_, queries.standing_of(voter, round_))
    assert own is not None
    if kind is BallotKind.RANKING:
        assert own.marks.items == (vote.ids[2], vote.ids[0])
    else:
        assert dict(zip(own.marks.items, own.marks.points, strict=True)) == {vote.ids[2]: 1, vote.ids[0]: 2}


def test_a_rank_given_twice_is_named(app: CivicFlask, client: Reader, database: PinnedDatabase) -> None:
    vote, voter = make_vote(database, ballot_kind=BallotKind.RANKING)
    be(app, voter)
    form = {
        **client.get(f"/vote/{vote.round.id}").form("/check"),
        f"given-{vote.ids[2]}": "1",
        f"given-{vote.ids[0]}": "1",
    }

    page = post(client, f"/vote/{vote.round.id}/check", dict(form), 422)

    assert "data-error-summary" in page.html


def test_who_has_voted_sees_the_ballot_as_recorded_and_may_change_it(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, voter = make_vote(database)
    be(app, voter)
    cast(client, vote, vote.ids[1])

    page = client.get(f"/vote/{vote.round.id}")
    cast(client, vote, vote.ids[0])

    assert re.search(rf'id="pick-{vote.ids[1]}"[^>]* checked', page.html)
    assert re.search(rf'id="pick-{vote.ids[0]}"[^>]* checked', client.get(f"/vote/{vote.round.id}").html)


def test_a_final_ballot_leaves_no_form(app: CivicFlask, client: Reader, database: PinnedDatabase) -> None:
    vote, voter = make_vote(database, revote=Revote.FINAL)
    be(app, voter)
    cast(client, vote, vote.ids[1])

    page = client.get(f"/vote/{vote.round.id}")

    assert "/check" not in page.html


def test_a_visitor_reads_the_ballot_and_is_asked_to_sign_in(client: Reader, database: PinnedDatabase) -> None:
    vote, _ = make_vote(database)

    page = client.get(f"/vote/{vote.round.id}")

    assert any(link.startswith("/sign-in") for link in page.links)
    assert "/check" not in page.html


def test_a_person_of_another_district_cannot_post_a_ballot(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, voter = make_vote(database)
    be(app, voter)
    form = check(client, vote, vote.ids[0]).form("/cast")
    be(app, vote.first)

    post(client, f"/vote/{vote.round.id}/cast", {**form, "item": [vote.ids[0]]}, 403)


def test_a_form_that_arrives_after_the_close_is_refused(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, voter = make_vote(database)
    be(app, voter)
    form = check(client, vote, vote.ids[0]).form("/cast")
    with database.writing() as db:
        span = db.query(Phase).filter_by(round_id=vote.round.id, kind=PhaseKind.VOTE).one()
        span.closes_at = clock() - timedelta(microseconds=1)

    post(client, f"/vote/{vote.round.id}/cast", {**form, "item": [vote.ids[0]]}, 409)


def test_once_one_voter_found_the_vote_closed_no_other_finds_it_open_by_a_clock_set_back(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, voter = make_vote(database)
    with database.writing():
        other, _ = make_voter(vote.round, clock())
    be(app, voter)
    form = check(client, vote, vote.ids[0]).form("/cast")
    path, fields = f"/vote/{vote.round.id}/cast", {**form, "item": [vote.ids[0]]}

    with time_machine.travel(vote.span.closes_at):
        post(client, path, fields, 409)
    be(app, other)

    assert "票選已截止" in client.get(f"/vote/{vote.round.id}").text
    post(client, path, fields, 409)
    with database.reading() as db:
        assert db.query(VoterMark).count() == 0


def test_every_page_reminds_a_voter_until_the_ballot_is_cast(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, voter = make_vote(database)

    def reminders() -> list[str]:
        with app.test_request_context("/"), database.reading():
            return [notice.url for notice in list_notices(voter)]

    before = reminders()
    be(app, voter)
    cast(client, vote, vote.ids[0])

    assert before == [f"/vote/{vote.round.id}"]
    assert reminders() == []


def test_who_was_handed_a_paper_reads_that_and_not_that_they_have_yet_to_vote(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, voter = make_vote(database)
    with database.writing():
        clerk, (other, entry) = make_clerk(now=clock()), make_voter(vote.round, clock())
        paper.hand_out(clerk, vote.round, paper.open_urn(clerk, vote.round, "Library", clock()), entry.id, clock())

    be(app, other)
    text, reminded = client.get("/vote").text, client.get("/vote").html.count("您尚未投票")
    be(app, voter)

    assert "領取了紙本選票" in text and "您已投票" not in text
    assert (reminded, "您尚未投票" in client.get("/vote").text) == (0, True)


def test_nobody_else_is_reminded_and_the_reminder_costs_one_statement(
    app: CivicFlask, database: PinnedDatabase
) -> None:
    vote, voter = make_vote(database)

    with app.test_request_context("/"), database.reading():
        list_notices(voter)  # the city's names are read once a process
        with counted(*database.engines) as for_voter:
            list_notices(voter)
        with counted(*database.engines) as for_others:
            assert list_notices(ANONYMOUS) == list_notices(vote.first) == []

    assert (len(for_voter), len(for_others)) == (1, 0)


def test_the_booth_costs_the_same_for_three_items_and_for_thirty(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    costs = []
    for items, district in ((3, "63000120"), (30, "63000110")):
        vote, voter = make_vote(database, items=items, district_code=district)
        be(app, voter)
        client.get(f"/vote/{vote.round.id}")
        with counted(*database.engines) as statements:
            client.get(f"/vote/{vote.round.id}")
        costs.append(len(statements))

    assert costs[0] == costs[1] <= 6


def test_a_mistyped_code_is_answered_kindly(client: Reader) -> None:
    page = client.get("/receipts?code=0000-0000-0000-0000-1")

    assert "0000-0000-0000-0000-1" in page.html


def test_results_do_not_exist_before_they_are_announced(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, _ = make_vote(database)
    with database.writing():
        cast_by_new_voters(vote, 2, clock(), vote.ids[0])
        seal(vote)
        service.count(vote.first, get_round(vote.round.id), vote.after)
    be(app, vote.second)

    for path in ("", "/ballots.csv", "/result.json", "/publication.zip"):
        assert client.raw("GET", f"/results/{vote.round.id}{path}").status_code == 404
    assert f"/results/{vote.round.id}" not in client.get("/results").html


def test_an_announced_result_says_why_each_project_won_or_lost(client: Reader, database: PinnedDatabase) -> None:
    vote, _ = make_vote(database, threshold_kind=ThresholdKind.VOTES, threshold_value=2)
    with database.writing():
        cast_by_new_voters(vote, 3, clock(), vote.ids[0])
        cast_by_new_voters(vote, 1, clock(), vote.ids[1])
        cast_by_new_voters(vote, 1, clock())
        count_and_publish(replace(vote))

    page = Reader(client.client.application, "en").get(f"/results/{vote.round.id}")

    assert "Adopted: it needed 2 votes and got 3." in page.text
    assert "Not adopted: it needed 2 votes and got 1, 1 too few." in page.text
    assert "Not adopted: nobody voted for it." in page.text
    assert "Class B: support" in page.text
    assert f"/results/{vote.round.id}" in client.get("/results").html


def test_the_files_of_a_result_recount_to_it(client: Reader, database: PinnedDatabase) -> None:
    vote, _ = make_vote(database)
    with database.writing():
        cast_by_new_voters(vote, 2, clock(), vote.ids[0], vote.ids[1])
        count_and_publish(vote)

    rows = client.raw("GET", f"/results/{vote.round.id}/ballots.csv").text.splitlines()[1:]
    told = client.raw("GET", f"/results/{vote.round.id}/result.json").get_json()

    counted_again = {item: sum(item in row.split(",")[1].split() for row in rows) for item in map(str, vote.ids)}
    assert counted_again == {str(item["project_id"]): item["votes"] for item in told["items"]}


def test_the_result_links_a_folder_that_the_checker_finds_well(client: Reader, database: PinnedDatabase) -> None:
    vote, _ = make_vote(database)
    with database.writing():
        cast_by_new_voters(vote, 2, clock(), vote.ids[0], vote.ids[1])
        count_and_publish(vote)
    address = f"/results/{vote.round.id}/publication.zip"

    body = client.raw("GET", address).data

    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        files = [NamedFile(name.rpartition("/")[2], archive.read(name)) for name in archive.namelist()]
    assert address in client.get(f"/results/{vote.round.id}").html
    assert verified(files).findings == ()


def test_a_channel_with_few_voters_is_not_shown(client: Reader, database: PinnedDatabase) -> None:
    vote, _ = make_vote(database)
    with database.writing() as session:
        cast_by_new_voters(vote, 8, clock(), vote.ids[0])
        some = select(VoterMark.roll_entry_id).where(VoterMark.round_id == vote.round.id).limit(2)
        marks = update(VoterMark).where(VoterMark.roll_entry_id.in_(session.scalars(some).all()))
        session.execute(marks.values(channel=Channel.PAPER))
        count_and_publish(vote)

    page = client.get(f"/results/{vote.round.id}")

    assert page.text.count("投票人數過少，不顯示") == 2


def test_the_desk_shows_the_next_step_and_who_may_not_take_it(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, voter = make_vote(database)
    be(app, vote.first)

    page = client.get(f"/vote/office/{vote.round.id}")
    be(app, voter)

    assert "/count" not in page.html
    client.get("/vote/office", status=403)
    client.get(f"/vote/office/{vote.round.id}", status=403)


def step(client: Reader, vote: Vote, act: str, **fields: str) -> Page:
    """Do one step at the page where the box is closed."""
    path = f"/vote/office/{vote.round.id}/sealing"
    token = client.get(path).form(f"/{act}")["csrf_token"]
    return post(client, f"{path}/{act}", {"csrf_token": token, **fields})


def test_two_officials_seal_count_and_announce_at_the_desk(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, _ = make_vote(database)
    with database.writing() as db:
        (receipt,) = cast_by_new_voters(vote, 1, clock(), vote.ids[0])
        span = db.query(Phase).filter_by(round_id=vote.round.id, kind=PhaseKind.VOTE).one()
        span.closes_at = clock() - timedelta(minutes=1)
    be(app, vote.first)
    step(client, vote, "draw", word="4 2 6 1")
    be(app, vote.second)
    drawn = step(client, vote, "draw", word="1 1 5 3")
    step(client, vote, "seal")
    be(app, vote.first)
    sealed = step(client, vote, "seal", note="An observer was present.")
    public = client.get(f"/vote/{vote.round.id}/board")
    desk = f"/vote/office/{vote.round.id}"
    token = client.get(desk).form("/count")["csrf_token"]
    counted_page = post(client, f"/vote/office/{vote.round.id}/count", {"csrf_token": token})
    be(app, vote.second)
    form = client.get(desk).form("/publish")

    post(client, f"{desk}/publish", {**form, "publish-reason": "Checked by two."})

    assert receipt.code in drawn.text and receipt.code not in sealed.text
    assert "An observer was present." in public.text
    assert "/publish" not in counted_page.html
    client.get(f"/results/{vote.round.id}")


def test_the_board_is_public_and_proves_a_receipt_without_signing_in(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, voter = make_vote(database)
    with database.writing():
        receipts = cast_by_new_voters(vote, 12, clock(), vote.ids[0])
        taken = board.keep_up(vote.round, clock() + timedelta(hours=1))
    be(app, ANONYMOUS)
    here = f"/vote/{vote.round.id}/board"

    shown = client.get(here)
    found = client.get(f"/receipts?code={receipts[0].code}")
    lines = client.raw("GET", f"{here}/checkpoints.jsonl").text.splitlines()
    proof = client.raw("GET", f"{here}/inclusion.json?code={receipts[0].code}").json
    later = client.raw("GET", f"{here}/consistency.json?before=1&after=2").json

    assert taken is not None
    assert taken.root in shown.text and lines[-1] == taken.line
    assert taken.root in found.html and f"{here}/inclusion.json" in found.html
    assert verifier.check_proof(verifier.Fields(proof, "proof"))
    assert verifier.check_proof(verifier.Fields(later, "proof"))
    assert client.raw("GET", f"{here}/leaves.txt").text.count("\n") == 12
    for path in ("inclusion.json", "consistency.json?before=2&after=1", "consistency.json?before=x"):
        assert client.raw("GET", f"{here}/{path}").status_code == 404
    assert client.raw("GET", f"/vote/office/{vote.round.id}/sealing").status_code == 303
    assert voter.person_id


def test_a_visit_takes_the_checkpoint_that_the_worker_has_missed(
    client: Reader, database: PinnedDatabase
) -> None:
    vote, _ = make_vote(database)

    with time_machine.travel(clock() + timedelta(hours=1), tick=False):
        client.get("/receipts")
        client.get("/receipts")

    with database.reading():
        assert [each.number for each in board.list_checkpoints(vote.round.id)] == [1, 2]


def test_an_observer_sees_the_sample_and_can_do_nothing(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, _ = make_vote(database)
    with database.writing():
        (receipt,) = cast_by_new_voters(vote, 1, clock(), vote.ids[0])
        service.draw(vote.first, vote.round, "4 2 6 1", vote.after)
        service.draw(vote.second, vote.round, "1 1 5 3", vote.after)
        observer = make_actor(Duty(Role.OBSERVER), now=clock())
    be(app, observer)

    page = client.get(f"/vote/office/{vote.round.id}/sealing")

    assert receipt.code in page.text
    assert "/sealing/seal" not in page.html
    assert f"/vote/office/{vote.round.id}/sealing" in client.get(f"/vote/{vote.round.id}/board").links


def test_what_is_guaranteed_is_one_click_from_booth_and_result(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    vote, _ = make_vote(database)
    booth = client.get(f"/vote/{vote.round.id}")
    with database.writing():
        count_and_publish(vote)

    assert "/vote/trust" in booth.links
    assert "/vote/trust" in client.get(f"/results/{vote.round.id}").links
    assert f"/vote/{vote.round.id}/board" in client.get("/vote/trust").links


def test_my_votes_are_listed_with_what_to_do(app: CivicFlask, client: Reader, database: PinnedDatabase) -> None:
    vote, voter = make_vote(database)
    visitor = client.get("/vote")
    be(app, voter)

    mine = client.get("/vote")

    assert f"/vote/{vote.round.id}" in visitor.links
    assert f"/vote/{vote.round.id}" in mine.links


def test_the_letter_says_a_ballot_was_recorded_and_nothing_else(app: CivicFlask, database: PinnedDatabase) -> None:
    vote, voter = make_vote(database)
    with database.writing():
        receipt = service.cast(voter, vote.round, ballot(vote.ids[0]), clock())

    app.extensions["civic.deliver"]()

    mail = app.extensions["civic.mails"][-1]
    text = unescape(mail.get_body(("plain",)).get_content())
    assert f"/vote/{vote.round.id}" in text
    assert receipt.code not in text
    assert all(proposal.title not in text for proposal in vote.proposals)


def test_a_district_offers_the_booth_and_then_the_result(app: CivicFlask, database: PinnedDatabase) -> None:
    vote, _ = make_vote(database)

    def offered() -> str:
        with app.test_request_context("/"), database.reading():
            return district_actions(vote.round.district_code) + proposal_links(vote.ids[0])

    before = offered()
    with database.writing():
        count_and_publish(vote)
    with database.writing() as db:
        db.query(Phase).filter_by(round_id=vote.round.id, kind=PhaseKind.VOTE).one().closes_at = clock()

    assert f"/vote/{vote.round.id}" in before and "/results/" not in before
    assert offered().count(f"/results/{vote.round.id}") == 2


def test_a_voter_is_told_when_too_many_vote_at_once(
    app: CivicFlask, client: Reader, database: PinnedDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote, voter = make_vote(database)
    be(app, voter)
    form = {**check(client, vote, vote.ids[0]).form("/cast"), "item": [vote.ids[0]]}

    @contextmanager
    def crowded() -> Iterator[Session]:
        with PinnedDatabase.writing(database) as unit:
            yield unit
            raise Busy

    monkeypatch.setattr(database, "writing", crowded)
    post(client, f"/vote/{vote.round.id}/cast", dict(form), 503)
    monkeypatch.undo()

    assert RECEIPT.search(post(client, f"/vote/{vote.round.id}/cast", dict(form)).text)


def test_a_person_who_signs_in_is_reminded_on_the_home_page(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        vote = open_vote(clock())
        person = make_person("voter@example.tw", now=clock())
        make_voter(vote.round, clock(), actor_of(person.id))

    client.sign_in("voter@example.tw", PASSWORD)
    before = client.get("/")
    cast(client, vote, vote.ids[0])

    reminder = f'/vote/{vote.round.id}"'
    assert 'class="strip t-act"' in before.html and reminder in before.html
    assert 'class="strip t-act"' not in client.get("/results").html
