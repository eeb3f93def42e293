"""Let residents second proposals and argue about them."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civic.access.permissions import Permission
from civic.kit.clock import now
from civic.proposals import queries, service
from civic.proposals.forms import ArgumentForm
from civic.proposals.views.blueprint import bp
from civic.proposals.views.reading import show_page
from civic.web.accepting import accepted
from civic.web.guard import requires
from civic.web.pages import current_actor, done


@bp.post("/<int:proposal_id>/support")
@requires(Permission.SUPPORT_PROPOSAL)
def support(proposal_id: int) -> ResponseReturnValue:
    """Second a proposal."""
    service.support(current_actor(), queries.get_public(proposal_id), now())
    return done(_("Thank you. You have seconded this proposal."), url_for(".show", proposal_id=proposal_id))


@bp.post("/<int:proposal_id>/unsupport")
@requires(Permission.SUPPORT_PROPOSAL)
def unsupport(proposal_id: int) -> ResponseReturnValue:
    """Take one's second back."""
    service.unsupport(current_actor(), queries.get_public(proposal_id), now())
    return done(_("Your second is taken back."), url_for(".show", proposal_id=proposal_id))


@bp.post("/<int:proposal_id>/arguments")
@requires(Permission.CREATE_PROPOSAL)
def argue(proposal_id: int) -> ResponseReturnValue:
    """Add an argument for or against."""
    proposal, form = queries.get_public(proposal_id), ArgumentForm()
    if form.validate_on_submit() and accepted(
        form, lambda: service.add_argument(current_actor(), proposal, form.chosen, form.body.data or "", now())
    ):
        return done(_("Your argument is shown."), url_for(".show", proposal_id=proposal_id, _anchor="arguments"))
    return show_page(queries.get_page(current_actor(), proposal_id), form, 422)
