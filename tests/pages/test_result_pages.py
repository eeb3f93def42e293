"""An announced result says what it means and answers what if; the office's desk says what is missing."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from civic.access.actor import Actor
from civic.accounts import service as accounts
from civic.accounts.rules import Relation
from civic.db.session import PinnedDatabase
from civic.db.statements import counted
from civic.kit.clock import now as clock
from civic.programme.models import Phase
from civic.programme.queries import get_round, list_villages
from civic.programme.rules import PhaseKind
from civic.voting import service
from civic.voting.office import acts, outages
from civic.voting.office.outages import OutageInput
from civic.web.application import CivicFlask
from tests.factories.people import BEITOU, OFFICE, SHILIN, WENSHAN, make_identity, make_round, make_voter
from tests.factories.voting import (
    Vote,
    ballot,
    cast_by_new_voters,
    count_and_publish,
    make_ballot,
    make_ready_proposal,
    open_vote,
)
from tests.reader import Page, Reader

WHY = "The board decided so."


@pytest.fixture
def app(app: CivicFlask) -> Iterator[CivicFlask]:
    """Let a test say who is at the keyboard."""
    before = app.house.identify
    yield app
    app.house.identify = before


@pytest.fixture
def client(app: CivicFlask) -> Reader:
    return Reader(app, "en")


def be(app: CivicFlask, actor: Actor) -> None:
    app.house.identify = lambda: actor


def announced(database: PinnedDatabase, voters: int = 6, **rules: int | str) -> Vote:
    """Announce a vote on three projects of 100,000: `voters` for the first, two for the second."""
    with database.writing():
        vote = open_vote(clock(), threshold_kind="votes", threshold_value=3, **rules)
        cast_by_new_voters(vote, voters, clock(), vote.ids[0])
        cast_by_new_voters(vote, 2, clock(), vote.ids[1])
        cast_by_new_voters(vote, 1, clock())
        count_and_publish(vote)
    return vote


def send(client: Reader, desk: str, action: str, status: int = 200, **fields: str) -> Page:
    form = client.get(desk).form(action)
    response = client.raw("POST", f"{desk}{action}", data={**form, **fields}, follow_redirects=True)
    return client._read(response, status)


def test_a_result_says_support_rules_fairness_and_what_is_not_measured(
    client: Reader, database: PinnedDatabase
) -> None:
    vote = announced(database)

    text = client.get(f"/results/{vote.round.id}").text

    assert "200 %" in text and "66 %" in text
    assert "75.00 % of the voters who chose something" in text
    assert "This vote had no pot" in text and "Method of Equal Shares" in text
    assert "No ballot carries a village" in text and "Voters by village" not in text
    assert text.count("Not measured") >= 4


def test_a_result_shows_turnout_by_village_where_the_roll_names_villages(
    client: Reader, database: PinnedDatabase
) -> None:
    with database.writing():
        vote = open_vote(clock(), threshold_kind="votes", threshold_value=3)
        one, two, three, four = list_villages(BEITOU)[:4]
        for village, voted, stayed in ((one, 9, 6), (two, 6, 6), (three, 1, 9), (four, 9, 1)):
            for _ in range(voted):
                voter, _ = make_voter(vote.round, clock(), village=village.code)
                service.cast(voter, vote.round, ballot(vote.ids[0]), clock())
            for _ in range(stayed):
                accounts.enrol(OFFICE, vote.round, make_identity(), Relation.REGISTERED, clock(), village.code)
        count_and_publish(vote)

    text = client.get(f"/results/{vote.round.id}").text

    assert f"Of the villages shown {one.name_en} has the most voters: 36.00 % of all who took part." in text
    assert "9 / 15 (60.00 %)" in text and "6 / 12 (50.00 %)" in text
    assert "2 villages not shown" in text and "too few people" in text
    assert three.name_en not in text and four.name_en not in text
    assert "villages.csv" in client.get(f"/results/{vote.round.id}/data").text
    assert client.raw("GET", f"/results/{vote.round.id}/villages.csv").text.endswith("all,47,25\n")


def test_small_cells_of_the_fairness_report_are_hidden(client: Reader, database: PinnedDatabase) -> None:
    vote = announced(database)

    text = client.get(f"/results/{vote.round.id}").text

    assert "not shown, too few voters" in text


def test_a_lost_project_with_a_pot_learns_what_it_lacked(client: Reader, database: PinnedDatabase) -> None:
    vote = announced(database, rule="greedy", pot=100_000)

    text = client.get(f"/results/{vote.round.id}").text

    assert "From voters to adopted projects" in text
    assert "votes, 1 too few" in text


def test_a_result_page_costs_the_same_for_three_items_and_for_twelve(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    costs = []
    for items, district in ((3, SHILIN), (12, WENSHAN)):
        with database.writing():
            vote = open_vote(clock(), items, district_code=district)
            cast_by_new_voters(vote, 2, clock(), vote.ids[0])
            count_and_publish(vote)
        client.get(f"/results/{vote.round.id}")
        with counted(*database.engines) as seen:
            client.get(f"/results/{vote.round.id}")
        costs.append(len(seen))

    assert costs[0] == costs[1]


def test_what_if_counts_again_with_more_votes(client: Reader, database: PinnedDatabase) -> None:
    vote = announced(database)
    path = f"/results/{vote.round.id}/what-if?project={vote.ids[1]}"

    assert "is adopted" in client.get(f"{path}&votes=1").text
    assert "is not adopted" in client.get(f"{path}&votes=0").text


def test_what_if_tells_who_would_lose(client: Reader, database: PinnedDatabase) -> None:
    vote = announced(database, rule="greedy", pot=100_000)

    text = client.get(f"/results/{vote.round.id}/what-if?project={vote.ids[1]}&votes=9").text

    assert "no longer be adopted" in text


@pytest.mark.parametrize("query", ["votes=-1", "votes=1.5", "cheaper=x", "votes=1e9", "cheaper=" + "9" * 30])
def test_what_if_refuses_what_is_no_number_in_words(client: Reader, database: PinnedDatabase, query: str) -> None:
    vote = announced(database)

    page = client.get(f"/results/{vote.round.id}/what-if?project={vote.ids[0]}&{query}", status=422)

    assert "Write whole numbers from 0 up" in page.text


@pytest.mark.parametrize("query", ["", "project=0", "project=%00", "votes=999999999&project=1"])
def test_what_if_without_a_known_project_shows_the_form(client: Reader, database: PinnedDatabase, query: str) -> None:
    vote = announced(database)

    assert "Count again" in client.get(f"/results/{vote.round.id}/what-if?{query}").text


def test_the_data_page_links_every_file_with_its_fields(client: Reader, database: PinnedDatabase) -> None:
    vote = announced(database)

    page = client.get(f"/results/{vote.round.id}/data")

    for name in ("ballots.csv", "result.json", "election.pb", "publication.zip"):
        assert client.raw("GET", f"/results/{vote.round.id}/{name}").status_code == 200
        assert any(link.endswith(name) for link in page.links)
    assert "Open Government Data License" in page.text


def test_a_rule_without_a_pabulib_name_has_no_pb_file(client: Reader, database: PinnedDatabase) -> None:
    vote = announced(database, rule="phragmen", pot=100_000)

    assert client.raw("GET", f"/results/{vote.round.id}/election.pb").status_code == 404
    assert "election.pb" not in client.get(f"/results/{vote.round.id}/data").text


def test_the_recount_page_tells_the_way_without_a_script(client: Reader, database: PinnedDatabase) -> None:
    vote = announced(database)

    page = client.get(f"/results/{vote.round.id}/recount")

    assert f"civic verify publication-{vote.round.id}" in page.text
    assert "js/recount" in page.html


@pytest.mark.parametrize("name", ["", "/recount", "/data", "/what-if", "/election.pb"])
def test_nothing_of_a_result_exists_before_the_announcement(
    client: Reader, database: PinnedDatabase, name: str
) -> None:
    with database.writing():
        vote = open_vote(clock())

    assert client.raw("GET", f"/results/{vote.round.id}{name}").status_code == 404


def test_the_public_record_shows_acts_with_reasons_and_outages_but_no_names(
    client: Reader, database: PinnedDatabase
) -> None:
    with database.writing():
        vote, at = make_ballot(clock()), clock()
        acts.open_round(vote.first, vote.round, "Checked on Monday.", at)
        acts.open_round(vote.second, vote.round, "Checked on Tuesday.", at)
        told = OutageInput("Online voters", at - timedelta(hours=3), None, "No power.", "Nothing changes.")
        outages.log_outage(vote.first, vote.round, told, at)

    text = client.get(f"/vote/{vote.round.id}/record").text

    assert "Checked on Monday." in text and "Checked on Tuesday." in text
    assert "No power." in text and "not over yet" in text
    assert {vote.first.name, vote.second.name} == {"Office"}
    assert "Office" not in text


def test_a_round_without_dates_of_a_vote_has_no_record(client: Reader) -> None:
    client.get("/vote/999999/record", status=404)


def test_the_desk_names_what_is_missing_and_where_to_mend_it(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    with database.writing():
        vote = make_ballot(clock())
    be(app, vote.first)

    page = client.get(f"/vote/office/{vote.round.id}")

    assert "Say where the number of eligible voters comes from." in page.text
    assert "Nobody is on the roll yet" in page.text
    assert f"/rounds/{vote.round.id}/rules" in page.links and f"/desk/roll/{vote.round.id}" in page.links


def test_a_reason_left_out_is_asked_for_and_nothing_is_signed(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    with database.writing():
        vote = make_ballot(clock())
    be(app, vote.first)

    page = send(client, f"/vote/office/{vote.round.id}", "/open", 422, **{"open-reason": ""})

    assert "Please fill this in." in page.text
    assert "Sign the opening" in page.text


def test_two_officials_extend_a_vote_at_the_desk(app: CivicFlask, client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        vote = open_vote(clock())
    desk, day = f"/vote/office/{vote.round.id}", (vote.span.closes_at + timedelta(days=3)).date().isoformat()
    be(app, vote.first)
    asked = send(client, desk, "/extension", **{"extend-last_day": day, "extend-reason": WHY})
    be(app, vote.second)

    send(client, desk, "/extension/grant", **{"grant-reason": WHY})

    assert "You asked for this extension" in asked.text
    assert client.get(f"/vote/{vote.round.id}/record").text.count(WHY) == 2


def test_an_outage_without_its_hour_is_sent_back(app: CivicFlask, client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        vote = open_vote(clock())
    be(app, vote.first)
    words = {"outage-affected": "All", "outage-happened": "Rain.", "outage-decided": "Wait."}
    half = {"outage-began_day": "2026-01-01", "outage-began_time": "10:00", "outage-ended_day": "2026-01-02"}

    send(client, f"/vote/office/{vote.round.id}", "/outages", 422, **words, **half)
    page = send(client, f"/vote/office/{vote.round.id}", "/outages", **words, **half, **{"outage-ended_time": "9:30"})

    assert "Rain." in page.text


def test_a_rehearsal_at_the_desk_leaves_its_record(app: CivicFlask, client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        vote = make_ballot(clock())
    be(app, vote.first)

    page = send(client, f"/vote/office/{vote.round.id}", "/rehearsals", **{"rehearsal-voters": "12"})

    assert re.search(r"of [\d,]+ rows 0 are left", page.text)


def test_the_preview_shows_the_ballot_and_casts_nothing(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    with database.writing():
        vote = make_ballot(clock())
        empty = make_round(clock() + timedelta(days=800), PhaseKind.VOTE)
    be(app, vote.first)

    page = client.get(f"/vote/office/{vote.round.id}/preview")

    assert all(proposal.title in page.text for proposal in vote.proposals)
    assert 'method="post"' not in page.html.split("<main")[1].split("</main>")[0]
    assert "Nothing is on the ballot yet" in client.get(f"/vote/office/{empty.id}/preview").text


def test_a_proposal_that_became_ready_later_is_noticed(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    with database.writing():
        vote = make_ballot(clock())
        make_ready_proposal(get_round(vote.round.id), clock())
    be(app, vote.first)

    assert "Some proposals became ready meanwhile" in client.get(f"/vote/office/{vote.round.id}").text


def test_the_close_of_a_running_vote_is_not_offered_to_one_official(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    with database.writing() as db:
        vote = open_vote(clock())
        before = db.query(Phase).filter_by(round_id=vote.round.id, kind=PhaseKind.VOTE).one().closes_at
    be(app, vote.first)
    form = client.get(f"/rounds/{vote.round.id}").form("/extend")
    late = {"phase": "vote", "last_day": "2099-01-01"}

    client.raw("POST", f"/rounds/{vote.round.id}/extend", data={**form, **late})

    with database.reading() as db:
        assert db.query(Phase).filter_by(round_id=vote.round.id, kind=PhaseKind.VOTE).one().closes_at == before


def test_a_new_round_begins_with_last_years_rules(
    app: CivicFlask, client: Reader, database: PinnedDatabase
) -> None:
    with database.writing():
        vote = make_ballot(clock(), rule="equal_shares/add1", pot=5_000_000)
    be(app, vote.first)

    page = client.get(f"/rounds/new?like={vote.round.id}")

    form = page.form("")
    assert form["year"] == str(vote.round.year + 1)
    assert form["rule"] == "equal_shares/add1"
    assert f"/rounds/new?like={vote.round.id}" in client.get("/rounds/new").links
