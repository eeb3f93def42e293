"""Make accounts, sign people in and out, change and close accounts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, update

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.accounts import erasure, passwords, queries, rules
from civic.accounts.duties import give_duty, take_duty
from civic.accounts.links import redeem, send_link
from civic.accounts.many import Enrolment, Newcomer, enrol_many, sign_up_many
from civic.accounts.models import Device, OneTimeToken, Person, PersonDuty, Purpose
from civic.accounts.roll import claim_code, enrol, reissue_code
from civic.accounts.roll_import import import_roll, try_roll
from civic.audit.service import record
from civic.db.session import session
from civic.kit.errors import Missing, Reason, Refused
from civic.kit.ids import hash_token, random_token
from civic.kit.languages import LANGUAGES
from civic.kit.text import clean_line, normalise_email
from civic.outbox.service import tell
from civic.programme import queries as programme

__all__ = [
    "Enrolment", "Newcomer", "Profile", "SignUp", "ask_reset", "change_profile", "claim_code", "close_account",
    "confirm", "enrol", "enrol_many", "give_duty", "import_roll", "reissue_code", "reset", "revoke_device",
    "sign_in", "sign_out", "sign_up", "sign_up_many", "take_duty", "touch", "try_roll",
]  # fmt: skip


@dataclass(frozen=True)
class SignUp:
    """Be what a new person types: address, name, password; district and village if they like."""

    email: str
    name: str
    password: str
    locale: str = "zh_Hant_TW"
    district_code: str | None = None
    village_code: str | None = None


@dataclass(frozen=True)
class Profile:
    """Be what a person may change about their account."""

    name: str
    locale: str
    date_style: str
    district_code: str | None = None
    village_code: str | None = None


def sign_up(form: SignUp, now: datetime) -> Person:
    """Make an account and mail a link to confirm it; a known address looks the same.

    An account nobody confirmed belongs to nobody yet: the last to sign up sets its name and password.
    """
    email = _address(form.email)
    name = clean_line(form.name)
    _refuse_if(rules.why_not_name(name) or rules.why_not_password(form.password, email))
    _refuse_if(_why_not_home(form.locale, form.district_code, form.village_code))
    hashed = passwords.hash_password(form.password)  # before the look-up: known and unknown take the same time
    person = queries.find_person_by_email(email) or _new_person(email, now)
    if person.confirmed_at is not None:
        tell(
            email,
            "accounts/exists",
            person.locale,
            now,
            key=f"exists:{person.id}:{now:%Y%m%d%H}",
            name=person.name,
        )
        return person
    person.name, person.password_hash, person.locale = name, hashed, form.locale
    person.district_code, person.village_code = form.district_code, form.village_code
    session().flush()
    record(_self(person), "account.made", f"person:{person.id}", now)
    send_link(person, Purpose.CONFIRM, now)
    return person


def confirm(token: str, now: datetime) -> Person:
    """Confirm the address a link was sent to; refuse a link that is used or too old."""
    person = redeem(token, Purpose.CONFIRM, now)
    person.confirmed_at = person.confirmed_at or now
    session().flush()
    record(_self(person), "account.confirmed", f"person:{person.id}", now)
    return person


def sign_in(email: str, password: str, description: str, now: datetime) -> str:
    """Return a new session token; unknown accounts answer as wrong passwords do, as slowly."""
    person = queries.find_person_by_email(email)
    hashed = person.password_hash if person else passwords.NOBODY
    if not passwords.fits(password, hashed) or person is None or person.closed_at is not None:
        raise Refused(rules.WRONG_SIGN_IN)
    if person.confirmed_at is None:
        raise Refused(rules.NOT_CONFIRMED)
    if passwords.is_outdated(hashed):
        person.password_hash = passwords.hash_password(password)
    token = random_token()
    _open_device(person, token, clean_line(description)[:200], now)
    record(_self(person), "account.signed_in", f"person:{person.id}", now)
    return token


def touch(device_id: int, now: datetime) -> None:
    """Note that a sign-in is in use, so that it does not end for idleness."""
    session().execute(update(Device).where(Device.id == device_id).values(last_seen_at=now))


def sign_out(actor: Actor, now: datetime) -> None:
    """End the sign-in in hand; its token is worth nothing afterwards."""
    _end(now, Device.id == (actor.session_id or 0))


def revoke_device(actor: Actor, device_id: int, now: datetime) -> None:
    """End one of the actor's own sign-ins on another device; Missing if it is not theirs."""
    demand(actor, Permission.MANAGE_ACCOUNT, Scope(owner_id=actor.person_id))
    if not _end(now, (Device.id == device_id) & (Device.person_id == actor.person_id)):
        raise Missing
    record(actor, "account.device_revoked", f"person:{actor.person_id}", now)


