"""Rehearse a whole vote with synthetic voters in a store of its own, wipe it, and keep the proof.

The store is a database in memory with keys in a folder that is removed: the real services run in it from the
opening to the announcement, and the real roll, box and keys are never in hand meanwhile.
"""

import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, func, insert, select

from civic.access.actor import Actor, Duty, Role
from civic.access.permissions import Permission
from civic.access.policy import NEEDS_ANOTHER_PERSON, Scope, demand
from civic.accounts.models import Person, RollEntry
from civic.accounts.rules import Relation
from civic.audit.service import record
from civic.db.base import Base
from civic.db.session import Database, opened, session
from civic.kit.errors import Refused
from civic.programme.models import District, Phase, Round
from civic.programme.queries import directory, get_round, plan_of, spans
from civic.programme.rules import PhaseKind, RoundPlan, fingerprint
from civic.proposals.models import Proposal
from civic.proposals.rules import State
from civic.voting import box, casting, counting, opening, queries, sealing
from civic.voting.casting import CastInput
from civic.voting.keys import lodged
from civic.voting.models import BallotItem, BoxedBallot, ItemResult, RoundResult, VoterMark
from civic.voting.office.crowd import invent
from civic.voting.office.models import Rehearsal
from civic.voting.office.queries import items_to_rehearse
from civic.voting.office.rules import BAD_CROWD, MOST_REHEARSING, NOTHING_TO_REHEARSE
from civic.voting.rules import Marks

DAY = timedelta(days=1)
FIRST, SECOND = 1, 2
"""The two officials of the rehearsal; the voters come after them."""


@dataclass(frozen=True)
class Script:
    """Be what is played: the rules, the items (number, cost in NT$), the synthetic voters, the seed, the instant."""

    plan: RoundPlan
    items: tuple[tuple[int, int], ...]
    voters: int
    seed: str
    now: datetime


@dataclass(frozen=True)
class Played:
    """Be what came of it: counts, winners, the hash of the result, rows made and rows left."""

    ballots: int
    blank: int
    winners: int
    result_hash: str
    rows_made: int
    rows_left: int


def rehearse(actor: Actor, round_: Round, voters: int, now: datetime) -> Rehearsal:
    """Play a round's vote with synthetic voters and keep only the record; refused without items on the ballot."""
    demand(actor, Permission.RUN_ROUND, Scope(district=round_.district_code))
    if actor.person_id is None:
        raise Refused(NEEDS_ANOTHER_PERSON)
    if not 1 <= voters <= MOST_REHEARSING:
        raise Refused(BAD_CROWD, least=1, most=MOST_REHEARSING)
    items = tuple((row.number, row.cost) for row in items_to_rehearse(round_.id))
    if not items:
        raise Refused(NOTHING_TO_REHEARSE)
    directory()  # names are read from the real database, once a process
    script = Script(plan_of(round_), items, voters, secrets.token_hex(16), now)
    before = _real_rows(round_.id)
    played = play(script)
    if _real_rows(round_.id) != before:
        raise RuntimeError("a rehearsal touched the real vote")
    return _keep(actor, round_, script, played)


def play(script: Script) -> Played:
    """Run the whole path in a database in memory, then wipe it; return what came of it."""
    with tempfile.TemporaryDirectory() as folder, lodged(Path(folder)), opened("sqlite://") as database:
        Base.metadata.create_all(database.engine)
        with database.writing():
            _build(script)
        with database.writing():
            result = _run(script)
            session().info.pop("on_commit", None)  # nobody is rung for invented letters
        return _wiped(database, result)


def _build(script: Script) -> None:
    """Write the district, the people, the round, its ballot and its roll."""
    plan, now = script.plan, script.now
    name = directory().district(plan.district_code)
    session().add(
        District(
            code=name.code, slug=name.slug, letters=name.letters, name_zh=name.name_zh, name_en=name.name_en,
            eligible_estimate=script.voters, lat=name.lat, lng=name.lng, participating=True,
        )
    )  # fmt: skip
    session().flush()
    people = range(1, script.voters + SECOND + 1)
    session().execute(
        insert(Person),
        [
            {"id": each, "email": f"rehearsal-{each}@civic.invalid", "name": str(each), "password_hash": "-",
             "created_at": now, "confirmed_at": now}
            for each in people
        ],
    )  # fmt: skip
    fields = {**vars(plan), "relations": ",".join(plan.relations), "eligible": script.voters}
    session().add(Round(id=1, phases=[_phase(now)], **fields))
    session().flush()
    _fill_ballot(script)
    entry = {"round_id": 1, "relation": Relation.REGISTERED, "created_at": now, "claimed_at": now}
    voters = people[SECOND:]
    session().execute(
        insert(RollEntry), [{**entry, "identity_hash": f"{each:064}", "person_id": each} for each in voters]
    )


