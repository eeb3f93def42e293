"""Handle places: points in Taiwan, distances, outlines, and their drawing as SVG paths.

Outlines are for drawing and for hints ("which district is this point in"), never for legal borders.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from math import asin, cos, hypot, isfinite, pi, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG)."""

SOUTH, NORTH, WEST, EAST = 21.8, 26.5, 118.0, 122.2
"""Degrees that hold Taiwan with 蘭嶼, 澎湖, 金門 and 馬祖."""

TURN = pi * (3 - sqrt(5))
"""The golden angle, in radians."""


@dataclass(frozen=True)
class Point:
    """Hold a place in degrees, WGS 84."""

    lat: float
    lng: float


Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]
"""An outline and its holes."""

Shape = tuple[Polygon, ...]
"""One or more outlines that are one area."""


@dataclass(frozen=True)
class Feature:
    """Hold one area of a map: its texts by name, and its shape."""

    properties: Mapping[str, str]
    shape: Shape


@dataclass(frozen=True)
class Box:
    """Hold the bounds of shapes in degrees."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True)
class Projection:
    """Map degrees to a drawing of width × height units, north up (equirectangular)."""

    box: Box
    width: float
    height: float
    scale: float
    padding: float

    @property
    def view_box(self) -> str:
        """Return the drawing's viewBox attribute."""
        return f"0 0 {_short(self.width)} {_short(self.height)}"

    def place(self, point: Point) -> tuple[float, float]:
        """Return where a point is drawn: x to the right, y down."""
        return (
            self.padding + (point.lng - self.box.west) * _squeeze(self.box) * self.scale,
            self.padding + (self.box.north - point.lat) * self.scale,
        )

    def point_at(self, x: float, y: float) -> Point:
        """Return the place that is drawn at x, y."""
        return Point(
            self.box.north - (y - self.padding) / self.scale,
            self.box.west + (x - self.padding) / (_squeeze(self.box) * self.scale),
        )


def taiwan_point(lat: float, lng: float) -> Point:
    """Return a point in Taiwan rounded to about a decimetre; ValueError if it is elsewhere or swapped."""
    if not (isfinite(lat) and isfinite(lng) and SOUTH <= lat <= NORTH and WEST <= lng <= EAST):
        raise ValueError("the place is not in Taiwan")
    return Point(round(lat, 6), round(lng, 6))


def parse_point(lat: str, lng: str) -> Point:
    """Read a typed point in Taiwan; ValueError on nonsense."""
    if len(lat) > 30 or len(lng) > 30:
        raise ValueError("not a place")
    return taiwan_point(float(lat), float(lng))


def distance_m(one: Point, other: Point) -> float:
    """Return the great-circle distance in metres (haversine)."""
    lat_1, lat_2 = radians(one.lat), radians(other.lat)
    across = sin(radians(other.lng - one.lng) / 2) ** 2
    half = sin((lat_2 - lat_1) / 2) ** 2 + cos(lat_1) * cos(lat_2) * across
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, half)))


def contains(shape: Shape, point: Point) -> bool:
    """Tell whether a point is in a shape and not in one of its holes (even-odd rule)."""
    return any(sum(_crosses(ring, point) for ring in polygon) % 2 for polygon in shape)


def find_containing(features: Iterable[Feature], point: Point) -> Feature | None:
    """Return the first area that contains a point, or None."""
    return next((feature for feature in features if contains(feature.shape, point)), None)


def bounds(shapes: Iterable[Shape]) -> Box:
    """Return the smallest box around shapes; ValueError if there is no point."""
    points = [point for shape in shapes for polygon in shape for ring in polygon for point in ring]
    if not points:
        raise ValueError("nothing to draw")
    lats, lngs = [point.lat for point in points], [point.lng for point in points]
    return Box(min(lats), min(lngs), max(lats), max(lngs))


def fit(box: Box, width: float, padding: float = 0.0) -> Projection:
    """Return the projection that draws a box at a width, its height following."""
    span = (box.east - box.west) * _squeeze(box)
    scale = (width - 2 * padding) / span if span else 1.0
    return Projection(box, width, (box.north - box.south) * scale + 2 * padding, scale, padding)


def spread(places: Iterable[tuple[float, float]], apart: float) -> list[tuple[float, float]]:
    """Return drawn places moved so that no two are nearer than `apart`: round and round the first that stood there.

    Stations lie on a sunflower's spiral (Vogel 1979), so that the same places are always moved alike.
    """
    taken: list[tuple[float, float]] = []
    for x, y in places:
        stations = ((x + apart * sqrt(n) * cos(n * TURN), y + apart * sqrt(n) * sin(n * TURN)) for n in count())
        taken.append(next(here for here in stations if all(hypot(here[0] - u, here[1] - v) >= apart for u, v in taken)))
    return taken


