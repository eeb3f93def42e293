"""Build the demo city and find in it what its tables promise."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import func, select

from civic.accounts import queries as people
from civic.accounts import service as accounts
from civic.cli.city import KEPT, environment_of, find_fresh
from civic.config import Settings
from civic.config import load as load_settings
from civic.db.session import Database, session
from civic.demo.city import list_sign_ins
from civic.demo.tables import rows
from civic.events.models import Event, Note
from civic.events.records import EventDraw
from civic.governance.models import AgendaItem, Meeting
from civic.kit.clock import local
from civic.needs import queries as needs
from civic.needs.export import export_table
from civic.needs.models import Evidence, Need
from civic.needs.rules import EvidenceKind
from civic.programme import queries as programme
from civic.proposals.models import Proposal
from civic.proposals.rules import State
from civic.trace.story import get_story, reached
from civic.voting import queries as voting
from civic.voting.results import get_result, list_item_results, list_results
from tests.conftest import DEMO_NOW

pytestmark = [pytest.mark.sqlite_only, pytest.mark.xdist_group("demo")]
NOW = DEMO_NOW
SAME_AS_SAMPLE = (
    "行政區", "里別", "地點", "面向", "來源", "共識佐證", "公共性", "適法性", "預算可行性", "主責機關", "協辦機關",
    "經費概估(元)", "經費來源", "優先序", "辦理情形", "列管情形",
)  # fmt: skip


@pytest.fixture
def settings(demo_settings: Settings) -> Settings:
    """Return the settings of the demo city of this worker."""
    return demo_settings


@pytest.fixture
def city(settings: Settings) -> Iterator[Database]:
    """Open the demo city for reading."""
    database = Database(settings.database_url)
    with database.reading():
        yield database
    database.dispose()


def test_the_demo_has_forty_proposals_in_thirteen_states(city: Database) -> None:
    states = Counter(session().scalars(select(Proposal.state)))

    assert states.total() == 40
    assert len(states) == 13
    assert set(State) - set(states) == {State.ON_BALLOT, State.ADOPTED}


def test_proposals_that_ended_long_ago_say_why(city: Database) -> None:
    query = select(Proposal).where(Proposal.state.in_((State.MERGED, State.INFEASIBLE, State.WITHDRAWN)))

    titles = {proposal.state: proposal.title for proposal in session().scalars(query)}

    assert titles[State.MERGED] == "五分埔商圈招牌燈節能汰換"
    assert len(titles) == 3


def test_the_demo_has_thirteen_events_a_practice_table_and_all_notes(city: Database) -> None:
    assert session().scalar(select(func.count(Event.id))) == 13 + 1
    wanted = {row["text_zh"] for name in ("table_notes", "added_notes", "plenum") for row in rows(name)}
    assert set(session().scalars(select(Note.text))) == wanted


def test_a_cafe_of_the_demo_is_harvested_to_a_need_with_both_kinds_of_evidence(city: Database) -> None:
    need = session().scalars(select(Need).where(Need.case_no.endswith("-WS-W001"))).one()
    pieces = session().scalars(select(Evidence.kind).where(Evidence.need_id == need.id))

    assert need.note_id is not None
    assert set(pieces) == set(EvidenceKind)


def test_the_popular_cafe_has_a_waiting_list(city: Database) -> None:
    cafe = session().scalars(select(Event).where(Event.title_en.contains("shopping streets"))).one()

    assert cafe.taken == cafe.capacity == 30
    assert cafe.waiting > 0


def test_the_demo_shows_a_draw_held_and_one_to_come(city: Database) -> None:
    draws = list(session().scalars(select(EventDraw).order_by(EventDraw.draw_at)))

    assert [draw.drawn_at is not None for draw in draws] == [True, False]
    drawn = session().scalars(select(Event).where(Event.id == draws[0].event_id)).one()
    assert drawn.waiting > 0
    assert drawn.capacity - drawn.taken < 4


def test_last_rounds_votes_are_counted_and_announced(city: Database) -> None:
    heads = list_results()

    results = [get_result(head.round_id) for head in heads]
    assert len(results) == 5
    assert sum(result.ballots for result in results) == 3000


def test_each_voted_proposal_has_a_fifth_of_its_table_votes(city: Database) -> None:
    counted = {item.title: item.votes for head in list_results() for item in list_item_results(head.round_id)}

    told = {row["title_zh"]: row["votes_last_round"] for row in rows("proposals") if row["votes_last_round"]}
    assert counted == {title: round(int(votes) / 5) for title, votes in told.items()}


def test_every_district_votes_today(city: Database) -> None:
    rounds = voting.open_rounds(NOW)

    assert {each.district_code for each in rounds} == {each.code for each in programme.list_districts()}
    assert [len(voting.list_ballot(each.round_id)) for each in rounds] == [2] * 5


def test_a_resident_may_vote_today(settings: Settings, city: Database) -> None:
    person = people.find_person_by_email("resident_bt@demo.example")
    assert person is not None

    waiting = voting.unfinished_rounds(person.id, NOW)

    assert [each.district_code for each in waiting] == ["63000120"]


def test_the_export_holds_the_samples_rows(city: Database) -> None:
    table = export_table(needs.Filters(), local(NOW).date())

    titles = [column.title for column in table.columns]
    exported = [dict(zip(titles, row, strict=True)) for row in table.lines()]
    sample = rows("needs_export_sample")
    assert [row["提案名稱"] for row in exported[:4]] == [row["提案名稱"] for row in sample[:4]]
    by_title = {row["提案名稱"]: row for row in exported}
    for told in sample:
        shown = by_title[told["提案名稱"]]
        assert [str(shown[name] or "") for name in SAME_AS_SAMPLE] == [told[name] for name in SAME_AS_SAMPLE]
        assert told["實際需求佐證"] in str(shown["實際需求佐證"])


def test_one_case_can_be_followed_from_note_to_meeting(city: Database) -> None:
    creek = session().scalars(select(Proposal).where(Proposal.title.startswith("磺港溪"))).one()

    story = get_story(creek.case_no or "")

    assert [origin.note.text for origin in story.notes] == [rows("added_notes")[0]["text_zh"]]
    assert {State.SUBMITTED, State.STAGE_TWO, State.VOTING, State.ADOPTED, State.IN_INVENTORY} <= reached(story)
    assert story.ballot is not None and story.ballot.votes == 497
    assert story.need is not None and story.meetings and story.answers


def test_ten_meetings_eight_of_them_with_minutes(city: Database) -> None:
    published = list(session().scalars(select(Meeting.published_at)))
    decided = session().scalar(select(func.count()).where(AgendaItem.outcome.is_not(None)))

    assert len(published) == 10
    assert published.count(None) == 2
    assert decided == 18


def test_everybody_signs_in_with_the_printed_password(settings: Settings) -> None:
    database = Database(settings.database_url)
    sign_ins = list_sign_ins()

    with database.writing():
        tokens = [accounts.sign_in(each.email, each.password, "test", NOW) for each in (sign_ins[0], sign_ins[-1])]
        actors = [people.load_actor(token, NOW) for token in tokens]
    database.dispose()

    assert len(sign_ins) == 16
    assert all(actors)


def test_a_fresh_city_is_kept_and_an_old_one_is_not(settings: Settings) -> None:
    assert find_fresh(settings.folder, NOW + timedelta(hours=23))
    assert find_fresh(settings.folder, NOW + timedelta(hours=25)) is None
    assert find_fresh(settings.folder / "nowhere", NOW) is None


def test_what_was_made_is_written_beside_the_city(settings: Settings) -> None:
    written = orjson.loads((settings.folder / KEPT).read_bytes())

    assert len(written["proposals"]) == 40
    assert len(written["needs"]) == 9
    assert not settings.folder.with_name("demo.new").exists()


def test_server_processes_read_the_demos_settings_from_the_environment(settings: Settings) -> None:
    assert load_settings(environment_of(settings)) == settings
