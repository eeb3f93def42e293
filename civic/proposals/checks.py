"""Say why something may not happen to a proposal: pages read it to explain, services to refuse. Pure."""

from datetime import datetime

from civic.access.actor import SYSTEM, Actor
from civic.access.permissions import Permission
from civic.access.policy import NOT_YOURS, may
from civic.kit.errors import Reason
from civic.programme.rules import CLOSED_COLLECT, PhaseKind, PhaseSpan, is_open
from civic.proposals.reasons import (
    ALREADY_REVIEWED,
    ALREADY_SUPPORTED,
    ANSWER_MISSING,
    ARGUMENTS_CLOSED,
    COORDINATES_WRONG,
    COST_NOT_POSITIVE,
    EDIT_CLOSED,
    MERGE_CLOSED,
    MERGE_INTO_ITSELF,
    MERGE_OTHER_DISTRICT,
    NO_SUCH_STEP,
    NOT_A_RESIDENT,
    NOT_IN_SCREENING,
    PLACE_MISSING,
    REASON_MISSING,
    REVIEW_OTHER_STAGE,
    SIGN_IN_FIRST,
    SUBMITTED_ALREADY,
    SUMMARY_LENGTH,
    SUPPORT_CLOSED,
    TEXT_TOO_LONG,
    TITLE_LENGTH,
    VILLAGE_ELSEWHERE,
    WITHDRAW_CLOSED,
    WITHDRAW_DRAFT,
)
from civic.proposals.rules import (
    BEFORE_BALLOT,
    COST_TO,
    IN_THE_AUTHORS_HANDS,
    OUTCOME_STATES,
    STAGE_STATES,
    STEPS,
    SUMMARY_FROM,
    SUMMARY_TO,
    TITLE_FROM,
    TITLE_TO,
    TO_SCREEN,
    UNDER_WAY,
    Case,
    Draft,
    Essentials,
    Light,
    Lights,
    Outcome,
    Stage,
    State,
    Step,
)


def why_incomplete(essentials: Essentials) -> Reason | None:
    """Return the first thing that is missing or wrong in what a proposal says."""
    checks = (
        (not TITLE_FROM <= len(essentials.title) <= TITLE_TO, TITLE_LENGTH),
        (not SUMMARY_FROM <= len(essentials.summary) <= SUMMARY_TO, SUMMARY_LENGTH),
        (not essentials.place, PLACE_MISSING),
        (essentials.village_elsewhere, VILLAGE_ELSEWHERE),
        (essentials.cost is not None and not 0 < essentials.cost <= COST_TO, COST_NOT_POSITIVE),
    )
    return next((reason for failed, reason in checks if failed), None)


def why_not_save(draft: Draft) -> Reason | None:
    """Return why not even a draft can hold this: a text too long, half a position, a wrong village."""
    checks = (
        (len(draft.title) > TITLE_TO, TITLE_LENGTH),
        (len(draft.summary) > SUMMARY_TO, SUMMARY_LENGTH),
        (draft.longest_over, TEXT_TOO_LONG),
        (draft.cost is not None and not 0 < draft.cost <= COST_TO, COST_NOT_POSITIVE),
        (draft.half_a_position, COORDINATES_WRONG),
        (draft.village_elsewhere, VILLAGE_ELSEWHERE),
    )
    return next((reason for failed, reason in checks if failed), None)


def why_not_edit(actor: Actor, case: Case) -> Reason | None:
    """Return why this actor may not edit the proposal; a clerk edits what was entered on paper."""
    if not is_author(actor, case):
        return NOT_YOURS
    return None if case.state in IN_THE_AUTHORS_HANDS else EDIT_CLOSED


def why_not_submit(
    actor: Actor, case: Case, essentials: Essentials, phases: tuple[PhaseSpan, ...], now: datetime
) -> Reason | None:
    """Return why the proposal cannot be submitted; a returned one may come back later."""
    if not is_author(actor, case):
        return NOT_YOURS
    if case.state not in (State.DRAFT, State.RETURNED):
        return SUBMITTED_ALREADY
    if case.state is State.DRAFT and not is_open(phases, PhaseKind.COLLECT, now):
        return CLOSED_COLLECT
    return why_incomplete(essentials)


