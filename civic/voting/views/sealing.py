"""Close the box: draw a sample, open it before witnesses, seal; and tell one voter at the desk."""

from flask import Response, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from civic.access.permissions import Permission
from civic.access.policy import Scope, demand, may_somewhere
from civic.db.session import on_commit
from civic.programme.queries import get_district, get_round
from civic.voting import board as boards
from civic.voting import keys, participation, service
from civic.voting import sealing as sealings
from civic.voting.clockwork import sweep
from civic.voting.queries import vote_span
from civic.voting.reasons import NOT_CLOSED
from civic.voting.seals import LEAST_WORD, MOST_NOTE, MOST_WORD, SealStep, why_not_draw, why_not_seal
from civic.voting.views.blueprint import bp, received_at
from civic.voting.views.years import round_of
from civic.web.application import house
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page


@bp.get("/vote/office/<int:round_id>/sealing")
@requires(Permission.WITNESS_SEALING)
def sealing(round_id: int) -> Response:
    """Show how far the sealing is, and the opened sample until the box is sealed."""
    round_, actor = get_round(round_id), current_actor()
    demand(actor, Permission.WITNESS_SEALING, Scope(district=round_.district_code))
    steps, span = sealings.steps_done(round_id), vote_span(round_)
    open_still = round_.opened_by is None or span is None or received_at() < span.closes_at
    closed = round_.opened_by is not None and boards.is_closed(round_id)
    sealed = sealings.find_sealing(round_id)
    return page(
        "voting/sealing.html",
        round=round_,
        name_of=get_district(round_.district_code),
        round_of=round_of,
        closed=closed,
        words=len([step for step in steps if step in (SealStep.FIRST_WORD, SealStep.SECOND_WORD)]),
        seals=len([step for step in steps if step in (SealStep.FIRST_SEAL, SealStep.SECOND_SEAL)]),
        acts=may_somewhere(actor, Permission.RUN_ROUND),
        why_not_draw=NOT_CLOSED if open_still and not closed else why_not_draw(steps, actor.person_id),
        why_not_seal=why_not_seal(steps, actor.person_id),
        sample=[] if sealed else sealings.list_sample(round_id),
        sealed=sealed,
        key_there=keys.store().find(round_.seed_hash) is not None,
        least=LEAST_WORD,
        most=MOST_WORD,
        most_note=MOST_NOTE,
    )


@bp.post("/vote/office/<int:round_id>/sealing/draw")
@requires(Permission.RUN_ROUND)
def draw(round_id: int) -> BaseResponse:
    """Take one official's word for the draw."""
    word = request.form.get("word", "")[: MOST_WORD + 1]
    service.draw(current_actor(), get_round(round_id), word, received_at())
    return done(_("Your word is taken."), url_for("voting.sealing", round_id=round_id))


@bp.post("/vote/office/<int:round_id>/sealing/seal")
@requires(Permission.RUN_ROUND)
def seal(round_id: int) -> BaseResponse:
    """Take one official's seal; the second one closes the box for good."""
    note = request.form.get("note", "")[: MOST_NOTE + 1]
    minute = service.seal(current_actor(), get_round(round_id), received_at(), note)
    if minute is None:
        return done(_("Your seal is taken; another official gives the second."), _here(round_id))
    database = house().database
    on_commit(lambda: sweep(database))
    return done(_("The box is sealed and its key destroyed."), _here(round_id))


@bp.get("/desk/participation/<int:round_id>")
@requires(Permission.ASSIST_VOTER)
def participation_desk(round_id: int) -> Response:
    """Ask for the number of somebody who wants to know whether a ballot is in their name."""
    return _participation(round_id, "")


@bp.post("/desk/participation/<int:round_id>")
@requires(Permission.ASSIST_VOTER)
def ask_participation(round_id: int) -> Response:
    """Tell one person, whose papers were seen, whether a ballot is in their name; never what it says."""
    recorded = participation.is_recorded(current_actor(), get_round(round_id), request.form.get("identity", "")[:40])
    answers = {
        True: _("A ballot was recorded in this person's name."),
        False: _("No ballot was recorded in this person's name."),
        None: _("This person is not on the roll."),
    }
    return _participation(round_id, answers[recorded])


def _participation(round_id: int, answer: str) -> Response:
    round_ = get_round(round_id)
    demand(current_actor(), Permission.ASSIST_VOTER, Scope(district=round_.district_code))
    return page(
        "voting/participation.html",
        round=round_,
        name_of=get_district(round_.district_code),
        round_of=round_of,
        closed=round_.opened_by is not None and boards.is_closed(round_id),
        answer=answer,
    )


def _here(round_id: int) -> str:
    return url_for("voting.sealing", round_id=round_id)
