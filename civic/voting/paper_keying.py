"""Key an urn twice by two people who do not see each other's work; a third settles what differs; then accept it.

Nothing keyed is a tally: it says what one sheet holds, and is deleted when the urn is accepted. From then on the
choices lie in the box under commitments of their own, without the sheet's code.
"""

import secrets
from datetime import datetime

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import NEEDS_ANOTHER_PERSON, Scope, demand
from civic.audit.service import record
from civic.db.session import session
from civic.kit.errors import Reason, Refused
from civic.programme.models import Round
from civic.voting import box, keys, paper_account, queries
from civic.voting import paper_rules as rules
from civic.voting.desk_models import PaperDifference, PaperKeying, PaperSheet, PaperTurn, PaperUrn
from civic.voting.models import BoxedBallot
from civic.voting.paper import get_sheet
from civic.voting.paper_rules import SheetFate, Turn, UrnState
from civic.voting.rules import Marks, tidy
from civic.voting.sealing import steps_done


def take_turn(actor: Actor, round_: Round, urn: PaperUrn, now: datetime) -> PaperTurn:
    """Take the next keying of an urn, or go on with one's own; nobody takes two (a named promise of the database)."""
    _begin(actor, round_, urn)
    if (own := find_own_turn(actor, urn)) is not None and not own.finished:
        return own
    _refuse_if(rules.OTHER_PERSON if own is not None else None)
    turn = free_turn(urn)
    if turn is None or actor.person_id is None:
        raise Refused(rules.NO_MORE_TURNS if actor.person_id else NEEDS_ANOTHER_PERSON)
    taken = PaperTurn(urn_id=urn.id, turn=turn, person_id=actor.person_id)
    try:
        with session().begin_nested():
            session().add(taken)
    except IntegrityError as lost:
        raise Refused(rules.NO_MORE_TURNS) from lost
    record(actor, "paper.turn_taken", f"round:{round_.id}", now, urn=urn.id, turn=turn.value)
    return taken


def key(actor: Actor, round_: Round, urn: PaperUrn, code: str, marks: Marks | None) -> None:
    """Write what one sheet says in one's own keying; None for a sheet nobody can read.

    Too many marks are keyed as they stand: the count judges them by the rule for every ballot.
    """
    _begin(actor, round_, urn)
    own = _my_open_turn(actor, urn)
    sheet = get_sheet(round_, code)
    _refuse_if(None if sheet.fate is SheetFate.PRINTED else rules.SPENT_SHEET)
    _refuse_if(None if own.turn is not Turn.THIRD or sheet.code in _differing(urn) else rules.NOT_DIFFERING)
    choices = rules.UNREADABLE if marks is None else _canonical(round_, marks)
    try:
        with session().begin_nested():
            row = {"urn_id": urn.id, "turn": own.turn, "code": sheet.code, "choices": choices}
            session().execute(insert(PaperKeying), row)
    except IntegrityError as lost:
        raise Refused(rules.KEYED_TWICE) from lost


def take_back(actor: Actor, round_: Round, urn: PaperUrn, code: str) -> None:
    """Take one sheet out of one's own unfinished keying, to key it again."""
    _begin(actor, round_, urn)
    own = _my_open_turn(actor, urn)
    sheet = get_sheet(round_, code)
    mine = (PaperKeying.urn_id == urn.id) & (PaperKeying.turn == own.turn) & (PaperKeying.code == sheet.code)
    session().execute(delete(PaperKeying).where(mine))


def finish_turn(actor: Actor, round_: Round, urn: PaperUrn, now: datetime) -> UrnState:
    """Finish one's keying; when both agree, or the third has settled, the urn comes into the box.

    The third leaves a sheet out that does not exist on paper: two people then agree that it is not there.
    """
    _begin(actor, round_, urn)
    own = _my_open_turn(actor, urn)
    own.finished = True
    session().flush()
    record(actor, "paper.turn_finished", f"round:{round_.id}", now, urn=urn.id, turn=own.turn.value)
    if own.turn is Turn.THIRD or (_both_finished(urn) and not _differing(urn)):
        _accept(actor, round_, urn, now)
    return urn.state


def find_own_turn(actor: Actor, urn: PaperUrn) -> PaperTurn | None:
    """Return the keying this person has taken, None when they have none."""
    turns = paper_account.turns_of(urn.id).values()
    return next((each for each in turns if each.person_id == actor.person_id), None)


def free_turn(urn: PaperUrn) -> Turn | None:
    """Return the keying that waits for somebody, None when there is none."""
    finished = {turn: each.finished for turn, each in paper_account.turns_of(urn.id).items()}
    return rules.next_turn(finished, bool(_differing(urn)))


def list_to_settle(urn: PaperUrn) -> tuple[str, ...]:
    """Return the codes of the sheets on which two finished keyings differ; nothing of what they say."""
    return _differing(urn) if _both_finished(urn) else ()


