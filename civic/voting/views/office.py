"""Give the programme office its list of votes: where each stands and what comes next; no running numbers."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, url_for
from flask_babel import gettext as _

from civic.access.permissions import Permission
from civic.programme.models import Round
from civic.programme.queries import DistrictName, get_district, list_rounds
from civic.voting import queries, service
from civic.voting.rules import STAGE_LABELS, Progress, Stage, stage_of
from civic.voting.views.blueprint import bp, received_at
from civic.voting.views.years import round_of
from civic.web.guard import requires
from civic.web.pages import page

TONES = {
    Stage.PREPARING: "info",
    Stage.SIGNED: "wait",
    Stage.OPEN: "ok",
    Stage.CLOSED: "act",
    Stage.SEALED: "act",
    Stage.COUNTED: "act",
    Stage.PUBLISHED: "quiet",
}


@dataclass(frozen=True)
class Line:
    """Be one round in the office's list."""

    round: Round
    district: DistrictName
    stage: str
    tone: str
    items: int
    opens_at: datetime | None
    closes_at: datetime | None
    url: str


@bp.get("/vote/office")
@requires(Permission.RUN_ROUND)
def office() -> Response:
    """List every round of the vote with its stage, and lead to its desk."""
    rounds = list_rounds()
    progresses = map(service.with_valid_signature, rounds, queries.list_progress(rounds))
    lines = [_line(round_, progress) for round_, progress in zip(rounds, progresses, strict=True)]
    return page("voting/office.html", lines=lines, round_of=round_of)


def _line(round_: Round, progress: Progress) -> Line:
    span, stage = progress.span, stage_of(progress, received_at())
    return Line(
        round=round_,
        district=get_district(round_.district_code),
        stage=_(STAGE_LABELS[stage]),
        tone=TONES[stage],
        items=progress.items,
        opens_at=span.opens_at if span else None,
        closes_at=span.closes_at if span else None,
        url=url_for("voting.running", round_id=round_.id),
    )
