"""Clean what arrives before any view sees it: text, numbers, sizes."""

from functools import cached_property

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter, Map

from civic.db.types import MAX_INT
from civic.kit.text import clean


class SmallIntConverter(IntegerConverter):
    """Match ids the database can hold; a larger one is a page that does not exist."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=MAX_INT)


class CivicRequest(Request):
    """Give forms and query strings in NFC without control, bidi and zero-width characters."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Return the query string, cleaned."""
        return _cleaned(super().args)

    def _load_form_data(self) -> None:
        super()._load_form_data()
        self.__dict__["form"] = _cleaned(self.form)


def refuse_odd_paths(path: str) -> None:
    """Raise NotFound for addresses with characters no address of ours has."""
    if clean(path) != path:
        raise NotFound


def _cleaned(values: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict([(clean(key), clean(value)) for key, value in values.items(multi=True)])