def beside(label: tuple[float, float], places: Collection[tuple[float, float]], room: tuple[float, float]) -> float:
    """Return the y nearest to a label's own at which no place lies within `room` (half its width, half its height).

    Where no y within four heights is free the label stays where it is.
    """
    x, y = label
    near = [place_y for place_x, place_y in places if abs(place_x - x) < room[0]]
    shifts = [0.0, *(sign * room[1] * step / 2 for step in range(1, 9) for sign in (1, -1))]
    return next((y + shift for shift in shifts if all(abs(other - y - shift) >= room[1] for other in near)), y)


def svg_path(shape: Shape, projection: Projection) -> str:
    """Return the `d` of a path, to a tenth of a unit, points that fall together drawn once.

    Neighbours stay edge to edge, since each point is rounded by itself. Fill with `fill-rule="evenodd"`.
    """
    return "".join(_ring_path(ring, projection) for polygon in shape for ring in polygon)


def simplify(ring: Ring, tolerance: float) -> Ring:
    """Drop points within a tolerance, in degrees, of the line without them (Douglas and Peucker 1973).

    For a lone outline: two neighbours simplified apart may no longer meet.
    """
    kept, spans = {0, len(ring) - 1}, [(0, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        far = max(range(first + 1, last), key=lambda place: _off(ring, place, first, last))
        if _off(ring, far, first, last) > tolerance:
            kept.add(far)
            spans += [(first, far), (far, last)]
    return tuple(ring[place] for place in sorted(kept)) if ring else ring


def read_features(data: bytes) -> tuple[Feature, ...]:
    """Read the areas of a GeoJSON FeatureCollection (RFC 7946); ValueError if it is none."""
    try:
        features = json.loads(data)["features"]
        return tuple(Feature(_texts(area["properties"]), _shape(area["geometry"])) for area in features)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError("not a collection of areas in GeoJSON") from error


def _texts(properties: Mapping[str, object]) -> Mapping[str, str]:
    return {key: str(value) for key, value in properties.items()}


def _shape(geometry: Mapping[str, object]) -> Shape:
    kind, held = geometry["type"], geometry["coordinates"]
    if kind == "Polygon":
        return (_polygon(held),)
    if kind == "MultiPolygon" and isinstance(held, list):
        return tuple(_polygon(rings) for rings in held)
    raise TypeError("not an area")


def _polygon(rings: object) -> Polygon:
    if not isinstance(rings, list):
        raise TypeError("not a list of rings")
    return tuple(tuple(Point(float(place[1]), float(place[0])) for place in ring) for ring in rings)


def _crosses(ring: Ring, point: Point) -> int:
    """Count the edges of a ring that a line from the point to the east crosses."""
    count = 0
    for one, other in zip(ring, ring[1:] + ring[:1], strict=True):
        if (one.lat > point.lat) == (other.lat > point.lat):
            continue
        share = (point.lat - one.lat) / (other.lat - one.lat)
        count += point.lng < one.lng + share * (other.lng - one.lng)
    return count


def _ring_path(ring: Ring, projection: Projection) -> str:
    places = [tuple(_short(number) for number in projection.place(point)) for point in ring]
    if len(places) > 1 and places[0] == places[-1]:
        places.pop()
    drawn = [place for place, before in zip(places, [None, *places], strict=False) if place != before]
    return f"M{'L'.join(f'{x} {y}' for x, y in drawn)}Z" if len(drawn) > 2 else ""


def _off(ring: Ring, place: int, first: int, last: int) -> float:
    """Return how far, in degrees of latitude, a point lies from the line between two others."""
    narrow = cos(radians(ring[first].lat))
    ax, ay = ring[first].lng * narrow, ring[first].lat
    dx, dy = ring[last].lng * narrow - ax, ring[last].lat - ay
    px, py = ring[place].lng * narrow - ax, ring[place].lat - ay
    long = dx * dx + dy * dy
    along = max(0.0, min(1.0, (px * dx + py * dy) / long)) if long else 0.0
    return sqrt((px - along * dx) ** 2 + (py - along * dy) ** 2)


def _squeeze(box: Box) -> float:
    """Return how much shorter a degree of longitude is than one of latitude, in the middle of a box."""
    return cos(radians((box.south + box.north) / 2))


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
