"""Read which events are asked for: the filters stand in the address, the same for list, month, map and feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _

from civic.events import queries
from civic.events.features import FEATURE_LABELS, LANGUAGES, SERVICES, Feature
from civic.events.rows import Filters
from civic.programme import queries as programme
from civic.programme.queries import Named

KEPT = ("district", "type", "facet", "feature", "when")
OFFERED = (*LANGUAGES, *SERVICES, Feature.STEP_FREE)


@dataclass(frozen=True)
class Choices:
    """Hold what the filters of the lists offer."""

    districts: Sequence[Named]
    types: Sequence[Named]
    facets: Sequence[Named]
    features: Sequence[tuple[str, str]]
    views: Sequence[tuple[str, str, str]]


def chosen_filters() -> Filters:
    """Read the filters; an unknown district finds nothing rather than everything."""
    slug = request.args.get("district", "")
    codes = {district.slug: district.code for district in programme.list_districts()}
    return Filters(
        district=codes.get(slug, slug)[:20],
        type_code=request.args.get("type", "")[:40],
        facet=request.args.get("facet", "")[:40],
        feature=request.args.get("feature", "")[:40],
        past=request.args.get("when") == "past",
    )


def kept_arguments() -> list[tuple[str, str]]:
    """Return the filters as they stand in the address."""
    return [(name, request.args[name]) for name in KEPT if request.args.get(name)]


def feed_url() -> str:
    """Return the address of the calendar to subscribe to, with the filters in force."""
    kept = [(name, value) for name, value in kept_arguments() if name != "when"]
    address = url_for("events.feed", _external=True)
    return f"{address}?{urlencode(kept)}" if kept else address


def address_of(endpoint: str, **more: str) -> str:
    """Return another view of the same events: the filters stay in the address."""
    given = [*kept_arguments(), *more.items()]
    return f"{url_for(endpoint)}?{urlencode(given)}" if given else url_for(endpoint)


def list_choices() -> Choices:
    """Return what the filters offer, and the links between list, month and map that keep them."""
    return Choices(
        districts=programme.list_districts(),
        types=queries.list_event_types(),
        facets=programme.list_facets(),
        features=[(feature.value, _(FEATURE_LABELS[feature])) for feature in OFFERED],
        views=[
            (_("List"), address_of("events.index"), "index"),
            (_("Month"), address_of("events.month"), "month"),
            (_("Map"), address_of("events.map_"), "map"),
        ],
    )
