"""Say what may happen to ballot papers: sheets, urns, two keyings and a third that settles. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from civic.kit.errors import Kind, Reason
from civic.kit.text import N_
from civic.programme.rules import BallotKind
from civic.voting.rules import Marks

MOST_SHEETS = 100
"""How many sheets are printed at a time."""
PLACE_MOST = 80


class SheetFate(StrEnum):
    """Name what became of one printed sheet."""

    PRINTED = "printed"
    SPOILED = "spoiled"
    IN_THE_BOX = "in_the_box"
    UNREADABLE = "unreadable"


class UrnState(StrEnum):
    """Name where an urn stands: papers are handed out, keyed, accepted into the box."""

    HANDING_OUT = "handing_out"
    KEYING = "keying"
    ACCEPTED = "accepted"


class Turn(StrEnum):
    """Name the keyings of one urn; each is by another person."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


URN_LABELS = {
    UrnState.HANDING_OUT: N_("Papers are being handed out"),
    UrnState.KEYING: N_("Being keyed"),
    UrnState.ACCEPTED: N_("In the ballot box"),
}
TURN_LABELS = {
    Turn.FIRST: N_("First keying"),
    Turn.SECOND: N_("Second keying"),
    Turn.THIRD: N_("Settling what differs"),
}

HAS_BALLOT = Reason(
    "paper_has_ballot",
    N_("This voter's ballot is already in the box. Where the round allows it, it is changed online or at the kiosk."),
    Kind.CONFLICT,
)
PLACE_TAKEN = Reason(
    "paper_place", N_("This round already has an urn of this name. Give it another one."), Kind.CONFLICT
)
BAD_PLACE = Reason("paper_bad_place", N_("Name the place of the urn in at most 80 characters."), Kind.INVALID)
BAD_SHEETS = Reason("paper_sheets", N_("Print between 1 and 100 sheets at a time."), Kind.INVALID)
URN_CLOSED = Reason("urn_closed", N_("This urn is closed: no paper is handed out for it any more."), Kind.CONFLICT)
NOT_CLOSED_YET = Reason("urn_open", N_("Close the urn before its papers are keyed."), Kind.CONFLICT)
NO_MORE_TURNS = Reason("urn_turns", N_("Nothing is left to key in this urn."), Kind.CONFLICT)
OTHER_PERSON = Reason(
    "urn_other_person", N_("You have keyed this urn. Another person must take the next keying."), Kind.NOT_ALLOWED
)
NOT_YOUR_TURN = Reason("urn_turn", N_("Take a keying of this urn first."), Kind.CONFLICT)
TURN_FINISHED = Reason("urn_finished", N_("This keying is finished and can no longer change."), Kind.CONFLICT)
UNKNOWN_SHEET = Reason(
    "sheet_unknown",
    N_("No sheet with this code was printed for this round. Type it again from the paper."),
    Kind.INVALID,
)
SPENT_SHEET = Reason(
    "sheet_spent",
    N_("This sheet is spoiled or already in the ballot box. Lay it aside for the auditors."),
    Kind.CONFLICT,
)
KEYED_TWICE = Reason("sheet_twice", N_("You have already keyed this sheet in this urn."), Kind.CONFLICT)
NOT_DIFFERING = Reason("sheet_same", N_("Only the sheets that differ are settled."), Kind.CONFLICT)
BAD_MARKS = Reason(
    "sheet_marks",
    N_("Write the numbers of the marked projects, such as 3 7 12; with points 3:4 7:6. Say so if it is blank."),
    Kind.INVALID,
)
TOO_MANY_PAPERS = Reason(
    "urn_too_many",
    N_("More papers were keyed (%(keyed)s) than handed out (%(issued)s). Stop and call the auditors."),
    Kind.CONFLICT,
)
ROUND_COUNTED = Reason(
    "urn_counted", N_("The box of this round is being sealed; no paper comes into it any more."), Kind.CONFLICT
)
URNS_OPEN = Reason(
    "round_urns_open",
    N_("Ballot papers are still out or being keyed. Accept every urn of this round before the box is sealed."),
    Kind.CONFLICT,
)

UNREADABLE = ""
"""What is kept as the choices of a paper nobody can read."""
_NUMBER = re.compile(r"\d{1,4}(:\d{1,2})?", re.ASCII)


@dataclass(frozen=True)
class Account:
    """Account for the papers of one urn; every paper handed out is in exactly one of the other numbers."""

    handed_out: int
    in_the_box: int
    unreadable: int
    spoiled: int

    @property
    def not_returned(self) -> int:
        """Return how many papers did not come back."""
        return self.handed_out - self.in_the_box - self.unreadable - self.spoiled


def parse_marks(kind: BallotKind, text: str, ids: Mapping[int, int]) -> Marks | None:
    """Read keyed numbers of the paper as marks; `ids` gives the item behind each number. None if it is nonsense."""
    words = re.split(r"[\s,，、;；]+", text.strip())
    if not all(_NUMBER.fullmatch(word) and (":" in word) == (kind is BallotKind.POINTS) for word in words):
        return None
    parts = [[int(part) for part in word.split(":")] for word in words]
    if any(part[0] not in ids for part in parts):
        return None
    items = tuple(ids[part[0]] for part in parts)
    return Marks(items, tuple(part[1] for part in parts) if kind is BallotKind.POINTS else ())


def differing(first: Mapping[str, str], second: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes of sheets that two keyings read differently or only one has seen, in order."""
    return tuple(sorted(code for code in first.keys() | second.keys() if first.get(code) != second.get(code)))


def next_turn(finished: Mapping[Turn, bool], differ: bool) -> Turn | None:
    """Return the keying nobody has taken yet, None when the others must finish first or nothing is left."""
    if Turn.FIRST not in finished:
        return Turn.FIRST
    if Turn.SECOND not in finished:
        return Turn.SECOND
    if Turn.THIRD not in finished and all(finished.values()) and differ:
        return Turn.THIRD
    return None
