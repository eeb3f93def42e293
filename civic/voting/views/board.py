"""Show the public board: checkpoints, leaves, proofs, minutes; and what all this guarantees and what not."""

import json
from dataclasses import asdict, dataclass

from flask import Response, request, url_for
from flask_babel import gettext as _

from civic.access.permissions import Permission
from civic.access.policy import may_somewhere
from civic.kit.errors import Missing
from civic.programme.models import Round
from civic.programme.queries import get_district, get_round, list_rounds
from civic.voting import board as boards
from civic.voting import box, minutes, queries
from civic.voting.checkpoints import KIND_LABELS, LEAST_BATCH, Checkpoint
from civic.voting.publication import read_verifier
from civic.voting.seals import SAMPLE
from civic.voting.views.blueprint import bp
from civic.voting.views.years import round_of
from civic.web.filters import show_datetime, show_name, show_number
from civic.web.guard import public
from civic.web.pages import attachment, current_actor, page, query_int


@dataclass(frozen=True)
class Column:
    """Be one column of the table of checkpoints."""

    label: str
    num: bool = False


@dataclass(frozen=True)
class Line:
    """Be one checkpoint as the table shows it."""

    cells: tuple[str, ...]


@dataclass(frozen=True)
class BoardLink:
    """Be the way to one round's board."""

    label: str
    url: str


@bp.get("/vote/trust")
@public
def trust() -> Response:
    """Say in plain words what is guaranteed and what is not, and lead to every board."""
    opened = [round_ for round_ in list_rounds() if round_.opened_by is not None]
    links = [BoardLink(_name(round_), url_for("voting.board", round_id=round_.id)) for round_ in opened]
    return page("voting/trust.html", boards=links, batch=LEAST_BATCH, sample=SAMPLE)


@bp.get("/vote/<int:round_id>/board")
@public
def board(round_id: int) -> Response:
    """Show a round's checkpoints and minutes; nothing of what ballots say."""
    round_ = _opened(round_id)
    taken = boards.list_checkpoints(round_id)
    return page(
        "voting/board.html",
        round=round_,
        name=_name(round_),
        columns=(Column(_("Checkpoint")), Column(_("Taken")), Column(_("Ballots"), True), Column(_("Root"))),
        lines=[_line(each) for each in reversed(taken)],
        last=taken[-1],
        minutes=minutes.read(round_),
        announced=queries.has_announced(round_id),
        may_witness=may_somewhere(current_actor(), Permission.WITNESS_SEALING),
        batch=LEAST_BATCH,
    )


@bp.get("/vote/<int:round_id>/board/checkpoints.jsonl")
@public
def checkpoints(round_id: int) -> Response:
    """Give the checkpoints as a file anybody can keep, one a line."""
    _opened(round_id)
    text = "".join(f"{each.line}\n" for each in boards.list_checkpoints(round_id))
    return Response(text, content_type="application/x-ndjson; charset=utf-8")


@bp.get("/vote/<int:round_id>/board/leaves.txt")
@public
def leaves(round_id: int) -> Response:
    """Give the commitments and receipt codes on the board, in the order of the chain."""
    _opened(round_id)
    text = "".join(f"{leaf} {box.code_of(leaf)}\n" for leaf in boards.list_leaves(round_id))
    return Response(text, content_type="text/plain; charset=utf-8")


@bp.get("/vote/<int:round_id>/board/inclusion.json")
@public
def inclusion(round_id: int) -> Response:
    """Prove that the ballot behind a code is under the newest checkpoint; Missing before it is on the board."""
    _opened(round_id)
    found = queries.find_receipt(request.args.get("code", "")[:60])
    if found is None or found.round_id != round_id or found.position is None:
        raise Missing
    proof = {"leaf": found.leaf, "position": found.position, "path": boards.proof_of(round_id, found.position)}
    return _json({"kind": "inclusion", "checkpoint": _told(boards.last_checkpoint(round_id)), **proof})


@bp.get("/vote/<int:round_id>/board/consistency.json")
@public
def consistency(round_id: int) -> Response:
    """Prove that the board of one checkpoint, by number, is the beginning of that of a later one."""
    _opened(round_id)
    by_number = {each.number: each for each in boards.list_checkpoints(round_id)}
    before, after = by_number.get(query_int("before") or 0), by_number.get(query_int("after") or 0)
    if before is None or after is None or after.number < before.number:
        raise Missing
    proof = boards.consistency_of(round_id, before.size, after.size)
    return _json({"kind": "consistency", "before": _told(before), "after": _told(after), "proof": proof})


@bp.get("/vote/verify.py")
@public
def verifier_file() -> Response:
    """Give the checker, so that its hash can be compared with the one in a folder."""
    return attachment(read_verifier(), "verify.py", "text/x-python; charset=utf-8")


def _opened(round_id: int) -> Round:
    round_ = get_round(round_id)
    if round_.opened_by is None or not boards.list_checkpoints(round_id, newest=1):
        raise Missing
    return round_


def _name(round_: Round) -> str:
    return f"{show_name(get_district(round_.district_code))} {round_of(round_.year)}"


def _line(taken: Checkpoint) -> Line:
    kind = _(KIND_LABELS[taken.kind])
    return Line((f"{taken.number} {kind}", show_datetime(taken.at), show_number(taken.size), f"{taken.root[:16]}…"))


def _told(taken: Checkpoint) -> dict[str, str | int]:
    return {**asdict(taken), "kind": taken.kind.value, "at": taken.at.isoformat(), "hash": taken.hash}


def _json(content: dict[str, object]) -> Response:
    return Response(json.dumps(content, sort_keys=True, indent=2), content_type="application/json")
