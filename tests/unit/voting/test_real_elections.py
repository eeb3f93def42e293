"""Recount real elections and compare with what the cities announced."""


import pytest

from civic.voting.pabulib import PabulibError, declared_rule
from civic.voting.tally.count import run
from civic.voting.tally.options import Options
from civic.voting.tally.outcome import Outcome, Preference
from tests.unit.voting.elections import real

WIELICZKA = "Poland_Wieliczka_2023_Green_Budget"
BIELANY = "Poland_Warszawa_2021_Bielany"


def recount(name: str) -> tuple[Outcome, set[str]]:
    """Count a file by its declared rule; return the outcome and the official winners."""
    file = real(name)
    declared = declared_rule(file)
    assert file.invalid == ()
    return run(declared.rule, file.election, declared.options), set(file.official or ())


@pytest.mark.parametrize("name", ["Netherlands_Assen_2024", WIELICZKA, BIELANY])
def test_a_plain_rule_gives_the_official_winners(name: str) -> None:
    outcome, official = recount(name)

    assert set(outcome.winners) == official


def test_wieliczka_stops_at_overshoot_with_the_official_thirty_and_not_one_more() -> None:
    election = real(WIELICZKA).election

    overshoot = run("equal_shares/add1/integral/overshoot", election, Options())
    exhaustive = run("equal_shares/add1/integral/exhaustive", election, Options())

    assert (len(overshoot.winners), overshoot.spent, overshoot.per_voter) == (30, 995_079, 315)
    assert len(exhaustive.winners) == 31


def test_the_comparison_counts_voters_without_any_winner() -> None:
    outcome, _ = recount(WIELICZKA)

    assert outcome.preference == Preference(equal_shares=1615, greedy=873)


def test_greedy_orders_by_votes_and_not_by_votes_per_cost() -> None:
    outcome = run("greedy", real(WIELICZKA).election, Options())

    assert len(outcome.winners) == 23


@pytest.mark.parametrize(
    ("name", "only_ours", "only_official"),
    [
        # The city left out no. 1649: 93 votes (39 asked), 5,000 of 6,864 left. A manual decision.
        ("Poland_Warszawa_2018_Las", {"1649"}, set()),
        # 24 and 26 both have 40 points; the city took the dearer and less chosen one.
        ("Poland_Krakow_2022_Czyzyny", {"24"}, {"26"}),
        # 1 and 5 both have 101 votes; the city took the dearer one and marked the other "2".
        ("Poland_Gdynia_2020_Babie_Doly__small", {"5"}, {"1"}),
    ],
)
def test_known_manual_corrections_are_the_only_differences(
    name: str, only_ours: set[str], only_official: set[str]
) -> None:
    outcome, official = recount(name)

    assert set(outcome.winners) - official == only_ours
    assert official - set(outcome.winners) == only_official


@pytest.mark.parametrize(
    ("name", "voters", "projects"),
    [
        ("Poland_Zabrze_2020", 9375, 7),
        ("France_Toulouse_2019", 1494, 30),
        ("Switzerland_Zurich_S5D10", 180, 24),
    ],
)
def test_files_without_an_official_result_are_read_whole(name: str, voters: int, projects: int) -> None:
    file = real(name)

    assert (file.election.voters, len(file.election.projects), file.official) == (voters, projects, None)


@pytest.mark.parametrize(
    ("name", "project", "score"),
    [("France_Toulouse_2019", "4", 1090), ("Poland_Krakow_2022_Czyzyny", "1", 1371), (BIELANY, "104", 3074)],
)
def test_scores_are_those_the_file_states(name: str, project: str, score: int) -> None:
    assert real(name).election.scores[project] == score


def test_an_unknown_declared_rule_is_refused_by_its_line() -> None:
    file = real("Switzerland_Zurich_S5D10")

    with pytest.raises(PabulibError, match="unknown") as error:
        declared_rule(file)
    assert error.value.line == file.meta.line("rule")
