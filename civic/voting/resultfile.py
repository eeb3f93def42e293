"""Write `result.json`: what was declared, what was counted, who won and why. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from civic.programme.rules import BallotKind
from civic.voting.folder import Json, dump
from civic.voting.tally.options import Options
from civic.voting.tally.outcome import Outcome
from civic.voting.tally.publish import as_json, ratio


@dataclass(frozen=True)
class Numbers:
    """Be the counts of a result: people on the roll, voters, valid and blank ballots, votes needed."""

    eligible: int
    voters: int
    ballots: int
    blank: int
    threshold: int


@dataclass(frozen=True)
class Proofs:
    """Be what ties a result to its opening: hashes in hex, the seed of the lots, the gate's version."""

    ballots_hash: str
    rules_hash: str
    seed: str
    seed_commitment: str
    gate_version: str


@dataclass(frozen=True)
class Form:
    """Be what bounded a ballot: kind, number of choices, pot (NT$)."""

    kind: BallotKind
    least: int
    most: int
    pot: int


@dataclass(frozen=True)
class ToldItem:
    """Be one item's result as published; cost in NT$."""

    project_id: int
    number: int
    case_no: str
    cost: int
    votes: int
    rank: int | None
    selected: bool
    gate: str


@dataclass(frozen=True)
class Result:
    """Be everything `result.json` says."""

    round_id: int
    district: str
    year: int
    rule: str
    form: Form
    options: Options
    numbers: Numbers
    proofs: Proofs
    items: tuple[ToldItem, ...]
    outcome: Outcome


def write(result: Result) -> bytes:
    """Write a result."""
    form, numbers, proofs = result.form, result.numbers, result.proofs
    head: dict[str, Json] = {
        "round": result.round_id, "district": result.district, "year": result.year, "rule": result.rule,
        "ballot_kind": form.kind.value, "min_choices": form.least, "max_choices": form.most, "pot": form.pot,
        "eligible": numbers.eligible, "voters": numbers.voters, "ballots": numbers.ballots,
        "blank": numbers.blank, "threshold": numbers.threshold,
        "ballots_hash": proofs.ballots_hash, "rules_hash": proofs.rules_hash, "seed": proofs.seed,
        "seed_commitment": proofs.seed_commitment, "gate_version": proofs.gate_version,
    }  # fmt: skip
    items: list[Json] = [
        {"project_id": item.project_id, "number": item.number, "case_no": item.case_no, "cost": item.cost,
         "votes": item.votes, "rank": item.rank, "selected": item.selected, "gate": item.gate}
        for item in result.items
    ]  # fmt: skip
    return dump({**head, "items": items, "options": _options(result.options), "outcome": _plain(result.outcome)})


def _options(options: Options) -> Json:
    """Shape the options that a round can set; the seed stands apart."""
    percent = options.threshold_percent
    return {
        "min_score": options.min_score,
        "k": options.k,
        "step": options.step,
        "threshold_percent": None if percent is None else ratio(percent),
        "threshold_votes": options.threshold_votes,
    }


def _plain(outcome: Outcome) -> Mapping[str, Json]:
    """Shape an outcome as plain JSON values."""
    shaped: Mapping[str, Json] = json.loads(json.dumps(as_json(outcome)))
    return shaped
