"""Know the languages the site speaks: each folder of `translations/` with a `language.toml` is one."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

DEFAULT = "zh_Hant_TW"
FOLDER = Path(__file__).parents[2] / "translations"
"""The folder of the translations, beside the package."""


@dataclass(frozen=True)
class Language:
    """Be one language: its catalogue's name, HTML tag, own name, and what stands in where it has no words yet."""

    code: str
    tag: str
    name: str
    fallback: str = ""

    @property
    def is_partial(self) -> bool:
        """Tell whether some sentences may appear in the fallback."""
        return bool(self.fallback)

    @property
    def is_chinese(self) -> bool:
        """Tell whether Chinese names and data forms are shown."""
        return self.code.startswith("zh")


def read_languages(folder: Path) -> Mapping[str, Language]:
    """Read every language of a folder by its code: the default first, then whole ones, then partial ones."""
    found = [_read(path) for path in folder.glob("*/language.toml") if (path.parent / "LC_MESSAGES").is_dir()]
    found.sort(key=lambda each: (each.code != DEFAULT, each.is_partial, each.code))
    return MappingProxyType({each.code: each for each in found})


def _read(path: Path) -> Language:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Language(path.parent.name, told["tag"], told["name"], told.get("fallback", ""))


LANGUAGES = read_languages(FOLDER)


def known(code: str) -> Language:
    """Return a language by its code, the default for any other word."""
    return LANGUAGES.get(code, LANGUAGES[DEFAULT])


def best_of(wanted: Iterable[str]) -> str:
    """Return the code for the first wanted tag we speak, each shortened step by step (RFC 4647)."""
    for tag in wanted:
        parts = tag.lower().replace("_", "-").split("-")
        for length in range(len(parts), 0, -1):
            found = _speaking("-".join(parts[:length]))
            if found:
                return found
    return DEFAULT


def _speaking(tag: str) -> str:
    """Return the code whose tag is this one, or begins with it when it names a language only."""
    for language in LANGUAGES.values():
        ours = language.tag.lower()
        if tag == ours or ("-" not in tag and ours.partition("-")[0] == tag):
            return language.code
    return ""
