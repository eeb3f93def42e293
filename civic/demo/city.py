"""Build the demo city: 40 proposals, 14 events, a vote that is over, one that is open (docs/scenarios.md)."""

from dataclasses import dataclass
from datetime import datetime

from civic.access.actor import Role
from civic.demo.city_events import list_events
from civic.demo.city_meetings import list_meetings
from civic.demo.city_needs import list_needs
from civic.demo.city_proposals import NEIGHBOURS, list_proposals
from civic.demo.city_rounds import list_crowds, list_rounds
from civic.demo.city_surveys import list_surveys
from civic.demo.scenario import Scenario
from civic.demo.scripts import DutyScript, PersonScript
from civic.demo.tables import DISTRICTS, Row, Time, rows

ROLES = {
    "platform_admin": Role.ADMIN,
    "programme_office": Role.OFFICE,
    "agency_officer": Role.AGENCY,
    "coordination_viewer": Role.OBSERVER,
    "district_clerk": Role.MODERATOR,
}
CODES = {"北投區": "63000120", "士林區": "63000110", "文山區": "63000080", "南港區": "63000090", "信義區": "63000020"}


def build(now: datetime) -> Scenario:
    """Return the demo city as it stands at an instant; all its dates are counted from there."""
    time = Time(now)
    return Scenario(
        people=(*(_person(row) for row in _people()), *_neighbours(), _PAPER_VOTER),
        rounds=tuple(list_rounds(time)),
        proposals=tuple(list_proposals(time)),
        events=tuple(list_events(time)),
        ballots=tuple(list_crowds(time)),
        needs=tuple(list_needs(time)),
        meetings=tuple(list_meetings(time)),
        surveys=tuple(list_surveys(time)),
    )


@dataclass(frozen=True)
class SignIn:
    """Be one sign-in to print: e-mail, who it is, password."""

    email: str
    title: str
    password: str


def list_sign_ins() -> list[SignIn]:
    """Return the sign-ins of the personas and the officials, in the order of their tables."""
    password = Scenario(people=()).password
    return [SignIn(_person(row).address, row["display_en"], password) for row in _people()]


def _people() -> tuple[Row, ...]:
    return (*rows("personas"), *rows("added_people"))


def _person(row: Row) -> PersonScript:
    code = CODES.get(row["district_zh"])
    resident = row["role"] == "resident"
    return PersonScript(
        key=row["username"],
        name=row["display_zh"],
        district=code if resident else None,
        duties=_duties(row, code),
        rolls=(f"{DISTRICTS[code]}_now",) if resident and code else (),
    )


def _duties(row: Row, district_code: str | None) -> tuple[DutyScript, ...]:
    """Return the duty of a role; facilitators get theirs with each event, residents have none."""
    role = ROLES.get(row["role"])
    if role is None:
        return ()
    scopes = {Role.AGENCY: row["agency"], Role.MODERATOR: district_code or ""}
    return (DutyScript(role, scopes.get(role, "")),)


_PAPER_VOTER = PersonScript(
    key="paper_bt", name="北投紙本選民", district=CODES["北投區"], rolls=(f"{DISTRICTS[CODES['北投區']]}_now",)
)
"""Holds a ballot paper of the vote of today (city_rounds)."""


def _neighbours() -> tuple[PersonScript, ...]:
    """Return the invented neighbours who write and second proposals, on the rolls of both their rounds."""
    return tuple(
        PersonScript(
            key=f"{word}_{number}",
            name=f"{name[:-1]}鄰居{number}",
            district=code,
            rolls=(f"{word}_then", f"{word}_now"),
        )
        for name, code in CODES.items()
        for word in (DISTRICTS[code],)
        for number in range(1, NEIGHBOURS + 1)
    )
