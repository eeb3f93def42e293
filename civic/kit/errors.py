"""Say no in one way: a refusal with a reason, or a thing that is not there."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Tell what sort of no it is; the web floor chooses the status code."""

    NOT_ALLOWED = "not_allowed"
    NOT_NOW = "not_now"
    CONFLICT = "conflict"
    INVALID = "invalid"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Reason:
    """Name one reason to refuse: a stable code, an English sentence that tells what to do, its kind."""

    code: str
    text: str
    kind: Kind


class Refused(Exception):
    """Refuse a command for one reason; `params` fill the named placeholders of its sentence."""

    def __init__(self, reason: Reason, **params: str | int) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.params = params


class Missing(Exception):
    """Say that the thing asked for does not exist, or not for this actor."""
