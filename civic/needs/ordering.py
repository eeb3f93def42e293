"""Order the priority items: by points whose parts are kept, or by hand with a public reason."""

from datetime import datetime

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.audit import service as audit
from civic.kit.text import clean_line
from civic.needs import priority, queries, rules, writing
from civic.needs.models import Need
from civic.needs.priority import STANDARD, Facts, Score, Weights
from civic.needs.queries import Completions
from civic.needs.rules import EvidenceKind, NeedMove


def reorder(actor: Actor, now: datetime, weights: Weights = STANDARD) -> list[Need]:
    """Score every open need anew and rank the priority items; a rank given by hand keeps its place."""
    demand(actor, Permission.MANAGE_NEEDS, Scope())
    needs = queries.list_open()
    counts = {(need_id, kind): (pieces, dots) for need_id, kind, pieces, dots in _counts(needs)}
    done = queries.count_completions()
    for need in needs:
        consensus = counts.get((need.id, EvidenceKind.CONSENSUS), (0, 0))
        actual = counts.get((need.id, EvidenceKind.ACTUAL_NEED), (0, 0))
        keep_score(need, priority.score(_facts(need, max(consensus[1], actual[1]), actual[0], done), weights))
    _rank(needs)
    writing.flush()
    audit.record(actor, "need.reordered", "need:all", now, count=len(needs))
    return queries.list_priority()


def rank_by_hand(actor: Actor, need: Need, rank: int, reason: str, now: datetime) -> Need:
    """Give a priority item a place in the order with a public reason; the others move over."""
    writing.demand_managing(actor, need)
    writing.refuse(None if need.priority and need.state not in rules.CLOSED else rules.NOT_PRIORITY)
    writing.refuse(None if reason.strip() else rules.REASON_MISSING)
    others = [other for other in queries.list_priority() if other.id != need.id]
    place = max(1, min(rank, len(others) + 1))
    others.insert(place - 1, need)
    for number, other in enumerate(others, start=1):
        other.rank = number
    need.rank_reason = clean_line(reason)[:500]
    writing.write_change(actor, need, need.state, NeedMove(reason), now)
    audit.record(actor, "need.ranked", f"need:{need.id}", now, rank=place)
    return need


def keep_score(need: Need, score: Score) -> None:
    """Store the points of a need with their parts."""
    need.score_consensus, need.score_need = score.consensus, score.need
    need.score_lights, need.score_balance = score.lights, score.balance
    need.score = score.total


def _counts(needs: list[Need]) -> list[tuple[int, EvidenceKind, int, int]]:
    return queries.evidence_counts([need.id for need in needs])


def _facts(need: Need, dots: int, pieces: int, done: Completions) -> Facts:
    return Facts(
        votes=need.votes,
        threshold=need.threshold,
        dots=dots,
        pieces=pieces,
        lights=(need.publicness, need.legality, need.feasibility),
        facet_done=dict(done.facets).get(need.facet_code, 0),
        facet_most=max((count for _, count in done.facets), default=0),
        district_done=dict(done.districts).get(need.district_code, 0),
        district_most=max((count for _, count in done.districts), default=0),
    )


def _rank(needs: list[Need]) -> None:
    """Number the priority items: those set by hand stay where they are, the others fill up by points."""
    items = [need for need in needs if need.priority]
    fixed = {need.rank: need for need in items if need.rank_reason}
    free = sorted((need for need in items if need not in fixed.values()), key=_by_points)
    for rank in range(1, len(items) + 1):
        if rank not in fixed and free:
            free.pop(0).rank = rank


def _by_points(need: Need) -> tuple[int, str]:
    return -need.score, need.case_no
