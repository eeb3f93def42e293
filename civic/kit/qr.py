"""Draw a text as a QR code: one path for an inline SVG, without any style."""

from dataclasses import dataclass

import segno

QUIET = 4
"""Modules of white around the code (ISO/IEC 18004)."""
MASK = 0
"""The chequered mask (ISO/IEC 18004, 7.8): readable as any other; trying all eight took a quarter of a ballot."""


@dataclass(frozen=True)
class QrCode:
    """Hold a square drawing: `<svg viewBox="0 0 size size"><path d="path"/></svg>`, dark on white."""

    size: int
    path: str

    @property
    def view_box(self) -> str:
        """Return the drawing's viewBox attribute."""
        return f"0 0 {self.size} {self.size}"


def qr_code(text: str) -> QrCode:
    """Return the code of a text of at most 1,000 characters, still readable with 15 % damaged."""
    if not 0 < len(text) <= 1_000:
        raise ValueError("a QR code holds between 1 and 1,000 characters")
    rows = [bytes(row) for row in segno.make_qr(text, error="m", mask=MASK).matrix]
    path = "".join(_row_path(row, y) for y, row in enumerate(rows, start=QUIET))
    return QrCode(len(rows) + 2 * QUIET, path)


def _row_path(row: bytes, y: int) -> str:
    """Draw the dark modules of a row as one unit high bars."""
    out, start = "", 0
    for x, dark in enumerate(row + b"\0"):
        if dark and (x == 0 or not row[x - 1]):
            start = x
        elif not dark and x and row[x - 1]:
            out += f"M{start + QUIET} {y}h{x - start}v1h-{x - start}z"
    return out
