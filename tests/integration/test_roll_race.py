"""Many at once on a real database of their own: a place on the roll is taken once, an identity enrolled once."""

from datetime import datetime

from civic.accounts import queries, service
from civic.accounts.rules import Relation
from civic.db.session import Database
from civic.programme import queries as programme
from tests.factories import people
from tests.race import refusals_at_once

CROWD = 12


def test_of_many_accounts_with_one_code_one_gets_the_place(city: Database, now: datetime) -> None:
    with city.writing():
        round_ = people.make_round(now)
        code = service.enrol(people.OFFICE, round_, people.make_identity(), Relation.WORKING, now)
        crowd = [queries.actor_of(people.make_person().id) for _ in range(CROWD)]

    def claim(number: int) -> None:
        service.claim_code(crowd[number], code, now)

    assert refusals_at_once(city, CROWD, claim) == ["", *["code_used"] * (CROWD - 1)]


def test_many_clerks_enrol_one_identity_once(city: Database, now: datetime) -> None:
    with city.writing():
        round_id, identity = people.make_round(now).id, people.make_identity()

    def enrol(_number: int) -> None:
        service.enrol(people.OFFICE, programme.get_round(round_id), identity, Relation.WORKING, now)

    assert refusals_at_once(city, CROWD, enrol) == ["", *["already_enrolled"] * (CROWD - 1)]
    with city.reading():
        assert queries.count_roll(round_id) == 1