def _accept(actor: Actor, round_: Round, urn: PaperUrn, now: datetime) -> None:
    """Put the urn's ballots into the box in random order and forget the keyings."""
    first = paper_account.keyed_by(urn.id, Turn.FIRST)
    settled, differ = paper_account.keyed_by(urn.id, Turn.THIRD), _differing(urn)
    read = {code: choices for code, choices in first.items() if code not in differ} | settled
    account = paper_account.accounts_of([urn])[urn.id]
    came_back = len(read) + account.spoiled
    if came_back > account.handed_out:
        raise Refused(rules.TOO_MANY_PAPERS, keyed=came_back, issued=account.handed_out)
    _spend(urn, read)
    _report(urn, differ, settled)
    _box(round_, read)
    session().execute(delete(PaperKeying).where(PaperKeying.urn_id == urn.id))
    urn.unreadable = sum(choices == rules.UNREADABLE for choices in read.values())
    urn.in_the_box, urn.differed = len(read) - urn.unreadable, len(differ)
    urn.state, urn.accepted_at = UrnState.ACCEPTED, now
    session().flush()
    numbers = {"in_the_box": urn.in_the_box, "unreadable": urn.unreadable, "differed": urn.differed}
    record(actor, "paper.urn_accepted", f"round:{round_.id}", now, urn=urn.id, **numbers)


def _box(round_: Round, read: dict[str, str]) -> None:
    key = keys.store().get(round_.seed_hash).key
    ballots = [(code, choices) for code, choices in read.items() if choices != rules.UNREADABLE]
    rows = []
    for code, choices in secrets.SystemRandom().sample(ballots, len(ballots)):
        sealed, slot = box.seal(round_.id, choices), box.paper_slot(key, round_.id, code)
        place = {"slot": slot, "revision": 1, "slot_revision": f"{slot}:1", "submission": slot, "round_id": round_.id}
        rows.append(place | {"choices": sealed.choices, "nonce": sealed.nonce, "leaf": sealed.leaf})
    if rows:
        session().execute(insert(BoxedBallot), rows)


def _spend(urn: PaperUrn, read: dict[str, str]) -> None:
    """Write what became of each sheet; a sheet of another urn meanwhile cannot be spent twice."""
    for code, choices in read.items():
        fate = SheetFate.UNREADABLE if choices == rules.UNREADABLE else SheetFate.IN_THE_BOX
        free = (PaperSheet.code == code) & (PaperSheet.fate == SheetFate.PRINTED)
        spent = update(PaperSheet).where(free).values(fate=fate, urn_id=urn.id).returning(PaperSheet.code)
        if session().scalar(spent.execution_options(synchronize_session=False)) is None:
            raise Refused(rules.SPENT_SHEET)


def _report(urn: PaperUrn, differ: tuple[str, ...], settled: dict[str, str]) -> None:
    """Write whose reading stood on each sheet that differed."""
    keyed = {turn: paper_account.keyed_by(urn.id, turn) for turn in (Turn.FIRST, Turn.SECOND)}
    rows: list[dict[str, object]] = []
    for code in differ:
        agreed = [turn.value for turn, read in keyed.items() if read.get(code) == settled.get(code)]
        rows.append({"urn_id": urn.id, "code": code, "stood": agreed[0] if agreed else Turn.THIRD.value})
    if rows:
        session().execute(insert(PaperDifference), rows)


def _differing(urn: PaperUrn) -> tuple[str, ...]:
    return rules.differing(
        paper_account.keyed_by(urn.id, Turn.FIRST), paper_account.keyed_by(urn.id, Turn.SECOND)
    )


def _both_finished(urn: PaperUrn) -> bool:
    turns = paper_account.turns_of(urn.id)
    return all(turn in turns and turns[turn].finished for turn in (Turn.FIRST, Turn.SECOND))


def _canonical(round_: Round, marks: Marks) -> str:
    return box.canonical(round_.ballot_kind, tidy(queries.form_of(round_), marks))


def _my_open_turn(actor: Actor, urn: PaperUrn) -> PaperTurn:
    own = find_own_turn(actor, urn)
    if own is None:
        raise Refused(rules.NOT_YOUR_TURN)
    _refuse_if(rules.TURN_FINISHED if own.finished else None)
    return own


def _begin(actor: Actor, round_: Round, urn: PaperUrn) -> None:
    """Check rights and state, and hold the urn until the command is committed."""
    demand(actor, Permission.KEY_PAPER_BALLOTS, Scope(district=round_.district_code))
    session().refresh(urn, with_for_update=True)
    _refuse_if(rules.NOT_CLOSED_YET if urn.state is UrnState.HANDING_OUT else None)
    _refuse_if(rules.NO_MORE_TURNS if urn.state is UrnState.ACCEPTED else None)
    _refuse_if(rules.ROUND_COUNTED if steps_done(round_.id) or queries.progress_of(round_).counted else None)


def _refuse_if(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)
