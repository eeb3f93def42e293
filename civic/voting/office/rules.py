"""Say what the office may do with a vote, and what is still missing before it opens. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civic.kit.errors import Kind, Reason
from civic.kit.text import N_

MAX_REASON = 1000
MOST_REHEARSING = 300
"""How many synthetic voters a rehearsal has at most."""


class ActKind(StrEnum):
    """Name the acts with a vote that everybody may read about."""

    SIGNED = "signed"
    OPENED = "opened"
    EXTENSION_ASKED = "extension_asked"
    EXTENDED = "extended"
    PUBLISHED = "published"


ACT_LABELS = {
    ActKind.SIGNED: N_("The first official signed the opening"),
    ActKind.OPENED: N_("A second official opened the round"),
    ActKind.EXTENSION_ASKED: N_("An official asked to close the vote later"),
    ActKind.EXTENDED: N_("A second official let the vote close later"),
    ActKind.PUBLISHED: N_("Another official announced the result"),
}

NO_REASON = Reason("act_no_reason", N_("Write the reason; everybody reads it on the page of this vote."), Kind.INVALID)
NOTHING_ASKED = Reason(
    "extension_not_asked",
    N_("No extension waits for a second official, or it was changed meanwhile. Reload the page."),
    Kind.CONFLICT,
)
SAME_ASKER = Reason(
    "extension_same_asker",
    N_("You asked for this extension. Another official must grant it."),
    Kind.NOT_ALLOWED,
)
NOT_RUNNING = Reason(
    "extension_not_running", N_("Only a vote whose rules are fixed is extended here. Change its dates instead."),
    Kind.CONFLICT,
)  # fmt: skip
BAD_OUTAGE = Reason("outage_span", N_("An outage must end after it began, and not begin in the future."), Kind.INVALID)
OUTAGE_WORDS = Reason(
    "outage_words", N_("Write whom the outage touched, what happened and what was decided."), Kind.INVALID
)
NOTHING_TO_REHEARSE = Reason(
    "rehearsal_no_items", N_("Place the proposals on the ballot first; then the vote can be rehearsed."), Kind.CONFLICT
)
BAD_CROWD = Reason("rehearsal_crowd", N_("Rehearse with %(least)s to %(most)s synthetic voters."), Kind.INVALID)


@dataclass(frozen=True)
class Span:
    """Be when an outage began and, if it is over, ended (UTC)."""

    began_at: datetime
    ended_at: datetime | None


def why_not_outage(span: Span, words: tuple[str, ...], now: datetime) -> Reason | None:
    """Return why an outage cannot be logged so, None when it can."""
    if span.began_at > now or (span.ended_at is not None and span.ended_at <= span.began_at):
        return BAD_OUTAGE
    return None if all(words) else OUTAGE_WORDS


def why_not_grant(asked_by: int, official: int | None) -> Reason | None:
    """Return why this official cannot grant an extension: the one who asked never does."""
    return SAME_ASKER if official is None or asked_by == official else None
