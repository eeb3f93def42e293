"""Describe who acts: a person or nobody, with duties and the districts they may vote in."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """Name the columns of the access table."""

    ANONYMOUS = "anonymous"
    REGISTERED = "registered"
    RESIDENT = "resident"
    FACILITATOR = "facilitator"
    AGENCY = "agency"
    MODERATOR = "moderator"
    OFFICE = "office"
    OBSERVER = "observer"
    ADMIN = "admin"


STAFF = frozenset({Role.AGENCY, Role.MODERATOR, Role.OFFICE, Role.ADMIN})


@dataclass(frozen=True)
class Duty:
    """Give one role in one scope: a district or agency code, an event id or its table "12/3", or everywhere ("")."""

    role: Role
    scope: str = ""


@dataclass(frozen=True)
class Actor:
    """Be the one who acts in this request or command; `person_id` is None for visitors and for a table's tablet."""

    person_id: int | None = None
    name: str = ""
    duties: frozenset[Duty] = frozenset()
    locale: str = ""
    date_style: str = "roc"
    session_id: int | None = None
    device_id: int | None = None
    confirmed: bool = False
    label: str = field(default="", compare=False)

    @property
    def is_signed_in(self) -> bool:
        """Tell whether a person is behind the request."""
        return self.person_id is not None

    @property
    def roles(self) -> frozenset[Role]:
        """Return every role held, the implicit ones included."""
        held = {duty.role for duty in self.duties}
        return frozenset(held | {Role.REGISTERED if self.is_signed_in else Role.ANONYMOUS})

    @property
    def is_staff(self) -> bool:
        """Tell whether shorter idle times and stricter sign-in apply."""
        return bool(self.roles & STAFF)

    def scopes(self, role: Role) -> frozenset[str]:
        """Return the scopes in which this role is held."""
        return frozenset(duty.scope for duty in self.duties if duty.role is role)

    @property
    def title(self) -> str:
        """Return the role to sign public records with: titles, never names."""
        order = (Role.OFFICE, Role.AGENCY, Role.MODERATOR, Role.FACILITATOR, Role.OBSERVER, Role.ADMIN)
        held = self.roles
        return next((role.value for role in order if role in held), Role.REGISTERED.value)


ANONYMOUS = Actor()
SYSTEM = Actor(name="system", label="system")
