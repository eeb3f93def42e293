"""Read JSON files of the publication folder strictly: each mistake names the file and the field. Pure."""

import json
from collections.abc import Mapping

from civic.voting.folder import BadEntry, NamedFile, text_of


def fields_of(file: NamedFile) -> "Fields":
    """Read a file that holds one JSON object; raise BadEntry."""
    try:
        document = json.loads(text_of(file.name, file.body))
    except (ValueError, RecursionError) as error:
        raise BadEntry(file.name, "", f"is no JSON: {error}") from error
    return Fields(document, file.name)


class Fields:
    """Read the fields of one JSON object strictly; each mistake is told with its path."""

    def __init__(self, value: object, file: str, path: str = "") -> None:
        if not isinstance(value, Mapping):
            raise BadEntry(file, path, "is no JSON object")
        self.value: Mapping[str, object] = value
        self.file = file
        self.path = path

    def at(self, name: str) -> str:
        """Return the path of a field."""
        return f"{self.path}.{name}" if self.path else name

    def whole(self, name: str) -> int:
        """Return a whole number of at least 0."""
        value = self.value.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise BadEntry(self.file, self.at(name), "is not a whole number")
        return value

    def maybe_whole(self, name: str) -> int | None:
        """Return a whole number, or None where the file says null."""
        return None if name in self.value and self.value[name] is None else self.whole(name)

    def text(self, name: str) -> str:
        """Return a text."""
        value = self.value.get(name)
        if not isinstance(value, str):
            raise BadEntry(self.file, self.at(name), "is not a text")
        return value

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self.value.get(name)
        if not isinstance(value, bool):
            raise BadEntry(self.file, self.at(name), "is neither true nor false")
        return value

    def items(self, name: str) -> list[object]:
        """Return a list."""
        value = self.value.get(name)
        if not isinstance(value, list):
            raise BadEntry(self.file, self.at(name), "is no list")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(Fields({"": each}, self.file, self.at(name)).text("") for each in self.items(name))

    def inner(self, name: str) -> "Fields":
        """Return an object."""
        return Fields(self.value.get(name), self.file, self.at(name))

    def inners(self, name: str) -> "list[Fields]":
        """Return a list of objects."""
        return [Fields(each, self.file, f"{self.at(name)}[{place}]") for place, each in enumerate(self.items(name))]
