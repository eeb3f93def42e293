"""A thief with the whole database after the sealing learns nobody's choice, by whatever order he lays rows beside."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select, text

from civic.access.actor import Actor
from civic.db.base import Base
from civic.db.session import Database
from civic.outbox.models import Letter
from civic.programme.queries import get_round
from civic.programme.rules import Revote
from civic.voting import board, clockwork, keys, service
from civic.voting.box import read_canonical
from civic.voting.models import BoxedBallot
from tests.conftest import NOW
from tests.factories.people import make_voter
from tests.factories.voting import Vote, ballot, open_vote, seal
from tests.race import own_city

VOTERS = 120
BY_CHANCE = range(36, 85)
"""Of 120 guesses between two choices 60 are right by chance, give or take 5.5; this is 4.4 times that to each side."""

PEOPLE_ON_SQLITE = ("rowid", "roll_entry_id")
PEOPLE_ON_POSTGRES = ("xmin::text::bigint", "ctid", "roll_entry_id")
BALLOTS_ON_SQLITE = ("", "id")
BALLOTS_ON_POSTGRES = ("", "id", "ctid", "xmin::text::bigint, ctid")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("secrecy")


@pytest.fixture(scope="module")
def city(folder: Path) -> Iterator[Database]:
    with own_city(folder) as database:
        yield database


class Election:
    """Be a vote that was cast one by one, hour by hour, and what only the voters know."""

    def __init__(self, city: Database, now: datetime) -> None:
        self.city, chance = city, random.Random(7)
        with city.writing():
            self.vote: Vote = open_vote(now, items=2, revote=Revote.UNTIL_CLOSE)
            voters = [make_voter(self.vote.round, now) for _ in range(VOTERS)]
        chance.shuffle(voters)
        self.truth: dict[int, int] = {}
        self.addresses: dict[str, int] = {}
        self.codes: list[str] = []
        for place, (voter, entry) in enumerate(voters):
            choice = self.vote.ids[chance.randrange(2)]
            self.truth[entry.id] = choice
            self._cast(voter, choice, now + timedelta(minutes=2 * place))
            if place % 10 == 0:
                self._cast(voter, choice, now + timedelta(minutes=2 * place, seconds=30))
        self.secrets = self._secrets()

    def _cast(self, voter: Actor, choice: int, at: datetime) -> None:
        with self.city.writing() as db:
            round_ = get_round(self.vote.round.id)
            board.keep_up(round_, at)
            self.codes.append(service.cast(voter, round_, ballot(choice), at).code)
            letter = db.scalars(select(Letter).order_by(Letter.id.desc()).limit(1)).one()
            entry = db.execute(
                text("SELECT id FROM roll_entry WHERE person_id = :person"), {"person": voter.person_id}
            ).scalar_one()
            self.addresses[letter.address] = entry

    def _secrets(self) -> list[str]:
        with self.city.reading() as db:
            rows = db.execute(select(BoxedBallot.nonce, BoxedBallot.slot, BoxedBallot.submission)).all()
        return [each for row in rows for each in row]

    def end(self) -> None:
        """Seal, count, announce, tell everybody, sweep."""
        vote = self.vote
        with self.city.writing():
            seal(vote)
        clockwork.sweep(self.city)
        with self.city.writing():
            service.count(vote.first, get_round(vote.round.id), vote.after)
            service.publish(vote.second, get_round(vote.round.id), vote.after)
        clockwork.run(self.city, vote.after)

    def hits(self, people: list[int], choices: list[int]) -> int:
        """Count for how many people the ballot in the same place is theirs."""
        return sum(self.truth[entry] == choice for entry, choice in zip(people, choices, strict=True))


@pytest.fixture(scope="module")
def election(city: Database) -> Election:
    held = Election(city, NOW)
    held.end()
    return held


def orders_of_people(election: Election) -> dict[str, list[int]]:
    """Return every order in which the database tells of voters, other than by what they chose."""
    city = election.city
    columns = PEOPLE_ON_SQLITE if city.sqlite else PEOPLE_ON_POSTGRES
    with city.reading() as db:
        found = {
            column: list(db.scalars(text(f"SELECT roll_entry_id FROM voter_mark ORDER BY {column}")))
            for column in columns
        }
        for template in ("voting/recorded", "voting/participation"):
            letters = db.scalars(select(Letter.address).where(Letter.template == template).order_by(Letter.id))
            found[template] = list(dict.fromkeys(election.addresses[each] for each in letters))
        claims = text("SELECT id FROM roll_entry ORDER BY claimed_at, id")
        found["claims"] = list(db.scalars(claims))
        audit = text("SELECT subject FROM audit_entry WHERE action = 'roll.claimed' ORDER BY seq")
        subjects = [str(each).split(":")[-1] for each in db.scalars(audit)]
    if len(subjects) == VOTERS and all(each.isdigit() and int(each) in election.truth for each in subjects):
        found["audit"] = [int(each) for each in subjects]
    return found


def orders_of_ballots(election: Election) -> dict[str, list[int]]:
    """Return every order in which the database holds the open ballots."""
    columns = BALLOTS_ON_SQLITE if election.city.sqlite else BALLOTS_ON_POSTGRES
    found = {}
    with election.city.reading() as db:
        for column in columns:
            query = "SELECT choices FROM open_ballot" + (f" ORDER BY {column}" if column else "")
            found[column or "as they lie"] = [read_canonical(each).items[0] for each in db.scalars(text(query))]
    return found


def test_no_order_of_people_fits_an_order_of_ballots(election: Election) -> None:
    people, ballots = orders_of_people(election), orders_of_ballots(election)
    cast = list(election.truth)  # what a person who watched the desk all day would know

    found = {
        (one, other, way): election.hits(persons[::way], choices)
        for (one, persons), (other, choices) in product([*people.items(), ("watched", cast)], ballots.items())
        for way in (1, -1)
    }

    assert len(found) >= 20
    assert {names: hits for names, hits in found.items() if hits not in BY_CHANCE} == {}


def test_the_attack_would_find_an_order_that_was_kept(election: Election) -> None:
    cast = list(election.truth)

    assert election.hits(cast, [election.truth[entry] for entry in cast]) == VOTERS


def test_no_row_holds_a_receipt_and_a_choice_and_the_key_is_gone(election: Election) -> None:
    with election.city.reading() as db:
        leaves = list(db.scalars(text("SELECT leaf FROM board_leaf")))
        holding = {
            table.name
            for table in Base.metadata.sorted_tables
            for row in db.execute(table.select())
            if any(leaf in str(row) for leaf in leaves[:10])
        }
        told = " ".join(str(row) for table in Base.metadata.sorted_tables for row in db.execute(table.select()))
    vote = election.vote

    assert holding == {"board_leaf"}
    assert [each for each in election.secrets if each in told] == []
    assert [code for code in election.codes if code in told] == []
    assert keys.store().find(vote.round.seed_hash) is None


def test_nothing_of_the_box_is_left_on_the_disk(election: Election, folder: Path) -> None:
    if not election.city.sqlite:
        with election.city.reading() as db:
            assert db.scalar(text("SELECT pg_relation_size('boxed_ballot')")) == 0
        return
    files = [path for path in folder.iterdir() if path.name.startswith("race.sqlite")]

    held = b"".join(path.read_bytes() for path in files)

    assert files and len(election.secrets) > 3 * VOTERS
    assert [each for each in election.secrets if each.encode() in held] == []
