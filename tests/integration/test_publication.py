"""An announced vote as a folder: written, checked, counted again."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from civic.cli.main import main
from civic.db.session import Database
from civic.kit.errors import Missing
from civic.programme.queries import get_round, spans
from civic.programme.rules import BallotKind, ThresholdKind
from civic.programme.service import extend_phase
from civic.voting import service
from civic.voting.folder import ELECTION, LEAVES, RESULT, RULES, NamedFile
from civic.voting.pabulib import declared_rule, read
from civic.voting.publication import publication, zipped
from civic.voting.tally.count import run
from tests.factories.publications import body_of, resealed, verified, with_result
from tests.factories.voting import (
    Vote,
    ballot,
    cast_by_new_voters,
    count_and_publish,
    make_voter_of,
    open_vote,
    seal,
)


def make_announced(now: datetime, **rules: int | str) -> Vote:
    """Let six people vote, one of them twice, and announce the result."""
    vote = make_cast(now, **rules)
    count_and_publish(vote)
    return vote


def make_cast(now: datetime, **rules: int | str) -> Vote:
    """Let six people vote, one of them twice."""
    few = {"threshold_kind": ThresholdKind.VOTES, "threshold_value": 2}
    vote = open_vote(now, costs=(300_000, 200_000, 100_000), **{**few, **rules})
    cast_by_new_voters(vote, 3, now, vote.ids[0], vote.ids[2])
    cast_by_new_voters(vote, 1, now, vote.ids[1])
    cast_by_new_voters(vote, 1, now)
    voter, _ = make_voter_of(vote, now)
    service.cast(voter, vote.round, ballot(vote.ids[1]), now)
    service.cast(voter, vote.round, ballot(vote.ids[0]), now)
    return vote


def names(files: tuple[NamedFile, ...]) -> list[str]:
    return [file.name for file in files]


def test_nothing_is_written_before_the_result_is_announced(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    cast_by_new_voters(vote, 1, now, vote.ids[0])
    seal(vote)
    service.count(vote.first, get_round(vote.round.id), vote.after)

    with pytest.raises(Missing):
        publication(vote.round.id)


def test_the_folder_of_an_announced_vote_is_well(db: Session, now: datetime) -> None:
    vote = make_announced(now)

    files = publication(vote.round.id)

    assert names(files) == [
        "ballots.csv", LEAVES, "checkpoints.jsonl", "minutes.json", RESULT, "turnout.csv", "days.csv", RULES, ELECTION,
        "verify.py", "lines.json", "manifest.json",
    ]  # fmt: skip
    assert verified(files).findings == ()


def test_every_receipt_is_in_the_leaves_and_the_replaced_one_is_marked(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    (kept,) = cast_by_new_voters(vote, 1, now, vote.ids[0])
    voter, _ = make_voter_of(vote, now)
    old = service.cast(voter, vote.round, ballot(vote.ids[1]), now)
    new = service.cast(voter, vote.round, ballot(vote.ids[0]), now)
    count_and_publish(vote)

    lines = body_of(publication(vote.round.id), LEAVES).decode().splitlines()

    fates = {code: fate for _, code, fate in (line.split(" ") for line in lines)}
    assert fates == {kept.code: "counted", old.code: "superseded", new.code: "counted"}


def test_the_folder_holds_no_nonce_no_slot_and_no_name(db: Session, now: datetime) -> None:
    vote = make_cast(now)
    held = db.connection().exec_driver_sql("SELECT nonce, slot, submission FROM boxed_ballot").all()
    count_and_publish(vote)

    text = b"".join(file.body for file in publication(vote.round.id)).decode()

    assert len(held) == 7
    assert [secret for row in held for secret in row if secret in text] == []
    assert [proposal.title for proposal in vote.proposals if proposal.title in text] == []


@pytest.mark.parametrize(
    "rules",
    [
        {"rule": "greedy", "pot": 400_000},
        {"rule": "greedy_no_skip", "pot": 400_000},
        {"rule": "equal_shares/add1/integral/overshoot", "pot": 400_000},
        {"rule": "top_k", "winners_cap": 1},
        {"rule": "threshold", "winners_cap": 1},
        {"rule": "greedy", "pot": 500_000, "ballot_kind": BallotKind.KNAPSACK},
        {"rule": "greedy", "pot": 400_000, "ballot_kind": BallotKind.RANKING},
    ],
)
def test_every_rule_and_ballot_is_counted_again_from_its_files(
    db: Session, now: datetime, rules: dict[str, int | str]
) -> None:
    files = publication(make_announced(now, **rules).round.id)

    report = verified(files)
    assert report.findings == ()
    assert report.winners
    if ELECTION in names(files):
        file = read(body_of(files, ELECTION).decode())
        declared = declared_rule(file)
        assert set(run(declared.rule, file.election, declared.options).winners) == set(file.official or ())


def test_points_are_counted_again_from_the_files(db: Session, now: datetime) -> None:
    vote = open_vote(
        now, ballot_kind=BallotKind.POINTS, rule="greedy", pot=200_000, threshold_kind=ThresholdKind.VOTES,
        threshold_value=2,
    )  # fmt: skip
    for given in ((6, 4), (2, 8), (1, 1)):
        voter, _ = make_voter_of(vote, now)
        service.cast(voter, vote.round, ballot(vote.ids[0], vote.ids[1], points=given), now)
    count_and_publish(vote)

    assert verified(publication(vote.round.id)).findings == ()


def test_a_rule_or_threshold_other_than_the_fixed_one_is_named(db: Session, now: datetime) -> None:
    files = publication(make_announced(now).round.id)

    def soften(told: dict[str, object]) -> None:
        told["threshold"] = 0

    found = verified(with_result(files, soften)).findings

    assert [(each.file, each.entry) for each in found] == [(RESULT, "threshold")]


def test_other_rules_than_those_hashed_at_the_opening_are_named(db: Session, now: datetime) -> None:
    files = publication(make_announced(now).round.id)
    changed = body_of(files, RULES).replace(b'"minimum_age":16', b'"minimum_age":18')

    found = verified(resealed(files, RULES, changed)).findings

    assert [(each.file, each.problem[:16]) for each in found] == [(RULES, "has the SHA-256 ")]


def test_after_an_extension_the_folder_leaves_out_the_rules_text(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    cast_by_new_voters(vote, 1, now, vote.ids[0])
    last = spans(vote.round)[-1]
    extend_phase(vote.first, vote.round, last.kind, last.closes_at + timedelta(days=1), now)
    count_and_publish(vote)

    files = publication(vote.round.id)

    assert RULES not in names(files)
    assert verified(files).well


def test_the_zip_holds_the_folder_and_is_the_same_every_time(db: Session, now: datetime) -> None:
    round_id = make_announced(now).round.id

    with zipfile.ZipFile(io.BytesIO(zipped(round_id))) as archive:
        held = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}

    assert held == {file.name: file.body for file in publication(round_id)}
    assert zipped(round_id) == zipped(round_id)


# The commands


@pytest.fixture
def terminal() -> CliRunner:
    """Return a terminal; `verify` needs no installation."""
    return CliRunner()


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Return the database of a fresh installation that the commands find in the environment."""
    monkeypatch.setenv("CIVIC_DATABASE_URL", f"sqlite:///{tmp_path}/civic.sqlite")
    monkeypatch.setenv("CIVIC_DATA_DIR", str(tmp_path))
    assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
    database = Database(f"sqlite:///{tmp_path}/civic.sqlite")
    yield database
    database.dispose()


