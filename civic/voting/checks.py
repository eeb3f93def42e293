"""Lay the files of a publication folder beside each other and count again. Pure.

Each check yields what it finds off as a BadEntry, and raises one where it cannot go on.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from civic.kit.errors import Refused
from civic.kit.ids import RECEIPT_BYTES, receipt_code
from civic.programme.rules import BallotKind
from civic.voting import fixed, pabulib, resultfile
from civic.voting.folder import (
    ALL,
    BALLOTS,
    ELECTION,
    LEAVES,
    RESULT,
    RULES,
    TURNOUT,
    BadEntry,
    Fate,
    Folder,
    Leaf,
    Row,
    read_ballots,
    read_leaves,
    read_turnout,
    text_of,
)
from civic.voting.resultfile import Form, Result, ToldOutcome
from civic.voting.tally.count import run
from civic.voting.tally.election import Choice, Election, Project, approvals, cumulative, group, ranking
from civic.voting.tally.options import commitment
from civic.voting.tally.validity import Limits, why_invalid

POINTS_TO_GIVE = 10
HASH_LENGTH = 64


@dataclass(frozen=True)
class Contents:
    """Be a folder whose files could be read."""

    folder: Folder
    result: Result
    ballots: tuple[Row, ...]
    leaves: tuple[Leaf, ...]


def read_contents(folder: Folder) -> Contents:
    """Read the files that every folder holds; raise BadEntry."""
    ballots, leaves = read_ballots(folder.need(BALLOTS).body), read_leaves(folder.need(LEAVES).body)
    return Contents(folder, resultfile.read(folder.need(RESULT)), tuple(ballots), tuple(leaves))


def check_seed(contents: Contents) -> Iterator[BadEntry]:
    """Compare the seed of the lots with the hash published at the opening."""
    proofs = contents.result.proofs
    if commitment(proofs.seed) != proofs.seed_commitment:
        yield BadEntry(RESULT, "seed", f"does not have the SHA-256 published at the opening: {proofs.seed_commitment}")


def check_leaves(contents: Contents) -> Iterator[BadEntry]:
    """Check each line of the leaves, and that as many are counted as there are ballots."""
    before = ""
    for number, each in enumerate(contents.leaves, 1):
        entry = f"line {number}"
        if not _is_hash(each.leaf):
            yield BadEntry(LEAVES, entry, "does not begin with a commitment of 64 hex digits")
        elif each.code != receipt_code(bytes.fromhex(each.leaf)[:RECEIPT_BYTES]):
            yield BadEntry(LEAVES, entry, f"“{each.code}” is not the receipt code of its commitment")
        if each.leaf <= before:
            yield BadEntry(LEAVES, entry, "stands twice or out of order")
        before = each.leaf
    counted, ballots = _fates(contents)[Fate.COUNTED], len(contents.ballots)
    if counted != ballots:
        yield BadEntry(LEAVES, "", f"marks {counted} ballots as counted, {BALLOTS} holds {ballots}")


def check_turnout(contents: Contents) -> Iterator[BadEntry]:
    """Compare the voters by channel with the leaves: each voter has one last ballot, counted or invalid."""
    *channels, everyone = read_turnout(contents.folder.need(TURNOUT).body)
    fates = _fates(contents)
    last = fates[Fate.COUNTED] + fates[Fate.INVALID]
    if everyone.voters != last:
        yield BadEntry(TURNOUT, ALL, f"says {everyone.voters} voters, {LEAVES} holds {last} last ballots")
    hidden = sum(each.voters is None for each in channels)
    rest = (everyone.voters or 0) - sum(each.voters or 0 for each in channels)
    if rest < hidden or (rest and not hidden):
        yield BadEntry(TURNOUT, ALL, "is not the sum of the channels")
    if contents.result.numbers.voters != everyone.voters:
        yield BadEntry(RESULT, "voters", f"says {contents.result.numbers.voters}, {TURNOUT} says {everyone.voters}")


def check_ballots(contents: Contents) -> Iterator[BadEntry]:
    """Check each ballot by the round's limits, and the announced numbers of ballots."""
    result, costs = contents.result, {str(item.project_id): item.cost for item in contents.result.items}
    limits = _limits(result.form)
    for number, row in enumerate(contents.ballots, 1):
        problem = _why_not(row, costs, result.form, limits)
        if problem:
            yield BadEntry(BALLOTS, f"ballot {number}", problem)
    blank = sum(not row.items for row in contents.ballots)
    for name, told, found in (
        ("ballots", result.numbers.ballots, len(contents.ballots)),
        ("blank", result.numbers.blank, blank),
    ):
        if told != found:
            yield BadEntry(RESULT, name, f"says {told}, {BALLOTS} holds {found}")


def _why_not(row: Row, costs: dict[str, int], form: Form, limits: Limits) -> str:
    unknown = [item for item in row.items if item not in costs]
    if unknown:
        return f"names “{unknown[0]}”, which is not on the ballot"
    if bool(row.points) != (form.kind is BallotKind.POINTS and bool(row.items)):
        return "gives points where none belong, or none where they do"
    if len(set(row.items)) != len(row.items):
        return "names one item twice"
    reason = why_invalid(_choices(row, form), sum(costs[item] for item in row.items), limits)
    return reason.text if reason else ""


