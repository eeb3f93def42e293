"""Make a whole publication folder of a small vote without a database, and write it anew after a change."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from civic.programme.rules import BallotKind
from civic.voting import box, resultfile
from civic.voting.folder import (
    BALLOTS,
    FORMAT,
    LEAVES,
    MANIFEST,
    RESULT,
    TURNOUT,
    ChannelTurnout,
    Fate,
    Json,
    Leaf,
    NamedFile,
    dump,
    write_leaves,
    write_turnout,
)
from civic.voting.resultfile import Form, Numbers, Proofs, Result, ToldItem
from civic.voting.rules import Marks
from civic.voting.tally.count import run
from civic.voting.tally.election import Election, Project, approvals, group
from civic.voting.tally.options import Options, commitment

COSTS = {1: 400, 2: 300, 3: 300}
MARKED = ([1, 2], [1], [1, 3], [2], [2, 3], [1], [])
SEED = "0123456789abcdef"
POT = 700


def make_folder() -> tuple[NamedFile, ...]:
    """Return the folder of seven voters, one of whom voted twice: 1 and 2 win by greedy, 3 is too dear."""
    texts = [box.canonical(BallotKind.APPROVAL, Marks(tuple(items))) for items in MARKED]
    body = box.ballot_file(texts).encode()
    projects = tuple(Project(str(each), cost) for each, cost in COSTS.items())
    ballots = group(approvals([str(item) for item in items]) for items in MARKED)
    election, options = Election(projects, ballots, POT, 100), Options(min_score=1, seed=SEED)
    outcome = run("greedy", election, options)
    ranks = {int(project): rank for rank, project in enumerate(outcome.winners, 1)}
    items = tuple(
        ToldItem(each, each, f"115-BT-{each:03}", cost, election.votes[str(each)], ranks.get(each), each in ranks, "B")
        for each, cost in COSTS.items()
    )
    proofs = Proofs(hashlib.sha256(body).hexdigest(), "0" * 64, SEED, commitment(SEED), "gate/1")
    numbers = Numbers(100, len(texts), len(texts), 1, 1)
    form = Form(BallotKind.APPROVAL, 1, 2, POT)
    told = resultfile.tell(outcome)
    result = Result(9, "63000120", 2026, "greedy", form, options, numbers, proofs, items, told)
    leaves = [_leaf(box.seal(9, text).leaf, Fate.COUNTED) for text in texts]
    leaves.append(_leaf(box.seal(9, texts[0]).leaf, Fate.SUPERSEDED))
    turnout = write_turnout([ChannelTurnout("online", 7)], 7)
    return sealed(
        NamedFile(BALLOTS, body),
        NamedFile(LEAVES, write_leaves(leaves)),
        NamedFile(RESULT, resultfile.write(result)),
        NamedFile(TURNOUT, turnout),
    )


def sealed(*files: NamedFile) -> tuple[NamedFile, ...]:
    """Put a manifest that fits beside files: what somebody would do who changes a folder with care."""
    told = json.loads(next(file.body for file in files if file.name == RESULT))
    head = {name: told[name] for name in ("round", "district", "year", "ballots_hash", "gate_version")}
    manifest = {"format": FORMAT, **head, "files": {file.name: file.hash for file in files}}
    return (*files, NamedFile(MANIFEST, dump(manifest)))


def with_body(files: Sequence[NamedFile], name: str, body: bytes) -> tuple[NamedFile, ...]:
    """Return the files with another body for one of them, the manifest untouched."""
    return tuple(NamedFile(name, body) if file.name == name else file for file in files)


def body_of(files: Sequence[NamedFile], name: str) -> bytes:
    """Return the bytes of one file."""
    return next(file.body for file in files if file.name == name)


def resealed(files: Sequence[NamedFile], name: str, body: bytes) -> tuple[NamedFile, ...]:
    """Return the files with another body for one of them and a manifest that fits."""
    return sealed(*(file for file in with_body(files, name, body) if file.name != MANIFEST))


def with_result(files: Sequence[NamedFile], change: Callable[[dict[str, object]], object]) -> tuple[NamedFile, ...]:
    """Return the files with a changed result and a manifest that fits."""
    told = json.loads(body_of(files, RESULT))
    change(told)
    return resealed(files, RESULT, dump(cast(Mapping[str, Json], told)))


def _leaf(leaf: str, fate: Fate) -> Leaf:
    return Leaf(leaf, box.code_of(leaf), fate)
