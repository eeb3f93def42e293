"""The programme office makes rounds, dates them, and cannot change them once they are frozen."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from civic.access.actor import Actor, Duty, Role
from civic.db.session import PinnedDatabase
from civic.db.statements import counted
from civic.kit.errors import Missing, Refused
from civic.programme import queries, service
from civic.programme.directory import forget
from civic.programme.reference import OWN_DATA, load_reference
from civic.programme.rules import PhaseKind, PhaseSpan, RoundPlan

OFFICE = Actor(1, "office", frozenset({Duty(Role.OFFICE)}))
CLERK = Actor(2, "clerk", frozenset({Duty(Role.MODERATOR, "63000120")}))
PLAN = RoundPlan("63000120", 2026, eligible=205_500, eligibility_date=date(2026, 9, 1))


def vote_from(now: datetime) -> tuple[PhaseSpan, ...]:
    return (PhaseSpan(PhaseKind.VOTE, now, now + timedelta(days=15)),)


def test_a_new_round_keeps_every_rule_of_its_plan(db: Session, now: datetime) -> None:
    made = service.create_round(OFFICE, replace(PLAN, pot=3_000_000, rule="greedy"), now)

    assert queries.plan_of(queries.get_round(made.id)) == replace(PLAN, pot=3_000_000, rule="greedy")


def test_a_district_has_one_round_a_year(db: Session, now: datetime) -> None:
    service.create_round(OFFICE, PLAN, now)

    with pytest.raises(Refused, match="round_exists"):
        service.create_round(OFFICE, PLAN, now)


def test_a_resident_cannot_make_a_round(db: Session, now: datetime) -> None:
    resident = Actor(3, "resident", frozenset({Duty(Role.RESIDENT, "63000120")}))

    with pytest.raises(Refused, match="not_allowed"):
        service.create_round(resident, PLAN, now)


def test_a_clerk_makes_no_round_in_another_district(db: Session, now: datetime) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        service.create_round(CLERK, replace(PLAN, district_code="63000110"), now)


def test_a_district_outside_the_programme_has_no_round(db: Session, now: datetime) -> None:
    with pytest.raises(Refused, match="district_not_participating"):
        service.create_round(OFFICE, replace(PLAN, district_code="63000010"), now)


def test_dates_can_be_replaced_until_the_freeze(db: Session, now: datetime) -> None:
    made = service.create_round(OFFICE, PLAN, now)
    service.set_phases(OFFICE, made, vote_from(now), now)

    service.set_phases(OFFICE, made, vote_from(now + timedelta(days=1)), now)

    assert queries.spans(queries.get_round(made.id)) == vote_from(now + timedelta(days=1))


def test_a_frozen_round_refuses_other_rules_and_dates(db: Session, now: datetime) -> None:
    made = service.create_round(OFFICE, PLAN, now)
    service.set_phases(OFFICE, made, vote_from(now), now)
    service.freeze(OFFICE, made, now)

    with pytest.raises(Refused, match="round_frozen"):
        service.change_round(OFFICE, made, replace(PLAN, max_choices=8), now)
    with pytest.raises(Refused, match="round_frozen"):
        service.set_phases(OFFICE, made, (), now)
    with pytest.raises(Refused, match="round_frozen"):
        service.freeze(OFFICE, made, now)


def test_a_round_without_a_vote_cannot_be_frozen(db: Session, now: datetime) -> None:
    made = service.create_round(OFFICE, PLAN, now)

    with pytest.raises(Refused, match="no_vote_phase"):
        service.freeze(OFFICE, made, now)


def test_a_frozen_vote_can_close_later_but_not_earlier(db: Session, now: datetime) -> None:
    made = service.create_round(OFFICE, PLAN, now)
    service.set_phases(OFFICE, made, vote_from(now), now)
    service.freeze(OFFICE, made, now)

    service.extend_phase(OFFICE, made, PhaseKind.VOTE, now + timedelta(days=20), now)

    assert queries.spans(queries.get_round(made.id))[0].closes_at == now + timedelta(days=20)
    with pytest.raises(Refused, match="only_later"):
        service.extend_phase(OFFICE, made, PhaseKind.VOTE, now + timedelta(days=5), now)


def test_next_years_round_begins_with_this_years_rules(db: Session, now: datetime) -> None:
    made = service.create_round(OFFICE, replace(PLAN, max_choices=8), now)

    copied = service.copy_round(OFFICE, made, 2027, now)

    assert (copied.year, copied.max_choices, copied.eligibility_date) == (2027, 8, date(2027, 9, 1))
    assert queries.spans(copied) == ()


def test_rounds_of_many_districts_are_read_in_one_statement(
    db: Session, database: PinnedDatabase, now: datetime
) -> None:
    for district in queries.list_districts():
        made = service.create_round(OFFICE, replace(PLAN, district_code=district.code), now)
        service.set_phases(OFFICE, made, vote_from(now), now)

    with counted(*database.engines) as statements:
        rounds = queries.list_rounds(2026)
        _ = [queries.spans(each) for each in rounds]

    assert len(rounds) == 5
    assert len(statements) == 1


def test_an_unknown_round_district_or_facet_is_missing(db: Session) -> None:
    with pytest.raises(Missing):
        queries.get_round(999)
    with pytest.raises(Missing):
        queries.get_district_by_slug("atlantis")
    with pytest.raises(Missing):
        queries.directory().facet("63000120")


def test_two_villages_of_one_name_live_in_different_districts(db: Session) -> None:
    twins = [village for village in queries.directory().villages if village.name_zh == "中央里"]

    assert len({village.district_code for village in twins}) == 2


def test_each_of_the_five_facets_has_its_lead_agency(db: Session) -> None:
    names = queries.directory()

    leads = [names.agency(facet.lead_agency_code).short_zh for facet in queries.list_facets()]

    assert leads == ["交通局", "環保局", "產業局", "工務局", "衛生局"]


def test_the_three_new_zones_total_37_point_4_hundred_million(db: Session) -> None:
    zones = {zone.code: zone for zone in queries.list_budgets()}

    assert zones["new_area"].total == 3_740_000_000
    assert zones["activities"].total == 4_450_000
    assert zones["old_area_pb"].total == 0


@pytest.mark.parametrize("count", [5, 12])
def test_any_districts_can_take_part_without_code(db: Session, count: int) -> None:
    codes = tuple(district.code for district in queries.directory().districts)[:count]

    load_reference(OWN_DATA, codes)

    assert tuple(district.code for district in queries.list_districts()) == codes
    forget()
