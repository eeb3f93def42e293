"""Make a whole publication folder of a small vote without a database, and write it anew after a change."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

from civic.programme.rules import BallotKind
from civic.voting import box, checkpoints, resultfile, seals
from civic.voting.checkpoints import Checkpoint, CheckpointKind
from civic.voting.folder import (
    BALLOTS,
    CHECKPOINTS,
    DAYS,
    FORMAT,
    LEAVES,
    LINES,
    MANIFEST,
    MINUTES,
    RESULT,
    TURNOUT,
    VERIFIER,
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
)
from civic.voting.publication import read_verifier, write_lines
from civic.voting.resultfile import Form, Numbers, Proofs, Result, ToldItem
from civic.voting.rules import Marks
from civic.voting.tally.count import run
from civic.voting.tally.election import Election, Project, approvals, group
from civic.voting.tally.options import Options, commitment
from civic.voting.verifier import Report, verify

COSTS = {1: 400, 2: 300, 3: 300}
MARKED = ([1, 2], [1], [1, 3], [2], [2, 3], [1], [])
SEED = "0123456789abcdef"
POT = 700
ROUND = 9
OPENED = datetime(2026, 11, 1, tzinfo=UTC)
WORDS = ("dice 4 2 6", "dice 1 1 5")


def make_folder(
    rule: str = "greedy", marked: Sequence[list[int]] = MARKED, costs: Mapping[int, int] = COSTS
) -> tuple[NamedFile, ...]:
    """Return the folder of seven voters, one of whom voted twice: 1 and 2 win by greedy, 3 is too dear."""
    texts = [box.canonical(BallotKind.APPROVAL, Marks(tuple(items))) for items in marked]
    body = box.ballot_file(texts).encode()
    projects = tuple(Project(str(each), cost) for each, cost in costs.items())
    ballots = group(approvals([str(item) for item in items]) for items in marked)
    election, options = Election(projects, ballots, POT, 100), Options(min_score=1, seed=SEED, k=2, threshold_votes=3)
    outcome = run(rule, election, options)
    ranks = {int(project): rank for rank, project in enumerate(outcome.winners, 1)}
    items = tuple(
        ToldItem(each, each, f"115-BT-{each:03}", cost, election.votes[str(each)], ranks.get(each), each in ranks, "B")
        for each, cost in costs.items()
    )
    proofs = Proofs(hashlib.sha256(body).hexdigest(), "0" * 64, SEED, commitment(SEED), "gate/1")
    numbers = Numbers(100, len(texts), len(texts), sum(not items for items in marked), 1)
    form = Form(BallotKind.APPROVAL, 1, max(2, *map(len, marked)), POT)
    result = Result(ROUND, "63000120", 2026, rule, form, options, numbers, proofs, items, outcome)
    fates = {box.seal(ROUND, text).leaf: Fate.COUNTED for text in texts}
    fates[box.seal(ROUND, texts[0]).leaf] = Fate.SUPERSEDED
    board, leaves = make_board(list(fates))
    return sealed(
        NamedFile(BALLOTS, body),
        NamedFile(LEAVES, write_leaves(Leaf(leaf, box.code_of(leaf), fates[leaf]) for leaf in leaves)),
        NamedFile(CHECKPOINTS, "".join(f"{each.line}\n" for each in board).encode()),
        NamedFile(MINUTES, make_minutes(board[-1], len(leaves), len(texts))),
        NamedFile(RESULT, resultfile.write(result)),
        NamedFile(TURNOUT, write_turnout([ChannelTurnout("online", len(texts))], len(texts))),
        NamedFile(DAYS, write_days([DayTurnout("online", "2026-11-02", len(texts))])),
        NamedFile(VERIFIER, read_verifier()),
    )


def make_board(leaves: list[str]) -> tuple[list[Checkpoint], list[str]]:
    """Return an opening, an hourly and a closing checkpoint, and the leaves in the order of the board."""
    early, late = sorted(leaves[:5]), sorted(leaves[5:])
    opening = checkpoints.first(ROUND, OPENED)
    hourly = checkpoints.following(opening, CheckpointKind.HOURLY, OPENED + timedelta(hours=1), early)
    closing = checkpoints.following(hourly, CheckpointKind.CLOSING, OPENED + timedelta(hours=2), early + late)
    return [opening, hourly, closing], early + late


def make_minutes(closing: Checkpoint, leaves: int, voters: int) -> bytes:
    """Return minutes that fit the board."""
    sealing = {
        "words": list(WORDS), "closing_checkpoint": closing.hash, "seed": SEED, "note": "",
        "sample_seed": seals.sample_seed(closing.hash, WORDS), "sampled": leaves, "sample_misfits": 0,
        "leaves": leaves, "counted": voters, "superseded": leaves - voters, "invalid": 0, "voters": voters,
    }  # fmt: skip
    return dump({"opening": {"seed_hash": commitment(SEED), "rules_hash": "0" * 64}, "sealing": sealing})


def sealed(*files: NamedFile) -> tuple[NamedFile, ...]:
    """Put hashes of lines and a manifest that fit beside files, as somebody would who changes a folder with care."""
    told = json.loads(next(file.body for file in files if file.name == RESULT))
    head = {name: told[name] for name in ("round", "district", "year", "ballots_hash", "gate_version")}
    whole = (*files, write_lines(files))
    manifest = {"format": FORMAT, **head, "files": {file.name: file.hash for file in whole}}
    return (*whole, NamedFile(MANIFEST, dump(manifest)))


def verified(files: Sequence[NamedFile]) -> Report:
    """Check a folder as the published checker does."""
    return verify({file.name: file.body for file in files})


def with_body(files: Sequence[NamedFile], name: str, body: bytes) -> tuple[NamedFile, ...]:
    """Return the files with another body for one of them, the manifest untouched."""
    return tuple(NamedFile(name, body) if file.name == name else file for file in files)


def body_of(files: Sequence[NamedFile], name: str) -> bytes:
    """Return the bytes of one file."""
    return next(file.body for file in files if file.name == name)


def resealed(files: Sequence[NamedFile], name: str, body: bytes) -> tuple[NamedFile, ...]:
    """Return the files with another body for one of them and a manifest that fits."""
    return sealed(*(file for file in with_body(files, name, body) if file.name not in (MANIFEST, LINES)))


def with_result(files: Sequence[NamedFile], change: Callable[[dict[str, object]], object]) -> tuple[NamedFile, ...]:
    """Return the files with a changed result and a manifest that fits."""
    told = json.loads(body_of(files, RESULT))
    change(told)
    return resealed(files, RESULT, dump(cast(Mapping[str, Json], told)))
