"""Seal ballots: slots, commitments, receipt codes, the file of open ballots. Pure; keys are handed in."""

import csv
import hashlib
import hmac
import io
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from civic.kit.ids import ALPHABET, RECEIPT_BYTES, normalise_receipt_code, receipt_code
from civic.programme.rules import BallotKind
from civic.voting.rules import Marks

BOARD = "civic/board/1"
_LEAF = b"\x00"
_NONCE_BYTES = 32


@dataclass(frozen=True)
class Receipt:
    """Be what a voter takes home: the code proves that a ballot is in the box, never what it says."""

    round_id: int
    code: str
    revision: int


@dataclass(frozen=True)
class Sealed:
    """Be one ballot ready for the box: canonical text, random nonce, commitment in hex."""

    choices: str
    nonce: str
    leaf: str


def canonical(kind: BallotKind, marks: Marks) -> str:
    """Write tidy marks in their one form: JSON, sorted keys, whole numbers, no spaces."""
    content: dict[str, object] = {"kind": kind.value, "items": list(marks.items)}
    if marks.points:
        content["points"] = list(marks.points)
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def read_canonical(text: str) -> Marks:
    """Read marks back from their canonical form."""
    content = json.loads(text)
    return Marks(tuple(content["items"]), tuple(content.get("points", ())))


def slot(key: bytes, round_id: int, roll_entry_id: int) -> str:
    """Return the only link between a voter's revisions: HMAC-SHA-256(k_round, voter ‖ round), in hex."""
    return _keyed(key, f"slot|{roll_entry_id}|{round_id}")


def submission(key: bytes, roll_entry_id: int, form_nonce: str) -> str:
    """Return the mark of one form of one voter, in hex: the same form sent twice is known by it."""
    return _keyed(key, f"submission|{roll_entry_id}|{form_nonce}")


def paper_slot(key: bytes, round_id: int, code: str) -> str:
    """Return the slot of a sheet of paper, in hex: the sheet's own, no voter's."""
    return _keyed(key, f"paper|{code}|{round_id}")


def seal(round_id: int, choices: str) -> Sealed:
    """Commit to a canonical ballot under a fresh random nonce."""
    nonce = secrets.token_hex(_NONCE_BYTES)
    return Sealed(choices, nonce, leaf(round_id, nonce, choices))


def leaf(round_id: int, nonce: str, choices: str) -> str:
    """Return the commitment SHA-256(0x00 ‖ "civic/board/1" ‖ round ‖ nonce ‖ canonical ballot), in hex."""
    text = "\n".join((BOARD, str(round_id), nonce, choices))
    return hashlib.sha256(_LEAF + text.encode()).hexdigest()


def code_of(leaf_hex: str) -> str:
    """Return the receipt code of a commitment: its first 80 bits in base 32 and a check character."""
    return receipt_code(bytes.fromhex(leaf_hex)[:RECEIPT_BYTES])


def prefix_of(code: str) -> str:
    """Return the first 20 hex digits of the commitment behind a typed code; ValueError if it is mistyped."""
    symbols = normalise_receipt_code(code).replace("-", "")[:-1]
    number = 0
    for symbol in symbols:
        number = number << 5 | ALPHABET.index(symbol)
    return number.to_bytes(RECEIPT_BYTES, "big").hex()


def ballot_file(ballots: Iterable[str]) -> str:
    """Write open ballots as CSV, one a row, points as id:points.

    Rows stand in the order of their content: who voted when cannot be read from it, and anybody who has the
    ballots gets the same file and the same hash.
    """
    rows = sorted(",".join(_cells(read_canonical(text))) for text in ballots)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("ballot", "items"))
    writer.writerows((number, row.replace(",", " ")) for number, row in enumerate(rows, 1))
    return out.getvalue()


def file_hash(text: str) -> str:
    """Return the SHA-256 of a file's text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _cells(marks: Marks) -> list[str]:
    if marks.points:
        return [f"{item}:{given}" for item, given in zip(marks.items, marks.points, strict=True)]
    return [str(item) for item in marks.items]


def _keyed(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
