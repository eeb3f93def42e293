"""Say what an account needs, how long a sign-in lasts, who holds which duty, who is on a roll. Pure."""

import re
import unicodedata
from datetime import datetime, timedelta

from civic.access.actor import STAFF, Actor, Role
from civic.kit.errors import Kind, Reason
from civic.kit.text import N_
from civic.programme.rules import RELATION_LABELS as RELATION_LABELS
from civic.programme.rules import PhaseKind, PhaseSpan, find_span
from civic.programme.rules import Relation as Relation

IDLE_STAFF = timedelta(minutes=15)
IDLE_CITIZEN = timedelta(minutes=60)
LONGEST_SIGN_IN = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=2)
CONFIRM_WITHIN = timedelta(hours=48)
RESET_WITHIN = timedelta(hours=1)

PASSWORD_LEAST = 8
PASSWORD_MOST = 200
NAME_MOST = 80
DATE_STYLES = ("roc", "ce")
COMMON_PASSWORDS = frozenset(
    {
        "12345678", "123456789", "1234567890", "87654321", "11111111", "00000000", "88888888", "password",
        "password1", "passw0rd", "qwertyui", "qwerty123", "1qaz2wsx", "iloveyou", "a1234567", "a12345678",
        "abc12345", "abcd1234", "taipei101", "taiwan123", "asdfghjk", "zxcvbnm1", "sunshine", "princess",
    }
)  # fmt: skip

BAD_EMAIL = Reason("email", N_("Enter an e-mail address such as name@example.tw."), Kind.INVALID)
BAD_NAME = Reason("name", N_("Enter a name of at most 80 characters. It need not be your legal name."), Kind.INVALID)
SHORT_PASSWORD = Reason("password_short", N_("Use a password of at least 8 characters."), Kind.INVALID)
LONG_PASSWORD = Reason("password_long", N_("Use a password of at most 200 characters."), Kind.INVALID)
COMMON_PASSWORD = Reason(
    "password_common", N_("Many people use this password. Choose one that is harder to guess."), Kind.INVALID
)
BAD_CHOICE = Reason("profile_choice", N_("Choose one of the values offered."), Kind.INVALID)
WRONG_VILLAGE = Reason("wrong_village", N_("This village is not in the district you chose."), Kind.INVALID)
WRONG_SIGN_IN = Reason(
    "wrong_sign_in",
    N_("E-mail and password do not fit together. Check both, or set a new password."),
    Kind.INVALID,
)
NOT_CONFIRMED = Reason(
    "not_confirmed",
    N_("Confirm your e-mail address first: open the link we mailed you. Sign up again for a new mail."),
    Kind.NOT_NOW,
)
LOCKED = Reason(
    "sign_in_locked",
    N_("Too many attempts from here. Wait 15 minutes, or set a new password."),
    Kind.TOO_MANY,
)
TOO_MANY_MAILS = Reason("too_many_mails", N_("Too many requests from here. Try again in an hour."), Kind.TOO_MANY)
DEAD_LINK = Reason(
    "dead_link", N_("This link was used or has expired. Ask for a new one on the sign-in page."), Kind.NOT_NOW
)

ADDRESS_TAKEN = Reason(
    "address_taken",
    N_("One of these e-mail addresses has an account already. Nothing was made; load this into an empty database."),
    Kind.CONFLICT,
)

ROLE_NOT_GIVEN = Reason("role_not_given", N_("This duty cannot be given by hand."), Kind.INVALID)
NOT_BY_OFFICE = Reason(
    "not_by_office",
    N_("Office, observer and administrator are appointed by the administrators, two of them together."),
    Kind.NOT_ALLOWED,
)
NOT_TO_YOURSELF = Reason("not_to_yourself", N_("Nobody gives or takes a duty of their own."), Kind.NOT_ALLOWED)
STANDS_ALONE = Reason(
    "stands_alone",
    N_("Observers and administrators hold no other duty. Take the other duty away first."),
    Kind.CONFLICT,
)
BAD_SCOPE = Reason(
    "duty_scope",
    N_("Choose what fits: an agency for officers, a district for clerks, an event for facilitators."),
    Kind.INVALID,
)
HAS_DUTY = Reason("has_duty", N_("This person already holds this duty."), Kind.CONFLICT)

