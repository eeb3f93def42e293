#!/usr/bin/env python3
"""Check a folder of ballots that a city has published with Civic, and count the vote again.

    python3 verify.py DIR                  check everything; exit code 1 when anything is off
    python3 verify.py DIR --json           the same answers for machines
    python3 verify.py DIR --code CODE      find one receipt code and prove that its ballot is on the board
    python3 verify.py DIR --kept FILE      see whether the checkpoints you kept during the vote are all there
    python3 verify.py --proof FILE         check a proof that the site gave you during the vote, as JSON

This one file needs Python 3.8 or later and nothing else: no network, no installation, nothing of Civic. It lies in
the folder for convenience. Somebody who may have changed the folder may have changed this file too: compare its
SHA-256 with one from elsewhere, or take the file from Civic's repository (civic/voting/verifier.py).

Every mistake names the file and the entry, the first thing first. What no checker can see from a folder alone is that
it is the folder others hold: compare the hash of the manifest, and the checkpoints you kept, with theirs.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from collections import Counter
from fractions import Fraction
from hashlib import sha256
from typing import Any, Callable, Iterable, Iterator, Mapping, NamedTuple, Sequence, Tuple  # noqa: UP035 - 3.8

FORMAT = "civic/publication/2"
MANIFEST, LINES = "manifest.json", "lines.json"
BALLOTS, LEAVES, CHECKPOINTS, MINUTES = "ballots.csv", "leaves.txt", "checkpoints.jsonl", "minutes.json"
RESULT, TURNOUT, DAYS, RULES, ELECTION = "result.json", "turnout.csv", "days.csv", "rules.json", "election.pb"
VILLAGES = "villages.csv"
NEEDED = (BALLOTS, LEAVES, CHECKPOINTS, MINUTES, RESULT, TURNOUT, DAYS, LINES)
ALL, HIDDEN = "all", "*"
COUNTED, SUPERSEDED, INVALID = "counted", "superseded", "invalid"
POINTS_TO_GIVE = 10
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ZERO = "0" * 64
SAMPLE = 30
PATIENCE = 400
"""How many runs of Equal Shares are tried before only the announced share and the next one are checked."""

Files = Mapping[str, bytes]
Choices = Tuple[Tuple[str, int], ...]  # noqa: UP006 - evaluated when the file is read, by 3.8 too


class BadEntry(Exception):
    """Say which entry of a file cannot be what it should be; "" is the file as a whole."""

    def __init__(self, file: str, entry: str, problem: str) -> None:
        super().__init__(file + ": " + problem)
        self.file, self.entry, self.problem = file, entry, problem


class Finding(NamedTuple):
    """Be one thing that is off: the file, the entry in it ("" for the file as a whole), a sentence."""

    file: str
    entry: str
    problem: str


class Report(NamedTuple):
    """Be the answer of a check: what is off, first things first; what was seen; what was left unchecked."""

    findings: tuple[Finding, ...]
    manifest_hash: str = ""
    ballots: int = 0
    winners: tuple[str, ...] = ()
    unique: int = 0
    hidden: int = 0
    notes: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Tell whether nothing is off."""
        return not self.findings


class Leaf(NamedTuple):
    """Be one line of the leaves: commitment (hex), receipt code, what became of the ballot, why it is invalid."""

    leaf: str
    code: str
    fate: str
    reason: str


class Row(NamedTuple):
    """Be one open ballot: ids in the order marked, points beside them if given."""

    items: tuple[str, ...]
    points: tuple[int, ...]


# ---- Reading


class Fields:
    """Read the fields of one JSON object strictly; each mistake is told with its path."""

    def __init__(self, value: object, file: str, path: str = "") -> None:
        if not isinstance(value, dict):
            raise BadEntry(file, path, "is no JSON object")
        self.value, self.file, self.path = value, file, path

    def at(self, name: str) -> str:
        """Return the path of a field."""
        return self.path + "." + name if self.path else name

    def whole(self, name: str) -> int:
        """Return a whole number of at least 0."""
        value = self.value.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise BadEntry(self.file, self.at(name), "is not a whole number")
        return value

    def maybe_whole(self, name: str) -> int | None:
        """Return a whole number, or None where the file says null."""
        return None if name in self.value and self.value[name] is None else self.whole(name)

    def text(self, name: str) -> str:
        """Return a text."""
        value = self.value.get(name)
        if not isinstance(value, str):
            raise BadEntry(self.file, self.at(name), "is not a text")
        return value

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self.value.get(name)
        if not isinstance(value, bool):
            raise BadEntry(self.file, self.at(name), "is neither true nor false")
        return value

    def items(self, name: str) -> list[Any]:
        """Return a list."""
        value = self.value.get(name)
        if not isinstance(value, list):
            raise BadEntry(self.file, self.at(name), "is no list")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(Fields({"": each}, self.file, self.at(name)).text("") for each in self.items(name))

    def ratio(self, name: str) -> Fraction | None:
        """Return a fraction written p/q, None where the file says null or nothing."""
        if self.value.get(name) is None:
            return None
        try:
            return Fraction(self.text(name))
        except (ValueError, ZeroDivisionError):
            raise BadEntry(self.file, self.at(name), "is no fraction") from None

    def inner(self, name: str) -> Fields:
        """Return an object."""
        return Fields(self.value.get(name), self.file, self.at(name))

    def inners(self, name: str) -> list[Fields]:
        """Return a list of objects."""
        return [
            Fields(each, self.file, f"{self.at(name)}[{place}]") for place, each in enumerate(self.items(name))
        ]


