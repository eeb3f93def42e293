"""Say how `.pb` files are read and how their mistakes are told."""

from pathlib import Path

import pytest

from civic.voting.pabulib import PabulibError, declared_rule, load, read
from civic.voting.tally.election import Ballot
from civic.voting.tally.validity import TOO_MANY

FILE = """META
key;value
budget;100
num_projects;2
num_votes;3
vote_type;approval
rule;greedy-threshold
min_project_score_threshold;2
max_length;1
PROJECTS
project_id;cost;name;selected;colour
1;40;Trees;1;green
2;70.00;"Benches; and ""more"" trees";0;
VOTES
voter_id;vote;age
7;1;33
8;;
9;1,2;40
"""


def test_a_small_file_is_read() -> None:
    file = read(FILE)

    assert file.election.ballots == (Ballot((("1", 1),)), Ballot(()))
    assert [project.cost for project in file.election.projects] == [40, 70]
    assert file.election.projects[1].name == 'Benches; and "more" trees'
    assert (file.election.budget, file.official) == (100, ("1",))


def test_a_ballot_over_the_limit_of_its_file_is_set_aside_with_its_line() -> None:
    (invalid,) = read(FILE).invalid

    assert (invalid.line, invalid.reason) == (18, TOO_MANY)


def test_the_declared_rule_brings_its_minimum_score() -> None:
    declared = declared_rule(read(FILE))

    assert (declared.rule, declared.options.min_score) == ("greedy", 2)


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_line_endings_empty_lines_and_a_byte_order_mark_do_not_matter(ending: str) -> None:
    text = "\ufeff" + FILE.replace("VOTES", "\nVOTES").replace("\n", ending)

    assert read(text).election == read(FILE).election


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("META\n", "", 1, "must begin with the line META"),
        ("VOTES\n", "VOTING\n", 0, "no section VOTES"),
        ("budget;100", "budget;a lot", 3, "“budget” must be a whole number"),
        ("budget;100", "budget;-5", 3, "not “-5”"),
        ("budget;100\n", "", 0, "META does not say “budget”"),
        ("num_votes;3", "num_votes;4", 5, "META says 4 ballots, the file holds 3"),
        ("num_projects;2", "num_projects;9", 4, "META says 9 projects"),
        ("approval", "shouting", 6, "vote type “shouting” is unknown"),
        ("approval", "cumulative", 14, "no column “points”"),
        ("project_id;cost", "project_id;price", 10, "no column “cost”"),
        ("1;40;", "1;40.5;", 12, "not “40.5”"),
        ("1;40;", ";40;", 12, "project has no id"),
        ("2;70.00", "1;70.00", 13, "project “1” stands twice"),
        ("9;1,2;40", "9;1,3;40", 18, "unknown project “3”"),
        ("9;1,2;40", "7;1,2;40", 18, "voter “7” stands twice"),
        ("name;selected;colour", "name;selected;name", 11, "column “name” stands twice"),
        ("VOTES\n", "META\n", 14, "META begins a second time"),
        ("budget;100", "budget;9223372036854775808", 3, "not “9223372036854775808”"),
        ("1;40;", "1;9223372036854775808;", 12, "not “9223372036854775808”"),
        ("1;40;", "1;-40;", 12, "not “-40”"),
        ("1;40;", "1;NaN;", 12, "not “NaN”"),
        ("1;40;", "1;;", 12, "“cost” must be a whole number"),
        ("1;40;", "1;４０;", 12, "“cost” must be a whole number"),
        ("Trees", "Tr\0es", 12, "holds a NUL character"),
        ("Trees", "T" * 200_000, 12, "cannot be read"),
        ("rule;greedy-threshold", "budget;99", 7, "META says “budget” twice"),
        ("1;40;", '"1,2";40;', 12, "holds a comma"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, line: int, sentence: str) -> None:
    with pytest.raises(PabulibError) as error:
        read(FILE.replace(old, new, 1))

    assert error.value.line == line
    assert sentence in error.value.sentence


def test_points_that_do_not_match_the_marks_are_refused() -> None:
    text = FILE.replace("approval", "cumulative").replace("vote;age", "vote;points").replace(";40\n", ";3\n")

    with pytest.raises(PabulibError, match="line 18: The ballot marks 2 projects but gives points to 1"):
        read(text.replace("8;;\n", "8;1;1\n"))


def test_a_quote_that_never_closes_is_told() -> None:
    with pytest.raises(PabulibError):
        read(FILE.replace("9;1,2", '9;"1,2'))


def test_a_pot_with_decimals_is_rounded_down_and_a_cost_with_decimals_refused() -> None:
    assert read(FILE.replace("budget;100", "budget;100.99")).election.budget == 100
    with pytest.raises(PabulibError, match="line 12"):
        read(FILE.replace("1;40;", "1;40.01;"))


def test_points_too_many_for_any_ballot_are_refused() -> None:
    text = FILE.replace("approval", "cumulative").replace("vote;age", "vote;points").replace("7;1;33", "7;1;1000000001")

    with pytest.raises(PabulibError, match="line 16: The ballot gives more than"):
        read(text)


def test_a_file_that_is_not_utf8_is_told_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "big5.pb"
    path.write_bytes(FILE.replace("Trees", "種樹").encode("big5", "replace"))

    with pytest.raises(PabulibError, match="line 12: The file is not UTF-8"):
        load(path)


def test_a_file_beyond_all_measure_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.pb"
    with path.open("wb") as file:
        file.truncate(2**30)

    with pytest.raises(PabulibError, match="larger than"):
        load(path)


def test_line_signs_inside_a_name_do_not_cut_the_line() -> None:
    election = read(FILE.replace("Trees", "Tr\u2028ees\x85and more")).election

    assert election.projects[0].name == "Tr\u2028ees\x85and more"
    assert election.ballots == read(FILE).election.ballots