NO_SUCH_PERSON = Reason(
    "no_such_person", N_("No confirmed account has this address. Ask the person to sign up first."), Kind.INVALID
)

BAD_IDENTITY = Reason(
    "identity",
    N_("This is not a valid identity or permit number. Check each character on the papers."),
    Kind.INVALID,
)
RELATION_NOT_ALLOWED = Reason(
    "relation_not_allowed",
    N_("This round does not give a vote for this relation to the district."),
    Kind.INVALID,
)
ALREADY_ENROLLED = Reason(
    "already_enrolled",
    N_("This identity number is already on this roll. Issue a new code if the first one is lost."),
    Kind.CONFLICT,
)
NOT_ENROLLED = Reason("not_enrolled", N_("This identity number is not on the roll of this round."), Kind.CONFLICT)
CODE_IN_USE = Reason(
    "code_in_use",
    N_("This place on the roll belongs to an account already. The voter votes with that account."),
    Kind.CONFLICT,
)
ROLL_CLOSED = Reason("roll_closed", N_("The vote of this round has closed; its roll is closed too."), Kind.NOT_NOW)
UNKNOWN_CODE = Reason(
    "unknown_code", N_("This voter code is not known. Check it, or ask at the district office."), Kind.INVALID
)
CODE_USED = Reason("code_used", N_("This voter code was used by another account."), Kind.CONFLICT)
HAS_PLACE = Reason("has_place", N_("Your account already has a place on the roll of this round."), Kind.CONFLICT)
CONFIRM_FIRST = Reason("confirm_first", N_("Sign in with a confirmed e-mail address first."), Kind.NOT_ALLOWED)
NOT_ON_ROLL = Reason(
    "not_on_roll",
    N_("You are not on the roll of this round. Take your papers to the district office for a voter code."),
    Kind.NOT_ALLOWED,
)
VOTE_NOT_OPEN = Reason("vote_not_open", N_("The vote of this round has not opened yet."), Kind.NOT_NOW)
VOTE_CLOSED = Reason("vote_closed", N_("The vote of this round has closed."), Kind.NOT_NOW)

NO_ROLL_FILE = Reason("no_roll_file", N_("This is no table we can read. Send a CSV, ODS or XLSX file."), Kind.INVALID)
NO_ROLL_COLUMNS = Reason(
    "no_roll_columns",
    N_("The first row must name the columns “identity” and “relation”; “born” and “village” may be there too."),
    Kind.INVALID,
)
TWICE_IN_FILE = Reason("twice_in_file", N_("This identity number is in the file twice."), Kind.INVALID)
BAD_BIRTHDAY = Reason("bad_birthday", N_("Write the birthday like 115/11/22 or 2026-11-22."), Kind.INVALID)
UNKNOWN_VILLAGE = Reason(
    "unknown_village",
    N_("This district has no village of that name. Correct it, or leave the cell empty."),
    Kind.INVALID,
)
TOO_YOUNG = Reason("too_young", N_("This person is under the minimum age on the cut-off day."), Kind.INVALID)

ROLE_LABELS = {
    Role.ANONYMOUS: N_("Visitor"),
    Role.REGISTERED: N_("Registered person"),
    Role.RESIDENT: N_("Resident"),
    Role.FACILITATOR: N_("Facilitator"),
    Role.AGENCY: N_("Agency officer"),
    Role.MODERATOR: N_("District clerk"),
    Role.OFFICE: N_("Programme office"),
    Role.OBSERVER: N_("Observer"),
    Role.ADMIN: N_("Administrator"),
}
GIVEN_BY_OFFICE = (Role.FACILITATOR, Role.AGENCY, Role.MODERATOR)
ALONE = frozenset({Role.OBSERVER, Role.ADMIN})
DUTIES = STAFF | {Role.FACILITATOR, Role.OBSERVER}

