"""Read routes.csv: each route of the application as a test asks for it."""

import csv
from dataclasses import dataclass
from pathlib import Path

ROUTES = Path(__file__).with_name("routes.csv")


@dataclass(frozen=True)
class Line:
    """Be one line of routes.csv: a route as it is asked for, and how it answers whom.

    The guard asks for `permission`; the service for one of `asks` (else the same) on the `thing`, and of the role
    `only` where it is stricter than the table. `denied` is the answer to those who may do this elsewhere but not
    here, `ok` to those who may, with this form.
    """

    endpoint: str
    method: str
    path: str
    form: str
    permission: str
    asks: str
    thing: str
    only: str
    denied: str
    ok: str

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"


def read_lines() -> list[Line]:
    """Return every line of routes.csv."""
    with ROUTES.open(encoding="utf-8") as file:
        return [Line(**row) for row in csv.DictReader(file)]
