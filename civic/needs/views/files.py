"""Give the inventory as files in the agencies' columns, one file never paged, and its dictionary."""

import io
from dataclasses import replace

import orjson
from flask import Response

from civic.access.actor import Actor, Role
from civic.access.permissions import Permission
from civic.kit.clock import now
from civic.kit.errors import Missing
from civic.kit.tables import FORMATS
from civic.needs import service
from civic.needs.fields import FIELDS, SCORE_FIELDS, Field
from civic.needs.queries import Filters
from civic.needs.views.blueprint import bp
from civic.needs.views.public import read_filters
from civic.web.filters import translated
from civic.web.guard import public, requires
from civic.web.pages import attachment, current_actor, page


@bp.get("/needs/export.<ending>")
@requires(Permission.EXPORT_NEEDS)
def export(ending: str) -> Response:
    """Send the inventory of the filters in the address."""
    if ending not in FORMATS:
        raise Missing
    content_type, write = FORMATS[ending]
    actor = current_actor()
    table = service.export(actor, _own(actor, read_filters()), now(), with_score=ending == "json")
    out = io.BytesIO()
    write(table, out)
    return attachment(out.getvalue(), f"needs.{ending}", content_type)


def _own(actor: Actor, filters: Filters) -> Filters:
    """Give officers their own agency, district offices their own district, when they ask for nothing else."""
    if {Role.OFFICE, Role.OBSERVER} & actor.roles:
        return filters
    agencies, districts = sorted(actor.scopes(Role.AGENCY)), sorted(actor.scopes(Role.MODERATOR))
    if agencies and not filters.agency:
        return replace(filters, agency=agencies[0])
    if districts and not agencies and not filters.district:
        return replace(filters, district=districts[0])
    return filters


@bp.get("/needs/dictionary")
@public
def dictionary() -> Response:
    """Explain every column of the files."""
    return page("needs/dictionary.html", fields=[(field, translated(field.meaning)) for field in _all()])


@bp.get("/needs/dictionary.json")
@public
def dictionary_json() -> Response:
    """Give the dictionary to programs."""
    body = [{"key": f.key, "title": f.title, "kind": f.kind.value, "meaning": translated(f.meaning)} for f in _all()]
    return Response(orjson.dumps(body), content_type="application/json")


def _all() -> tuple[Field, ...]:
    return FIELDS + SCORE_FIELDS
