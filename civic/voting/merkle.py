"""Hash leaves into a Merkle tree as RFC 6962 does, prove inclusion and consistency, and chain them. Pure.

A leaf is a ballot's commitment: SHA-256(0x00 ‖ …), which is RFC 6962's leaf hash. All hashes are hex.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

_NODE = b"\x01"
_LINK = b"\x02"


def root(leaves: Sequence[str]) -> str:
    """Return the head of the tree over these leaves (RFC 6962, 2.1)."""
    return _levels(leaves)[-1][0] if leaves else sha256(b"").hexdigest()


def inclusion(leaves: Sequence[str], place: int) -> list[str]:
    """Return the audit path of the leaf at a place from 0, the nearest sibling first (RFC 6962, 2.1.1)."""
    path = []
    for level in _levels(leaves)[:-1]:
        if place ^ 1 < len(level):
            path.append(level[place ^ 1])
        place >>= 1
    return path


def consistency(leaves: Sequence[str], before: int) -> list[str]:
    """Return the proof that the tree over the first `before` leaves is a beginning of this one (2.1.2)."""
    return _subproof(leaves, before, whole=True) if 0 < before < len(leaves) else []


def heads(leaves: Iterable[str], head: str) -> Iterator[str]:
    """Yield the head of the chain after each leaf: SHA-256(0x02 ‖ head before ‖ leaf)."""
    for leaf in leaves:
        head = sha256(_LINK + bytes.fromhex(head) + bytes.fromhex(leaf)).hexdigest()
        yield head


def _subproof(leaves: Sequence[str], before: int, whole: bool) -> list[str]:
    if before == len(leaves):
        return [] if whole else [root(leaves)]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if before <= half:
        return [*_subproof(leaves[:half], before, whole), root(leaves[half:])]
    return [*_subproof(leaves[half:], before - half, whole=False), root(leaves[:half])]


def _levels(leaves: Sequence[str]) -> list[list[str]]:
    """Return the tree level by level, the leaves first; a node without a sibling moves up as it is."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        level = levels[-1]
        nodes = [_node(*pair) for pair in zip(level[::2], level[1::2], strict=False)]
        levels.append(nodes + level[len(nodes) * 2 :])
    return levels


def _node(left: str, right: str) -> str:
    return sha256(_NODE + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()
