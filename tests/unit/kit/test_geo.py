import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kit.geo import (
    Feature,
    Point,
    beside,
    bounds,
    contains,
    distance_m,
    find_containing,
    fit,
    parse_point,
    read_features,
    simplify,
    spread,
    svg_path,
    taiwan_point,
)

TAIPEI_101 = Point(25.033964, 121.564468)
CITY_HALL = Point(25.037531, 121.563900)
PLACES = st.builds(Point, st.floats(21.8, 26.5), st.floats(118.0, 122.2))


def square(south: float, west: float, side: float) -> tuple[Point, ...]:
    north, east = south + side, west + side
    corners = [(south, west), (south, east), (north, east), (north, west), (south, west)]
    return tuple(Point(*corner) for corner in corners)


OUTLINE = square(25.0, 121.0, 1.0)
RING_SHAPED = ((OUTLINE, square(25.4, 121.4, 0.2)),)


def test_a_place_in_taiwan_is_taken() -> None:
    assert taiwan_point(25.0339641, 121.5644682) == TAIPEI_101
    assert parse_point("24.4336", "118.3171") == Point(24.4336, 118.3171)


@pytest.mark.parametrize(
    ("lat", "lng"),
    [("121.56", "25.03"), ("0", "0"), ("nan", "121"), ("25", "inf"), ("25.1", ""), ("9" * 99, "121")],
)
def test_a_place_elsewhere_or_swapped_is_refused(lat: str, lng: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_point(lat, lng)


def test_a_known_distance_comes_out_within_metres() -> None:
    assert distance_m(TAIPEI_101, CITY_HALL) == pytest.approx(401, abs=3)


@given(PLACES, PLACES)
def test_a_distance_is_the_same_both_ways(one: Point, other: Point) -> None:
    assert distance_m(one, other) == pytest.approx(distance_m(other, one))
    assert distance_m(one, one) == 0


def test_a_hole_is_not_inside() -> None:
    assert contains(RING_SHAPED, Point(25.2, 121.2))
    assert not contains(RING_SHAPED, Point(25.5, 121.5))
    assert not contains(RING_SHAPED, Point(26.5, 121.5))


def test_the_area_that_holds_a_point_is_found() -> None:
    areas = [
        Feature({"name": "a"}, ((square(25, 121, 0.5),),)),
        Feature({"name": "b"}, ((square(25.5, 121, 0.5),),)),
    ]

    found = find_containing(areas, Point(25.7, 121.2))

    assert found is areas[1]
    assert find_containing(areas, Point(24, 121)) is None


def test_a_drawing_fills_its_width_and_keeps_its_proportion() -> None:
    projection = fit(bounds([RING_SHAPED]), width=600, padding=10)

    west_edge, top = projection.place(Point(26.0, 121.0))
    east_edge, bottom = projection.place(Point(25.0, 122.0))

    assert (west_edge, top) == pytest.approx((10, 10))
    assert (east_edge, bottom) == pytest.approx((590, projection.height - 10))
    assert projection.height == pytest.approx(20 + 580 / math.cos(math.radians(25.5)))


def test_a_path_has_one_closed_part_for_each_ring() -> None:
    path = svg_path(RING_SHAPED, fit(bounds([RING_SHAPED]), width=100))

    assert path.count("M") == path.count("Z") == 2
    assert path.startswith("M0 110.8L100 110.8L100 0L0 0Z")


def test_neighbours_are_drawn_with_the_same_points() -> None:
    one, other = ((square(25, 121, 0.33333),),), ((square(25, 121.33333, 0.33333),),)
    projection = fit(bounds([one, other]), width=300)

    shared = {part.strip("MZ") for part in svg_path(one, projection).split("L")}
    assert len(shared & {part.strip("MZ") for part in svg_path(other, projection).split("L")}) == 2


def test_a_shape_smaller_than_a_dot_is_not_drawn() -> None:
    assert svg_path(((square(25.5, 121.5, 0.00001),),), fit(bounds([RING_SHAPED]), width=100)) == ""


def test_simplifying_drops_points_on_a_line_and_keeps_corners() -> None:
    line = (Point(25, 121), Point(25, 121.4), Point(25.0001, 121.5), Point(25, 122), Point(26, 122))

    assert simplify(line, 0.001) == (line[0], line[3], line[4])
    assert simplify(line, 0.0) == (line[0], line[1], line[2], line[3], line[4])
    assert simplify((), 1.0) == ()


def test_nothing_has_no_bounds() -> None:
    with pytest.raises(ValueError, match="nothing"):
        bounds([])


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_areas_are_read_from_geojson(kind: str) -> None:
    rings = [[[point.lng, point.lat] for point in OUTLINE]]
    geometry = {"type": kind, "coordinates": rings if kind == "Polygon" else [rings]}
    data = json.dumps({"features": [{"properties": {"code": 63000010}, "geometry": geometry}]}).encode()

    assert read_features(data) == (Feature({"code": "63000010"}, ((OUTLINE,),)),)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"features":[{}]}',
        b'{"features":[{"properties":{},"geometry":null}]}',
        b'{"features":[{"properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}]}',
        b'{"features":[{"properties":{},"geometry":{"type":"Polygon","coordinates":[[[1]]]}}]}',
    ],
)
def test_what_is_no_collection_of_areas_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_features(data)


@given(x=st.floats(0, 320), y=st.floats(0, 320))
def test_a_place_read_off_the_drawing_is_drawn_where_it_was_read(x: float, y: float) -> None:
    projection = fit(bounds([RING_SHAPED]), 320, padding=2)

    again = projection.place(projection.point_at(x, y))

    assert again == pytest.approx((x, y), abs=1e-6)


SPOTS = st.lists(st.tuples(st.sampled_from([0.0, 3.0, 200.0]), st.sampled_from([0.0, 2.0, 90.5])), max_size=30)


@given(SPOTS)
def test_places_are_drawn_apart_the_first_of_each_where_it_is(spots: list[tuple[float, float]]) -> None:
    drawn = spread(spots, 11)

    assert drawn[:1] == spots[:1]
    assert len(drawn) == len(spots)
    assert all(math.dist(one, other) >= 11 for place, one in enumerate(drawn) for other in drawn[:place])
    assert spread(spots, 11) == drawn


spots = st.tuples(st.integers(0, 100), st.integers(0, 100))


@given(st.lists(spots, max_size=6), spots)
def test_a_label_moves_up_or_down_no_further_than_it_must(pins: list[tuple[int, int]], label: tuple[int, int]) -> None:
    x, y = label
    near = [other for across, other in pins if abs(across - x) < 28]

    moved = beside(label, pins, (28, 12))

    free = all(abs(other - moved) >= 12 for other in near)
    assert moved == y if all(abs(other - y) >= 12 for other in near) else free or moved == y
    assert abs(moved - y) <= 48


def test_a_label_under_a_pin_moves_half_a_height_beyond_it() -> None:
    assert beside((50, 50), [(50, 50)], (28, 12)) == 62
    assert beside((50, 50), [(50, 50), (60, 62)], (28, 12)) == 38
    assert beside((50, 50), [(90, 50)], (28, 12)) == 50
