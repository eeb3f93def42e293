"""Vote on every kind of ballot on a phone: by hand, by keyboard alone, without script; in both languages."""

from contextlib import nullcontext
from dataclasses import dataclass

import pytest

from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

KINDS = {"beitou": "check", "shilin": "check", "wenshan": "radio", "nangang": "rank", "xinyi": "points"}
"""How each district of the demo votes today: up to four, within a budget, one, ranked (all read), by points."""
WAYS = ("hand", "keyboard", "no_script")
NOT_YET = {"zh_Hant_TW": "您尚未投票", "en": "You have not voted yet"}
RECORDED = {"zh_Hant_TW": "您的選票已投入票箱", "en": "Your ballot is in the box"}
TABS = 120


@dataclass(frozen=True)
class Case:
    """Be one whole vote: where, in which language, how; each by another neighbour of the demo."""

    district: str
    language: str
    way: str

    @property
    def voter(self) -> str:
        number = 1 + WAYS.index(self.way) * len(NOT_YET) + list(NOT_YET).index(self.language)
        return f"{self.district}_{number}"

    @property
    def kind(self) -> str:
        return KINDS[self.district]


SHORT = Case("nangang", "zh_Hant_TW", "keyboard")
CASES = [Case(district, language, way) for district in KINDS for language in NOT_YET for way in WAYS]


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=f"{case.district}-{case.language}-{case.way}",
                  marks=() if case == SHORT else pytest.mark.slow) for case in CASES],
)  # fmt: skip
def test_a_neighbour_fills_in_checks_and_casts_a_ballot(visit: Visit, site: Site, case: Case) -> None:
    voter = visit(case.voter, java_script_enabled=case.way != "no_script")
    voter.page.context.add_cookies([{"name": "lang", "value": case.language, "url": site.base}])
    booth = site.made("rounds", f"{case.district}_now").url
    for path in ("/", "/proposals", "/account", booth):
        voter.go(path)
        voter.sees(NOT_YET[case.language])

    if case.district == "nangang":
        read_everything(voter, case)
    mark(voter, case)
    if case.way == "hand":
        marked = list_marks(voter)
        voter.go("/proposals")
        voter.go(booth)
        assert list_marks(voter) == marked
        assert count_kept(voter) == 1
    press(voter, case, ".go button")
    voter.sees(NOT_YET[case.language])
    press(voter, case, "main form[action$='/cast'] [type=submit]")

    voter.sees(RECORDED[case.language])
    assert voter.page.locator(".receipt code").first.inner_text()
    assert count_kept(voter) == 0
    voter.go("/")
    assert NOT_YET[case.language] not in voter.page.locator("body").inner_text()


def read_everything(voter: Visitor, case: Case) -> None:
    """Open each item from the booth, as the round requires, and come back."""
    press(voter, case, ".stamp button")
    voter.sees(NOT_YET[case.language])
    press(voter, case, "main form [formaction]")
    press(voter, case, "main form [type=submit]:not([formaction])")
    assert voter.page.locator(".stamp .tag").count() == 2


def mark(voter: Visitor, case: Case) -> None:
    """Mark the first item."""
    if case.kind in ("check", "radio"):
        press(voter, case, ".pick input", "Space")
        assert voter.page.locator(".pick input").first.is_checked()
    elif case.way == "no_script":
        voter.page.locator(".pick input").first.fill("1")
    else:
        press(voter, case, "[data-step='1']")
        assert voter.page.locator(".pick input").first.input_value() == "1"
        state = voter.page.locator("[data-booth-state]")
        assert state.get_attribute("role") == "status"
        assert "1" in state.inner_text()


def list_marks(voter: Visitor) -> list[str]:
    """Return what is marked or written at each item."""
    boxes = "boxes => boxes.map(box => box.type === 'text' ? box.value : String(box.checked))"
    marks: list[str] = voter.page.locator(".pick input").evaluate_all(boxes)
    return marks


def count_kept(voter: Visitor) -> int:
    """Count the ballots whose marks are kept on this device."""
    kept: int = voter.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('booth:')).length")
    return kept


def press(voter: Visitor, case: Case, selector: str, key: str = "Enter") -> None:
    """Press the first such thing on the page: by a tap, or by the keyboard alone."""
    if case.way != "keyboard":
        voter.page.locator(selector).first.click()
        return
    for _ in range(TABS):
        voter.page.keyboard.press("Tab")
        if voter.page.evaluate("css => document.activeElement === document.querySelector(css)", selector):
            break
    else:
        raise AssertionError(f"Tab never reached {selector} on {voter.path}")
    with voter.page.expect_navigation() if key == "Enter" and "step" not in selector else nullcontext():
        voter.page.keyboard.press(key)