def write(files: tuple[NamedFile, ...], folder: Path) -> Path:
    folder.mkdir()
    for file in files:
        (folder / file.name).write_bytes(file.body)
    return folder


def test_verify_says_well_and_ends_with_0(db: Session, now: datetime, terminal: CliRunner, tmp_path: Path) -> None:
    vote = make_announced(now)
    folder = write(publication(vote.round.id), tmp_path / "out")

    done = terminal.invoke(main, ["verify", str(folder)])
    told = json.loads(terminal.invoke(main, ["verify", str(folder), "--json"]).stdout)

    assert done.exit_code == 0, done.output
    assert "6 ballots counted again" in done.stdout
    assert (told["ok"], told["ballots"], told["winners"][0]) == (True, 6, str(vote.ids[0]))


def test_verify_names_the_file_and_ends_with_1(
    db: Session, now: datetime, terminal: CliRunner, tmp_path: Path
) -> None:
    folder = write(publication(make_announced(now).round.id), tmp_path / "out")
    ballots = folder / "ballots.csv"
    ballots.write_bytes(ballots.read_bytes()[:-3])

    done = terminal.invoke(main, ["verify", str(folder)])
    told = json.loads(terminal.invoke(main, ["verify", str(folder), "--json"]).stdout)

    assert done.exit_code == 1
    assert done.stdout.startswith("BAD  ballots.csv")
    assert (told["ok"], told["findings"][0]["file"]) == (False, "ballots.csv")


def test_publication_writes_a_folder_that_verify_finds_well(
    installation: Database, now: datetime, terminal: CliRunner, tmp_path: Path
) -> None:
    with installation.writing():
        round_id = str(make_announced(now).round.id)
    folder = str(tmp_path / "out")

    written = terminal.invoke(main, ["publication", round_id, folder])
    again = terminal.invoke(main, ["publication", round_id, folder])

    assert written.exit_code == 0, written.output
    assert again.exit_code == 1 and "is not empty" in again.stderr
    assert terminal.invoke(main, ["verify", folder]).exit_code == 0


def test_publication_refuses_a_round_that_is_not_announced(
    installation: Database, now: datetime, terminal: CliRunner, tmp_path: Path
) -> None:
    with installation.writing():
        round_id = str(open_vote(now).round.id)

    refused = terminal.invoke(main, ["publication", round_id, str(tmp_path / "out")])

    assert refused.exit_code == 1
    assert f"no result is announced for round {round_id}" in refused.stderr
    assert not (tmp_path / "out").exists()
