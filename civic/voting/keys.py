"""Keep each round's ballot key and tie-break seed outside the database: one private file a round.

The file is named after the published commitment of the seed, so an opening that is rolled back leaves a file
no round points at, and never one that a later opening trips over.
"""

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from civic.kit.errors import Kind, Reason, Refused
from civic.kit.text import N_

KEYS_GONE = Reason(
    "vote_keys_gone",
    N_("The keys of this ballot box are missing. Nothing was recorded; please tell the programme office."),
    Kind.CONFLICT,
)
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class RoundKey:
    """Hold one round's secrets: the key of its slots and the seed of its lots."""

    key: bytes
    seed: str

    @property
    def commitment(self) -> str:
        """Return SHA-256(seed) in hex, published at opening."""
        return hashlib.sha256(self.seed.encode()).hexdigest()


class KeyStore:
    """Keep round keys as files of mode 0600 in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self) -> RoundKey:
        """Make the secrets of a round that is being opened and sync them to disk before anything is cast."""
        made = RoundKey(secrets.token_bytes(32), secrets.token_hex(32))
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = json.dumps({"key": made.key.hex(), "seed": made.seed})
        handle = os.open(self._path(made.commitment), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        self._sync_folder()
        return made

    def find(self, commitment: str) -> RoundKey | None:
        """Return the secrets behind a round's seed commitment, None when they are destroyed or elsewhere."""
        if not _NAME.fullmatch(commitment):
            return None
        try:
            content = json.loads(self._path(commitment).read_text())
        except FileNotFoundError:
            return None
        return RoundKey(bytes.fromhex(content["key"]), content["seed"])

    def get(self, commitment: str) -> RoundKey:
        """Return the secrets behind a round's seed commitment; Refused when they are not here."""
        found = self.find(commitment)
        if found is None:
            raise Refused(KEYS_GONE)
        return found

    def destroy(self, commitment: str) -> bool:
        """Overwrite and remove a round's secrets; tell whether there were any."""
        path = self._path(commitment)
        if not path.exists():
            return False
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        self._sync_folder()
        return True

    def _path(self, commitment: str) -> Path:
        if not _NAME.fullmatch(commitment):
            raise Refused(KEYS_GONE)
        return self._folder / f"{commitment}.json"

    def _sync_folder(self) -> None:
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_lodging: ContextVar[KeyStore | None] = ContextVar("civic_lodged_keys", default=None)


class _Configured:
    """Hold the store the application was started with."""

    store: KeyStore | None = None


def configure(folder: Path) -> KeyStore:
    """Choose the folder of the data directory that holds the keys: once, when the application starts."""
    _Configured.store = KeyStore(folder / "ballot-keys")
    return _Configured.store


@contextmanager
def lodged(folder: Path) -> Iterator[None]:
    """Keep keys in another folder while the block runs: a rehearsal never comes near the real ones."""
    token = _lodging.set(KeyStore(folder))
    try:
        yield
    finally:
        _lodging.reset(token)


def is_configured() -> bool:
    """Tell whether a folder was chosen."""
    return _Configured.store is not None


def store() -> KeyStore:
    """Return the store of the rehearsal in hand, else the configured one; RuntimeError before `configure`."""
    if (lodging := _lodging.get()) is not None:
        return lodging
    if _Configured.store is None:
        raise RuntimeError("voting.keys.configure(folder) was not called")
    return _Configured.store
