"""Make names that cannot be guessed, and codes that people can read aloud and type."""

import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so nothing is misread."""

MAX_TYPED = 60
VOTER_CODE_SYMBOLS = 12
RECEIPT_BYTES = 10
RECEIPT_SYMBOLS = 17

DISTRICT_LETTERS = MappingProxyType({
    "songshan": "SS", "xinyi": "XY", "daan": "DA", "zhongshan": "ZS", "zhongzheng": "ZZ", "datong": "DT",
    "wanhua": "WH", "wenshan": "WS", "nangang": "NG", "neihu": "NH", "shilin": "SL", "beitou": "BT",
})  # fmt: skip
"""Two letters of each district of Taipei, by its slug, for case numbers."""

_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_CASE = re.compile(r"(\d{2,3})-?([A-Z]{2})-?(\d{1,6})", re.ASCII)


@dataclass(frozen=True)
class CaseNumber:
    """Hold the three parts of a case number such as 115-BT-001."""

    roc_year: int
    letters: str
    serial: int

    def __str__(self) -> str:
        return f"{self.roc_year}-{self.letters}-{self.serial:03d}"


def random_token(nbytes: int = 32) -> str:
    """Return a random URL-safe token of at least 16 bytes of chance."""
    if nbytes < 16:
        raise ValueError("a token under 128 bits can be guessed")
    return secrets.token_urlsafe(nbytes)


def hash_token(token: str) -> str:
    """Return the SHA-256 of a random token in hex: what is stored instead of the token."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(key: bytes, text: str) -> str:
    """Return HMAC-SHA256 in hex, for texts with few possible values such as identity numbers."""
    if len(key) < 16:
        raise ValueError("a key under 128 bits can be guessed")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def case_number(roc_year: int, letters: str, serial: int) -> str:
    """Write a case number such as 115-BT-001; ValueError for a year, letters or serial out of form."""
    if not (1 <= roc_year <= 999 and re.fullmatch("[A-Z]{2}", letters) and 1 <= serial <= 999_999):
        raise ValueError("not the parts of a case number")
    return str(CaseNumber(roc_year, letters, serial))


def workshop_number(roc_year: int, letters: str, serial: int) -> str:
    """Write the case number of a need that began at a workshop, such as 115-BT-W001; ValueError when out of form."""
    year, place, number = case_number(roc_year, letters, serial).split("-")
    return f"{year}-{place}-W{number}"


def parse_case_number(text: str) -> CaseNumber:
    """Read a typed case number, in small or full-width letters too; ValueError if it is none."""
    found = _CASE.fullmatch(_typed(text).replace("_", "-"))
    if not found or int(found[1]) < 1 or int(found[3]) < 1:
        raise ValueError("not a case number")
    return CaseNumber(int(found[1]), found[2], int(found[3]))


def voter_code() -> str:
    """Return a one-time code of 55 random bits and a check character, as XXXX-XXXX-XXXX."""
    data = [secrets.randbelow(32) for _ in range(VOTER_CODE_SYMBOLS - 1)]
    return _grouped(_with_check(data))


def normalise_voter_code(text: str) -> str:
    """Return a typed voter code in its one written form; ValueError if a character is wrong or swapped."""
    return _grouped(_checked(text, VOTER_CODE_SYMBOLS))


def receipt_code(leaf: bytes) -> str:
    """Write ten bytes as sixteen base 32 characters and a check character, in groups of four."""
    if len(leaf) != RECEIPT_BYTES:
        raise ValueError(f"a receipt is {RECEIPT_BYTES} bytes")
    number = int.from_bytes(leaf, "big")
    data = [number >> shift & 31 for shift in range(75, -1, -5)]
    return _grouped(_with_check(data))


def normalise_receipt_code(text: str) -> str:
    """Return a typed receipt code in its one written form; ValueError if a character is wrong or swapped."""
    return _grouped(_checked(text, RECEIPT_SYMBOLS))


def is_receipt_code(text: str) -> bool:
    """Tell whether a typed text is a receipt code with the right check character."""
    try:
        normalise_receipt_code(text)
    except ValueError:
        return False
    return True


def _typed(text: str) -> str:
    """Return what was typed without spaces, in capitals, full-width characters and long dashes made plain."""
    if len(text) > MAX_TYPED:
        raise ValueError("too long for a code")
    plain = "".join(unicodedata.normalize("NFKC", text).upper().split())
    return re.sub("[‐-―−]", "-", plain)


def _checked(text: str, symbols: int) -> list[int]:
    typed = _typed(text).replace("-", "")
    if len(typed) != symbols or any(symbol not in _VALUES for symbol in typed):
        raise ValueError("not a code of this kind")
    values = [_VALUES[symbol] for symbol in typed]
    if _with_check(values[:-1]) != values:
        raise ValueError("the check character does not fit")
    return values


def _with_check(data: list[int]) -> list[int]:
    """Append the symbol that makes the code's polynomial vanish at 2 in GF(32), x^5 + x^2 + 1.

    It finds every single wrong symbol and every swap of two symbols up to 30 places apart.
    """
    total = 0
    for value in data:
        total = _doubled(total) ^ value
    return [*data, _doubled(total)]


def _doubled(value: int) -> int:
    """Multiply by 2 in GF(32)."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def _grouped(values: list[int]) -> str:
    symbols = "".join(ALPHABET[value] for value in values)
    return "-".join(symbols[start : start + 4] for start in range(0, len(symbols), 4))
