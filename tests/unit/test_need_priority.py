"""The points of a need follow the published weights, each part whole."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.needs.priority import STANDARD, Facts, Score, Weights, score
from civic.proposals.rules import Light

GREEN, YELLOW, RED = Light.GREEN, Light.YELLOW, Light.RED
FULL = Facts(votes=6165, threshold=2055, pieces=3, lights=(GREEN, GREEN, GREEN), facet_done=0, facet_most=2)


def test_a_need_with_everything_has_a_hundred_points() -> None:
    assert score(FULL) == Score(consensus=40, need=30, lights=20, balance=10)


@pytest.mark.parametrize(("votes", "points"), [(2055, 13), (4110, 27), (6165, 40), (20550, 40), (0, 0)])
def test_votes_count_up_to_three_times_the_threshold(votes: int, points: int) -> None:
    assert score(replace(FULL, votes=votes)).consensus == points


def test_without_a_vote_the_dots_of_the_workshop_count() -> None:
    assert score(replace(FULL, votes=None, threshold=None, dots=22)).consensus == 29


@pytest.mark.parametrize(
    ("lights", "points"), [((GREEN, YELLOW, YELLOW), 13), ((GREEN, RED, RED), 7), ((None, None, None), 0)]
)
def test_each_light_is_a_third_and_yellow_half_of_it(lights: tuple[Light | None, ...], points: int) -> None:
    assert score(replace(FULL, lights=lights)).lights == points


def test_the_facet_or_district_that_lags_more_decides_the_balance() -> None:
    even = replace(FULL, facet_done=2, facet_most=2, district_done=2, district_most=2)

    assert score(even).balance == 0
    assert score(replace(even, district_done=1)).balance == 5
    assert score(replace(even, facet_most=0, district_done=2)).balance == 10


@given(
    st.builds(
        Facts,
        votes=st.none() | st.integers(0, 400_000),
        threshold=st.none() | st.integers(1, 5000),
        dots=st.integers(0, 10_000),
        pieces=st.integers(0, 50),
        lights=st.tuples(*[st.none() | st.sampled_from(Light)] * 3),
    )
)
def test_points_are_never_below_none_or_above_their_weight(facts: Facts) -> None:
    points = score(facts)

    assert 0 <= points.consensus <= STANDARD.consensus
    assert 0 <= points.need <= STANDARD.need
    assert 0 <= points.lights <= STANDARD.lights
    assert 0 <= points.total <= 100


def test_weights_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="100"):
        Weights(consensus=50)
