"""Hold the facts behind a result to exact sums and to counting again."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.voting.tally.accounts import Payment, ledger
from civic.voting.tally.alternatives import alternative
from civic.voting.tally.count import run
from civic.voting.tally.counterfactual import Change, changed, least_discount, least_votes, what_if
from civic.voting.tally.election import Ballot, Election
from civic.voting.tally.equal_shares import market
from civic.voting.tally.options import Options
from civic.voting.tally.outcome import StepKind
from civic.voting.tally.voices import Voices, voices
from tests.unit.voting.elections import approval, elections, slow_effective

OPTIONS = Options(k=2, threshold_votes=2, seed="published")
TOWN = approval({"a": 60, "b": 40, "c": 40}, ["ab"] * 4 + ["ac"] * 3 + ["bc"] * 2 + [""], 100)


@given(election=elections(points=3))
def test_every_account_adds_up_to_the_last_fraction(election: Election) -> None:
    outcome = run("equal_shares/add1", election, OPTIONS)
    if outcome.per_voter is None:
        return

    book = ledger(election, OPTIONS, outcome.per_voter)

    costs = {project.id: project.cost for project in election.projects}
    for account in book.accounts:
        assert account.given == sum((payment.paid for payment in account.payments), account.left)
        own = sum(payment.paid for payment in account.payments if payment.project == account.project)
        assert own == (costs[account.project] if account.project in outcome.winners else 0)
    assert book.left == outcome.per_voter * election.voters - outcome.spent


@given(election=elections(points=3))
def test_what_is_left_in_an_account_is_the_share_that_the_step_tells(election: Election) -> None:
    outcome = run("equal_shares", election, OPTIONS)
    assert outcome.per_voter is not None

    left = {each.project: each.left for each in ledger(election, OPTIONS, outcome.per_voter).accounts}

    lost = [step for step in outcome.steps if step.kind is StepKind.SHARES_TOO_SMALL]
    assert all(step.share == left[step.project] / step.cost for step in lost)


def test_an_account_names_who_took_the_money() -> None:
    outcome = run("equal_shares", TOWN, OPTIONS)
    assert outcome.per_voter is not None

    accounts = {each.project: each for each in ledger(TOWN, OPTIONS, outcome.per_voter).accounts}

    assert (outcome.winners, outcome.per_voter) == (("a",), 10)
    assert accounts["b"].payments == (Payment("a", 4, Fraction(240, 7)),)
    assert (accounts["b"].voters, accounts["b"].given, accounts["b"].left) == (6, 60, Fraction(180, 7))


@given(election=elections(points=3))
def test_effective_support_agrees_with_a_slow_exact_count(election: Election) -> None:
    outcome = run("equal_shares", election, OPTIONS)
    assert outcome.per_voter is not None

    told = {step.project: step.effective for step in outcome.steps if step.effective is not None}

    assert told == slow_effective(election, outcome.per_voter, OPTIONS.seed)
    assert all(0 <= value <= 1 for value in told.values())


@given(election=elections())
def test_the_people_lacking_would_have_paid_for_the_project(election: Election) -> None:
    outcome = run("equal_shares", election, OPTIONS)
    lost = [step for step in outcome.steps if step.votes_short]
    assert outcome.per_voter is not None

    for step in lost:
        more = changed(election, Change(step.project, more_votes=step.votes_short or 0))
        bought = market(more, OPTIONS).buy_exactly(outcome.per_voter)
        assert step.project in {purchase.item.id for purchase in bought}


def test_voters_are_counted_by_their_winners() -> None:
    assert voices(TOWN, ("a",)) == Voices(voters=10, blank=1, by_winners=(3, 7))
    assert (voices(TOWN, ("a",)).without_winner, voices(TOWN, ("a",)).unheard) == (3, 2)
    assert voices(TOWN, ()).without_winner == 10


def test_another_rule_is_laid_beside_the_declared_one() -> None:
    declared = run("equal_shares", TOWN, OPTIONS)

    other = alternative("greedy", TOWN, OPTIONS, declared)

    assert (other.outcome.winners, other.gained, other.lost) == (("a", "b"), ("b",), ())
    assert (other.better_here, other.better_there, other.voices.without_winner) == (0, 6, 1)


def test_a_change_is_counted_by_the_whole_rule() -> None:
    declared = run("greedy", TOWN, OPTIONS)

    cheaper = what_if("greedy", TOWN, OPTIONS, declared, Change("c", cheaper=1))
    dearer = what_if("greedy", TOWN, OPTIONS, declared, Change("c", more_votes=2))

    assert (cheaper.selected, cheaper.lost) == (False, ())
    assert (dearer.selected, dearer.gained, dearer.lost) == (True, (), ("b",))
    assert changed(TOWN, Change("c", cheaper=90)).projects[2].cost == 0
    assert TOWN.projects[2].cost == 40


def test_people_who_come_besides_join_their_like() -> None:
    election = approval({"a": 1}, ["a", "a"], 1)

    assert changed(election, Change("a", more_votes=3)).ballots == (Ballot((("a", 1),), 5),)


@pytest.mark.parametrize("rule", ["greedy", "top_k", "threshold", "equal_shares", "equal_shares/add1"])
@given(election=elections(), data=st.data())
def test_the_least_change_is_enough_and_one_less_is_not(rule: str, election: Election, data: st.DataObject) -> None:
    project = data.draw(st.sampled_from(election.projects))

    votes = least_votes(rule, election, OPTIONS, project.id, 40)
    discount = least_discount(rule, election, OPTIONS, project.id)

    for least, change in [(votes, "more_votes"), (discount, "cheaper")]:
        for number, wins in [] if least is None else [(least, True), (least - 1, False)][: least + 1]:
            again = changed(election, Change(project.id, **{change: number}))
            assert (project.id in run(rule, again, OPTIONS).winners) is wins


def test_what_no_change_can_make_win_is_told() -> None:
    election = approval({"a": 200, "b": 10}, ["b"], 100)

    assert least_votes("greedy", election, OPTIONS, "a", 50) is None
    assert least_discount("greedy", election, OPTIONS, "a") is None
    assert least_votes("greedy", election, OPTIONS, "b", 50) == 0
