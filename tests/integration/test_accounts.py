"""People sign up, confirm, sign in and out, reset a password, close their account."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from civic.access.actor import ANONYMOUS, SYSTEM, Actor, Duty, Role
from civic.accounts import erasure, queries, service
from civic.accounts.models import Device, Person
from civic.accounts.rules import Relation
from civic.accounts.service import Profile, SignUp
from civic.audit.models import AuditEntry
from civic.db.session import PinnedDatabase
from civic.db.statements import counted
from civic.kit.errors import Missing, Refused
from civic.outbox.models import Letter
from civic.programme.rules import PhaseKind
from tests.factories import people

MINUTE = timedelta(minutes=1)


def mailed_token(db: Session, template: str) -> str:
    letter = db.scalars(select(Letter).where(Letter.template == template).order_by(Letter.id.desc())).first()
    assert letter is not None
    return str(json.loads(letter.params)["path"]).rsplit("/", 1)[1]


def signed_in(person: Person, now: datetime) -> Actor:
    token = service.sign_in(person.email, people.PASSWORD, "Firefox", now)
    actor = queries.load_actor(token, now)
    assert actor is not None
    return actor


def test_a_new_person_confirms_by_mail_and_signs_in(db: Session, now: datetime) -> None:
    person = people.sign_up_person("New@Example.tw", now)
    service.confirm(mailed_token(db, "accounts/confirm"), now)

    actor = signed_in(person, now)

    assert (actor.person_id, actor.confirmed) == (person.id, True)


def test_an_unconfirmed_person_cannot_sign_in(db: Session, now: datetime) -> None:
    people.sign_up_person("new@example.tw", now)

    with pytest.raises(Refused, match="not_confirmed"):
        service.sign_in("new@example.tw", people.PASSWORD, "", now)


def test_signing_up_with_a_known_address_changes_nothing_but_writes_its_owner(
    db: Session, now: datetime
) -> None:
    owner = people.make_person("owner@example.tw")

    same = service.sign_up(SignUp("OWNER@example.tw", "Somebody", "another-pass-9"), now)

    assert same.id == owner.id and same.name == "Resident"
    assert db.scalar(select(Letter.address).where(Letter.template == "accounts/exists")) == "owner@example.tw"
    assert service.sign_in("owner@example.tw", people.PASSWORD, "", now)


def test_an_address_nobody_confirmed_can_be_signed_up_again(db: Session, now: datetime) -> None:
    first = people.sign_up_person("mine@example.tw", now, password="not-the-owner-1")
    old_link = mailed_token(db, "accounts/confirm")

    second = people.sign_up_person("mine@example.tw", now)

    assert second.id == first.id
    with pytest.raises(Refused, match="dead_link"):
        service.confirm(old_link, now)
    service.confirm(mailed_token(db, "accounts/confirm"), now)
    assert service.sign_in("mine@example.tw", people.PASSWORD, "", now)


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (SignUp("no address", "A", people.PASSWORD), "email"),
        (SignUp("a@example.tw", "  ", people.PASSWORD), "name"),
        (SignUp("a@example.tw", "A" * 81, people.PASSWORD), "name"),
        (SignUp("a@example.tw", "A", "short"), "password_short"),
        (SignUp("a@example.tw", "A", "x" * 201), "password_long"),
        (SignUp("a@example.tw", "A", "12345678"), "password_common"),
        (SignUp("longname@example.tw", "A", "LongName"), "password_common"),
        (SignUp("a@example.tw", "A", people.PASSWORD, locale="zh_CN"), "profile_choice"),
        (SignUp("a@example.tw", "A", people.PASSWORD, "en", "63000120", "63000010002"), "wrong_village"),
    ],
)
def test_a_sign_up_that_cannot_work_is_refused(db: Session, now: datetime, form: SignUp, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        service.sign_up(form, now)

    assert refusal.value.reason.code == reason


def test_wrong_password_and_unknown_account_get_the_same_answer(db: Session, now: datetime) -> None:
    people.make_person("known@example.tw")

    with pytest.raises(Refused) as known:
        service.sign_in("known@example.tw", "wrong", "", now)
    with pytest.raises(Refused) as unknown:
        service.sign_in("nobody@example.tw", "wrong", "", now)

    assert known.value.reason is unknown.value.reason


def test_a_confirmation_link_works_once_and_not_forever(db: Session, now: datetime) -> None:
    people.sign_up_person("new@example.tw", now)
    token = mailed_token(db, "accounts/confirm")

    with pytest.raises(Refused, match="dead_link"):
        service.confirm(token, now + timedelta(hours=48))
    service.confirm(token, now)
    with pytest.raises(Refused, match="dead_link"):
        service.confirm(token, now)


def test_each_sign_in_has_a_token_of_its_own_of_which_only_the_hash_is_kept(
    db: Session, now: datetime
) -> None:
    person = people.make_person()

    tokens = {service.sign_in(person.email, people.PASSWORD, "", now) for _ in range(2)}

    assert len(tokens) == 2
    assert not tokens & set(db.scalars(select(Device.token_hash)))


def test_a_signed_out_token_is_worth_nothing(db: Session, now: datetime) -> None:
    person = people.make_person()
    token = service.sign_in(person.email, people.PASSWORD, "", now)
    actor = queries.load_actor(token, now)
    assert actor is not None

    service.sign_out(actor, now)

    assert queries.load_actor(token, now) is None


def test_a_citizen_is_signed_out_after_an_hour_without_use(db: Session, now: datetime) -> None:
    token = service.sign_in(people.make_person().email, people.PASSWORD, "", now)

    assert queries.load_actor(token, now + 59 * MINUTE) is not None
    assert queries.load_actor(token, now + 60 * MINUTE) is None


def test_staff_are_signed_out_after_fifteen_minutes_without_use(db: Session, now: datetime) -> None:
    clerk = queries.get_person(people.make_clerk().person_id or 0)
    token = service.sign_in(clerk.email, people.PASSWORD, "", now)

    assert queries.load_actor(token, now + 14 * MINUTE) is not None
    assert queries.load_actor(token, now + 15 * MINUTE) is None


def test_use_keeps_a_sign_in_alive_but_never_longer_than_twelve_hours(db: Session, now: datetime) -> None:
    token = service.sign_in(people.make_person().email, people.PASSWORD, "", now)
    actor = queries.load_actor(token, now)
    assert actor is not None and actor.session_id

    service.touch(actor.session_id, now + 50 * MINUTE)
    assert queries.load_actor(token, now + 100 * MINUTE) is not None

    service.touch(actor.session_id, now + 719 * MINUTE)
    assert queries.load_actor(token, now + 720 * MINUTE) is None


def test_the_actor_of_a_request_is_read_in_two_statements(
    db: Session, database: PinnedDatabase, now: datetime
) -> None:
    person = queries.get_person(people.make_clerk().person_id or 0)
    token = service.sign_in(person.email, people.PASSWORD, "", now)
    db.expire_all()

    with counted(*database.engines) as statements:
        queries.load_actor(token, now)

    assert len(statements) == 2


def test_a_person_can_end_a_sign_in_on_another_device(db: Session, now: datetime) -> None:
    person = people.make_person()
    lost = service.sign_in(person.email, people.PASSWORD, "Old phone", now)
    actor = signed_in(person, now)
    device = next(each for each in queries.list_devices(actor, now) if each.description == "Old phone")

    service.revoke_device(actor, device.id, now)

    assert queries.load_actor(lost, now) is None
    assert [each.id for each in queries.list_devices(actor, now)] == [actor.session_id]


def test_nobody_ends_a_sign_in_of_another_person(db: Session, now: datetime) -> None:
    victim = signed_in(people.make_person(), now)
    other = signed_in(people.make_person(), now)

    with pytest.raises(Missing):
        service.revoke_device(other, victim.session_id or 0, now)


def test_a_new_password_ends_every_sign_in(db: Session, now: datetime) -> None:
    person = people.make_person()
    token = service.sign_in(person.email, people.PASSWORD, "", now)
    service.ask_reset(person.email, now)

    service.reset(mailed_token(db, "accounts/reset"), "quite-another-7", now)

    assert queries.load_actor(token, now) is None
    assert service.sign_in(person.email, "quite-another-7", "", now)
    with pytest.raises(Refused, match="wrong_sign_in"):
        service.sign_in(person.email, people.PASSWORD, "", now)


def test_a_refused_new_password_does_not_use_the_link_up(db: Session, now: datetime) -> None:
    person = people.make_person()
    service.ask_reset(person.email, now)
    link = mailed_token(db, "accounts/reset")

    with pytest.raises(Refused, match="password_short"):
        service.reset(link, "short", now)

    assert service.reset(link, "quite-another-7", now).id == person.id


def test_asking_to_reset_an_unknown_account_writes_no_mail(db: Session, now: datetime) -> None:
    service.ask_reset("nobody@example.tw", now)

    assert db.scalar(select(func.count()).select_from(Letter)) == 0


def test_a_person_changes_their_profile(db: Session, now: datetime) -> None:
    actor = signed_in(people.make_person(), now)

    service.change_profile(actor, Profile("  陳 小美 ", "en", "ce", people.BEITOU, None), now)

    person = queries.get_person(actor.person_id or 0)
    assert (person.name, person.locale, person.date_style) == ("陳 小美", "en", "ce")


def test_an_anonymous_visitor_has_no_profile_to_change(db: Session, now: datetime) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        service.change_profile(ANONYMOUS, Profile("A", "en", "ce"), now)


def test_a_closed_account_keeps_no_personal_data_and_every_feature_erases_its_part(
    db: Session, now: datetime
) -> None:
    erased: list[int] = []
    erasure.register(lambda person_id, _now: erased.append(person_id))
    person = people.make_person("gone@example.tw", name="Gone Person")
    token = service.sign_in(person.email, people.PASSWORD, "My phone", now)

    service.close_account(signed_in(person, now), people.PASSWORD, now)

    assert erased == [person.id]
    assert queries.load_actor(token, now) is None
    assert queries.find_person_by_email("gone@example.tw") is None
    row = db.execute(select(Person).where(Person.id == person.id)).scalar_one()
    assert (row.name, row.district_code) == ("", None) and "gone" not in row.email


def test_an_account_is_closed_only_with_its_password(db: Session, now: datetime) -> None:
    actor = signed_in(people.make_person(), now)

    with pytest.raises(Refused, match="wrong_sign_in"):
        service.close_account(actor, "wrong", now)


def test_the_audit_names_no_person(db: Session, now: datetime) -> None:
    people.sign_up_person("secret.name@example.tw", now)
    service.confirm(mailed_token(db, "accounts/confirm"), now)

    written = db.scalars(select(AuditEntry.detail)).all()

    assert written and not any("secret" in detail or "Resident" in detail for detail in written)


def test_the_office_gives_and_takes_a_duty_and_the_person_signs_in_anew(db: Session, now: datetime) -> None:
    office = people.make_office()
    person = people.make_person()
    token = service.sign_in(person.email, people.PASSWORD, "", now)

    duty = service.give_duty(office, person, Role.AGENCY, "pwd", now)

    assert queries.load_actor(token, now) is None
    assert Duty(Role.AGENCY, "pwd") in queries.actor_of(person.id).duties
    service.take_duty(office, duty, now)
    assert queries.actor_of(person.id).duties == frozenset()


@pytest.mark.parametrize("role", [Role.OFFICE, Role.OBSERVER, Role.ADMIN])
def test_the_office_appoints_no_office_observer_or_administrator(
    db: Session, now: datetime, role: Role
) -> None:
    with pytest.raises(Refused, match="not_by_office"):
        service.give_duty(people.make_office(), people.make_person(), role, "", now)


def test_an_observer_holds_no_staff_duty(db: Session, now: datetime) -> None:
    person = people.make_person()
    service.give_duty(SYSTEM, person, Role.OBSERVER, "", now)

    with pytest.raises(Refused, match="stands_alone"):
        service.give_duty(people.make_office(), person, Role.AGENCY, "pwd", now)


@pytest.mark.parametrize(
    ("role", "scope"),
    [(Role.AGENCY, "63000120"), (Role.AGENCY, ""), (Role.MODERATOR, "pwd"), (Role.FACILITATOR, "")],
)
def test_a_duty_needs_a_scope_that_fits(db: Session, now: datetime, role: Role, scope: str) -> None:
    with pytest.raises(Refused, match="duty_scope"):
        service.give_duty(people.make_office(), people.make_person(), role, scope, now)


def test_the_same_duty_is_given_once(db: Session, now: datetime) -> None:
    office, person = people.make_office(), people.make_person()
    service.give_duty(office, person, Role.AGENCY, "pwd", now)

    with pytest.raises(Refused, match="has_duty"):
        service.give_duty(office, person, Role.AGENCY, "pwd", now)


def test_nobody_gives_a_duty_to_themselves(db: Session, now: datetime) -> None:
    office = people.make_office()

    with pytest.raises(Refused, match="not_to_yourself"):
        service.give_duty(office, queries.get_person(office.person_id or 0), Role.AGENCY, "pwd", now)


def test_a_resident_gives_no_duty(db: Session, now: datetime) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        service.give_duty(people.make_resident(), people.make_person(), Role.AGENCY, "pwd", now)


def test_a_claimed_place_makes_a_resident_of_the_district(db: Session, now: datetime) -> None:
    voter, entry = people.make_voter(people.make_round(now), now)

    assert voter.duties == {Duty(Role.RESIDENT, people.BEITOU)}
    assert queries.find_roll_entry(entry.round_id, voter.person_id or 0) == entry


def test_a_place_on_a_roll_of_three_years_ago_makes_no_resident(db: Session, now: datetime) -> None:
    voter, _ = people.make_voter(people.make_round(now, year=2023), now)
    people.make_round(now, district_code=people.SHILIN, year=2026)

    assert queries.actor_of(voter.person_id or 0).duties == frozenset()


def test_one_identity_is_on_a_roll_once(db: Session, now: datetime) -> None:
    round_, clerk = people.make_round(now), people.make_clerk()
    service.enrol(clerk, round_, "A123456789", Relation.REGISTERED, now)

    with pytest.raises(Refused, match="already_enrolled"):
        service.enrol(clerk, round_, "ａ１２３４５６７８９ ", Relation.WORKING, now)


def test_a_slip_in_an_identity_number_is_found(db: Session, now: datetime) -> None:
    with pytest.raises(Refused, match="identity"):
        service.enrol(people.make_clerk(), people.make_round(now), "A123456788", Relation.REGISTERED, now)


def test_a_clerk_enrols_nobody_in_another_district(db: Session, now: datetime) -> None:
    clerk = people.make_clerk(people.SHILIN)

    with pytest.raises(Refused, match="not_allowed"):
        service.enrol(clerk, people.make_round(now), "A123456789", Relation.REGISTERED, now)


def test_a_voter_code_serves_one_account(db: Session, now: datetime) -> None:
    round_, clerk = people.make_round(now), people.make_clerk()
    code = service.enrol(clerk, round_, "A123456789", Relation.REGISTERED, now)
    first, second = signed_in(people.make_person(), now), signed_in(people.make_person(), now)

    entry = service.claim_code(first, code.lower(), now)

    assert service.claim_code(first, code, now) == entry
    with pytest.raises(Refused, match="code_used"):
        service.claim_code(second, code, now)


def test_an_account_has_one_place_on_a_roll(db: Session, now: datetime) -> None:
    round_, clerk = people.make_round(now), people.make_clerk()
    codes = [service.enrol(clerk, round_, people.make_identity(), Relation.WORKING, now) for _ in range(2)]
    actor = signed_in(people.make_person(), now)
    service.claim_code(actor, codes[0], now)

    with pytest.raises(Refused, match="has_place"):
        service.claim_code(actor, codes[1], now)


def test_a_closed_account_gives_no_second_place_but_a_new_code_moves_the_first(
    db: Session, now: datetime
) -> None:
    round_, clerk, identity = people.make_round(now), people.make_clerk(), people.make_identity()
    code = service.enrol(clerk, round_, identity, Relation.REGISTERED, now)
    old = signed_in(people.make_person(), now)
    place = service.claim_code(old, code, now).id
    service.close_account(old, people.PASSWORD, now)
    new = signed_in(people.make_person(), now)

    with pytest.raises(Refused, match="code_used"):
        service.claim_code(new, code, now)
    with pytest.raises(Refused, match="already_enrolled"):
        service.enrol(clerk, round_, identity, Relation.REGISTERED, now)
    moved = service.claim_code(new, service.reissue_code(clerk, round_, identity, now), now)

    assert moved.id == place
    assert queries.count_roll(round_.id) == 1


def test_no_new_code_while_an_open_account_holds_the_place(db: Session, now: datetime) -> None:
    round_, clerk, identity = people.make_round(now), people.make_clerk(), people.make_identity()
    code = service.enrol(clerk, round_, identity, Relation.REGISTERED, now)
    service.claim_code(signed_in(people.make_person(), now), code, now)

    with pytest.raises(Refused, match="code_in_use"):
        service.reissue_code(clerk, round_, identity, now)


def test_no_identity_number_reaches_the_database(db: Session, now: datetime) -> None:
    round_, clerk = people.make_round(now), people.make_clerk()
    service.enrol(clerk, round_, "A123456789", Relation.REGISTERED, now)

    for table in Person.metadata.sorted_tables:
        assert not any("A123456789" in str(value) for row in db.execute(select(table)) for value in row)


def test_the_same_identity_has_unlike_hashes_in_two_rounds(db: Session, now: datetime) -> None:
    one, two = people.make_round(now), people.make_round(now, district_code=people.SHILIN)
    for round_ in (one, two):
        service.enrol(people.OFFICE, round_, "A123456789", Relation.REGISTERED, now)

    entries = [queries.find_entry_by_identity(round_.id, "A123456789") for round_ in (one, two)]

    assert len({entry.identity_hash for entry in entries if entry}) == 2


def test_the_roll_closes_with_the_vote(db: Session, now: datetime) -> None:
    round_ = people.make_round(now)
    later = now + timedelta(days=365)

    with pytest.raises(Refused, match="roll_closed"):
        service.enrol(people.make_clerk(), round_, "A123456789", Relation.REGISTERED, later)


def test_eligibility_tells_in_which_rounds_a_person_may_vote_and_why_not(db: Session, now: datetime) -> None:
    mine = people.make_round(now, PhaseKind.VOTE)
    people.make_round(now, PhaseKind.VOTE, district_code=people.SHILIN)
    voter, _ = people.make_voter(mine, now)

    found = {
        row.round.district_code: row.why_not for row in queries.list_eligibility(voter.person_id or 0, now)
    }

    assert found[people.BEITOU] is None
    reason = found[people.SHILIN]
    assert reason is not None and reason.code == "not_on_roll"
