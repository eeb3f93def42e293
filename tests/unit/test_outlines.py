"""Districts and villages are drawn from the border files, and a tapped place is where it seems to be."""

from pathlib import Path

import pytest

from civic.kit.geo import Point
from civic.programme.outlines import city_map, district_map

BEITOU, XINYI = "63000120", "63000020"


def test_every_district_of_the_city_is_drawn_with_its_villages() -> None:
    drawn = [district_map(outline.code) for outline in city_map().outlines]

    assert sum(len(each.villages) for each in drawn if each) == 456


def test_the_corners_of_the_drawing_enclose_the_district() -> None:
    drawing = district_map(XINYI)
    assert drawing is not None
    north_west, south_east = drawing.corners

    city_hall = Point(25.0375, 121.5639)

    assert south_east.lat < city_hall.lat < north_west.lat and north_west.lng < city_hall.lng < south_east.lng
    x, y = drawing.projection.place(city_hall)
    assert drawing.projection.point_at(x, y).lat == pytest.approx(city_hall.lat)


def test_a_city_without_village_borders_has_no_map_to_tap(tmp_path: Path) -> None:
    assert district_map(BEITOU, tmp_path) is None
