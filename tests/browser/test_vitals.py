"""The pages that everybody opens are painted soon and stand still, on a phone four times slower than this machine."""

import pytest
from playwright.sync_api import Browser

from tests.browser.site import Site
from tests.browser.vitals import measure

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LATEST = 2500


def test_home_list_and_booth_are_painted_soon_and_do_not_shift(chromium: Browser, site: Site) -> None:
    found = measure(chromium, site)

    assert [(each, each.moved) for each in found if round(each.shifted, 2) > 0] == []
    assert [each for each in found if each.painted > LATEST] == []
