"""Make people, actors, rounds and voters through the services, as the application would."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy import select

from civic.access.actor import SYSTEM, Actor, Duty, Role
from civic.accounts import passwords, queries, roll_key, service
from civic.accounts.models import Person, RollEntry
from civic.accounts.rules import Relation, identity_sum
from civic.accounts.service import SignUp
from civic.db.session import session
from civic.programme import service as programme
from civic.programme.models import Round
from civic.programme.rules import PhaseKind, PhaseSpan, RoundPlan

BEITOU, SHILIN, WENSHAN, NANGANG, XINYI = "63000120", "63000110", "63000080", "63000090", "63000020"
PASSWORD = "river-stone-42"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
OFFICE = Actor(None, "office", frozenset({Duty(Role.OFFICE)}), confirmed=True)
DAY = timedelta(days=1)

roll_key.use("a roll key for tests only, 32 chars")
_numbers = count(1)
_hash = passwords.hash_password(PASSWORD)


def make_person(email: str = "", name: str = "Resident", confirmed: bool = True, now: datetime = BEGINNING) -> Person:
    """Make an account whose password is PASSWORD; the hash is made once, for speed."""
    number = next(_numbers)
    person = Person(
        email=email or f"person{number}@example.tw",
        name=name,
        password_hash=_hash,
        locale="zh_Hant_TW",
        created_at=now,
        confirmed_at=now if confirmed else None,
    )
    session().add(person)
    session().flush()
    return person


def sign_up_person(email: str, now: datetime, password: str = PASSWORD) -> Person:
    """Sign a person up as the form does: not confirmed yet, a mail is written."""
    return service.sign_up(SignUp(email, "Resident", password), now)


def make_actor(*duties: Duty, name: str = "Actor", now: datetime = BEGINNING) -> Actor:
    """Make a confirmed person with duties from the command line; RESIDENT ones enrol."""
    person = make_person(name=name, now=now)
    for duty in duties:
        if duty.role is Role.RESIDENT:
            _enrol_somewhere(person, duty.scope, now)
        else:
            service.give_duty(SYSTEM, person, duty.role, duty.scope, now)
    return queries.actor_of(person.id)


def make_office(now: datetime = BEGINNING) -> Actor:
    """Make an officer of the programme office."""
    return make_actor(Duty(Role.OFFICE), name="Office", now=now)


def make_clerk(district_code: str = BEITOU, now: datetime = BEGINNING) -> Actor:
    """Make a district clerk."""
    return make_actor(Duty(Role.MODERATOR, district_code), name="Clerk", now=now)


def make_officer(agency_code: str = "pwd", now: datetime = BEGINNING) -> Actor:
    """Make an officer of one agency."""
    return make_actor(Duty(Role.AGENCY, agency_code), name="Officer", now=now)


def make_resident(district_code: str = BEITOU, now: datetime = BEGINNING) -> Actor:
    """Make a person on the roll of the district's newest round (made if there is none)."""
    return make_actor(Duty(Role.RESIDENT, district_code), name="Resident", now=now)


def make_plan(district_code: str = BEITOU, year: int = 2026, **rules: int | str) -> RoundPlan:
    """Make the default rules of a round: one percent of 205,500 voters, one to four choices."""
    day = date(year, 9, 1)
    return RoundPlan(district_code, year, eligible=205_500, eligibility_date=day, **rules)  # type: ignore[arg-type]


def spans_around(now: datetime, open_now: PhaseKind) -> tuple[PhaseSpan, ...]:
    """Make all seven phases of ten days each, one after the other, the named one having opened yesterday."""
    order = list(PhaseKind)
    start = now - DAY - 10 * order.index(open_now) * DAY
    return tuple(
        PhaseSpan(kind, start + 10 * place * DAY, start + 10 * (place + 1) * DAY) for place, kind in enumerate(order)
    )


def make_round(
    now: datetime, open_now: PhaseKind = PhaseKind.COLLECT, district_code: str = BEITOU, **rules: int | str
) -> Round:
    """Make a round with all phases, the named one open at `now`; other rules as RoundPlan fields."""
    plan = make_plan(district_code, **{"year": now.year, **rules})  # type: ignore[arg-type]
    round_ = programme.create_round(OFFICE, plan, now)
    return programme.set_phases(OFFICE, round_, spans_around(now, open_now), now)


def make_identity(number: int | None = None) -> str:
    """Make the identity number of nobody with a right check digit."""
    stem = f"A1{(next(_numbers) if number is None else number):07d}"
    return next(f"{stem}{digit}" for digit in range(10) if identity_sum(f"{stem}{digit}") % 10 == 0)


def make_voter(
    round_: Round, now: datetime, actor: Actor | None = None, village: str | None = None
) -> tuple[Actor, RollEntry]:
    """Enrol a person at the desk and let them claim their code; return them with their place on the roll."""
    voter = actor or queries.actor_of(make_person(now=now).id)
    code = service.enrol(OFFICE, round_, make_identity(), Relation.REGISTERED, now, village)
    entry = service.claim_code(voter, code, now)
    return queries.actor_of(voter.person_id or 0), entry


def _enrol_somewhere(person: Person, district_code: str, now: datetime) -> None:
    newest = select(Round).where(Round.district_code == district_code).order_by(Round.year.desc()).limit(1)
    held = session().scalars(newest).first()
    round_ = held or programme.create_round(OFFICE, make_plan(district_code, now.year), now)
    session().add(
        RollEntry(
            round_id=round_.id,
            identity_hash=roll_key.identity_hash(round_.id, make_identity()),
            relation=Relation.REGISTERED,
            person_id=person.id,
            claimed_at=now,
            created_at=now,
        )
    )
    session().flush()