def why_not_support(actor: Actor, case: Case, supported: bool) -> Reason | None:
    """Return why this actor cannot second the proposal: only verified residents of its district can, once."""
    if not actor.is_signed_in:
        return SIGN_IN_FIRST
    if case.state not in UNDER_WAY:
        return SUPPORT_CLOSED
    if not may(actor, Permission.SUPPORT_PROPOSAL, case.scope):
        return NOT_A_RESIDENT
    return ALREADY_SUPPORTED if supported else None


def why_not_unsupport(actor: Actor, case: Case) -> Reason | None:
    """Return why a second cannot be taken back now."""
    if not actor.is_signed_in:
        return SIGN_IN_FIRST
    return None if case.state in UNDER_WAY else SUPPORT_CLOSED


def why_not_argue(actor: Actor, case: Case) -> Reason | None:
    """Return why this actor cannot add an argument."""
    if not actor.is_signed_in:
        return SIGN_IN_FIRST
    if not may(actor, Permission.CREATE_PROPOSAL, case.scope):
        return NOT_YOURS
    return None if case.state in UNDER_WAY else ARGUMENTS_CLOSED


def why_not_screen(actor: Actor, case: Case, outcome: Outcome, reason: str) -> Reason | None:
    """Return why this screening cannot be recorded."""
    if not may(actor, Permission.SCREEN_PROPOSAL, case.scope):
        return NOT_YOURS
    if case.state not in TO_SCREEN:
        return NOT_IN_SCREENING
    return _why_no_reason(STEPS[case.state, OUTCOME_STATES[outcome]], reason)


def why_not_assign(actor: Actor, case: Case, stage: Stage, completed: bool) -> Reason | None:
    """Return why no agency can be asked for a review of this stage now."""
    if not may(actor, Permission.SCREEN_PROPOSAL, case.scope):
        return NOT_YOURS
    if completed:
        return ALREADY_REVIEWED
    return None if case.state is STAGE_STATES[stage] else REVIEW_OTHER_STAGE


def why_not_review(actor: Actor, case: Case, stage: Stage, completed: bool) -> Reason | None:
    """Return why this actor cannot complete a review; the case's agencies are those asked for it."""
    if not may(actor, Permission.REVIEW_PROPOSAL, case.scope):
        return NOT_YOURS
    if completed:
        return ALREADY_REVIEWED
    return None if case.state is STAGE_STATES[stage] else REVIEW_OTHER_STAGE


def why_review_incomplete(lights: Lights, reason: str, public_answer: str, cost: int | None) -> Reason | None:
    """Return what a review still lacks: a red light needs its reason, each review a public answer."""
    if lights.worst is Light.RED and not reason:
        return REASON_MISSING
    if not public_answer:
        return ANSWER_MISSING
    return COST_NOT_POSITIVE if cost is not None and not 0 < cost <= COST_TO else None


def why_not_withdraw(actor: Actor, case: Case) -> Reason | None:
    """Return why the proposal cannot be withdrawn: its author can until the ballot is fixed."""
    if not is_author(actor, case):
        return NOT_YOURS
    if case.state is State.DRAFT:
        return WITHDRAW_DRAFT
    return None if case.state in BEFORE_BALLOT else WITHDRAW_CLOSED


def why_not_merge(actor: Actor, case: Case, target: Case) -> Reason | None:
    """Return why an author cannot merge their proposal into another of the same round."""
    if not is_author(actor, case):
        return NOT_YOURS
    if case.id == target.id:
        return MERGE_INTO_ITSELF
    if case.round_id != target.round_id:
        return MERGE_OTHER_DISTRICT
    open_both = (case.state, State.MERGED) in STEPS and target.public and target.state in UNDER_WAY
    return None if open_both else MERGE_CLOSED


def why_not_move(actor: Actor, case: Case, after: State, reason: str) -> Reason | None:
    """Return why this actor cannot take the proposal to a state; the system may take every step."""
    step = STEPS.get((case.state, after))
    if step is None:
        return NO_SUCH_STEP
    if actor != SYSTEM and not may(actor, step.permission, case.scope):
        return NOT_YOURS
    return _why_no_reason(step, reason)


def is_author(actor: Actor, case: Case) -> bool:
    """Tell whether the actor speaks for the proposal: its author, or a clerk when it came on paper."""
    permission = Permission.ENTER_ON_PAPER if case.author_id is None else Permission.EDIT_PROPOSAL
    return may(actor, permission, case.scope)


def _why_no_reason(step: Step, reason: str) -> Reason | None:
    return REASON_MISSING if step.reason_due and not reason else None
