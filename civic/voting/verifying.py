"""Check a publication folder with nothing but its files: hashes, ballots, voters, winners. Pure.

Every mistake becomes a finding that names the file and, where there is one, the entry; hashes come first.
What the folder cannot show is that it is the folder others hold: compare the hash of its manifest.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from civic.voting.checks import CHECKS, Contents, read_contents
from civic.voting.folder import (
    BALLOTS,
    FORMAT,
    MANIFEST,
    NEEDED,
    RESULT,
    BadEntry,
    Folder,
    NamedFile,
    dump,
    text_of,
)


@dataclass(frozen=True)
class Finding:
    """Be one thing that is off: the file, the entry in it ("" for the file as a whole), a sentence."""

    file: str
    entry: str
    problem: str


@dataclass(frozen=True)
class Report:
    """Be the answer of a check: what is off, first things first, and the hash of the manifest (hex)."""

    findings: tuple[Finding, ...]
    manifest_hash: str = ""
    ballots: int = 0
    winners: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Tell whether nothing is off."""
        return not self.findings


def verify(files: Sequence[NamedFile]) -> Report:
    """Check a whole folder, hashes first, then what the files say of each other, then the winners."""
    folder = Folder(tuple(files))
    manifest = folder.find(MANIFEST)
    hash_ = manifest.hash if manifest else ""
    findings = list(_told(check_manifest(folder)))
    try:
        contents = read_contents(folder)
    except BadEntry as bad:
        return Report((*findings, _finding(bad)), hash_)
    for check in (check_heads, *CHECKS):
        findings += _told(check(contents))
    return Report(tuple(findings), hash_, len(contents.ballots), contents.result.outcome.winners)


def _told(found: Iterator[BadEntry]) -> Iterator[Finding]:
    """Yield what a check finds; what keeps it from going on is its last finding."""
    try:
        for bad in found:
            yield _finding(bad)
    except BadEntry as bad:
        yield _finding(bad)


def _finding(bad: BadEntry) -> Finding:
    return Finding(bad.file, bad.entry, bad.problem)


def _document(folder: Folder) -> Mapping[str, object]:
    """Read the manifest; it must be written in its one form."""
    body = folder.need(MANIFEST).body
    try:
        document = json.loads(text_of(MANIFEST, body))
        own_form = dump(document) == body
    except (ValueError, RecursionError) as error:
        raise BadEntry(MANIFEST, "", f"is no JSON: {error}") from error
    if not own_form or not isinstance(document, dict):
        raise BadEntry(MANIFEST, "", "is not written in the form of the manifest")
    return document


def _listed(document: Mapping[str, object]) -> Mapping[str, object]:
    listed = document.get("files")
    if not isinstance(listed, dict):
        raise BadEntry(MANIFEST, "files", "is no list of files")
    return listed


def check_manifest(folder: Folder) -> Iterator[BadEntry]:
    """Compare the files with the manifest's list."""
    document = _document(folder)
    if document.get("format") != FORMAT:
        raise BadEntry(MANIFEST, "format", f"is not “{FORMAT}”: this checker does not know the folder")
    listed = _listed(document)
    for name in sorted({*NEEDED} - listed.keys()):
        yield BadEntry(MANIFEST, f"files.{name}", "is not listed")
    for name in sorted(listed):
        if (file := folder.find(name)) is None:
            yield BadEntry(name, "", "is missing")
        elif file.hash != listed[name]:
            yield BadEntry(name, "", f"has the SHA-256 {file.hash}, the manifest says {listed[name]}")
    for name in sorted({file.name for file in folder.files} - {*listed, MANIFEST}):
        yield BadEntry(name, "", "is not listed in the manifest")


def check_heads(contents: Contents) -> Iterator[BadEntry]:
    """Compare the manifest's head with the result, and the ballot file with the announced hash."""
    document, result = _document(contents.folder), contents.result
    head = {
        "round": result.round_id,
        "district": result.district,
        "year": result.year,
        "ballots_hash": result.proofs.ballots_hash,
        "gate_version": result.proofs.gate_version,
    }
    for name, value in head.items():
        if document.get(name) != value:
            yield BadEntry(MANIFEST, name, f"says {document.get(name)}, {RESULT} says {value}")
    found = contents.folder.need(BALLOTS).hash
    if found != result.proofs.ballots_hash:
        yield BadEntry(BALLOTS, "", f"has the SHA-256 {found}, announced was {result.proofs.ballots_hash}")


