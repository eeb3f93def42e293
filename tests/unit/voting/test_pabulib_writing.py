"""Say that what is written as `.pb` is read back as it was."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.voting.pabulib import Meta, PabulibFile, declared_rule, read
from civic.voting.pabulib_writing import write
from civic.voting.tally.election import (
    Choice,
    Election,
    Project,
    VoteType,
    approvals,
    cumulative,
    group,
    ranking,
)

LONGEST = 4
NAMES = st.text(max_size=20)


def file_of(vote_type: VoteType, names: list[str], ballots: list[list[Choice]], won: tuple[str, ...]) -> PabulibFile:
    meta = {"vote_type": vote_type.value, "budget": "100", "max_length": str(LONGEST), "rule": "greedy"}
    projects = tuple(Project(str(place), 10 * place, name) for place, name in enumerate(names, 1))
    election = Election(projects, group(ballots), 100)
    return PabulibFile(Meta(tuple((key, value, 0) for key, value in meta.items())), vote_type, election, (), won)


def marks(vote_type: VoteType, ids: list[int]) -> list[Choice]:
    names = [str(each) for each in ids]
    if vote_type is VoteType.ORDINAL:
        return ranking(names, LONGEST)
    return cumulative(names, [each % 3 + 1 for each in ids]) if vote_type is VoteType.CUMULATIVE else approvals(names)


@given(
    st.sampled_from([VoteType.APPROVAL, VoteType.ORDINAL, VoteType.CUMULATIVE]),
    st.lists(NAMES, min_size=5, max_size=5),
    st.lists(st.lists(st.integers(1, 5), max_size=LONGEST, unique=True), max_size=12),
)
def test_an_election_is_read_back_as_it_was_written(
    vote_type: VoteType, names: list[str], ballots: list[list[int]]
) -> None:
    file = file_of(vote_type, names, [marks(vote_type, ids) for ids in ballots], ("2", "4"))

    back = read(write(file))

    tidy = [replace(each, name=" ".join(each.name.replace("\0", " ").split())) for each in file.election.projects]
    assert back.election.projects == tuple(tidy)
    assert set(back.election.ballots) == set(file.election.ballots)
    assert (back.election.budget, back.official, back.invalid) == (100, ("2", "4"), ())


def test_voters_are_numbered_in_the_order_of_the_ballots() -> None:
    late_first = file_of(VoteType.APPROVAL, ["a", "b"], [approvals(["2"]), approvals(["1"])], ())
    early_first = file_of(VoteType.APPROVAL, ["a", "b"], [approvals(["1"]), approvals(["2"])], ())

    assert write(late_first) == write(early_first)
    assert write(late_first).endswith("VOTES\nvoter_id;vote\n1;1\n2;2\n")


@pytest.mark.parametrize("name", ["META", "VOTES", 'a;"b"', "臺北", "  "])
def test_awkward_names_do_no_harm(name: str) -> None:
    file = file_of(VoteType.APPROVAL, [name], [approvals(["1"])], ("1",))

    assert read(write(file)).election.projects[0].name == name.strip()


def test_the_declared_rule_stays() -> None:
    assert declared_rule(read(write(file_of(VoteType.APPROVAL, ["a"], [], ())))).rule == "greedy"
