"""Say who may vote, what a ballot may hold, and what a result means. Pure."""

from enum import StrEnum


class Channel(StrEnum):
    """Name the ways a ballot reaches the box."""

    ONLINE = "online"
    KIOSK = "kiosk"
    PAPER = "paper"


class Verdict(StrEnum):
    """Name the outcome of one item under the declared rule."""

    SELECTED = "selected"
    NOT_SELECTED = "not_selected"


class Gate(StrEnum):
    """Name the class of the consensus gate: 共識, 支持, 分歧, 未達門檻."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
