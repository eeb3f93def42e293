"""Say who closes the box, in which steps, and which leaves are drawn to be opened. Pure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from hashlib import sha256

from civic.kit.errors import Kind, Reason
from civic.kit.text import N_

SAMPLE = 30
"""How many ballots the auditors open: if one in ten were false, 96 times in 100 they would see it."""
LEAST_WORD, MOST_WORD = 6, 100
MOST_NOTE = 500

NOT_SETTLED = Reason(
    "seal_not_settled",
    N_("The last ballots received are still being written. Try again in a minute."),
    Kind.NOT_NOW,
)
BAD_WORD = Reason(
    "seal_bad_word",
    N_("Throw dice or write any %(least)s to %(most)s letters that nobody could foresee."),
    Kind.INVALID,
)
SAME_AUDITOR = Reason(
    "seal_same_auditor",
    N_("You have done this step. Another official must do the next one."),
    Kind.NOT_ALLOWED,
)
NOT_DRAWN = Reason("seal_not_drawn", N_("Draw the sample first: it needs the words of two officials."), Kind.CONFLICT)
ALREADY_DRAWN = Reason("seal_drawn", N_("The sample is drawn already."), Kind.CONFLICT)
ALREADY_SEALED = Reason("seal_sealed", N_("The box is sealed already."), Kind.CONFLICT)
MEANWHILE = Reason(
    "seal_meanwhile", N_("Somebody did this step a moment ago. Reload the page."), Kind.CONFLICT
)
NOT_SEALED = Reason("seal_missing", N_("Two officials must seal the box first."), Kind.CONFLICT)
BOARD_MISMATCH = Reason(
    "seal_board_mismatch",
    N_("Box and board do not match: %(box)s ballots, %(board)s leaves. Stop and call the auditors."),
    Kind.CONFLICT,
)
NOTE_TOO_LONG = Reason("seal_long_note", N_("Write at most %(most)s characters."), Kind.INVALID)


class SealStep(StrEnum):
    """Name the steps that close the box; each pair needs two different officials."""

    FIRST_WORD = "first_word"
    SECOND_WORD = "second_word"
    FIRST_SEAL = "first_seal"
    SECOND_SEAL = "second_seal"


DRAWING = (SealStep.FIRST_WORD, SealStep.SECOND_WORD)
SEALING = (SealStep.FIRST_SEAL, SealStep.SECOND_SEAL)
Done = Mapping[SealStep, int]
"""Who has done which step, by person id."""


def why_not_draw(done: Done, official: int | None) -> Reason | None:
    """Return why this official cannot give the next word of the draw."""
    if SealStep.SECOND_WORD in done:
        return ALREADY_DRAWN
    return SAME_AUDITOR if done.get(SealStep.FIRST_WORD) == official and done else None


def why_not_seal(done: Done, official: int | None) -> Reason | None:
    """Return why this official cannot give the next of the two seals."""
    if SealStep.SECOND_WORD not in done:
        return NOT_DRAWN
    if SealStep.SECOND_SEAL in done:
        return ALREADY_SEALED
    return SAME_AUDITOR if done.get(SealStep.FIRST_SEAL) == official else None


def why_not_word(word: str) -> Reason | None:
    """Return why a word cannot stand for chance."""
    return None if LEAST_WORD <= len(word) <= MOST_WORD else BAD_WORD


def next_of(steps: tuple[SealStep, SealStep], done: Done) -> SealStep:
    """Return the step of a pair that comes next."""
    return steps[1] if steps[0] in done else steps[0]


def sample_seed(closing: str, words: Sequence[str]) -> str:
    """Return the seed of the sample: nobody knows it before the board is closed and both words are said."""
    return sha256("\n".join(("civic/audit/1", closing, *words)).encode()).hexdigest()


def draw(seed: str, leaves: Sequence[str]) -> list[str]:
    """Return the leaves to open: the first in the order of SHA-256(seed ‖ leaf)."""
    return sorted(leaves, key=lambda leaf: sha256(f"{seed}{leaf}".encode()).digest())[:SAMPLE]
