"""Build small elections for tests, read the real ones, and count slowly and exactly for comparison."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import strategies as st

from civic.voting.pabulib import PabulibFile, read
from civic.voting.tally.election import Ballot, Election, Project, approvals, group
from civic.voting.tally.options import lot

DATA = Path(__file__).parents[3] / ".." / "shared" / "data" / "pabulib"


def real(name: str) -> PabulibFile:
    """Read a real election, or skip the test where the files are absent."""
    path = DATA / f"{name}.pb"
    if not path.exists():
        pytest.skip(f"the public election {name}.pb is not beside this repository")
    return read(path.read_text(encoding="utf-8"))


def approval(costs: dict[str, int], ballots: list[str], budget: int, eligible: int = 0) -> Election:
    """Build an election of one-letter projects: "ab" is a ballot for a and b."""
    projects = tuple(Project(name, cost) for name, cost in costs.items())
    return Election(projects, group(approvals(marks) for marks in ballots), budget, eligible)


@st.composite
def elections(draw: st.DrawFn, points: int = 1) -> Election:
    """Draw an election of up to 6 projects and 9 voters, small enough to count by hand."""
    names = [str(number) for number in range(1, draw(st.integers(1, 6)) + 1)]
    projects = tuple(Project(name, draw(st.integers(0, 40))) for name in names)
    ballot = st.dictionaries(st.sampled_from(names), st.integers(1, points))
    marks = draw(st.lists(ballot, min_size=1, max_size=9))
    return Election(projects, group(list(mark.items()) for mark in marks), draw(st.integers(0, 120)))


def shuffled(election: Election, draw: st.DrawFn) -> Election:
    """Return the same election with projects, ballots and choices in another order."""
    ballots = [Ballot(tuple(draw(st.permutations(b.choices))), b.count) for b in election.ballots]
    projects = draw(st.permutations(election.projects))
    return Election(
        tuple(projects), tuple(draw(st.permutations(ballots))), election.budget, election.eligible
    )


@dataclass
class Voter:
    """Be a single voter of the slow count."""

    points: dict[str, int]
    money: Fraction


def voters(election: Election, share: Fraction) -> list[Voter]:
    """Write out every voter."""
    return [Voter(dict(b.choices), share) for b in election.ballots for _ in range(b.count)]


def slow_shares(election: Election, share: Fraction, seed: str) -> list[str]:
    """Run Equal Shares voter by voter in fractions, trying every breaking point of rho."""
    people, order = voters(election, share), []
    rest = {p.id: p.cost for p in election.projects if election.votes[p.id]}
    places = {p.id: (p.cost, -election.votes[p.id], lot(seed, p.id)) for p in election.projects}
    while True:
        rhos = {p: slow_rho(people, p, cost) for p, cost in rest.items()}
        payable = {p: rho for p, rho in rhos.items() if rho is not None}
        if not payable:
            return order
        best = min(payable, key=lambda p: (payable[p] / rest[p] if rest[p] else Fraction(-1), places[p]))
        for voter in people:
            voter.money -= min(voter.money, payable[best] * voter.points.get(best, 0))
        order.append(best)
        del rest[best]


def slow_rho(people: list[Voter], project: str, cost: int) -> Fraction | None:
    """Find the least rho per point at which the supporters pay the cost, or None."""
    mine = [(voter.money, voter.points[project]) for voter in people if project in voter.points]
    paying = sorted((money / points, money, points) for money, points in mine)
    if sum(money for _, money, _ in paying) < cost:
        return None
    missing, weight = Fraction(cost), sum(points for _, _, points in paying)
    for limit, money, points in paying:
        if limit * weight >= missing:
            return missing / weight
        missing, weight = missing - money, weight - points
    return Fraction(0)


def slow_add_one(election: Election, step: int, seed: str) -> list[str]:
    """Raise the share one step at a time until the pot breaks."""
    costs = {p.id: p.cost for p in election.projects}
    supported = [p for p in election.projects if election.votes[p.id]]
    if sum(p.cost for p in supported) <= election.budget:
        return sorted(p.id for p in supported)
    share = Fraction(election.budget // election.voters)
    while True:
        following = slow_shares(election, share + step, seed)
        if sum(costs[p] for p in following) > election.budget:
            return sorted(slow_shares(election, share, seed))
        share += step


def slow_effective(election: Election, share: Fraction, seed: str) -> dict[str, Fraction]:
    """Ask in every round of the slow count what each lost project's supporters could pay on the winner's terms."""
    order, people = slow_shares(election, share, seed), voters(election, share)
    costs = {p.id: p.cost for p in election.projects}
    best = {p.id: Fraction(0) for p in election.projects if election.votes[p.id] and p.id not in order}
    for winner in [*order, None]:
        rho = None if winner is None else slow_rho(people, winner, costs[winner])
        level = None if rho is None or winner is None else rho / (costs[winner] or 1)
        if winner is not None and not costs[winner]:
            continue
        for project in best:
            best[project] = max(best[project], _could_pay(people, project, level, costs[project]) / costs[project])
        for voter in people:
            voter.money -= min(voter.money, (rho or 0) * voter.points.get(winner or "", 0))
    return best


def _could_pay(people: list[Voter], project: str, level: Fraction | None, cost: int) -> Fraction:
    mine = [(voter.money, voter.points[project]) for voter in people if project in voter.points]
    pays = [money if level is None else min(money, level * cost * points) for money, points in mine]
    return sum(pays, Fraction(0))
