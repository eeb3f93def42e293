"""Handle text: mark messages for translation, clean what arrives, fold what is searched, show changes."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from email_validator import validate_email

MAX_DIFF_SENTENCES = 1_000
MAX_DIFF_CHARACTERS = 300
MAX_DIFF_PAIRS = 20_000
"""Above these a change is shown as one whole, so that a hostile text cannot keep the server busy."""

ALIKE = 0.5
"""Sentences less alike than this are shown as one removed and one added."""

_EMOJI = "[\u00a9\u00ae\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2934\u2935\u2b00-\u2bff\U0001f000-\U0001faff]"
_UNWANTED = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f"  # controls, except tab and line end
    "\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff"  # lone surrogates and noncharacters
    "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069"  # marks that turn the direction of writing
    "\\u00ad\\u180e\\u200b\\u200c\\u2060-\\u2065\\u206a-\\u206f\\ufeff\\ufff9-\\ufffb"  # nothing to see
    "\\U000e0000-\\U000e00ff]"  # tags, able to hide a whole message
    f"|\\u200d(?!{_EMOJI})|(?<!{_EMOJI})(?<!{_EMOJI}\\ufe0f)\\u200d"  # a joiner outside an emoji
)
_LINE_END = re.compile("\r\n?|\u2028|\u2029")
_NOT_WORD = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[」』”’）)]*\n*|\n+|$)")
_EXTENSION = re.compile(r"(?:轉|分機|ext\.?|#|,)(\d{1,6})$", re.ASCII)
_INTERNATIONAL = re.compile(r"\+([1-9]\d{7,14})", re.ASCII)
_MOBILE = re.compile(r"09\d{8}", re.ASCII)
_LANDLINE = re.compile(
    r"(02)([2-9]\d{7})|(037|049|082|089)([2-9]\d{5,6})|(0826)(\d{5})|(0836)(\d{5})"
    r"|(04)([2-9]\d{6,7})|(0[35678])([2-9]\d{6})|(0800|0809)(\d{6})",
    re.ASCII,
)


class Change(Enum):
    """Name what happened to a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """Hold one piece of text and what happened to it."""

    change: Change
    text: str


def N_(message: str) -> str:  # noqa: N802 - the gettext convention
    """Mark an English message for translation without translating it yet."""
    return message


def clean(text: str) -> str:
    """Return text that is safe to store: NFC, line ends as \\n, nothing invisible except inside an emoji.

    Every text from outside passes here first. Spaces stay as typed.
    """  # noqa: D301 - the sentence shows the two characters
    kept = _UNWANTED.sub("", _LINE_END.sub("\n", unicodedata.normalize("NFC", text)))
    return unicodedata.normalize("NFC", kept)


def clean_line(text: str) -> str:
    """Return clean text on one line: runs of white space become one space, none at the ends."""
    return " ".join(clean(text).split())


def fold(text: str) -> str:
    """Return the form in which texts are searched: one width, one case, 臺 as 台, single spaces."""
    wide = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", clean(text)).casefold())
    folded = unicodedata.normalize("NFKC", wide.casefold())
    return " ".join(folded.replace("臺", "台").split())


def bigrams(text: str) -> tuple[str, ...]:
    """Return every two neighbouring characters of the folded words, in order; a lone character is itself."""
    words = _NOT_WORD.sub("", fold(text))
    if len(words) < 2:
        return (words,) if words else ()
    return tuple(words[place : place + 2] for place in range(len(words) - 1))


def similarity(one: str, other: str) -> float:
    """Return Dice's coefficient over the bigrams of two texts, from 0.0 to 1.0 (Dice 1945)."""
    left, right = Counter(bigrams(one)), Counter(bigrams(other))
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, each with its mark and closing bracket, without empty ones."""
    return tuple(piece.strip() for piece in split_sentences(text) if piece.strip())


def split_sentences(text: str) -> tuple[str, ...]:
    """Cut a text after 。！？!? and line ends; the pieces joined are the text again."""
    return tuple(piece for piece in _SENTENCE.findall(text) if piece)


def diff_sentences(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces from old to new: kept and removed join to the old text, kept and added to the new."""
    before, after = split_sentences(old), split_sentences(new)
    if max(len(before), len(after)) > MAX_DIFF_SENTENCES or _pairs(before, after) > MAX_DIFF_PAIRS:
        return tuple(_merged(_replaced(old, new)))
    return tuple(_merged(_by_sentence(before, after)))


