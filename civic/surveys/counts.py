"""Turn the counts of a survey into what the public may see. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from civic.kit.cells import shown_total, veil_table
from civic.programme.ages import AgeBand
from civic.programme.sectors import Sector
from civic.surveys.rules import Urgency

Key = TypeVar("Key")


@dataclass(frozen=True)
class Counts:
    """Count answers (never sentences): by facet, village (None: none named), both, urgency, age and sector.

    An answer that names a facet twice counts once for it.
    """

    answers: int
    on_paper: int
    facets: Mapping[str, int]
    villages: Mapping[str | None, int]
    places: Mapping[tuple[str | None, str], int]
    urgency: Mapping[str, Mapping[Urgency, int]]
    ages: Mapping[AgeBand | None, int]
    sectors: Mapping[Sector | None, int]


@dataclass(frozen=True)
class PublicCounts:
    """Be the same counts as the public sees them: small groups hidden, also from subtraction."""

    answers: str
    on_paper: str
    facets: Mapping[str, str]
    villages: Mapping[str | None, str]
    places: Mapping[tuple[str | None, str], str]
    urgency: Mapping[str, Mapping[Urgency, str]]
    ages: Mapping[AgeBand | None, str]
    sectors: Mapping[Sector | None, str]


def publish(counts: Counts) -> PublicCounts:
    """Hide small groups; a village's or a facet's number that is hidden hides none of the table by itself."""
    ways = _veil({"paper": counts.on_paper, "online": counts.answers - counts.on_paper})
    return PublicCounts(
        answers=shown_total(counts.answers),
        on_paper=ways["paper"],
        facets=_veil(counts.facets),
        villages=_veil(counts.villages),
        places=veil_table(counts.places),
        urgency={facet: _veil(levels) for facet, levels in counts.urgency.items()},
        ages=_veil(counts.ages),
        sectors=_veil(counts.sectors),
    )


def _veil(counts: Mapping[Key, int]) -> dict[Key, str]:
    """Hide small groups of a list as in a table of one row."""
    return {key: text for (_row, key), text in veil_table({("", key): count for key, count in counts.items()}).items()}


def is_shown(count: str) -> bool:
    """Tell whether a count is shown as it is."""
    return count.isdigit()


def value(count: str) -> int:
    """Return how long the bar of a count is: nothing for a hidden one, whatever it is."""
    return int(count) if is_shown(count) else 0
