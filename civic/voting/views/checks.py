"""Show the checklist of a round's set-up: each step, its value in words, its state, where it is mended."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from civic.programme.models import Round
from civic.programme.rules import BALLOT_LABELS, READING_LABELS, RELATION_LABELS, REVOTE_LABELS
from civic.voting import queries
from civic.voting.explanation import rule_name
from civic.voting.office.checklist import STEP_LABELS, Check, State, Step
from civic.voting.rules import CHANNEL_LABELS, Channel
from civic.web.filters import show_date, show_datetime, show_money, show_number

ROLL, BALLOT = frozenset({Step.ROLL}), frozenset({Step.ITEMS, Step.REVIEWS})
HERE = frozenset({Step.REHEARSAL, Step.SEED, Step.SIGNATURES})


@dataclass(frozen=True)
class ShownStep:
    """Be one step of the checklist as the desk shows it."""

    title: str
    value: str
    text: str
    status: str
    tone: str
    url: str


def steps_of(round_: Round, checks: tuple[Check, ...]) -> list[ShownStep]:
    """Return the steps in order."""
    values = _values(round_)
    return [_shown(round_, check, values.get(check.step, "")) for check in checks]


def _shown(round_: Round, check: Check, value: str) -> ShownStep:
    words = {State.DONE: _("Done"), State.MISSING: _("Missing"), State.LATER: _("At the opening")}
    return ShownStep(
        title=_(STEP_LABELS[check.step]),
        value=value,
        text=_(check.text) if check.text else "",
        status=words[check.state],
        tone={State.DONE: "ok", State.MISSING: "no", State.LATER: "info"}[check.state],
        url=_url(round_, check.step),
    )


def _url(round_: Round, step: Step) -> str:
    """Return where a step is mended; the rules cannot be changed any more once they are fixed."""
    if step in HERE:
        return f"#{step.value}"
    if step in ROLL:
        return url_for("people.roll", round_id=round_.id)
    if step in BALLOT:
        return url_for("voting.preview", round_id=round_.id)
    if step is Step.DATES or round_.frozen_at is not None:
        return url_for("programme.round_", round_id=round_.id)
    return url_for("programme.rules", round_id=round_.id)


def _values(round_: Round) -> dict[Step, str]:
    span = queries.vote_span(round_)
    relations = [_(RELATION_LABELS[each]) for each in round_.relations_allowed]
    allowed = {Channel.ONLINE: True, Channel.KIOSK: round_.kiosk_allowed, Channel.PAPER: round_.paper_allowed}
    day = show_date(round_.eligibility_date)
    age = _("%(age)s years or older on %(day)s", age=round_.minimum_age, day=day)
    return {
        Step.DATES: f"{show_datetime(span.opens_at)} – {show_datetime(span.closes_at)}" if span else "",
        Step.ELIGIBILITY: f"{', '.join(relations)}; {age}",
        Step.ELIGIBLE: f"{show_number(round_.eligible)} {round_.eligible_source}".strip(),
        Step.KIND: _(BALLOT_LABELS[round_.ballot_kind]),
        Step.CHOICES: f"{round_.min_choices}–{round_.max_choices}",
        Step.THRESHOLD: show_number(queries.votes_to_reach(round_)),
        Step.RULE: _(rule_name(round_.rule)),
        Step.POT: show_money(round_.pot) if round_.pot else _("None"),
        Step.READING: _(READING_LABELS[round_.reading]),
        Step.REVOTE: _(REVOTE_LABELS[round_.revote]),
        Step.CHANNELS: ", ".join(_(CHANNEL_LABELS[each]) for each, open_ in allowed.items() if open_),
    }
