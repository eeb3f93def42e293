"""Build once what every page of a proposal asks: putting statements together costs more than answering them."""

from sqlalchemy import bindparam, func, select

from civic.proposals.models import Argument, CoAgency, Proposal, Review, StateChange

ARGUMENTS_SHOWN = 50
REVIEW_COLUMNS = (
    Review.id,
    Review.proposal_id,
    Review.stage,
    Review.agency_code,
    Review.assigned_at,
    Review.due_at,
    Review.completed_at,
    Review.publicness,
    Review.legality,
    Review.feasibility,
    Review.reason,
    Review.cost,
    Review.cost_note,
    Review.public_answer,
)

ONE = select(Proposal).where(Proposal.id == bindparam("id"))

CHANGES = select(StateChange).where(StateChange.proposal_id == bindparam("proposal_id")).order_by(StateChange.id)

REVIEWS = (
    select(*REVIEW_COLUMNS)
    .where(Review.proposal_id.in_(bindparam("proposal_ids", expanding=True)))
    .order_by(Review.proposal_id, Review.stage)
)

CO_AGENCIES = (
    select(CoAgency.agency_code)
    .where(CoAgency.proposal_id == bindparam("proposal_id"))
    .order_by(CoAgency.agency_code)
)

_ranked = (
    select(
        Argument.id,
        Argument.side,
        Argument.body_html,
        Argument.at,
        func.count().over(partition_by=Argument.side).label("total"),
        func.row_number().over(partition_by=Argument.side, order_by=Argument.id.desc()).label("place"),
    )
    .where(Argument.proposal_id == bindparam("proposal_id"), Argument.hidden_at.is_(None))
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
        Argument.proposal_id,
        Argument.id,
        Argument.side,
        Argument.body_html,
        Argument.at,
        func.count().over(partition_by=(Argument.proposal_id, Argument.side)).label("total"),
        func.row_number()
        .over(partition_by=(Argument.proposal_id, Argument.side), order_by=Argument.id.desc())
        .label("place"),
    )
    .where(Argument.proposal_id.in_(bindparam("proposal_ids", expanding=True)), Argument.hidden_at.is_(None))
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
