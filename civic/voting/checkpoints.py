"""Say when the board takes a checkpoint, what it holds and how it is written. Pure."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from civic.kit.text import N_
from civic.programme.rules import PhaseSpan
from civic.voting import merkle

FORMAT = "civic/checkpoint/1"
LEAST_BATCH = 10
"""Fewer new leaves wait for the next checkpoint: who is seen voting in a quiet hour stays among others."""
SETTLING = timedelta(seconds=30)
"""How long after the close ballots received before it may still be on their way into the box."""


class CheckpointKind(StrEnum):
    """Name why a checkpoint was taken."""

    OPENING = "opening"
    HOURLY = "hourly"
    CLOSING = "closing"
    PAPER = "paper"


KIND_LABELS = {
    CheckpointKind.OPENING: N_("Opening"),
    CheckpointKind.HOURLY: N_("Every hour"),
    CheckpointKind.CLOSING: N_("Close"),
    CheckpointKind.PAPER: N_("Paper ballots, keyed after the close"),
}


@dataclass(frozen=True)
class Checkpoint:
    """Be the board at one instant (UTC): how many leaves, their tree's root, the chain's head, all in hex.

    `previous` is the hash of the checkpoint before it; of the first one, 64 zeros.
    """

    round_id: int
    number: int
    kind: CheckpointKind
    at: datetime
    size: int
    root: str
    head: str
    previous: str

    @property
    def line(self) -> str:
        """Write the checkpoint in its one form: JSON, sorted keys, no spaces."""
        content = {
            "format": FORMAT, "round": self.round_id, "number": self.number, "kind": self.kind.value,
            "at": self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "size": self.size,
            "root": self.root, "head": self.head, "previous": self.previous,
        }  # fmt: skip
        return json.dumps(content, sort_keys=True, separators=(",", ":"))

    @property
    def hash(self) -> str:
        """Return the SHA-256 of the line, in hex: it stands for the whole board up to here."""
        return sha256(self.line.encode()).hexdigest()


def first(round_id: int, at: datetime) -> Checkpoint:
    """Return the checkpoint of an empty board, taken at the opening."""
    start = sha256(f"{FORMAT}|{round_id}".encode()).hexdigest()
    at = at.replace(microsecond=0)
    return Checkpoint(round_id, 1, CheckpointKind.OPENING, at, 0, merkle.root(()), start, "0" * 64)


def following(last: Checkpoint, kind: CheckpointKind, at: datetime, leaves: list[str]) -> Checkpoint:
    """Return the checkpoint after `last` over all leaves of the board, the new ones at the end."""
    head = last.head
    for each in merkle.heads(leaves[last.size :], last.head):
        head = each
    at, number = at.replace(microsecond=0), last.number + 1
    return Checkpoint(last.round_id, number, kind, at, len(leaves), merkle.root(leaves), head, last.hash)


def batch(pending: list[str], kind: CheckpointKind) -> list[str]:
    """Return the leaves a checkpoint takes, by their hashes: none while there are few, all at the close."""
    if kind in (CheckpointKind.OPENING, CheckpointKind.HOURLY) and len(pending) < LEAST_BATCH:
        return []
    return sorted(pending)


def due(last: Checkpoint, span: PhaseSpan | None, now: datetime) -> CheckpointKind | None:
    """Return which checkpoint should have been taken by this instant, None while the last one is enough.

    The closing one is the last by the clock: once it stands, the vote never opens again whatever the clock says.
    """
    if span is None or last.kind in (CheckpointKind.CLOSING, CheckpointKind.PAPER) or now < span.opens_at:
        return None
    if now >= span.closes_at:
        return CheckpointKind.CLOSING if now >= span.closes_at + SETTLING else None
    hour = now.replace(minute=0, second=0, microsecond=0)
    return CheckpointKind.HOURLY if last.at < hour else None