def _limits(form: Form) -> Limits:
    return Limits(
        min_length=form.least,
        max_length=form.most,
        max_sum_cost=form.pot if form.kind is BallotKind.KNAPSACK else None,
        max_sum_points=POINTS_TO_GIVE if form.kind is BallotKind.POINTS else None,
    )


def check_winners(contents: Contents) -> Iterator[BadEntry]:
    """Count again, and compare winners, money, each step, and the list of items with it."""
    result, election = contents.result, _election(contents)
    try:
        recount = resultfile.tell(run(result.rule, election, result.options))
    except (Refused, ValueError) as problem:
        raise BadEntry(RESULT, "rule", f"cannot be counted again: {problem}") from problem
    yield from _compare(result.outcome, recount)
    ranks = {project: rank for rank, project in enumerate(recount.winners, 1)}
    for item in result.items:
        project = str(item.project_id)
        told = item.votes, item.rank, item.selected
        found = election.votes[project], ranks.get(project), project in ranks
        if told != found:
            yield BadEntry(RESULT, f"project {project}", f"is told with votes, rank, selected {told}, counted {found}")


def check_rules(contents: Contents) -> Iterator[BadEntry]:
    """Compare the rules fixed at the opening, where the folder holds them, with their hash and the result."""
    frozen = contents.folder.find(RULES)
    if frozen is None:
        return
    result = contents.result
    if frozen.hash != result.proofs.rules_hash:
        yield BadEntry(RULES, "", f"has the SHA-256 {frozen.hash}, published was {result.proofs.rules_hash}")
    rules = fixed.read(frozen)
    for name, told, meant in (
        ("rule", result.rule, rules.rule),
        ("ballot_kind", result.form, rules.form),
        ("eligible", result.numbers.eligible, rules.threshold.eligible),
        ("threshold", result.numbers.threshold, rules.threshold.needed),
        ("options", result.options, fixed.options(rules.threshold, rules.winners_cap, result.proofs.seed)),
    ):
        if told != meant:
            yield BadEntry(RESULT, name, f"says {told}, the fixed rules say {meant}")


def _compare(told: ToldOutcome, recount: ToldOutcome) -> Iterator[BadEntry]:
    if told.winners != recount.winners:
        place = _first_difference(told.winners, recount.winners)
        said, found = (_at(winners, place) for winners in (told.winners, recount.winners))
        yield BadEntry(RESULT, f"outcome.winners[{place}]", f"says {said}, the count gives {found}")
    if (told.rule, told.spent, told.rest) != (recount.rule, recount.spent, recount.rest):
        yield BadEntry(RESULT, "outcome", f"says {told.spent} spent, the count gives {recount.spent} by {recount.rule}")
    if told.steps != recount.steps:
        place = _first_difference(told.steps, recount.steps)
        yield BadEntry(RESULT, f"outcome.steps[{place}]", "is not the step of the count")


def check_pabulib(contents: Contents) -> Iterator[BadEntry]:
    """Compare the Pabulib file, where there is one, with ballots, costs and winners."""
    written = contents.folder.find(ELECTION)
    if written is None:
        return
    try:
        file = pabulib.read(text_of(ELECTION, written.body))
    except pabulib.PabulibError as problem:
        raise BadEntry(ELECTION, f"line {problem.line}", problem.sentence) from problem
    election = _election(contents)
    if _costs(file.election) != _costs(election):
        yield BadEntry(ELECTION, "PROJECTS", f"are not the items of {RESULT}")
    if _groups(file.election) != _groups(election):
        yield BadEntry(ELECTION, "VOTES", f"are not the ballots of {BALLOTS}")
    if set(file.official or ()) != set(contents.result.outcome.winners):
        yield BadEntry(ELECTION, "selected", f"are not the winners of {RESULT}")


def _election(contents: Contents) -> Election:
    result = contents.result
    projects = tuple(Project(str(item.project_id), item.cost) for item in result.items)
    ballots = group(_choices(row, result.form) for row in contents.ballots)
    try:
        return Election(projects, ballots, result.form.pot, result.numbers.eligible)
    except ValueError as problem:
        raise BadEntry(BALLOTS, "", f"cannot be counted again: {problem}") from problem


def _choices(row: Row, form: Form) -> list[Choice]:
    if form.kind is BallotKind.RANKING:
        return ranking(row.items, form.most)
    return cumulative(row.items, row.points) if row.points else approvals(row.items)


def _fates(contents: Contents) -> Counter[Fate]:
    return Counter(each.fate for each in contents.leaves)


def _is_hash(text: str) -> bool:
    return len(text) == HASH_LENGTH and not set(text) - set("0123456789abcdef")


def _costs(election: Election) -> dict[str, int]:
    return {project.id: project.cost for project in election.projects}


def _groups(election: Election) -> Counter[tuple[Choice, ...]]:
    return Counter({ballot.choices: ballot.count for ballot in election.ballots})


def _first_difference(told: Sequence[object], found: Sequence[object]) -> int:
    pairs = zip(told, found, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(told), len(found)))


def _at(winners: Sequence[str], place: int) -> str:
    return winners[place] if place < len(winners) else "nobody"


CHECKS = (check_seed, check_rules, check_leaves, check_turnout, check_ballots, check_winners, check_pabulib)
