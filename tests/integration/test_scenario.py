"""Play the documented example scenario, and refuse wrong ones in words."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from civic.accounts import roll_key
from civic.cli.main import main
from civic.db.session import Database, session
from civic.demo.ballots import mark
from civic.demo.load import Made, load
from civic.demo.reading import ScenarioError, Where, read_instant
from civic.demo.scenario import read_scenario
from civic.demo.scripts_later import BallotScript
from civic.needs import queries as needs
from civic.needs.rules import Monitoring, NeedState
from civic.outbox.models import Letter, LetterState
from civic.trace.story import get_story
from civic.voting import keys
from civic.voting.results import count_channels, get_result, list_item_results
from civic.voting.rules import Channel

EXAMPLE = Path(__file__).parents[2] / "docs" / "scenarios" / "small.json"


@pytest.fixture(autouse=True)
def secrets(tmp_path: Path) -> None:
    """Hold this test's ballot keys in a folder of its own."""
    roll_key.use("a roll key for tests only, 32 chars")
    if not keys.is_configured():
        keys.configure(tmp_path)


def example() -> dict[str, list[dict[str, object]]]:
    return json.loads(EXAMPLE.read_text(encoding="utf-8"))


def play(database: Database, now: datetime, content: object | None = None) -> Made:
    text = json.dumps(content) if content is not None else EXAMPLE.read_text(encoding="utf-8")
    return load(database, read_scenario(text, now), now)


def wrong(content: object, now: datetime) -> str:
    with pytest.raises(ScenarioError) as problem:
        read_scenario(json.dumps(content), now)
    return str(problem.value)


def test_the_example_is_played_from_note_to_monitored_need(database: Database, now: datetime) -> None:
    made = play(database, now)

    sensors = made.proposals[0]
    with database.reading():
        need = needs.get_need(sensors.case_no or "")
        story = get_story(sensors.case_no or "")
    assert sensors.trace_url == f"/trace/{sensors.case_no}"
    assert (need.state, need.monitoring) == (NeedState.AT_PROJECT, Monitoring.PLACED)
    assert [origin.note.text for origin in story.notes] == ["豪雨時只能靠肉眼看土石。"]
    assert story.reviews and story.ballot and story.meetings and story.answers


def test_an_invented_crowd_votes_as_its_weights_say(database: Database, now: datetime) -> None:
    made = play(database, now)

    with database.reading():
        result = get_result(made.rounds[0].id)
        (item,) = list_item_results(made.rounds[0].id)
        channels = {each.channel: each.voters for each in count_channels(made.rounds[0].id)}
    assert (result.voters, result.ballots, result.blank, item.votes) == (22, 22, 6, 16)
    assert channels == {Channel.ONLINE: 7, Channel.KIOSK: 12, Channel.PAPER: 3}


def test_the_same_scenario_is_not_played_twice(database: Database, now: datetime) -> None:
    play(database, now)

    with pytest.raises(ScenarioError, match=r"people: .* has an account already"):
        play(database, now)


def test_no_letter_of_a_scenario_is_ever_delivered(database: Database, now: datetime) -> None:
    play(database, now)

    with database.reading():
        waiting = session().scalar(select(func.count()).where(Letter.state == LetterState.WAITING))
        written = session().scalar(select(func.count(Letter.id)))
    assert waiting == 0
    assert written


def test_a_refused_step_names_its_place_and_leaves_nothing(database: Database, now: datetime) -> None:
    content = example()
    content["ballots"][0]["at"] = -45

    with pytest.raises(ScenarioError, match=r"^ballots\[0\]: .*not open"):
        play(database, now, content)
    with database.reading():
        assert session().scalar(select(func.count(Letter.id))) == 0


def test_a_proposal_that_does_not_reach_its_state_is_named(database: Database, now: datetime) -> None:
    content = example()
    content["proposals"][1]["state"] = "assembly"

    with pytest.raises(ScenarioError, match=r"proposals\[1\].state: these steps lead to submitted, not to assembly"):
        play(database, now, content)


def test_what_has_not_come_yet_is_not_played(database: Database, now: datetime) -> None:
    content = example()
    content["ballots"][0]["at"] = 3

    with pytest.raises(ScenarioError, match=r"ballots\[0\]: .* has not come yet"):
        play(database, now, content)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rounds": [{"key": "a"}]}, "rounds[0].district: this key is missing"),
        ({"people": [{"key": "a", "name": 3}]}, "people[0].name: give a text, not 3"),
        ({"people": [{"key": "a", "name": "A", "age": 3}]}, "people[0].age: there is no such key"),
        ({"people": {"key": "a"}}, "people: give a list"),
        ({"people": [], "ballots": [{"round": "a", "at": "soon"}]}, "ballots[0].at: give an instant"),
        (
            {"people": [{"key": "a", "name": "A", "duties": [{"role": "king"}]}]},
            "people[0].duties[0].role: give one of anonymous, ",
        ),
    ],
)
def test_a_wrong_file_is_told_where_it_is_wrong(change: dict[str, object], sentence: str, now: datetime) -> None:
    assert wrong({"people": [], **change}, now).startswith(sentence)


def test_a_phase_is_told_by_its_path(now: datetime) -> None:
    content = example()
    content["rounds"][0]["phases"]["vote"] = [-40]  # type: ignore[index]

    assert wrong(content, now) == "rounds[0].phases.vote: give 2 values"


@pytest.mark.parametrize(
    ("written", "days"),
    [(-30, -30), ("-30 12:00", -30), ("2026-10-23T12:00+08:00", -30), (0.5, 0.5)],
)
def test_instants_are_days_from_now_or_absolute(written: object, days: float, now: datetime) -> None:
    assert read_instant(written, Where(now)) == now + timedelta(days=days)


def test_the_seed_makes_the_same_crowd_every_time(now: datetime) -> None:
    crowd = BallotScript("round", now, count=50, weights={"a": 30, "b": 20, "c": 50}, seed=4)

    first, second = mark(crowd, 2), mark(crowd, 2)

    assert first == second
    assert max(len(ballot) for ballot in first) == 2
    assert [sum(key in ballot for ballot in first) for key in "ab"] == [30, 20]


def test_the_command_prints_what_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVIC_DATABASE_URL", f"sqlite:///{tmp_path}/seed.sqlite")
    monkeypatch.setenv("CIVIC_DATA_DIR", str(tmp_path))

    done = CliRunner().invoke(main, ["seed", str(EXAMPLE), "--json"])
    again = CliRunner().invoke(main, ["seed", str(EXAMPLE)])

    printed = json.loads(done.stdout)
    assert {"key", "email", "password", "id"} <= set(printed["people"][0])
    assert {"key", "id", "case_no", "url", "trace_url"} <= set(printed["proposals"][0])
    assert again.exit_code == 1
    assert "has an account already" in again.stderr


def test_real_installations_take_no_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {
        "MODE": "production",
        "SECRET_KEY": "s" * 32,
        "ROLL_KEY": "r" * 32,
        "BASE_URL": "https://civic.example",
        "MAIL": "smtp://localhost",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"CIVIC_{name}", value)

    refused = CliRunner().invoke(main, ["seed", str(EXAMPLE)])

    assert refused.exit_code == 1
    assert "not loaded where real people vote" in refused.stderr
