"""Build once what every page of a proposal asks: putting statements together costs more than answering them.

Pages ask tables, not mapped classes: what is only shown needs no mapper.
"""

from sqlalchemy import bindparam, func, select

from civic.db.base import table_of
from civic.proposals.models import Argument, CoAgency, Proposal, Review, StateChange

_proposal = table_of(Proposal).c
_argument = table_of(Argument).c
_co_agency = table_of(CoAgency).c
_review = table_of(Review).c
_change = table_of(StateChange).c

ARGUMENTS_SHOWN = 50
REVIEW_COLUMNS = (
    _review.id,
    _review.proposal_id,
    _review.stage,
    _review.agency_code,
    _review.assigned_at,
    _review.due_at,
    _review.completed_at,
    _review.publicness,
    _review.legality,
    _review.feasibility,
    _review.reason,
    _review.cost,
    _review.cost_note,
    _review.public_answer,
)

ONE = select(Proposal).where(Proposal.id == bindparam("id"))

_helpers = select(func.aggregate_strings(_co_agency.agency_code, ",")).where(_co_agency.proposal_id == _proposal.id)
PAGE_COLUMNS = (
    _proposal.id, _proposal.round_id, _proposal.case_no, _proposal.state, _proposal.author_id, _proposal.entered_by,
    _proposal.district_code, _proposal.village_code, _proposal.facet_code, _proposal.lead_agency_code,
    _proposal.title, _proposal.title_en, _proposal.summary_html, _proposal.background, _proposal.content_html,
    _proposal.benefits, _proposal.need_basis, _proposal.place, _proposal.lat, _proposal.lng, _proposal.cost,
    _proposal.support_count, _proposal.merged_into_id, _proposal.published_at, _helpers.scalar_subquery(),
)  # fmt: skip
PAGE = select(*PAGE_COLUMNS).where(_proposal.id == bindparam("id"))

CHANGES = (
    select(_change.at, _change.actor_role, _change.before, _change.after, _change.reason)
    .where(_change.proposal_id == bindparam("proposal_id"))
    .order_by(_change.id)
)

REVIEWS = (
    select(*REVIEW_COLUMNS)
    .where(_review.proposal_id.in_(bindparam("proposal_ids", expanding=True)))
    .order_by(_review.proposal_id, _review.stage)
)

REVIEWS_OF_ONE = (
    select(*REVIEW_COLUMNS).where(_review.proposal_id == bindparam("proposal_id")).order_by(_review.stage)
)

_ranked = (
    select(
        _argument.id,
        _argument.side,
        _argument.body_html,
        _argument.at,
        func.count().over(partition_by=_argument.side).label("total"),
        func.row_number().over(partition_by=_argument.side, order_by=_argument.id.desc()).label("place"),
    )
    .where(_argument.proposal_id == bindparam("proposal_id"), _argument.hidden_at.is_(None))
    .subquery()
)
ARGUMENTS = (
    select(_ranked.c.id, _ranked.c.side, _ranked.c.body_html, _ranked.c.at, _ranked.c.total)
    .where(_ranked.c.place <= ARGUMENTS_SHOWN)
    .order_by(_ranked.c.id.desc())
)

BESIDE_AN_ITEM = 3
"""How many arguments of each side stand beside one of several proposals."""

_ranked_of_many = (
    select(
        _argument.proposal_id,
        _argument.id,
        _argument.side,
        _argument.body_html,
        _argument.at,
        func.count().over(partition_by=(_argument.proposal_id, _argument.side)).label("total"),
        func.row_number()
        .over(partition_by=(_argument.proposal_id, _argument.side), order_by=_argument.id.desc())
        .label("place"),
    )
    .where(_argument.proposal_id.in_(bindparam("proposal_ids", expanding=True)), _argument.hidden_at.is_(None))
    .subquery()
)
ARGUMENTS_OF_MANY = (
    select(
        _ranked_of_many.c.proposal_id, _ranked_of_many.c.id, _ranked_of_many.c.side,
        _ranked_of_many.c.body_html, _ranked_of_many.c.at, _ranked_of_many.c.total,
    )
    .where(_ranked_of_many.c.place <= BESIDE_AN_ITEM)
    .order_by(_ranked_of_many.c.proposal_id, _ranked_of_many.c.id.desc())
)  # fmt: skip
