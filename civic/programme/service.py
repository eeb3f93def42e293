"""Make rounds, set their dates, fix their rules: what the programme office does."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.audit.service import record
from civic.db.session import session
from civic.kit.errors import Reason, Refused
from civic.programme import queries
from civic.programme.models import Phase, Round
from civic.programme.rules import (
    NO_VOTE_PHASE,
    NOT_PARTICIPATING,
    ROUND_EXISTS,
    ROUND_FROZEN,
    PhaseKind,
    PhaseSpan,
    RoundPlan,
    extended,
    find_span,
    fingerprint,
    in_year,
    why_not_extend,
    why_not_phases,
    why_not_plan,
)


def create_round(actor: Actor, plan: RoundPlan, now: datetime) -> Round:
    """Make the round of one district in one year; refuse a second one and rules that do not fit together."""
    demand(actor, Permission.EDIT_ROUND, Scope(district=plan.district_code))
    _refuse_if(why_not_plan(plan) or _why_not_district(plan.district_code))
    round_ = Round(phases=[])
    _write(round_, plan)
    try:
        with session().begin_nested():
            session().add(round_)
    except IntegrityError as lost:
        raise Refused(ROUND_EXISTS) from lost
    record(actor, "round.created", f"round:{round_.id}", now, year=plan.year, district=plan.district_code)
    return round_


def change_round(actor: Actor, round_: Round, plan: RoundPlan, now: datetime) -> Round:
    """Give a round other rules before its vote opens; district and year stay."""
    demand(actor, Permission.EDIT_ROUND, Scope(district=round_.district_code))
    _refuse_frozen(round_)
    kept = replace(plan, district_code=round_.district_code, year=round_.year)
    _refuse_if(why_not_plan(kept))
    _write(round_, kept)
    session().flush()
    record(actor, "round.changed", f"round:{round_.id}", now)
    return round_


def copy_round(actor: Actor, round_: Round, year: int, now: datetime) -> Round:
    """Make next year's round with the same rules; its dates are set anew."""
    return create_round(actor, in_year(queries.plan_of(round_), year), now)


def set_phases(actor: Actor, round_: Round, spans: tuple[PhaseSpan, ...], now: datetime) -> Round:
    """Replace all dates of a round that is not frozen yet."""
    demand(actor, Permission.EDIT_ROUND, Scope(district=round_.district_code))
    _refuse_frozen(round_)
    _refuse_if(why_not_phases(spans))
    round_.phases.clear()
    session().flush()
    round_.phases.extend(Phase(kind=span.kind, opens_at=span.opens_at, closes_at=span.closes_at) for span in spans)
    session().flush()
    record(actor, "round.dated", f"round:{round_.id}", now, phases=len(spans))
    return round_


def extend_phase(actor: Actor, round_: Round, kind: PhaseKind, closes_at: datetime, now: datetime) -> Round:
    """Let an open or coming phase close later, frozen or not; never earlier, and never open a closed one.

    Results that would open before the vote has closed open with its new close.
    """
    demand(actor, Permission.RUN_ROUND, Scope(district=round_.district_code))
    spans = queries.spans(round_)
    span = find_span(spans, kind)
    if span is None:
        raise Refused(NO_VOTE_PHASE)
    later = {each.kind: each for each in extended(spans, kind, closes_at)}
    _refuse_if(why_not_extend(span, closes_at, now) or why_not_phases(tuple(later.values())))
    for phase in round_.phases:
        phase.opens_at, phase.closes_at = later[phase.kind].opens_at, later[phase.kind].closes_at
    session().flush()
    record(actor, "round.extended", f"round:{round_.id}", now, phase=kind.value, closes_at=closes_at.isoformat())
    return round_


def freeze(actor: Actor, round_: Round, now: datetime) -> Round:
    """Fix the rules and publish their hash; from now on only a phase can be extended."""
    demand(actor, Permission.RUN_ROUND, Scope(district=round_.district_code))
    _refuse_frozen(round_)
    spans = queries.spans(round_)
    if find_span(spans, PhaseKind.VOTE) is None:
        raise Refused(NO_VOTE_PHASE)
    round_.frozen_hash = fingerprint(queries.plan_of(round_), spans)
    round_.frozen_at = now
    session().flush()
    record(actor, "round.frozen", f"round:{round_.id}", now, rules=round_.frozen_hash)
    return round_


def _write(round_: Round, plan: RoundPlan) -> None:
    """Copy every rule of the plan into the round."""
    for name, value in vars(plan).items():
        setattr(round_, name, value)
    round_.relations = ",".join(plan.relations)


def _why_not_district(code: str) -> Reason | None:
    taking_part = {district.code for district in queries.list_districts()}
    return None if code in taking_part else NOT_PARTICIPATING


def _refuse_frozen(round_: Round) -> None:
    _refuse_if(ROUND_FROZEN if round_.frozen_at else None)


def _refuse_if(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)