def normalise_phone(text: str) -> str:
    """Return a typed number as +886912345678, with ;ext=1234 behind a switchboard; ValueError on nonsense.

    Accepts 0912-345-678, (02)2720-8889 轉 1234, +886 2 2720 8889 and numbers abroad that begin with +.
    """
    if len(text) > 60:
        raise ValueError("too long for a telephone number")
    typed = "".join(unicodedata.normalize("NFKC", text).lower().split()).replace("分機:", "分機")
    extension = _EXTENSION.search(typed)
    number = re.sub(r"[()./‐-―-]", "", typed[: extension.start()] if extension else typed)
    return _worldwide(number) + (f";ext={extension[1]}" if extension else "")


def format_phone(stored: str) -> str:
    """Write a stored number as people in Taiwan do: 0912-345-678, (02)2720-8889 轉 1234."""
    number, _, extension = stored.partition(";ext=")
    shown = _national("0" + number[4:]) if number.startswith("+886") else number
    return f"{shown} 轉 {extension}" if extension else shown


def normalise_email(text: str) -> str:
    """Return a mail address in small letters, its form checked and its host not asked; else ValueError."""
    typed = unicodedata.normalize("NFKC", text).strip()
    return validate_email(typed, check_deliverability=False).normalized.lower()


def _by_sentence(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    """Compare sentences, and within changed ones characters as long as the budget of pairs lasts."""
    budget = MAX_DIFF_PAIRS
    for tag, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        left, right = "".join(before[a:b]), "".join(after[c:d])
        if tag == "equal":
            yield from _kept(left)
            continue
        cost = _pairs(left, right)
        if max(len(left), len(right)) > MAX_DIFF_CHARACTERS or cost > budget:
            yield from _replaced(left, right)
            continue
        budget -= cost
        yield from _by_character(left, right)


def _by_character(left: str, right: str) -> Iterator[Piece]:
    """Compare two short runs of sentences by character, unlike ones as a whole."""
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < ALIKE:
        yield from _replaced(left, right)
        return
    for tag, a, b, c, d in matcher.get_opcodes():
        yield from _kept(left[a:b]) if tag == "equal" else _replaced(left[a:b], right[c:d])


def _pairs(left: Sequence[str], right: Sequence[str]) -> int:
    """Count the pairs of equal members: what comparing two sequences costs."""
    before, after = Counter(left), Counter(right)
    return sum(count * after[mark] for mark, count in before.items())


def _kept(text: str) -> Iterator[Piece]:
    yield Piece(Change.KEPT, text)


def _replaced(left: str, right: str) -> Iterator[Piece]:
    yield Piece(Change.REMOVED, left)
    yield Piece(Change.ADDED, right)


def _merged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join neighbours of the same change and drop empty pieces."""
    held: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if held and held.change is piece.change:
            held = Piece(held.change, held.text + piece.text)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def _worldwide(number: str) -> str:
    """Return digits, perhaps after + or 002, with the country in front."""
    if number.startswith("+886"):
        number = "0" + number[4:].removeprefix("0")
    if found := _INTERNATIONAL.fullmatch(number):
        return f"+{found[1]}"
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return f"+886{number[1:]}"
    raise ValueError("not a telephone number")


def _national(number: str) -> str:
    """Write a number of Taiwan that begins with 0."""
    if _MOBILE.fullmatch(number) or number.startswith("080"):
        return f"{number[:4]}-{number[4:7]}-{number[7:]}"
    if not (found := _LANDLINE.fullmatch(number)):
        return number
    area, local = (part for part in found.groups() if part)
    return f"({area}){local[:-4]}-{local[-4:]}"