_NATIONAL = re.compile(r"[A-Z][1289]\d{8}", re.ASCII)
_OLD_PERMIT = re.compile(r"[A-Z][A-D]\d{8}", re.ASCII)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
"""The order in which the first letter of an identity number stands for 10, 11, 12 …"""


def idle_limit(actor: Actor) -> timedelta:
    """Return how long a sign-in lasts without use: shorter for staff."""
    return IDLE_STAFF if actor.is_staff else IDLE_CITIZEN


def why_not_name(name: str) -> Reason | None:
    """Return why this cannot be a display name, None if it can."""
    return None if 0 < len(name.strip()) <= NAME_MOST else BAD_NAME


def why_not_password(password: str, email: str) -> Reason | None:
    """Return why this password is refused, None if it will do: length and guessability, no forced mixture."""
    if len(password) < PASSWORD_LEAST:
        return SHORT_PASSWORD
    if len(password) > PASSWORD_MOST:
        return LONG_PASSWORD
    plain = password.casefold()
    guessable = plain in COMMON_PASSWORDS or plain in {email, email.partition("@")[0]} or len(set(plain)) < 3
    return COMMON_PASSWORD if guessable else None


def why_not_give(giver: Actor, person_id: int, role: Role, held: frozenset[Role]) -> Reason | None:
    """Return why this role may not be given by this actor to a person who holds these roles."""
    if role not in DUTIES:
        return ROLE_NOT_GIVEN
    if giver.person_id == person_id:
        return NOT_TO_YOURSELF
    if giver.is_signed_in and role not in GIVEN_BY_OFFICE:
        return NOT_BY_OFFICE
    others = (held & DUTIES) - {role}
    return STANDS_ALONE if others and (role in ALONE or others & ALONE) else None


def why_not_take(giver: Actor, person_id: int, role: Role) -> Reason | None:
    """Return why this actor may not take this role away from a person."""
    if giver.person_id == person_id:
        return NOT_TO_YOURSELF
    return NOT_BY_OFFICE if giver.is_signed_in and role not in GIVEN_BY_OFFICE else None


def normalise_identity(text: str) -> str:
    """Return a typed identity or permit number in capitals without spaces; ValueError if it cannot be one.

    The check digit of the national number (and of permits since 2021) finds most slips of the hand.
    """
    typed = "".join(unicodedata.normalize("NFKC", text[:40]).upper().split())
    if _OLD_PERMIT.fullmatch(typed):
        return typed
    if not _NATIONAL.fullmatch(typed) or identity_sum(typed) % 10:
        raise ValueError("not an identity number")
    return typed


def identity_sum(number: str) -> int:
    """Return the weighted sum of a letter and nine digits; a valid number gives a multiple of ten."""
    letter = _LETTERS.index(number[0]) + 10
    digits = [letter // 10, letter % 10, *(int(digit) for digit in number[1:])]
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=True))


def why_not_enrol(phases: tuple[PhaseSpan, ...], now: datetime) -> Reason | None:
    """Return why nobody can join this round's roll any more, None before the vote has closed."""
    vote = find_span(phases, PhaseKind.VOTE)
    return ROLL_CLOSED if vote is not None and vote.closes_at <= now else None


def why_not_vote(on_roll: bool, phases: tuple[PhaseSpan, ...], now: datetime) -> Reason | None:
    """Return why a person may not vote now: not on the roll, too early, too late; None if they may."""
    vote = find_span(phases, PhaseKind.VOTE)
    if vote is not None and vote.closes_at <= now:
        return VOTE_CLOSED
    if not on_roll:
        return NOT_ON_ROLL
    return None if vote is not None and vote.holds(now) else VOTE_NOT_OPEN
