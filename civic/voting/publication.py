"""Write the publication folder of an announced round: everything needed to count again, nobody's name.

Once announced nothing in it changes: the same round gives the same bytes. Titles stay out, the case number
names a project, so that nothing has to be taken back later.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from importlib import resources

from sqlalchemy import func, select

from civic.db.session import session
from civic.kit.clock import TAIPEI, local
from civic.programme.models import Round
from civic.programme.queries import get_district, get_round, plan_of, spans
from civic.programme.rules import BallotKind, rules_text
from civic.voting import board, box, minutes, pabulib_writing, paper_account, queries, resultfile, verifier
from civic.voting.declared import election_of, options_of
from civic.voting.desk_models import PaperIssue
from civic.voting.folder import (
    BALLOTS,
    CHECKPOINTS,
    DAYS,
    ELECTION,
    FORMAT,
    LEAVES,
    LINES,
    MANIFEST,
    MINUTES,
    RESULT,
    RULES,
    TURNOUT,
    VERIFIER,
    VILLAGES,
    ChannelTurnout,
    DayTurnout,
    Fate,
    Json,
    Leaf,
    NamedFile,
    dump,
    write_days,
    write_leaves,
    write_turnout,
    write_villages,
)
from civic.voting.gate import GATE_VERSION
from civic.voting.models import BoardLeaf, RoundResult, VoterMark
from civic.voting.pabulib import RULES as PABULIB_RULES
from civic.voting.pabulib import Meta, PabulibFile
from civic.voting.queries import ItemRow
from civic.voting.resultfile import Form, Numbers, Proofs, Result, ToldItem
from civic.voting.results import last_ballots
from civic.voting.rules import POINTS_TO_GIVE, Channel, Verdict
from civic.voting.tally.count import run
from civic.voting.tally.election import Election, Project, VoteType
from civic.voting.tally.options import Options
from civic.voting.tally.outcome import Outcome
from civic.voting.villages import count_villages

KEPT = 4
"""How many rounds' folders a process remembers: announced, they never change."""
ZIPPED_AT = (2000, 1, 1, 0, 0, 0)
VOTE_TYPES = {
    BallotKind.APPROVAL: VoteType.APPROVAL,
    BallotKind.KNAPSACK: VoteType.APPROVAL,
    BallotKind.RANKING: VoteType.ORDINAL,
    BallotKind.POINTS: VoteType.CUMULATIVE,
}
_PABULIB_NAMES = {ours: theirs for theirs, ours in PABULIB_RULES.items() if theirs != "greedy"}


def publication(round_id: int) -> tuple[NamedFile, ...]:
    """Return the files of an announced round's folder, the manifest last; Missing before publication."""
    found = queries.get_result(round_id)
    return _written(round_id, found.seed)


def zipped(round_id: int) -> bytes:
    """Return the folder as one zip file, the same bytes every time; Missing before publication."""
    return _zip(f"publication-{round_id}", publication(round_id))


