"""Draw the districts' outlines: SVG paths and label points, computed once from the border file."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from civic.kit.geo import Point, Projection, bounds, fit, read_features, svg_path
from civic.programme.reference import OWN_DATA

WIDTH = 320.0


@dataclass(frozen=True)
class Outline:
    """Be one district on the map, drawn 320 units wide: its path and the point of its label."""

    code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class CityMap:
    """Hold every outline, the height of the drawing, and how places are drawn on it."""

    height: int
    outlines: tuple[Outline, ...]
    projection: Projection

    def place(self, point: Point) -> tuple[float, float]:
        """Return where a point is drawn: x to the right, y down."""
        x, y = self.projection.place(point)
        return round(x, 1), round(y, 1)


@cache
def city_map(folder: Path = OWN_DATA) -> CityMap:
    """Return the city's outlines; read once a process."""
    features = read_features((folder / "districts.geojson").read_bytes())
    projection = fit(bounds(feature.shape for feature in features), WIDTH, padding=2)
    centres = _centres(folder)
    drawn = []
    for feature in features:
        code = str(feature.properties["code"])
        x, y = projection.place(centres[code])
        drawn.append(Outline(code, svg_path(feature.shape, projection), round(x, 1), round(y, 1)))
    return CityMap(round(projection.height), tuple(drawn), projection)


def _centres(folder: Path) -> dict[str, Point]:
    with (folder / "districts.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            row["code"]: Point(float(row["centroid_lat"]), float(row["centroid_lng"])) for row in csv.DictReader(file)
        }