def ask_reset(email: str, now: datetime) -> None:
    """Mail a link to set a new password, if the account exists; nobody outside can tell."""
    person = queries.find_person_by_email(email)
    if person is not None and person.closed_at is None:
        send_link(person, Purpose.RESET, now)


def reset(token: str, password: str, now: datetime) -> Person:
    """Set a new password by a mailed link and end every sign-in; the address counts as confirmed by it."""
    _refuse_if(rules.why_not_password(password, ""))
    person = redeem(token, Purpose.RESET, now)
    person.password_hash = passwords.hash_password(password)
    person.confirmed_at = person.confirmed_at or now
    _end(now, Device.person_id == person.id)
    session().flush()
    record(_self(person), "account.password_reset", f"person:{person.id}", now)
    return person


def change_profile(actor: Actor, profile: Profile, now: datetime) -> Person:
    """Change the actor's own name, language, way of writing dates, and home."""
    demand(actor, Permission.MANAGE_ACCOUNT, Scope(owner_id=actor.person_id))
    person = queries.get_person(actor.person_id or 0)
    name = clean_line(profile.name)
    _refuse_if(rules.why_not_name(name) or _why_not_home(profile.locale, profile.district_code, profile.village_code))
    _refuse_if(None if profile.date_style in rules.DATE_STYLES else rules.BAD_CHOICE)
    person.name, person.locale, person.date_style = name, profile.locale, profile.date_style
    person.district_code, person.village_code = profile.district_code, profile.village_code
    session().flush()
    record(actor, "account.changed", f"person:{person.id}", now)
    return person


def close_account(actor: Actor, password: str, now: datetime) -> None:
    """Close the actor's own account: personal data go, features erase theirs, a used vote stays used."""
    demand(actor, Permission.MANAGE_ACCOUNT, Scope(owner_id=actor.person_id))
    person = queries.get_person(actor.person_id or 0)
    if not passwords.fits(password, person.password_hash):
        raise Refused(rules.WRONG_SIGN_IN)
    address, locale = person.email, person.locale
    erasure.erase(person.id, now)
    _empty(person, now)
    record(actor, "account.closed", f"person:{person.id}", now)
    tell(address, "accounts/closed", locale, now, key=f"closed:{person.id}")


def _empty(person: Person, now: datetime) -> None:
    """Leave only a number: the roll still needs to know that this place is taken."""
    person.email, person.name, person.password_hash = f"closed-{person.id}@invalid", "", "!"
    person.district_code = person.village_code = None
    person.closed_at = now
    session().execute(delete(PersonDuty).where(PersonDuty.person_id == person.id))
    session().execute(delete(OneTimeToken).where(OneTimeToken.person_id == person.id))
    _end(now, Device.person_id == person.id)
    session().execute(update(Device).where(Device.person_id == person.id).values(description=""))
    session().flush()


def _new_person(email: str, now: datetime) -> Person:
    person = Person(email=email, name="", password_hash="!", created_at=now)  # noqa: S106 - fits no password
    session().add(person)
    return person


def _open_device(person: Person, token: str, description: str, now: datetime) -> None:
    session().add(
        Device(
            person_id=person.id,
            token_hash=hash_token(token),
            description=description,
            created_at=now,
            last_seen_at=now,
            expires_at=now + rules.LONGEST_SIGN_IN,
        )
    )
    session().flush()


def _end(now: datetime, which: ColumnElement[bool]) -> int:
    """End the living sign-ins that match; return how many ended."""
    ended = update(Device).where(which, Device.revoked_at.is_(None)).values(revoked_at=now).returning(Device.id)
    return len(session().scalars(ended).all())


def _address(email: str) -> str:
    try:
        return normalise_email(email)
    except ValueError as problem:
        raise Refused(rules.BAD_EMAIL) from problem


def _why_not_home(locale: str, district_code: str | None, village_code: str | None) -> Reason | None:
    """Return why language, district and village do not fit together, None if they do."""
    names = programme.directory()
    if locale not in LANGUAGES or district_code not in {None, *(each.code for each in names.districts)}:
        return rules.BAD_CHOICE
    if village_code is None:
        return None
    fits_in = district_code and village_code in {each.code for each in names.villages_of(district_code)}
    return None if fits_in else rules.WRONG_VILLAGE


def _self(person: Person) -> Actor:
    """Return the person as the one who acts on their own account, before any sign-in."""
    return Actor(person_id=person.id)


def _refuse_if(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)
