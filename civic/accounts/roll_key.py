"""Hold the key of the voters' roll: set once at start from the settings, never stored in the database."""

from civic.kit.ids import keyed_hash


class _Held:
    """Hold the key of this process."""

    key: bytes = b""


def use(key: str) -> None:
    """Set the key of this process; ValueError when it is short enough to be guessed."""
    if len(key) < 16:
        raise ValueError("the roll key is too short")
    _Held.key = key.encode()


def identity_hash(round_id: int, identity: str) -> str:
    """Return the keyed hash of an identity number in one round; two rounds cannot be joined by it."""
    return keyed_hash(_Held.key, f"identity|{round_id}|{identity}")


def code_hash(code: str) -> str:
    """Return the keyed hash of a voter code."""
    return keyed_hash(_Held.key, f"code|{code}")
