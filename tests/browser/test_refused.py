"""Open the pages that say no: the error pages, and every form that comes back with its mistakes in words."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Response
from werkzeug.exceptions import HTTPException

from civic.web.application import CivicFlask
from tests.browser.addresses import RESIDENT, Address
from tests.browser.site import Site
from tests.browser.visitor import Visitor
from tests.browser.walking import LANGUAGES, Step, find_violations, look, open_in, script, walk
from tests.markup import find_faults
from tests.pages.routes import read_lines

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FORMS = "main form[method=post]"
SUMMARY = "[data-error-summary]"
EMPTY_IS_REFUSED = frozenset(line.endpoint for line in read_lines() if line.ok.startswith("422") and not line.form)
NOT_SHOWN = frozenset({"accounts.set_password", "governance.generate", "programme.set_dates", "surveys.change"})
"""Forms that the pages of the walk do not show, or show without a field to leave empty."""


@dataclass
class Refusals:
    """Gather which forms were refused and what is wrong with the pages that say so."""

    app: CivicFlask
    sent: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def try_forms_of(self, step: Step) -> None:
        """Send each form of a page empty that has not been sent before, if that is known to be refused."""
        forms = step.visitor.page.locator(FORMS)
        for place, action in enumerate(forms.evaluate_all("forms => forms.map(form => new URL(form.action).pathname)")):
            endpoint = self._endpoint(action)
            if endpoint in EMPTY_IS_REFUSED - self.sent:
                self.sent.add(endpoint)
                with step.visitor.page.expect_navigation() as waiting:
                    forms.nth(place).evaluate(script("send_empty"))
                self.read(f"{endpoint} from {step}", step.visitor, waiting.value, 422)
                step.visitor.go(step.address.path)

    def read(self, what: str, visitor: Visitor, answer: Response | None, status: int) -> None:
        """Look at a page that says no."""
        assert answer is not None, f"{what} did not answer"
        found = [*find_faults(answer.text()), *find_violations(visitor)]
        if answer.status != status:
            found.append(f"answered {answer.status}")
        if status == 422 and visitor.page.locator(SUMMARY).count() != 1:
            found.append("has no error summary")
        self.faults += [f"{what}: {each}" for each in found]

    def _endpoint(self, action: str) -> str:
        try:
            return str(self.app.url_map.bind("").match(action, "POST")[0])
        except HTTPException:
            return ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_a_form_that_comes_back_with_its_mistakes(
    application: CivicFlask, chromium: Browser, site: Site, addresses: dict[str, Address], language: str
) -> None:
    refusals = Refusals(application)
    for step in walk(chromium, site, addresses, language, bypass_csp=True):
        refusals.try_forms_of(step)

    assert refusals.faults == []
    assert EMPTY_IS_REFUSED - refusals.sent == NOT_SHOWN


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_pages_that_say_no(
    application: CivicFlask, chromium: Browser, site: Site, language: str
) -> None:
    refusals = Refusals(application)
    reader = open_in(chromium, site, "", language, bypass_csp=True)
    for what, address, token, status in (
        ("stale form", "/sign-in", "old", 400),
        ("not signed in", "/proposals/new", "", 401),
        ("used link", "/account/confirm/unknown", "", 409),
        ("wrong method", "/about", "", 405),
    ):
        reader.go("/sign-in")
        values = {"csrf_token": token or reader.page.locator("[name=csrf_token]").first.input_value()}
        with reader.page.expect_navigation() as waiting:
            look(reader, "send", [address, values])
        refusals.read(what, reader, waiting.value, status)
    refusals.read("not there", reader, reader.go("/there-is-no-such-page"), 404)
    resident = open_in(chromium, site, RESIDENT, language, bypass_csp=True)
    refusals.read("not allowed", resident, resident.go("/duties"), 403)
    for visitor in (reader, resident):
        visitor.page.context.close()

    assert refusals.faults == []
