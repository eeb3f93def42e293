"""Hand our `.pb` files to the tools of others, where they are installed: they only judge, nothing depends on them.

pabutools is under the GPL and pulls in a proprietary solver, so that it is no development tool of ours;
`uv pip install pabulib-checker pabutools` in an environment of one's own runs these tests. The checker knows no
blank ballots, which count here; it gets files without.
"""

import pytest

from civic.voting.pabulib import Meta, PabulibFile
from civic.voting.pabulib_writing import write
from civic.voting.tally.count import run
from civic.voting.tally.election import Election, Project, VoteType, approvals, cumulative, group, ranking
from civic.voting.tally.options import Options
from tests.unit.voting.elections import real

RULES = {
    "greedy": "greedy",
    "greedy-no-skip": "greedy_no_skip",
    "equalshares": "equal_shares",
    "equalshares/add1": "equal_shares/add1",
}
MARKS = {
    VoteType.APPROVAL: [["1", "2"]] * 5 + [["2", "3"]] * 3 + [["4"]],
    VoteType.ORDINAL: [["1", "2", "3"]] * 5 + [["3", "4"]] * 3,
    VoteType.CUMULATIVE: [["1", "2"]] * 5 + [["3", "4"]] * 4,
}


def town(vote_type: VoteType, rule: str) -> PabulibFile:
    """Return a small town's file with what Pabulib asks of META, counted by the rule."""
    marks = MARKS[vote_type]
    if vote_type is VoteType.ORDINAL:
        ballots = group(ranking(each, 3) for each in marks)
    elif vote_type is VoteType.CUMULATIVE:
        ballots = group(cumulative(each, [3, 2]) for each in marks)
    else:
        ballots = group(approvals(each) for each in marks)
    projects = tuple(Project(name, cost, f"Item {name}") for name, cost in zip("1234", (60, 50, 40, 20), strict=True))
    election = Election(projects, ballots, 120)
    facts = {
        "rule": rule, "vote_type": vote_type.value, "budget": "120", "description": "A town", "country": "Taiwan",
        "unit": "Taipei", "instance": "2027", "date_begin": "01.03.2027", "date_end": "14.03.2027",
        "max_length": "3" if vote_type is VoteType.ORDINAL else "2", "min_length": "1", "num_eligible": "99",
        "comment": "Invented.",
    }  # fmt: skip
    if vote_type is VoteType.CUMULATIVE:
        facts["max_sum_points"] = "5"
    won = run(RULES[rule], election, Options(seed="s")).winners
    return PabulibFile(Meta(tuple((key, value, 0) for key, value in facts.items())), vote_type, election, (), won)


@pytest.mark.parametrize("rule", ["greedy", "greedy-no-skip", "equalshares/add1"])
@pytest.mark.parametrize("vote_type", list(MARKS))
def test_the_checker_of_pabulib_finds_no_error(vote_type: VoteType, rule: str) -> None:
    checker = pytest.importorskip("pabulib.checker", reason="pabulib-checker is not installed")

    report = checker.Checker().process_files([write(town(vote_type, rule))])

    assert report["metadata"]["valid"] == 1, report


def test_the_checker_of_pabulib_finds_no_error_in_a_real_election_written_anew() -> None:
    checker = pytest.importorskip("pabulib.checker", reason="pabulib-checker is not installed")

    report = checker.Checker().process_files([write(real("Netherlands_Assen_2024"))])

    assert report["metadata"]["valid"] == 1, report


@pytest.mark.parametrize("name", ["Netherlands_Assen_2024", "Poland_Wieliczka_2023_Green_Budget"])
def test_pabutools_finds_the_same_winners_in_what_we_write(name: str) -> None:
    theirs = pytest.importorskip("pabutools.election", reason="pabutools is not installed")
    rules = pytest.importorskip("pabutools.rules", reason="pabutools is not installed")
    file = real(name)

    instance, profile = theirs.pabulib.parse_pabulib_from_string(write(file))
    won = rules.method_of_equal_shares(instance, profile, sat_class=theirs.Cost_Sat)

    ours = run("equal_shares", file.election, Options())
    assert {project.name for project in won} == set(ours.winners)