@lru_cache(maxsize=KEPT)
def _zip(folder: str, files: tuple[NamedFile, ...]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(f"{folder}/{file.name}", ZIPPED_AT)
            archive.writestr(entry, file.body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@lru_cache(maxsize=KEPT)
def _written(round_id: int, seed: str) -> tuple[NamedFile, ...]:
    """Write the files; the random seed tells one announced result from every other."""
    found, round_ = queries.get_result(round_id), get_round(round_id)
    valid = last_ballots(round_id)
    election, options = election_of(round_, valid), options_of(round_, seed)
    outcome = run(round_.rule, election, options)
    result = _result(found, round_, options, outcome)
    counts = [ChannelTurnout(each.channel.value, each.voters) for each in queries.count_channels(round_id)]
    taken = [f"{each.line}\n" for each in board.list_checkpoints(round_id)]
    files = [
        NamedFile(BALLOTS, box.ballot_file(valid).encode()),
        NamedFile(LEAVES, write_leaves(_list_leaves(round_id))),
        NamedFile(CHECKPOINTS, "".join(taken).encode()),
        NamedFile(MINUTES, dump(minutes.as_json(minutes.read(round_)))),
        NamedFile(RESULT, resultfile.write(result)),
        NamedFile(TURNOUT, write_turnout(counts, found.voters)),
        NamedFile(DAYS, write_days(_count_days(round_id))),
        *_villages(round_id),
        *_rules(round_),
        *_pabulib(round_, election, result),
        NamedFile(VERIFIER, read_verifier()),
    ]
    files.append(write_lines(files))
    return (*files, _manifest(result, files))


def write_lines(files: Sequence[NamedFile]) -> NamedFile:
    """Write for each line of each file the beginning of its hash, so that a checker can name a changed line."""
    return NamedFile(LINES, dump({file.name: verifier.line_hashes(file.body) for file in files}))


def read_verifier() -> bytes:
    """Return the checker as it is published: one file of the standard library."""
    return resources.files("civic.voting").joinpath("verifier.py").read_bytes()


def _list_leaves(round_id: int) -> list[Leaf]:
    columns = (BoardLeaf.leaf, BoardLeaf.fate, BoardLeaf.reason)
    rows = session().execute(select(*columns).where(BoardLeaf.round_id == round_id).order_by(BoardLeaf.position))
    return [Leaf(leaf, box.code_of(leaf), fate or Fate.INVALID, reason) for leaf, fate, reason in rows]


def _count_days(round_id: int) -> list[DayTurnout]:
    """Count voters by channel and day; papers handed out count on the day their urn came into the box."""
    without_paper = PaperIssue.roll_entry_id.is_(None)
    query = (
        select(VoterMark.channel, VoterMark.day, func.count())
        .outerjoin(PaperIssue, PaperIssue.roll_entry_id == VoterMark.roll_entry_id)
        .where(VoterMark.round_id == round_id, without_paper)
        .group_by(VoterMark.channel, VoterMark.day)
    )
    counts: Counter[tuple[Channel, date]] = Counter()
    for channel, day, voters in session().execute(query):
        counts[channel, day] += voters
    for urn in paper_account.list_urns(round_id):
        if urn.accepted_at is not None and urn.in_the_box:
            counts[Channel.PAPER, local(urn.accepted_at).date()] += urn.in_the_box
    return [DayTurnout(channel.value, day.isoformat(), voters) for (channel, day), voters in sorted(counts.items())]


def _villages(round_id: int) -> list[NamedFile]:
    """Return turnout by village; nothing where the roll names no village."""
    counts = count_villages(round_id)
    return [NamedFile(VILLAGES, write_villages(counts))] if counts else []


def _result(found: RoundResult, round_: Round, options: Options, outcome: Outcome) -> Result:
    return Result(
        round_id=round_.id,
        district=round_.district_code,
        year=round_.year,
        rule=found.rule,
        form=Form(round_.ballot_kind, round_.min_choices, round_.max_choices, round_.pot),
        options=options,
        numbers=Numbers(found.eligible, found.voters, found.ballots, found.blank, found.threshold),
        proofs=Proofs(found.ballots_hash, round_.frozen_hash, found.seed, round_.seed_hash, GATE_VERSION),
        items=tuple(_item(row) for row in queries.list_item_results(round_.id)),
        outcome=outcome,
    )


def _item(row: ItemRow) -> ToldItem:
    won = row.verdict is Verdict.SELECTED
    return ToldItem(
        row.proposal_id, row.number, row.case_no, row.cost, row.votes, row.rank, won, row.gate.value
    )


def _rules(round_: Round) -> list[NamedFile]:
    """Return the text whose hash was published at the opening; none when a phase was extended since."""
    file = NamedFile(RULES, rules_text(plan_of(round_), spans(round_)).encode())
    return [file] if file.hash == round_.frozen_hash else []


def _manifest(result: Result, files: Sequence[NamedFile]) -> NamedFile:
    content: dict[str, Json] = {
        "format": FORMAT,
        "round": result.round_id,
        "district": result.district,
        "year": result.year,
        "ballots_hash": result.proofs.ballots_hash,
        "gate_version": result.proofs.gate_version,
        "files": {file.name: file.hash for file in files},
    }
    return NamedFile(MANIFEST, dump(content))


def _pabulib(round_: Round, election: Election, result: Result) -> list[NamedFile]:
    """Write the election for other counters, where Pabulib has a name for its rule."""
    name = _pabulib_name(round_)
    if name is None:
        return []
    names = {str(item.project_id): item.case_no or f"No. {item.number}" for item in result.items}
    projects = tuple(Project(each.id, each.cost, names[each.id]) for each in election.projects)
    budget = election.budget if round_.rule != "threshold" else sum(each.cost for each in projects)
    named = Election(projects, election.ballots, budget, election.eligible)
    meta = Meta(tuple((key, value, 0) for key, value in _meta(round_, name, budget, result)))
    text = pabulib_writing.write(PabulibFile(meta, VOTE_TYPES[round_.ballot_kind], named, (), result.outcome.winners))
    return [NamedFile(ELECTION, text.encode())]


def _pabulib_name(round_: Round) -> str | None:
    """Return Pabulib's name of the rule; a threshold without a cap is greedy with money for every project."""
    if round_.rule == "threshold":
        return "greedy-threshold" if round_.winners_cap is None else None
    return _PABULIB_NAMES.get(round_.rule)


def _meta(round_: Round, rule: str, budget: int, result: Result) -> list[tuple[str, str]]:
    """Return the META of a round; dates are days in Taipei."""
    span = queries.vote_span(round_)
    begin, end = (_day(span.opens_at), _day(span.closes_at)) if span else ("", "")
    district = get_district(round_.district_code).name_en
    facts = [
        ("description", f"Participatory budgeting in {district}, {round_.year}"),
        ("country", "Taiwan"), ("unit", "Taipei"), ("subunit", district), ("instance", str(round_.year)),
        ("budget", str(budget)), ("currency", "TWD"), ("rule", rule),
        ("vote_type", VOTE_TYPES[round_.ballot_kind].value), ("date_begin", begin), ("date_end", end),
        ("min_length", str(round_.min_choices)), ("max_length", str(round_.max_choices)),
        ("num_eligible", str(round_.eligible)), *_limits(round_),
    ]  # fmt: skip
    if rule.startswith("greedy"):
        facts.append(("min_project_score_threshold", str(result.options.min_score)))
    if round_.rule == "threshold":
        facts.append(("comment", "No pot: the budget is the cost of all projects, so that the threshold decides."))
    return facts


def _limits(round_: Round) -> list[tuple[str, str]]:
    if round_.ballot_kind is BallotKind.KNAPSACK:
        return [("max_sum_cost", str(round_.pot))]
    return [("max_sum_points", str(POINTS_TO_GIVE))] if round_.ballot_kind is BallotKind.POINTS else []


def _day(instant: datetime) -> str:
    return instant.astimezone(TAIPEI).strftime("%d.%m.%Y")