def dump(value: object) -> bytes:
    """Write JSON in its one form: sorted keys, two blanks a level, UTF-8, a line end."""
    return (json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()


def digest(body: bytes) -> str:
    """Return the SHA-256, in hex."""
    return sha256(body).hexdigest()


def line_hashes(body: bytes) -> str:
    """Return the first 8 hex digits of the SHA-256 of each line, one after the other: they lead to a changed line."""
    return "".join(digest(line)[:8] for line in body.split(b"\n"))


def need(files: Files, name: str) -> bytes:
    """Return a file that may not be missing."""
    if name not in files:
        raise BadEntry(name, "", "is missing")
    return files[name]


def text_of(files: Files, name: str) -> str:
    """Read a file as UTF-8."""
    try:
        return need(files, name).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadEntry(name, "", f"is no UTF-8 text at byte {error.start}") from None


def json_of(files: Files, name: str) -> Fields:
    """Read a file that holds one JSON object."""
    return Fields(_json(text_of(files, name), name, ""), name)


def _json(text: str, name: str, entry: str) -> object:
    try:
        value: object = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate is no text
        return value
    except (ValueError, RecursionError) as error:
        raise BadEntry(name, entry, f"is no JSON: {error}") from None


def whole(text: str, file: str, entry: str) -> int:
    """Read a whole number of up to 12 digits."""
    if not (re.match(r"[0-9]{1,12}\Z", text)):
        raise BadEntry(file, entry, f"“{text[:40]}” is not a whole number")
    return int(text)


def read_leaves(files: Files) -> list[Leaf]:
    """Read the leaves, in the order of the board."""
    return [_leaf(line, place) for place, line in enumerate(text_of(files, LEAVES).split("\n")[:-1], 1)]


def _leaf(line: str, place: int) -> Leaf:
    parts = line.split(" ")
    fates = {3: (COUNTED, SUPERSEDED), 4: (INVALID,)}.get(len(parts), ())
    if len(parts) < 3 or parts[2] not in fates:
        raise BadEntry(LEAVES, f"leaf {place}", "is not “commitment code fate”")
    if not re.match(r"[0-9a-f]{64}\Z", parts[0]):
        raise BadEntry(LEAVES, f"leaf {place}", "does not begin with a commitment of 64 hex digits")
    return Leaf(parts[0], parts[1], parts[2], parts[3] if len(parts) > 3 else "")


def read_ballots(files: Files) -> list[Row]:
    """Read the open ballots, numbered from 1 without a gap."""
    rows = list(csv.reader(io.StringIO(text_of(files, BALLOTS), newline="")))
    if rows[:1] != [["ballot", "items"]]:
        raise BadEntry(BALLOTS, "line 1", "is not “ballot,items”")
    return [_ballot(cells, number) for number, cells in enumerate(rows[1:], 1)]


def _ballot(cells: list[str], number: int) -> Row:
    entry = f"ballot {number}"
    if len(cells) != 2 or cells[0] != str(number):
        raise BadEntry(BALLOTS, entry, f"line {number + 1} does not hold ballot number {number}")
    pairs = [part.partition(":") for part in cells[1].split(" ") if part]
    points = tuple(whole(given, BALLOTS, entry) for _, colon, given in pairs if colon)
    if points and len(points) != len(pairs):
        raise BadEntry(BALLOTS, entry, "gives points to some items only")
    return Row(tuple(item for item, _, _ in pairs), points)


class Contents:
    """Be a folder whose files could be read."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.ballots, self.leaves = read_ballots(files), read_leaves(files)
        self.result = json_of(files, RESULT)
        self.minutes = json_of(files, MINUTES)
        self.items = self.result.inners("items")
        self.ids = [str(item.whole("project_id")) for item in self.items]
        self.costs = {item: told.whole("cost") for item, told in zip(self.ids, self.items)}
        self.kind = self.result.text("ballot_kind")
        self.most = self.result.whole("max_choices")
        if self.kind not in ("approval", "knapsack", "ranking", "points"):
            raise BadEntry(RESULT, "ballot_kind", "is no kind of ballot")
        self.fates = Counter(each.fate for each in self.leaves)
        self.marked = [self.choices(row) for row in self.ballots]
        self.notes: list[str] = []

    def choices(self, row: Row) -> Choices:
        """Turn a ballot into pairs of id and points; a ranking gives most points to the first."""
        if self.kind == "ranking":
            places = enumerate(dict.fromkeys(row.items))
            return tuple(sorted((item, self.most - place) for place, item in places if place < self.most))
        return tuple(sorted(zip(row.items, row.points or [1] * len(row.items))))


# ---- The manifest and its hashes


def check_manifest(files: Files) -> Iterator[BadEntry]:
    """Compare the files with the manifest's list, and lead to the changed line."""
    body = need(files, MANIFEST)
    document = json_of(files, MANIFEST)
    if document.value.get("format") != FORMAT:
        raise BadEntry(MANIFEST, "format", f"is not “{FORMAT}”: this checker does not know the folder")
    if dump(document.value) != body:
        raise BadEntry(MANIFEST, "", "is not written in the form of the manifest")
    listed = document.inner("files").value
    unlisted = {digest(each): name for name, each in files.items() if name not in listed and name != MANIFEST}
    for name in sorted(set(NEEDED) - set(listed)):
        yield BadEntry(MANIFEST, "files." + name, "is not listed")
    for name in sorted(listed):
        if name in files:
            if digest(files[name]) != listed[name]:
                yield _changed(files, listed, name)
        elif listed[name] in unlisted:
            yield BadEntry(MANIFEST, "files." + name, "names the file " + unlisted[listed[name]])
        else:
            yield BadEntry(name, "", "is missing")
    for name in sorted(unlisted.values()):
        yield BadEntry(name, "", "is not listed in the manifest")


def _changed(files: Files, listed: Mapping[str, Any], name: str) -> BadEntry:
    """Say where a file differs from what was published, or that its hash in the manifest was changed."""
    found = f"has the SHA-256 {digest(files[name])}, the manifest says {listed[name]}"
    lines = _lines(files)
    if name == LINES:
        off = [each for each in sorted(lines) if each in files and lines[each] != line_hashes(files[each])]
        if lines and not off and set(lines) == set(files) - {MANIFEST, LINES}:
            return BadEntry(MANIFEST, "files." + name, found)
        return BadEntry(name, off[0] if off else "", found)
    if name not in lines:
        return BadEntry(name, "", found)
    told, seen = lines[name], line_hashes(files[name])
    if told == seen:
        return BadEntry(MANIFEST, "files." + name, found)
    return BadEntry(name, _entry(name, _first_line(told, seen)), found)


def _lines(files: Files) -> dict[str, str]:
    """Return the hashes of all lines by file, nothing where they cannot be read."""
    try:
        told = json.loads(files.get(LINES, b"{}").decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    return {name: each for name, each in told.items() if isinstance(each, str)} if isinstance(told, dict) else {}


def _first_line(told: str, seen: str) -> int:
    """Return the number, from 1, of the first line whose hashes differ."""
    places = range(0, max(len(told), len(seen)), 8)
    return next((place // 8 + 1 for place in places if told[place : place + 8] != seen[place : place + 8]), 1)


def _entry(name: str, line: int) -> str:
    """Name what stands in a line."""
    if name == LEAVES:
        return f"leaf {line}"
    if name == CHECKPOINTS:
        return f"checkpoint {line}"
    if name == BALLOTS and line > 1:
        return f"ballot {line - 1}"
    return f"line {line}"


def check_heads(contents: Contents) -> Iterator[BadEntry]:
    """Compare the manifest's head with the result, and the ballot file with the announced hash."""
    document, result = json_of(contents.files, MANIFEST), contents.result
    for name in ("round", "district", "year", "ballots_hash", "gate_version"):
        if document.value.get(name) != result.value.get(name):
            said = (document.value.get(name), RESULT, result.value.get(name))
            yield BadEntry(MANIFEST, name, "says {}, {} says {}".format(*said))
    announced, found = result.text("ballots_hash"), digest(contents.files[BALLOTS])
    if found != announced:
        yield BadEntry(BALLOTS, "", f"has the SHA-256 {found}, announced was {announced}")


# ---- The board: leaves, tree, chain, checkpoints


def receipt_code(leaf: str) -> str:
    """Write the first 80 bits of a commitment in base 32 with a check character, in groups of four."""
    number = int(leaf[:20], 16)
    values = [number >> shift & 31 for shift in range(75, -1, -5)]
    total = 0
    for value in values:
        total = _doubled(total) ^ value
    symbols = "".join(ALPHABET[value] for value in [*values, _doubled(total)])
    return "-".join(symbols[start : start + 4] for start in range(0, len(symbols), 4))


def _doubled(value: int) -> int:
    """Multiply by 2 in GF(32), x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def _node(left: str, right: str) -> str:
    return digest(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right))


class Tree:
    """Grow a Merkle tree (RFC 6962) leaf by leaf, and the chain beside it."""

    def __init__(self, head: str) -> None:
        self.size, self.head = 0, head
        self._peaks: list[tuple[int, str]] = []

    def add(self, leaf: str) -> None:
        """Put one leaf at the end."""
        self.size += 1
        self.head = digest(b"\x02" + bytes.fromhex(self.head) + bytes.fromhex(leaf))
        self._peaks.append((1, leaf))
        while len(self._peaks) > 1 and self._peaks[-1][0] == self._peaks[-2][0]:
            (width, left), (_, right) = self._peaks[-2:]
            self._peaks[-2:] = [(2 * width, _node(left, right))]

    @property
    def root(self) -> str:
        """Return the head of the tree."""
        if not self._peaks:
            return digest(b"")
        root = self._peaks[-1][1]
        for _, peak in reversed(self._peaks[:-1]):
            root = _node(peak, root)
        return root


def audit_path(leaves: Sequence[str], place: int) -> list[str]:
    """Return the siblings that lead from a leaf (from 0) to the root, the nearest first."""
    path, level = [], list(leaves)
    while len(level) > 1:
        if place ^ 1 < len(level):
            path.append(level[place ^ 1])
        pairs = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level, place = pairs + level[len(pairs) * 2 :], place >> 1
    return path


def root_from(leaf: str, place: int, size: int, path: Sequence[str]) -> str:
    """Return the root that an audit path leads to; ValueError when its length does not fit."""
    found, last, rest = leaf, size - 1, list(path)
    while last:
        if place % 2 or place < last:
            if not rest:
                raise ValueError("the path is too short")
            sibling = rest.pop(0)
            found = _node(sibling, found) if place % 2 else _node(found, sibling)
        place, last = place >> 1, last >> 1
    if rest:
        raise ValueError("the path is too long")
    return found


def is_beginning(before: int, root_before: str, size: int, root: str, proof: Sequence[str]) -> bool:
    """Tell whether a consistency proof (RFC 9162, 2.1.4.2) shows one board to be the beginning of another."""
    if before == size:
        return root_before == root and not proof
    if not before:
        return not proof
    rest = list(proof) if before & (before - 1) else [root_before, *proof]
    if not rest:
        return False
    place, last = before - 1, size - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    old = new = rest.pop(0)
    for each in rest:
        if not last:
            return False
        if place % 2 or place == last:
            old, new = _node(each, old), _node(each, new)
            while place and not place % 2:
                place, last = place >> 1, last >> 1
        else:
            new = _node(new, each)
        place, last = place >> 1, last >> 1
    return not last and (old, new) == (root_before, root)


def check_leaves(contents: Contents) -> Iterator[BadEntry]:
    """Check each leaf, and that as many are counted as there are ballots."""
    seen = set()
    for place, each in enumerate(contents.leaves, 1):
        entry = f"leaf {place}"
        if each.code != receipt_code(each.leaf):
            yield BadEntry(LEAVES, entry, f"“{each.code}” is not the receipt code of its commitment")
        if each.leaf in seen:
            yield BadEntry(LEAVES, entry, "stands twice")
        seen.add(each.leaf)
    counted, ballots = contents.fates[COUNTED], len(contents.ballots)
    if counted != ballots:
        yield BadEntry(LEAVES, "", f"marks {counted} ballots as counted, {BALLOTS} holds {ballots}")


def read_checkpoints(files: Files) -> list[Fields]:
    """Read the checkpoints, one JSON object a line, each in its one form."""
    read = []
    for number, line in enumerate(text_of(files, CHECKPOINTS).split("\n")[:-1], 1):
        entry = f"checkpoint {number}"
        told = Fields(_json(line, CHECKPOINTS, entry), CHECKPOINTS, entry)
        if json.dumps(told.value, sort_keys=True, separators=(",", ":")) != line:
            raise BadEntry(CHECKPOINTS, entry, "is not written in the form of a checkpoint")
        read.append(told)
    if not read:
        raise BadEntry(CHECKPOINTS, "", "holds no checkpoint")
    return read


def check_checkpoints(contents: Contents) -> Iterator[BadEntry]:
    """Build tree and chain from the leaves and lay every checkpoint beside them."""
    read = read_checkpoints(contents.files)
    lines = text_of(contents.files, CHECKPOINTS).split("\n")
    round_id = contents.result.whole("round")
    tree = Tree(digest(f"civic/checkpoint/1|{round_id}".encode()))
    previous = ZERO
    paper = sum(told.value.get("kind") == "paper" for told in read)
    kinds = ["opening", *["hourly"] * (len(read) - paper - 2), "closing", *["paper"] * paper]
    if len(read) - paper < 2:
        raise BadEntry(CHECKPOINTS, "", "does not hold a checkpoint of the opening and one of the close")
    for number, told in enumerate(read, 1):
        entry, size = told.path, told.whole("size")
        kind = kinds[number - 1]
        for name, meant in (("round", round_id), ("number", number), ("kind", kind), ("previous", previous)):
            if told.value.get(name) != meant:
                yield BadEntry(CHECKPOINTS, entry, f"says {name} {told.value.get(name)}, not {meant}")
        if size < tree.size or size > len(contents.leaves) or (number == 1 and size):
            raise BadEntry(CHECKPOINTS, entry, f"has {size} leaves, which does not fit")
        fresh = [each.leaf for each in contents.leaves[tree.size : size]]
        if fresh != sorted(fresh):
            yield BadEntry(CHECKPOINTS, entry, "does not hold its new leaves in the order of their hashes")
        for leaf in fresh:
            tree.add(leaf)
        for name, meant in (("root", tree.root), ("head", tree.head)):
            if told.text(name) != meant:
                yield BadEntry(CHECKPOINTS, entry, f"says {name} {told.text(name)}, {LEAVES} gives {meant}")
        previous = digest(lines[number - 1].encode())
    if tree.size != len(contents.leaves):
        yield BadEntry(LEAVES, f"leaf {tree.size + 1}", "stands on the board after the last checkpoint")


def check_minutes(contents: Contents) -> Iterator[BadEntry]:
    """Compare the minute of the sealing with the leaves, the closing checkpoint and the result."""
    opening, sealing = contents.minutes.inner("opening"), contents.minutes.inner("sealing")
    last = len(read_checkpoints(contents.files)) - 1
    closing = digest(text_of(contents.files, CHECKPOINTS).split("\n")[last].encode())
    words = sealing.texts("words")
    drawn = digest("\n".join(("civic/audit/1", closing, *words)).encode())
    result, fates = contents.result, contents.fates
    for part, name, meant in (
        (opening, "seed_hash", result.value.get("seed_commitment")),
        (opening, "rules_hash", result.value.get("rules_hash")),
        (sealing, "closing_checkpoint", closing),
        (sealing, "sample_seed", drawn),
        (sealing, "seed", result.value.get("seed")),
        (sealing, "leaves", len(contents.leaves)),
        (sealing, "counted", fates[COUNTED]),
        (sealing, "superseded", fates[SUPERSEDED]),
        (sealing, "invalid", fates[INVALID]),
        (sealing, "voters", fates[COUNTED] + fates[INVALID]),
        (sealing, "sampled", min(SAMPLE, len(contents.leaves))),
    ):
        if part.value.get(name) != meant:
            yield BadEntry(MINUTES, part.at(name), f"says {part.value.get(name)}, not {meant}")
    if sealing.whole("sample_misfits"):
        misfits = sealing.whole("sample_misfits")
        yield BadEntry(MINUTES, "sealing.sample_misfits", f"{misfits} opened ballots were not what was committed")


# ---- Seed, rules, turnout, ballots


def check_seed(contents: Contents) -> Iterator[BadEntry]:
    """Compare the seed of the lots with the hash published at the opening."""
    told = contents.result.text("seed_commitment")
    if digest(contents.result.text("seed").encode()) != told:
        yield BadEntry(RESULT, "seed", "does not have the SHA-256 published at the opening: " + told)


def check_rules(contents: Contents) -> Iterator[BadEntry]:
    """Compare the rules fixed at the opening, where the folder holds them, with their hash and the result."""
    if RULES not in contents.files:
        contents.notes.append("a phase was extended after the opening: the text of the rules is not in the folder")
        return
    result, found = contents.result, digest(contents.files[RULES])
    if found != result.text("rules_hash"):
        yield BadEntry(RULES, "", "has the SHA-256 {}, published was {}".format(found, result.text("rules_hash")))
    rules = json_of(contents.files, RULES).inner("rules")
    options, needed, percent, votes = result.inner("options"), *_threshold(rules)
    for told, name, meant in (
        (result, "rule", rules.text("rule")),
        (result, "ballot_kind", rules.text("ballot_kind")),
        (result, "min_choices", rules.whole("min_choices")),
        (result, "max_choices", rules.whole("max_choices")),
        (result, "pot", rules.whole("pot")),
        (result, "eligible", rules.whole("eligible")),
        (result, "threshold", needed),
        (options, "min_score", needed),
        (options, "k", rules.maybe_whole("winners_cap")),
        (options, "threshold_percent", percent),
        (options, "threshold_votes", votes),
    ):
        if told.value.get(name) != meant:
            yield BadEntry(RESULT, told.at(name), f"says {told.value.get(name)}, the fixed rules say {meant}")


def _threshold(rules: Fields) -> tuple[int, str | None, int | None]:
    """Return the votes needed, and how the options write them: a share in percent, or a number."""
    kind, value = rules.text("threshold_kind"), rules.whole("threshold_value")
    if kind == "votes":
        return value, None, value
    if kind != "share":
        raise BadEntry(RULES, "rules.threshold_kind", "is no kind of threshold")
    percent = Fraction(value, 100)
    needed = -(-value * rules.whole("eligible") // 10000)
    return needed, f"{percent.numerator}/{percent.denominator}", None


def check_turnout(contents: Contents) -> Iterator[BadEntry]:
    """Compare the voters by channel with the leaves: each voter has one last ballot, counted or invalid."""
    rows = _table(contents.files, TURNOUT, "channel,voters")
    if not rows or rows[-1][0] != [ALL] or rows[-1][1] is None:
        raise BadEntry(TURNOUT, "", f"does not end with “{ALL}” and a number")
    channels, everyone = {names[0]: voters for names, voters in rows[:-1]}, rows[-1][1]
    last = contents.fates[COUNTED] + contents.fates[INVALID]
    if everyone != last:
        yield BadEntry(TURNOUT, ALL, f"says {everyone} voters, {LEAVES} holds {last} last ballots")
    if not _adds_up(list(channels.values()), everyone):
        yield BadEntry(TURNOUT, ALL, "is not the sum of the channels")
    if contents.result.whole("voters") != everyone:
        told = contents.result.whole("voters")
        yield BadEntry(RESULT, "voters", f"says {told}, {TURNOUT} says {everyone}")
    days = _table(contents.files, DAYS, "channel,day,voters")
    for channel, voters in channels.items():
        cells = [count for names, count in days if names[0] == channel]
        if voters is None and any(count is not None for count in cells):
            yield BadEntry(DAYS, channel, "shows days of a channel that is hidden")
        if voters is not None and not _adds_up(cells, voters):
            yield BadEntry(DAYS, channel, "does not add up to the voters of the channel")
    if {names[0] for names, _ in days} != set(channels):
        yield BadEntry(DAYS, "", "does not hold the channels of " + TURNOUT)


def check_villages(contents: Contents) -> Iterator[BadEntry]:
    """Check that turnout by village adds up; a folder of a roll without villages has no such file.

    Papers that were handed out and not brought back are among its voters: it may hold more of them than ballots.
    """
    if VILLAGES not in contents.files:
        return
    rows = _table(contents.files, VILLAGES, "village,on_roll,voters")
    listed = [names[1] for names, _ in rows]
    on_roll = [None if cell == HIDDEN else whole(cell, VILLAGES, f"line {n}") for n, cell in enumerate(listed, 2)]
    voters = [count for _, count in rows]
    if not rows or rows[-1][0][0] != ALL or on_roll[-1] is None or voters[-1] is None:
        raise BadEntry(VILLAGES, "", f"does not end with “{ALL}” and two numbers")
    for (names, came), people in zip(rows, on_roll):
        if (came is None) != (people is None) or (came or 0) > (people or 0):
            yield BadEntry(VILLAGES, names[0], "holds numbers that do not fit each other")
    if not _adds_up(on_roll[:-1], on_roll[-1]) or not _adds_up(voters[:-1], voters[-1]):
        yield BadEntry(VILLAGES, ALL, "is not the sum of the villages")
    last = contents.fates[COUNTED] + contents.fates[INVALID]
    if voters[-1] < last:
        yield BadEntry(VILLAGES, ALL, f"says {voters[-1]} voters, {LEAVES} holds {last} last ballots")


def _table(files: Files, name: str, head: str) -> list[tuple[list[str], int | None]]:
    """Read a table of counts; a hidden one is None."""
    lines = text_of(files, name).split("\n")
    if lines[0] != head or lines[-1]:
        raise BadEntry(name, "", f"does not begin with “{head}” and end with a line end")
    rows: list[tuple[list[str], int | None]] = []
    for number, line in enumerate(lines[1:-1], 2):
        *names, cell = line.split(",")
        entry = f"line {number}"
        if len(names) != head.count(","):
            raise BadEntry(name, entry, f"is not “{head}”")
        rows.append((names, None if cell == HIDDEN else whole(cell, name, entry)))
    return rows


def _adds_up(cells: Sequence[int | None], total: int) -> bool:
    hidden = sum(cell is None for cell in cells)
    rest = total - sum(cell or 0 for cell in cells)
    return rest >= hidden and (bool(hidden) or not rest)


def check_ballots(contents: Contents) -> Iterator[BadEntry]:
    """Check each ballot by the round's limits, and the announced numbers of ballots."""
    for number, row in enumerate(contents.ballots, 1):
        problem = _why_not(contents, row)
        if problem:
            yield BadEntry(BALLOTS, f"ballot {number}", problem)
    blank = sum(not row.items for row in contents.ballots)
    for name, found in (("ballots", len(contents.ballots)), ("blank", blank)):
        told = contents.result.whole(name)
        if told != found:
            yield BadEntry(RESULT, name, f"says {told}, {BALLOTS} holds {found}")


def _why_not(contents: Contents, row: Row) -> str:
    """Say why a ballot may not count, "" when it may; a blank one always may."""
    unknown = [item for item in row.items if item not in contents.costs]
    if unknown:
        return f"names “{unknown[0]}”, which is not on the ballot"
    if bool(row.points) != (contents.kind == "points" and bool(row.items)):
        return "gives points where none belong, or none where they do"
    if len(set(row.items)) != len(row.items):
        return "names one item twice"
    if row.items and len(row.items) < contents.result.whole("min_choices"):
        return "marks too few projects"
    if len(row.items) > contents.most:
        return "marks too many projects"
    if contents.kind == "knapsack" and sum(contents.costs[item] for item in row.items) > contents.result.whole("pot"):
        return "marks projects that together cost more than allowed"
    if row.points and (min(row.points) < 1 or sum(row.points) > POINTS_TO_GIVE):
        return "gives more points than allowed, or none"
    return ""


# ---- Counting again


class Election:
    """Be the vote ready to count."""

    def __init__(self, contents: Contents) -> None:
        result = contents.result
        options = result.inner("options")
        self.costs, self.seed = contents.costs, result.text("seed")
        self.pot, self.eligible = result.whole("pot"), result.whole("eligible")
        self.min_score, self.k = options.whole("min_score"), options.maybe_whole("k")
        self.step = options.whole("step") if "step" in options.value else 1
        if not self.step:
            raise BadEntry(RESULT, "options.step", "is no step")
        self.percent, self.needed = options.ratio("threshold_percent"), options.maybe_whole("threshold_votes")
        self.groups = Counter(contents.marked)
        self.voters = len(contents.marked)
        self.votes = dict.fromkeys(self.costs, 0)
        self.scores = dict(self.votes)
        for choices, count in self.groups.items():
            for item, points in choices:
                self.votes[item] += count
                self.scores[item] += count * points

    def place(self, item: str) -> tuple[int, int, bytes]:
        """Return the place in the one tie order: cost up, votes down, then the lot of the published seed."""
        return self.costs[item], -self.votes[item], sha256((self.seed + item).encode()).digest()

    def by_score(self) -> list[str]:
        """Return all items by score, ties by the tie order."""
        return sorted(self.costs, key=lambda item: (-self.scores[item], self.place(item)))


class Outcome(NamedTuple):
    """Be a count: winners in order, the share each voter had under Equal Shares, voters who prefer each outcome."""

    winners: tuple[str, ...]
    per_voter: Fraction | None = None
    preference: tuple[int, int] | None = None


def count_threshold(election: Election) -> Outcome:
    """Select every item that reaches the threshold, the best k where there is a cap."""
    needed = election.needed
    if needed is None:
        if election.percent is None or not election.eligible:
            raise BadEntry(RESULT, "options", "hold no threshold")
        needed = -(-election.percent * election.eligible // 100)
    best = election.by_score()[: election.k]
    return Outcome(tuple(item for item in best if election.scores[item] and election.scores[item] >= needed))


def count_top(election: Election) -> Outcome:
    """Select the k best."""
    if election.k is None:
        raise BadEntry(RESULT, "options.k", "is missing")
    return Outcome(tuple(item for item in election.by_score()[: election.k] if election.scores[item]))


def count_greedy(election: Election, skip: bool = True, funded: Sequence[str] = ()) -> Outcome:
    """Fund by score what fits the money left; stop at the first that does not fit unless it is skipped."""
    left = election.pot - sum(election.costs[item] for item in funded)
    won = []
    for item in election.by_score():
        if item in funded or not election.scores[item] or election.scores[item] < election.min_score:
            continue
        if election.costs[item] <= left:
            won.append(item)
            left -= election.costs[item]
        elif not skip:
            break
    return Outcome(tuple(won))


def count_phragmen(election: Election) -> Outcome:
    """Fund what leaves its supporters the least load (sequential Phragmén), until an item breaks the pot.

    A group of ballots bears the load of the item funded last of those it chose: few loads, kept as fractions.
    """
    supporters: dict[str, list[tuple[int, int]]] = {}
    for group, (choices, count) in enumerate(election.groups.items()):
        for item, _ in choices:
            supporters.setdefault(item, []).append((group, count))
    bears = dict.fromkeys(range(len(election.groups)), "")
    loads, left = {"": Fraction(0)}, election.pot
    won: list[str] = []

    def load_with(item: str) -> Fraction:
        voters: Counter[str] = Counter()
        for group, count in supporters[item]:
            voters[bears[group]] += count
        borne = sum((loads[each] * count for each, count in voters.items()), Fraction(election.costs[item]))
        return borne / sum(voters.values())

    while len(won) < len(supporters):
        after = {item: load_with(item) for item in supporters if item not in loads}
        chosen = min(after, key=lambda item: (after[item], election.place(item)))
        if election.costs[chosen] > left:
            break
        won.append(chosen)
        left -= election.costs[chosen]
        loads[chosen] = after[chosen]
        bears.update((group, chosen) for group, _ in supporters[chosen])
    return Outcome(tuple(won))


class Purchase(NamedTuple):
    """Be one item funded by Equal Shares: effective votes (None: it is free), whether it was tied, the next best."""

    item: str
    support: Fraction | None
    tied: bool
    runner_up: Fraction


class Market:
    """Run Equal Shares (Peters, Pierczyński and Skowron 2021) in exact fractions, one purse a group of ballots."""

    def __init__(self, election: Election) -> None:
        self.election = election
        self.supporters: dict[str, list[tuple[int, int, int]]] = {}
        for group, (choices, count) in enumerate(election.groups.items()):
            for item, points in choices:
                self.supporters.setdefault(item, []).append((group, count, points))
        self.memory: dict[Fraction, list[Purchase]] = {}

    def buy(self, share: Fraction) -> list[Purchase]:
        """Return what is funded, in order, when every voter holds this share."""
        if share not in self.memory:
            self.memory[share] = self._buy(share)
        return self.memory[share]

    def cost(self, share: Fraction) -> int:
        """Return what is spent at this share."""
        return sum(self.election.costs[each.item] for each in self.buy(share))

    def _buy(self, share: Fraction) -> list[Purchase]:
        costs, place = self.election.costs, self.election.place
        free = sorted((item for item in self.supporters if not costs[item]), key=place)
        bought = [Purchase(item, None, False, Fraction(0)) for item in free]
        held = [share] * len(self.election.groups)
        left = {item for item in self.supporters if costs[item]}
        while left:
            prices = {item: self._price(item, held) for item in left}
            left = {item for item in left if prices[item] is not None}
            offers = {item: costs[item] / price for item, price in prices.items() if price is not None}
            if not offers:
                break
            best = max(offers.values())
            tied = sorted((item for item in left if offers[item] == best), key=place)
            chosen = tied[0]
            self._pay(chosen, costs[chosen] / best, held)
            left.discard(chosen)
            runner_up = max((offers[item] for item in left if item not in tied), default=Fraction(0))
            bought.append(Purchase(chosen, best, len(tied) > 1, runner_up))
        return bought

    def _price(self, item: str, held: list[Fraction]) -> Fraction | None:
        """Return the least rho at which the supporters pay the cost, each at most rho a point and all they hold."""
        rest, mine = Fraction(self.election.costs[item]), self.supporters[item]
        supporters = sorted((held[group] / points, group, count, points) for group, count, points in mine)
        weight = sum(count * points for _, _, count, points in supporters)
        for limit, group, count, points in supporters:
            if rest <= limit * weight:
                return rest / weight
            rest -= held[group] * count
            weight -= count * points
        return None

    def _pay(self, item: str, rho: Fraction, held: list[Fraction]) -> None:
        for group, _, points in self.supporters[item]:
            held[group] -= min(held[group], rho * points)


def same_between(low: Sequence[Purchase], high: Sequence[Purchase]) -> bool:
    """Say whether every share between two funds the same items in the same order as both ends."""
    if len(low) != len(high):
        return False
    for one, two in zip(low, high):
        if one.item != two.item or (two.tied and one.support != two.support):
            return False
        if one.support is not None and one.support <= two.runner_up:
            return False
    return True


def count_shares(election: Election, rule: str, told: Fraction | None, notes: list[str]) -> Outcome:
    """Count by Equal Shares with the completion that the rule string names."""
    parts = rule.split("/")
    comparison = parts[-1] == "comparison"
    parts = parts[1:-1] if comparison else parts[1:]
    completion = parts[0] if parts else ""
    until = parts[2] if len(parts) == 3 and parts[1] == "integral" else "overshoot"
    known = completion in ("", "add1", "add1u") and until in ("overshoot", "exhaustive") and len(parts) in (0, 1, 3)
    if not known:
        raise BadEntry(RESULT, "rule", f"“{rule}” is not a rule this checker knows")
    market = Market(election)
    supported = [item for item in election.costs if election.votes[item]]
    total = sum(election.costs[item] for item in supported)
    share: Fraction | None
    if not completion:
        share = Fraction(election.pot, max(election.voters, 1))
        bought = market.buy(share)
    elif total <= election.pot:
        share, bought = None, market.buy(Fraction(total))
    else:
        share = _final_share(market, election, until, told, notes)
        bought = market.buy(share)
    winners = tuple(each.item for each in bought)
    if completion == "add1u":
        winners += count_greedy(election, funded=winners).winners
    outcome = Outcome(winners, share)
    return _compared(outcome, election) if comparison else outcome


def _final_share(
    market: Market, election: Election, until: str, told: Fraction | None, notes: list[str]
) -> Fraction:
    """Raise the share until the next outcome costs more than the pot, leaping where nothing changes on the way."""

    def ends(share: Fraction) -> bool:
        if until == "exhaustive":
            left = election.pot - market.cost(share)
            won = {each.item for each in market.buy(share)}
            if all(election.costs[item] > left for item in market.supporters if item not in won):
                return True
        return market.cost(share + election.step) > election.pot

    share, leap, runs = Fraction(election.pot // election.voters), 1, 0
    while not ends(share):
        runs += 1
        if runs > PATIENCE and told is not None:
            notes.append("Equal Shares: only the announced share and the next were checked, not each one before")
            if market.cost(told) > election.pot or not ends(told):
                raise BadEntry(RESULT, "outcome.per_voter", "is not where the shares stop rising")
            return told
        following = share + leap * election.step
        if leap > 1 and (
            not same_between(market.buy(share), market.buy(following)) or market.cost(following) > election.pot
        ):
            leap //= 2
            continue
        share, leap = following, leap * 2
    return share


def _compared(outcome: Outcome, election: Election) -> Outcome:
    """Put greedy in the place of Equal Shares when more voters are better off with it."""
    rival = count_greedy(election)
    ours, theirs = set(outcome.winners), set(rival.winners)
    gains: Counter[int] = Counter()
    for choices, count in election.groups.items():
        mine, other = sum(item in ours for item, _ in choices), sum(item in theirs for item, _ in choices)
        gains[(mine > other) - (mine < other)] += count
    preference = (gains[1], gains[-1])
    if preference[1] > preference[0]:
        return Outcome(rival.winners, None, preference)
    return Outcome(outcome.winners, outcome.per_voter, preference)


def count_again(contents: Contents, election: Election) -> Outcome:
    """Count by the announced rule."""
    rule = contents.result.text("rule")
    plain: dict[str, Callable[[Election], Outcome]] = {
        "threshold": count_threshold,
        "top_k": count_top,
        "greedy": count_greedy,
        "greedy_no_skip": lambda each: count_greedy(each, skip=False),
        "phragmen": count_phragmen,
    }
    if rule in plain:
        return plain[rule](election)
    if rule.split("/")[0] == "equal_shares":
        return count_shares(election, rule, contents.result.inner("outcome").ratio("per_voter"), contents.notes)
    raise BadEntry(RESULT, "rule", f"“{rule}” is not a rule this checker knows")


def check_winners(contents: Contents) -> Iterator[BadEntry]:
    """Count again, and compare winners, money, each step, and the list of items with it."""
    told = contents.result.inner("outcome")
    winners, spent, steps = told.texts("winners"), told.whole("spent"), told.inners("steps")
    unknown = [row.items for row in contents.ballots if any(item not in contents.costs for item in row.items)]
    if unknown:
        raise BadEntry(BALLOTS, "", "cannot be counted again: a ballot names an unknown project")
    election = Election(contents)
    outcome = count_again(contents, election)
    for place in range(max(len(winners), len(outcome.winners))):
        said, found = _at(winners, place), _at(outcome.winners, place)
        if said != found:
            entry = f"outcome.winners[{place}]"
            yield BadEntry(RESULT, entry, f"says {said}, the count gives {found}")
            break
    yield from _compare_money(told, spent, outcome, election)
    for place, step in enumerate(steps):
        item = step.text("project")
        seen = (step.whole("votes"), step.whole("score"), step.whole("cost"))
        if seen != (election.votes.get(item), election.scores.get(item), election.costs.get(item)):
            yield BadEntry(RESULT, f"outcome.steps[{place}]", "is not the step of the count")
    ranks = {item: rank for rank, item in enumerate(outcome.winners, 1)}
    for item, listed in zip(contents.ids, contents.items):
        seen_item = listed.whole("votes"), listed.maybe_whole("rank"), listed.flag("selected")
        meant = election.votes[item], ranks.get(item), item in ranks
        if seen_item != meant:
            problem = f"is told with votes, rank, selected {seen_item}, counted {meant}"
            yield BadEntry(RESULT, "project " + item, problem)


def _compare_money(told: Fields, spent: int, outcome: Outcome, election: Election) -> Iterator[BadEntry]:
    found = sum(election.costs[item] for item in outcome.winners if item in election.costs)
    if spent != found:
        yield BadEntry(RESULT, "outcome", f"says {spent} spent, the count gives {found}")
    if told.ratio("per_voter") != outcome.per_voter:
        yield BadEntry(RESULT, "outcome.per_voter", "is not the share of the count")
    if outcome.preference is not None:
        preference = told.inner("preference")
        if (preference.whole("equal_shares"), preference.whole("greedy")) != outcome.preference:
            yield BadEntry(RESULT, "outcome.preference", "is not the comparison of the count")


def _at(winners: Sequence[str], place: int) -> str:
    return winners[place] if place < len(winners) else "nobody"


def check_pabulib(contents: Contents) -> Iterator[BadEntry]:
    """Compare the Pabulib file, where there is one, with ballots, costs and winners."""
    if ELECTION not in contents.files:
        return
    sections = _sections(text_of(contents.files, ELECTION))
    try:
        costs = {row["project_id"]: int(row["cost"]) for row in sections["PROJECTS"]}
        won = {row["project_id"] for row in sections["PROJECTS"] if row["selected"] == "1"}
        votes = Counter(_pabulib_vote(contents, row) for row in sections["VOTES"])
    except (KeyError, ValueError, TypeError, AttributeError):
        raise BadEntry(ELECTION, "", "is no Pabulib file that this checker can read") from None
    if costs != contents.costs:
        yield BadEntry(ELECTION, "PROJECTS", "are not the items of " + RESULT)
    if votes != Counter(contents.marked):
        yield BadEntry(ELECTION, "VOTES", "are not the ballots of " + BALLOTS)
    if won != set(contents.result.inner("outcome").texts("winners")):
        yield BadEntry(ELECTION, "selected", "are not the winners of " + RESULT)


def _sections(text: str) -> dict[str, list[dict[str, str]]]:
    sections: dict[str, list[dict[str, str]]] = {}
    head: list[str] = []
    name = ""
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        if len(cells) == 1 and cells[0] in ("META", "PROJECTS", "VOTES"):
            name, head = cells[0], []
            sections[name] = []
        elif not head:
            head = cells
        else:
            sections.setdefault(name, []).append(dict(zip(head, cells)))
    return sections


def _pabulib_vote(contents: Contents, row: dict[str, str]) -> Choices:
    items = tuple(item for item in row["vote"].split(",") if item)
    points = tuple(int(given) for given in row.get("points", "").split(",") if given)
    return contents.choices(Row(items, points))


CHECKS = (
    check_heads, check_seed, check_rules, check_leaves, check_checkpoints, check_minutes, check_turnout,
    check_villages, check_ballots, check_winners, check_pabulib,
)  # fmt: skip


# ---- Answering


def verify(files: Files) -> Report:
    """Check a whole folder: hashes first, then what the files say of each other, then the winners."""
    manifest_hash = digest(files[MANIFEST]) if MANIFEST in files else ""
    findings = list(_told(check_manifest(files)))
    try:
        contents = Contents(files)
    except BadEntry as bad:
        return Report((*findings, Finding(bad.file, bad.entry, bad.problem)), manifest_hash)
    for check in CHECKS:
        findings += _told(check(contents))
    try:
        winners = contents.result.inner("outcome").texts("winners")
        cells = _table(files, TURNOUT, "channel,voters") + _table(files, DAYS, "channel,day,voters")
        if VILLAGES in files:
            cells += _table(files, VILLAGES, "village,on_roll,voters")
        hidden = sum(cell is None for _, cell in cells)
    except BadEntry:
        winners, hidden = (), 0
    unique = sum(count == 1 for count in Counter(contents.marked).values())
    ballots = len(contents.ballots)
    return Report(tuple(findings), manifest_hash, ballots, winners, unique, hidden, tuple(contents.notes))


def _told(found: Iterable[BadEntry]) -> Iterator[Finding]:
    """Yield what a check finds; what keeps it from going on is its last finding."""
    try:
        for bad in found:
            yield Finding(bad.file, bad.entry, bad.problem)
    except BadEntry as bad:
        yield Finding(bad.file, bad.entry, bad.problem)


def find_code(files: Files, typed: str) -> list[str]:
    """Say in plain words what became of the ballot behind a receipt code, and prove that it is on the board."""
    code = re.sub(r"[\s-]", "", typed).upper().replace("O", "0").replace("I", "1").replace("L", "1")
    leaves = read_leaves(files)
    place = next((at for at, each in enumerate(leaves) if each.code.replace("-", "") == code), None)
    if place is None:
        return []
    leaf, closing = leaves[place], read_checkpoints(files)[-1]
    hashes = [each.leaf for each in leaves]
    path = audit_path(hashes, place)
    if root_from(leaf.leaf, place, len(hashes), path) != closing.text("root"):
        raise BadEntry(LEAVES, f"leaf {place + 1}", "does not lead to the root of the closing checkpoint")
    fates = {
        COUNTED: "It was counted.",
        SUPERSEDED: "It was replaced by a later ballot of the same voter.",
        INVALID: f"It was not counted: it does not keep to the rules of the ballot ({leaf.reason}).",
    }
    first = next(each for each in read_checkpoints(files) if each.whole("size") > place)
    return [
        f"Found: {leaf.code} is leaf {place + 1} of {len(leaves)}.",
        fates[leaf.fate],
        "It has been on the board since checkpoint {} of {}.".format(first.whole("number"), first.text("at")),
        "Hashing it with these {} neighbours gives the root of the closing checkpoint, {}:".format(
            len(path), closing.text("root")
        ),
        *("  " + each for each in path),
        "So nobody can have taken this ballot off the board, or changed it, unseen by whoever kept that root.",
        "What the ballot says cannot be read from the code.",
    ]


def read_folder(folder: str) -> dict[str, bytes]:
    """Read the files of a folder."""
    files = {}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            with open(path, "rb") as file:
                files[name] = file.read()
    return files


def say(report: Report) -> list[str]:
    """Write a report for people, one line a fact."""
    lines = []
    for each in report.findings:
        place = each.file + ", " + each.entry if each.entry else each.file
        lines.append(f"BAD  {place}: {each.problem}")
    if report.well:
        winners = ", ".join(report.winners) or "nobody"
        lines.append(f"ok   {report.ballots:,} ballots counted again; selected: {winners}")
    lines += [f"note {each}" for each in report.notes]
    share = f"{100 * report.unique / report.ballots:.1f} %" if report.ballots else "–"
    lines.append(f"     {share} of the ballots are unlike any other; {report.hidden} small numbers are hidden")
    lines.append("     SHA-256 of the manifest, to compare with others: " + report.manifest_hash)
    return ["".join(sign if sign.isprintable() else "\ufffd" for sign in line) for line in lines]


def as_json(report: Report) -> dict[str, Any]:
    """Shape a report for machines."""
    return {
        "ok": report.well,
        "findings": [each._asdict() for each in report.findings],
        "manifest_sha256": report.manifest_hash,
        "ballots": report.ballots,
        "winners": list(report.winners),
        "unique_ballots": report.unique,
        "hidden_numbers": report.hidden,
        "notes": list(report.notes),
    }


def check_kept(files: Files, kept: str) -> list[str]:
    """Return the kept checkpoints that the folder does not hold: the board was changed after they were taken."""
    held = set(text_of(files, CHECKPOINTS).split("\n"))
    return [line for line in (each.strip() for each in kept.split("\n")) if line and line not in held]


def check_proof(document: Fields) -> bool:
    """Tell whether a proof of inclusion or consistency leads to the roots it names."""
    try:
        if document.text("kind") == "inclusion":
            board, path = document.inner("checkpoint"), document.texts("path")
            found = root_from(document.text("leaf"), document.whole("position"), board.whole("size"), path)
            return found == board.text("root")
        before, after = document.inner("before"), document.inner("after")
        roots = before.whole("size"), before.text("root"), after.whole("size"), after.text("root")
        return is_beginning(*roots, document.texts("proof"))
    except ValueError:  # a path that is too short or long, or a hash that is none
        return False


def main(words: Sequence[str]) -> int:
    """Answer the command line; 0 when all is well, 1 when something is off, 2 when it was asked wrongly."""
    typed, options = list(words), {}
    for name in ("--code", "--kept", "--proof"):
        if name in typed[:-1]:
            at = typed.index(name)
            options[name] = typed[at + 1]
            del typed[at : at + 2]
    folders = [word for word in typed if word != "--json"]
    try:
        if "--proof" in options and not folders:
            return _answer_proof(options["--proof"])
        if len(folders) != 1 or not os.path.isdir(folders[0]):
            sys.stderr.write("usage: python3 verify.py DIR [--json] [--code CODE] [--kept FILE], or --proof FILE\n")
            return 2
        files = read_folder(folders[0])
        if "--code" in options:
            return _answer_code(files, options["--code"])
        if "--kept" in options:
            return _answer_kept(files, options["--kept"])
    except BadEntry as bad:
        sys.stdout.write(f"BAD  {bad.file}, {bad.entry}: {bad.problem}\n")
        return 1
    report = verify(files)
    as_text = "--json" not in typed
    text = "\n".join(say(report)) if as_text else json.dumps(as_json(report), ensure_ascii=False, indent=2)
    sys.stdout.write(text + "\n")
    return 0 if report.well else 1


def _answer_code(files: Files, code: str) -> int:
    found = find_code(files, code)
    sys.stdout.write("\n".join(found or ["Not found: no leaf has this code. Check each character."]) + "\n")
    return 0 if found else 1


def _answer_kept(files: Files, path: str) -> int:
    with open(path, encoding="utf-8") as file:
        lost = check_kept(files, file.read())
    lines = [f"BAD  not in {CHECKPOINTS}: {line}" for line in lost] or ["ok   every checkpoint you kept is there"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if lost else 0


def _answer_proof(path: str) -> int:
    with open(path, encoding="utf-8") as file:
        well = check_proof(Fields(_json(file.read(), path, ""), path))
    sys.stdout.write("ok   the proof leads to the root it names\n" if well else "BAD  the proof does not lead there\n")
    return 0 if well else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
