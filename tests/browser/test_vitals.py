"""The pages that everybody opens are painted soon and stand still, on a phone four times slower than this machine."""

import pytest
from playwright.sync_api import Browser

from tests.browser.site import Site
from tests.browser.vitals import as_table, measure

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LATEST = 2500


def test_home_list_and_booth_are_painted_soon_and_do_not_shift(
    chromium: Browser, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    found = measure(chromium, site)
    with capsys.disabled():
        print(f"\n{as_table(found)}")

    assert [each for each in found if each.shifted > 0] == []
    assert [each for each in found if each.painted > LATEST] == []
