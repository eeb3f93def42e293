"""Say what commands on needs take."""

from dataclasses import dataclass
from datetime import date

from civic.needs.rules import EvidenceKind, EvidenceSource

__all__ = ["Assignment", "Citation", "EvidenceInput", "Progress", "WorkshopInput"]


@dataclass(frozen=True)
class EvidenceInput:
    """Be one piece of evidence; `subject` names its origin like "note:3", dots are a workshop's."""

    kind: EvidenceKind
    source: EvidenceSource
    text: str
    subject: str = ""
    dots: int | None = None


@dataclass(frozen=True)
class Citation:
    """Name a count of a needs survey: a facet, in one village or in the whole district."""

    facet_code: str
    village_code: str | None = None


@dataclass(frozen=True)
class Assignment:
    """Name the agencies of a need and why they change."""

    lead: str
    co_agencies: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Progress:
    """Say how far a need is (辦理情形), when it will be done, and from which source it is paid."""

    text: str
    due_on: date | None = None
    funding_code: str = ""


@dataclass(frozen=True)
class WorkshopInput:
    """Say what a workshop's note is as a need; `whole` takes the notes that say the same as evidence, too."""

    title: str
    facet_code: str
    place: str
    village_code: str | None = None
    whole: bool = False
