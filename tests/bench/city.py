"""Fill a database with a large city: 1,000 public proposals, 5,000 arguments, an open vote, its voters."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, inspect, select

from civic.accounts.models import Device, Person, RollEntry
from civic.accounts.rules import Relation
from civic.db.session import Database, session
from civic.events.reference import load_event_types
from civic.kit.ids import case_number, hash_token, parse_case_number
from civic.models import metadata
from civic.programme.queries import directory
from civic.programme.reference import OWN_DATA, load_reference
from civic.proposals.models import Argument, Proposal
from civic.proposals.rules import Side, State
from civic.voting import keys
from tests.factories.people import BEITOU
from tests.factories.voting import Vote, open_vote

FIVE = ("63000120", "63000110", "63000080", "63000090", "63000020")
PROPOSALS, ARGUMENTS, COMMENTS, ITEMS = 1000, 5000, 20, 20
STATES = (State.ASSEMBLY, State.STAGE_ONE, State.STAGE_TWO, State.INFEASIBLE, State.IN_INVENTORY)
WORDS = "石牌站前人行道被機車格切成好幾段，推輪椅和嬰兒車的人只能走到車道上，希望重新劃設動線並加裝照明。"


@dataclass(frozen=True)
class City:
    """Be what the load needs to know: the round, its items, the page with 20 comments, the voters' tokens."""

    round_id: int
    items: tuple[int, ...]
    proposal_id: int
    tokens: tuple[str, ...]


def build(database: Database, folder: Path, voters: int, now: datetime) -> City:
    """Make all tables and fill them; the ballot keys go into the folder the server will read."""
    metadata.create_all(database.engine)
    keys.configure(folder)
    with database.writing():
        load_reference(OWN_DATA, FIVE)
        load_event_types()
        vote = open_vote(now, items=ITEMS, max_choices=5)
        return _grow(vote, voters, now)


def _grow(vote: Vote, voters: int, now: datetime) -> City:
    ids = _add_proposals(vote.proposals[0], now)
    _add_arguments([vote.ids[0]] * COMMENTS + [ids[n % len(ids)] for n in range(ARGUMENTS - COMMENTS)], now)
    return City(vote.round.id, vote.ids, vote.ids[0], _add_voters(vote.round.id, voters, now))


def _add_proposals(pattern: Proposal, now: datetime) -> list[int]:
    """Copy one proposal until there are 1,000 public ones, in all facets, villages and states."""
    held = {column.key: getattr(pattern, column.key) for column in inspect(Proposal).column_attrs}
    number = parse_case_number(pattern.case_no or "")
    facets, villages = directory().facets, directory().villages_of(BEITOU)
    rows = [
        held
        | {
            "id": pattern.id + ITEMS + n,
            "case_no": str(case_number(number.roc_year, number.letters, ITEMS + n)),
            "case_serial": ITEMS + n,
            "title": f"第{n}號提案：整理人行道、照明與排水溝",
            "summary": WORDS,
            "summary_html": f"<p>{WORDS}</p>",
            "facet_code": facets[n % len(facets)].code,
            "village_code": villages[n % len(villages)].code,
            "state": STATES[n % len(STATES)],
            "support_count": n % 40,
            "published_at": now - timedelta(minutes=n),
        }
        for n in range(1, PROPOSALS - ITEMS + 1)
    ]
    session().execute(insert(Proposal), rows)
    return [int(row["id"]) for row in rows]


def _add_arguments(about: list[int], now: datetime) -> None:
    sides = list(Side)
    rows = [
        {"proposal_id": proposal_id, "side": sides[n % 2], "body": WORDS, "body_html": f"<p>{WORDS}</p>", "at": now}
        for n, proposal_id in enumerate(about)
    ]
    session().execute(insert(Argument), rows)


def _add_voters(round_id: int, voters: int, now: datetime) -> tuple[str, ...]:
    """Put signed-in people on the roll and return the tokens of their sessions."""
    tokens = tuple(f"token-of-bench-voter-{n}" for n in range(voters))
    first = (session().scalar(select(Person.id).order_by(Person.id.desc()).limit(1)) or 0) + 1
    rows = list(enumerate(tokens, start=first))
    session().execute(insert(Person), [_person(number, now) for number, _ in rows])
    session().execute(insert(Device), [_device(number, token, now) for number, token in rows])
    session().execute(insert(RollEntry), [_place(round_id, number, now) for number, _ in rows])
    return tokens


def _person(number: int, now: datetime) -> dict[str, object]:
    named = {"id": number, "email": f"voter{number}@example.tw", "name": f"Voter {number}", "password_hash": "-"}
    return named | {"locale": "zh_Hant_TW", "created_at": now, "confirmed_at": now}


def _device(number: int, token: str, now: datetime) -> dict[str, object]:
    times = {"created_at": now, "last_seen_at": now, "expires_at": now + timedelta(days=1)}
    return {"person_id": number, "token_hash": hash_token(token), "description": "bench", **times}


def _place(round_id: int, number: int, now: datetime) -> dict[str, object]:
    hashed = hashlib.sha256(f"{round_id}:{number}".encode()).hexdigest()
    held = {"round_id": round_id, "identity_hash": hashed, "relation": Relation.REGISTERED, "person_id": number}
    return held | {"claimed_at": now, "created_at": now}
