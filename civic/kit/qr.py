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
    return QrCode(size + 2 * QUIET, _path(modules.to_bytes(size * size), size))


@lru_cache(maxsize=1024)
def _change(base: str, place: int, symbol: str) -> int:
    """Return the modules that turn when another character stands at a place of a text."""
    return _held(base)[1] ^ _modules(base[:place] + symbol + base[place + 1 :])[1]


def _modules(text: str) -> tuple[int, int]:
    """Return a code's size and its modules, row by row, one byte each."""
    matrix = segno.make_qr(text, error="m", mask=MASK).matrix
    return len(matrix), int.from_bytes(b"".join(map(bytes, matrix)))


_held = lru_cache(maxsize=8)(_modules)


def _path(modules: bytes, size: int) -> str:
    """Draw the dark modules of each row as one unit high bars."""
    bars = []
    for y in range(size):
        for bar in _DARK.finditer(modules, y * size, (y + 1) * size):
            x, long = bar.start() - y * size, bar.end() - bar.start()
            bars.append(f"M{x + QUIET} {y + QUIET}h{long}v1h-{long}z")
    return "".join(bars)
