"""Write and read `result.json`: what was declared, what was counted, who won and why. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from civic.programme.rules import BallotKind
from civic.voting.fields import Fields, fields_of
from civic.voting.folder import RESULT, BadEntry, Json, NamedFile, dump
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
class ToldStep:
    """Be one step of the count: the project and the whole step as JSON text in its one form."""

    project: str
    text: str


@dataclass(frozen=True)
class ToldOutcome:
    """Be an outcome as published: winners in order, NT$ spent, steps, and what else the rule tells."""

    rule: str
    winners: tuple[str, ...]
    spent: int
    steps: tuple[ToldStep, ...]
    rest: str


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
    outcome: ToldOutcome


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
    return dump({**head, "items": items, "options": _options(result.options), "outcome": _told(result.outcome)})


def tell(outcome: Outcome) -> ToldOutcome:
    """Shape an outcome as `result.json` tells it, to lay a recount beside it."""
    return _outcome(Fields(_plain(outcome), RESULT, "outcome"))


def read(file: NamedFile) -> Result:
    """Read a result; raise BadEntry with the field."""
    told = fields_of(file)
    return Result(
        round_id=told.whole("round"),
        district=told.text("district"),
        year=told.whole("year"),
        rule=told.text("rule"),
        form=read_form(told),
        options=_read_options(told.inner("options"), told.text("seed")),
        numbers=Numbers(*map(told.whole, ("eligible", "voters", "ballots", "blank", "threshold"))),
        proofs=Proofs(*map(told.text, ("ballots_hash", "rules_hash", "seed", "seed_commitment", "gate_version"))),
        items=tuple(_item(each) for each in told.inners("items")),
        outcome=_outcome(told.inner("outcome")),
    )


def read_form(told: Fields) -> Form:
    """Read what bounded a ballot; raise BadEntry."""
    try:
        kind = BallotKind(told.text("ballot_kind"))
    except ValueError as error:
        raise BadEntry(told.file, "ballot_kind", "is no kind of ballot") from error
    return Form(kind, told.whole("min_choices"), told.whole("max_choices"), told.whole("pot"))


def _item(told: Fields) -> ToldItem:
    return ToldItem(
        told.whole("project_id"), told.whole("number"), told.text("case_no"), told.whole("cost"),
        told.whole("votes"), told.maybe_whole("rank"), told.flag("selected"), told.text("gate"),
    )  # fmt: skip


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


def _read_options(told: Fields, seed: str) -> Options:
    percent = None if told.value.get("threshold_percent") is None else told.text("threshold_percent")
    try:
        share = None if percent is None else Fraction(percent)
    except (ValueError, ZeroDivisionError) as error:
        raise BadEntry(RESULT, told.at("threshold_percent"), "is no fraction") from error
    if not told.whole("step"):
        raise BadEntry(told.file, told.at("step"), "is no step")
    return Options(
        min_score=told.whole("min_score"),
        k=told.maybe_whole("k"),
        step=told.whole("step"),
        seed=seed,
        threshold_percent=share,
        threshold_votes=told.maybe_whole("threshold_votes"),
    )


def _told(outcome: ToldOutcome) -> Json:
    rest: Mapping[str, Json] = json.loads(outcome.rest)
    steps: list[Json] = [json.loads(step.text) for step in outcome.steps]
    return {
        "rule": outcome.rule,
        "winners": list(outcome.winners),
        "spent": outcome.spent,
        "steps": steps,
        **rest,
    }


def _plain(outcome: Outcome) -> Mapping[str, Json]:
    """Shape an outcome as plain JSON values."""
    shaped: Mapping[str, Json] = json.loads(json.dumps(as_json(outcome)))
    return shaped


def _outcome(told: Fields) -> ToldOutcome:
    steps = [(each.text("project"), json.dumps(each.value, sort_keys=True)) for each in told.inners("steps")]
    rest = {name: value for name, value in told.value.items() if name in ("per_voter", "preference")}
    return ToldOutcome(
        rule=told.text("rule"),
        winners=told.texts("winners"),
        spent=told.whole("spent"),
        steps=tuple(ToldStep(*step) for step in steps),
        rest=json.dumps(rest, sort_keys=True),
    )
