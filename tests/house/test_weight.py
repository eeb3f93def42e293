"""A first visit to any public page of the demo city stays light; kilobytes, compressed."""

from statistics import median

import pytest

from civic.config import Settings
from civic.web.application import CivicFlask
from civic.web.guard import PUBLIC, permission_of
from tests.bench.figures import Weights, weight_table
from tests.bench.pages import CLOSED, weigh_public
from tests.browser.addresses import FILES

pytestmark = [pytest.mark.sqlite_only, pytest.mark.xdist_group("demo")]
GOAL, HTML, CSS, JS = 45, 10, 16, 20


@pytest.fixture(scope="module")
def weights(demo_settings: Settings) -> dict[str, Weights]:
    """Return what each public page weighs."""
    return weigh_public(demo_settings)


def test_every_public_page_is_weighed(application: CivicFlask, weights: dict[str, Weights]) -> None:
    public = {
        rule.endpoint
        for rule in application.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and permission_of(application, rule.endpoint) == PUBLIC
    }

    assert public - FILES - CLOSED - set(weights) == set()


def test_a_first_visit_to_a_public_page_stays_light(weights: dict[str, Weights]) -> None:
    heavy = {page: each for page, each in weights.items() if each.total > GOAL or each.css > CSS or each.js > JS}

    assert heavy == {}, weight_table(heavy)
    assert median(each.html for each in weights.values()) <= HTML
    assert weights["proposals.index"].html <= HTML
