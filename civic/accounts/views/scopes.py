"""Name the scope of a duty for people."""

from civic.kit.errors import Missing
from civic.programme import queries as programme
from civic.programme.queries import Named


def scope_name(scope: str) -> Named | None:
    """Return the agency or district a scope means; None for an event's number or everywhere."""
    names = programme.directory()
    for find in (names.agency, names.district):
        try:
            return find(scope)
        except Missing:
            continue
    return None
