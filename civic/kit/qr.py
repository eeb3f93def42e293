"""Draw a text as a QR code: one path for an inline SVG, without any style."""

import re
from dataclasses import dataclass
from functools import lru_cache

import segno

QUIET = 4
"""Modules of white around the code (ISO/IEC 18004)."""
MASK = 0
"""The chequered mask (ISO/IEC 18004, 7.8): readable as any other; trying all eight took a quarter of a ballot."""
_DARK = re.compile(b"\x01+")
_BARS = tuple(f"h{long}v1h-{long}z" for long in range(178))


@dataclass(frozen=True)
class QrCode:
    """Hold a square drawing: `<svg viewBox="0 0 size size"><path d="path"/></svg>`, dark on white."""

    size: int
    path: str

    @property
    def view_box(self) -> str:
        """Return the drawing's viewBox attribute."""
        return f"0 0 {self.size} {self.size}"


def qr_code(text: str, alike: int = 0) -> QrCode:
    """Return the code of a text of at most 1,000 characters, still readable with 15 % damaged.

    `alike`: how many last characters (ASCII) differ among many addresses, which begin with a small letter. With one
    mask a code of bytes is linear in its text over GF(2): each character's part is made once, the parts are added up.
    """
    if not 0 < len(text) <= 1_000:
        raise ValueError("a QR code holds between 1 and 1,000 characters")
    fixed = len(text) - alike
    base = text[:fixed] + "0" * alike
    size, modules = _held(base) if alike else _modules(text)
    for place in range(fixed, len(text)):
        modules ^= _change(base, place, text[place])
    corners = _corners(size)
    dark = (bar.span() for bar in _DARK.finditer(modules.to_bytes(size * (size + 1))))
    return QrCode(size + 2 * QUIET, "".join([corners[start] + _BARS[end - start] for start, end in dark]))


@lru_cache(maxsize=1024)
def _change(base: str, place: int, symbol: str) -> int:
    """Return the modules that turn when another character stands at a place of a text."""
    return _held(base)[1] ^ _modules(base[:place] + symbol + base[place + 1 :])[1]


def _modules(text: str) -> tuple[int, int]:
    """Return a code's size and its modules: one byte each, row by row, a light one behind each row."""
    matrix = segno.make_qr(text, error="m", mask=MASK).matrix
    return len(matrix), int.from_bytes(b"".join(bytes(row) + b"\0" for row in matrix))


_held = lru_cache(maxsize=8)(_modules)


@lru_cache(maxsize=8)
def _corners(size: int) -> tuple[str, ...]:
    """Return how a bar begins at each place of the modules."""
    return tuple(f"M{x + QUIET} {y + QUIET}" for y in range(size) for x in range(size + 1))
