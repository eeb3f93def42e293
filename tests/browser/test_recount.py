"""The reader's own browser counts a published vote again: the same winners, and a changed file is noticed."""

import random

import pytest
from playwright.sync_api import Route

from civic.voting.tally.count import run
from civic.voting.tally.election import Choice, Election, Project, group
from civic.voting.tally.options import Options
from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

RULES = (
    "threshold", "top_k", "greedy", "greedy_no_skip", "equal_shares", "equal_shares/comparison",
    "equal_shares/add1/integral/overshoot", "equal_shares/add1/integral/exhaustive",
    "equal_shares/add1u/integral/overshoot", "equal_shares/add1/integral/overshoot/comparison",
)  # fmt: skip
COUNT = """async (elections) => {
  const counter = await import(document.querySelector("script[src*='recount']").src);
  const found = [];
  for (const { projects, ballots, seed, round, rule } of elections) {
    const marks = ballots.map((ballot) => ballot.map(([id, points]) => [id, BigInt(points)]));
    found.push(counter.count(rule, await counter.layOut({ projects, ballots: marks, seed }), round));
  }
  return found;
}"""


def verdict(visitor: Visitor) -> str:
    """Return what the page found, once it has found something."""
    panel = visitor.page.locator("#verdict:not([data-verdict=waiting]):not([data-verdict=working])")
    return panel.get_attribute("data-verdict") or ""


def open_recount(visit: Visit, site: Site) -> Visitor:
    reader = visit()
    reader.go(f"/results/{site.made('rounds', 'beitou_then').id}/recount")
    return reader


def test_the_browser_finds_the_winners_that_were_announced(visit: Visit, site: Site) -> None:
    reader = open_recount(visit, site)

    assert verdict(reader) == "same"
    winners = reader.page.locator("#winners li:visible")
    told = reader.page.request.get(f"{site.base}/results/{site.made('rounds', 'beitou_then').id}/result.json").json()
    assert [row.get_attribute("data-project") for row in winners.all()] == told["outcome"]["winners"]


def test_a_changed_ballot_file_is_noticed(visit: Visit, site: Site) -> None:
    reader = visit()

    def tamper(route: Route) -> None:
        body = route.fetch().text()
        route.fulfill(body=body.rstrip()[:-1] + "\r\n", content_type="text/csv")

    reader.page.route("**/ballots.csv", tamper)
    reader.go(f"/results/{site.made('rounds', 'beitou_then').id}/recount")

    assert verdict(reader) == "tampered"


def test_a_changed_result_is_noticed(visit: Visit, site: Site) -> None:
    reader = visit()

    def tamper(route: Route) -> None:
        told = route.fetch().json()
        told["outcome"]["winners"] = told["outcome"]["winners"][1:]
        route.fulfill(json=told)

    reader.page.route("**/result.json", tamper)
    reader.go(f"/results/{site.made('rounds', 'beitou_then').id}/recount")

    assert verdict(reader) == "differs"


def test_the_recount_page_says_what_to_do_without_a_script(visit: Visit, site: Site) -> None:
    reader = visit(java_script_enabled=False)
    reader.go(f"/results/{site.made('rounds', 'beitou_then').id}/recount")

    reader.sees("civic verify")
    reader.sees("未啟用程式碼時，這裡不會計票")


def test_the_browser_counts_every_rule_as_the_server_does(visit: Visit, site: Site) -> None:
    chance = random.Random(20261126)
    elections = [_invent(chance, rule) for rule in RULES for _ in range(30)]
    reader = open_recount(visit, site)

    found = reader.page.evaluate(COUNT, [told for told, _ in elections])

    wrong = [
        (told["rule"], here, there)
        for (told, there), here in zip(elections, found, strict=True)
        if here != list(there)
    ]
    assert wrong == []


def _invent(chance: random.Random, rule: str) -> tuple[dict[str, object], tuple[str, ...]]:
    """Return an election with many ties as the page reads it, and the server's winners."""
    costs = {str(number): chance.choice((0, 10, 20, 20, 30, 70)) for number in range(1, chance.randint(2, 7))}
    most = chance.choice((1, 3))
    ballots: list[list[Choice]] = [
        [(name, chance.randint(1, most)) for name in chance.sample(list(costs), chance.randint(0, len(costs)))]
        for _ in range(chance.randint(1, 14))
    ]
    seed, pot, k, needed = str(chance.random()), chance.randint(10, 130), chance.randint(1, 3), chance.randint(1, 5)
    election = Election(tuple(Project(*pair) for pair in costs.items()), group(ballots), pot, 100)
    options = Options(min_score=chance.randint(0, 3), k=k, seed=seed, threshold_votes=needed)
    told = {
        "rule": rule, "seed": seed, "ballots": ballots,
        "projects": [{"id": name, "cost": cost} for name, cost in costs.items()],
        "round": {"pot": pot, "eligible": 100, "options": {
            "min_score": options.min_score, "k": k, "step": 1, "threshold_percent": None, "threshold_votes": needed,
        }},
    }  # fmt: skip
    return told, run(rule, election, options).winners
