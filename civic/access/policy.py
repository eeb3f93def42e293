"""Answer "may this actor do this, to that?" from the access table and nothing else."""

import csv
from dataclasses import dataclass
from importlib import resources

from civic.access.actor import Actor, Role
from civic.access.permissions import Permission
from civic.kit.errors import Kind, Reason, Refused
from civic.kit.text import N_

NOT_YOURS = Reason(
    "not_allowed", N_("Your account may not do this here. Ask the programme office if you should."), Kind.NOT_ALLOWED
)
NEEDS_ANOTHER_PERSON = Reason(
    "needs_another_person", N_("A second person must do this step."), Kind.NOT_ALLOWED
)


@dataclass(frozen=True)
class Scope:
    """Say whose and where a thing is: owner, districts, event, its table as "12/3", agencies; empty means unknown."""

    owner_id: int | None = None
    district: str = ""
    event: str = ""
    table: str = ""
    agencies: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Grant:
    """Allow a role a permission in one relation: Y always, o own, d district, e event, t event or table, a agency."""

    relation: str
    two_people: bool = False


def read_table(text: str) -> dict[Permission, dict[Role, Grant]]:
    """Parse the access table; each cell is Y, o, d, e, t, a or -, with 2 where two people are needed."""
    table: dict[Permission, dict[Role, Grant]] = {}
    for row in csv.DictReader(text.splitlines()):
        cells = {role: row[role.value] for role in Role}
        table[Permission(row["permission"])] = {
            role: Grant(cell.rstrip("2") or "Y", cell.endswith("2")) for role, cell in cells.items() if cell != "-"
        }
    return table


TABLE = read_table(resources.files("civic.access").joinpath("matrix.csv").read_text(encoding="utf-8"))


def may_somewhere(actor: Actor, permission: Permission) -> bool:
    """Tell whether the actor holds the permission for at least one thing: what a route's guard asks."""
    return bool(_granted(actor, permission))


def may(actor: Actor, permission: Permission, scope: Scope) -> bool:
    """Tell whether the actor may use the permission on a thing in this scope."""
    return any(
        _reaches(actor, role, grant, scope) for role, grant in _granted(actor, permission).items()
    )


def demand(actor: Actor, permission: Permission, scope: Scope) -> None:
    """Raise Refused unless the actor may use the permission on a thing in this scope."""
    if not may(actor, permission, scope):
        raise Refused(NOT_YOURS)


def _granted(actor: Actor, permission: Permission) -> dict[Role, Grant]:
    """Return the actor's grants; a signed-in person counts as resident, their roll decides per district."""
    held = actor.roles | ({Role.RESIDENT} if actor.is_signed_in else frozenset())
    return {role: grant for role, grant in TABLE[permission].items() if role in held}


def _reaches(actor: Actor, role: Role, grant: Grant, scope: Scope) -> bool:
    match grant.relation:
        case "Y":
            return True
        case "o":
            return scope.owner_id is not None and scope.owner_id == actor.person_id
        case "a":
            return bool(actor.scopes(role) & scope.agencies)
        case "e":
            return scope.event != "" and scope.event in actor.scopes(role)
        case "t":
            return bool(actor.scopes(role) & ({scope.event, scope.table} - {""}))
        case "d":
            return scope.district != "" and scope.district in actor.scopes(role)
    raise ValueError(f"unknown relation {grant.relation!r} in the access table")
