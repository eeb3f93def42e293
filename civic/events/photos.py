"""Keep photos of wall posters: checked by their content, drawn anew without location, stored under random names."""

import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from civic.kit.errors import Kind, Reason, Refused
from civic.kit.ids import random_token
from civic.kit.text import N_

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 24_000_000
LONGEST_EDGE = 2400
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")
BAD_PHOTO = Reason(
    "bad_photo",
    N_("Choose a photo: JPEG, PNG or WebP, at most 10 MB and 24 million pixels."),
    Kind.INVALID,
)


@dataclass(frozen=True)
class Drawn:
    """Be a photo as we keep it: JPEG without any data about place, time or camera."""

    body: bytes
    width: int
    height: int


def redraw(body: bytes) -> Drawn:
    """Draw a photo anew; Refused for what is no photo or too large, told by its header before it is decoded."""
    if not 0 < len(body) <= MOST_BYTES:
        raise Refused(BAD_PHOTO)
    try:
        with Image.open(BytesIO(body), formats=FORMATS) as source:
            if source.width * source.height > MOST_PIXELS:
                raise Refused(BAD_PHOTO)
            picture = ImageOps.exif_transpose(source).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, *_BOMBS) as problem:
        raise Refused(BAD_PHOTO) from problem
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    picture.info.clear()
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Drawn(out.getvalue(), picture.width, picture.height)


class PhotoStore:
    """Keep the files of one application in one folder."""

    folder: Path = Path("instance")

    @classmethod
    def configure(cls, folder: Path) -> None:
        """Set where the files are kept."""
        cls.folder = folder / "photos"

    @classmethod
    def keep(cls, body: bytes) -> str:
        """Write a file under a new random name and sync it to disk; return the name."""
        name = f"{random_token(24)}.jpg"
        cls.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(cls.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        return name

    @classmethod
    def read(cls, name: str) -> bytes | None:
        """Return a file's bytes, None when it is not there."""
        path = cls.folder / name
        return path.read_bytes() if path.is_file() else None


_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