def _phase(now: datetime) -> Phase:
    return Phase(kind=PhaseKind.VOTE, opens_at=now - DAY, closes_at=now + DAY)


def _fill_ballot(script: Script) -> None:
    for number, cost in script.items:
        proposal = Proposal(
            id=number, round_id=1, case_no=f"R-{number}", case_serial=number, state=State.ON_BALLOT,
            district_code=script.plan.district_code, title=str(number), summary="-", place="-",
            created_at=script.now, updated_at=script.now, submitted_at=script.now, published_at=script.now,
        )  # fmt: skip
        session().add(proposal)
        session().flush()
        session().add(BallotItem(round_id=1, proposal_id=number, number=number, cost=cost))
    session().flush()


def _run(script: Script) -> Played:
    """Open by two, cast by everybody, close by the clock, seal by two, count, and announce by another."""
    first, second, now = _official(FIRST), _official(SECOND), script.now
    opening.open_round(first, get_round(1), now)
    opening.open_round(second, get_round(1), now)
    round_ = get_round(1)
    crowd = invent(queries.form_of(round_), queries.list_items(1), script.voters, script.seed)
    _cast_all(round_, crowd, script)
    after = now + DAY + timedelta(minutes=1)
    _seal(first, second, after)
    counting.count(first, get_round(1), after)
    result = counting.publish(second, get_round(1), after)
    return Played(result.ballots, result.blank, _count_winners(), _result_hash(result), 0, 0)


def _seal(first: Actor, second: Actor, after: datetime) -> None:
    """Draw the sample and seal the box, each by both officials."""
    for official in (first, second):
        sealing.draw(official, get_round(1), f"rehearsal {official.person_id}", after)
    for official in (first, second):
        sealing.seal(official, get_round(1), after)


def _cast_all(round_: Round, crowd: Sequence[Marks], script: Script) -> None:
    resident = frozenset({Duty(Role.RESIDENT, script.plan.district_code)})
    for number, marks in enumerate(crowd, SECOND + 1):
        voter = Actor(number, "", resident, confirmed=True)
        ballot = CastInput(marks.items, f"rehearsal-form-{number:08}", marks.blank, marks.points)
        casting.cast(voter, round_, ballot, script.now)


def _official(number: int) -> Actor:
    return Actor(number, "", frozenset({Duty(Role.OFFICE)}), confirmed=True)


def _count_winners() -> int:
    return session().scalar(select(func.count()).select_from(ItemResult).where(ItemResult.rank.is_not(None))) or 0


def _result_hash(result: RoundResult) -> str:
    """Return the SHA-256 of the ballot file's hash and of each item's votes and rank, one a line."""
    rows = session().execute(
        select(ItemResult.proposal_id, ItemResult.votes, ItemResult.rank).order_by(ItemResult.proposal_id)
    )
    lines = "".join(f"{item} {votes} {rank or '-'}\n" for item, votes, rank in rows)
    return box.file_hash(f"{result.ballots_hash}\n{lines}")


def _wiped(database: Database, played: Played) -> Played:
    """Delete every row of the rehearsal's store and count before and after."""
    with database.writing():
        made = _count_rows()
        for table in reversed(Base.metadata.sorted_tables):
            session().execute(delete(table))
        left = _count_rows()
    return Played(played.ballots, played.blank, played.winners, played.result_hash, made, left)


def _count_rows() -> int:
    tables = Base.metadata.sorted_tables
    return sum(session().scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def _real_rows(round_id: int) -> tuple[int, ...]:
    """Count the real roll, marks and box of a round."""
    tables = (RollEntry, VoterMark, BoxedBallot)
    counts = (select(func.count()).select_from(table).where(table.round_id == round_id) for table in tables)
    return tuple(session().scalar(count) or 0 for count in counts)


def _keep(actor: Actor, round_: Round, script: Script, played: Played) -> Rehearsal:
    rules = round_.frozen_hash or fingerprint(script.plan, spans(round_))
    kept = Rehearsal(
        round_id=round_.id,
        rules_hash=rules,
        seed=script.seed,
        voters=script.voters,
        ballots=played.ballots,
        blank=played.blank,
        winners=played.winners,
        result_hash=played.result_hash,
        rows_made=played.rows_made,
        rows_left=played.rows_left,
        run_by=actor.person_id,
        run_at=script.now,
        wiped_at=script.now,
    )
    session().add(kept)
    session().flush()
    record(
        actor, "round.rehearsed", f"round:{round_.id}", script.now,
        voters=kept.voters, result=kept.result_hash, rows_left=kept.rows_left,
    )  # fmt: skip
    return kept
