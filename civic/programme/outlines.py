"""Draw the districts' and villages' outlines: SVG paths and label points, computed once from the border files."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from civic.kit.geo import Feature, Point, Projection, bounds, fit, read_features, svg_path
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


@dataclass(frozen=True)
class VillageOutline:
    """Be one village on its district's map: code, Chinese and English name, path."""

    code: str
    name_zh: str
    name_en: str
    path: str


@dataclass(frozen=True)
class DistrictMap:
    """Hold one district's villages and what turns a place in degrees (WGS 84) into one on the drawing."""

    projection: Projection
    villages: tuple[VillageOutline, ...]

    @property
    def width(self) -> float:
        """Return the drawing's width."""
        return self.projection.width

    @property
    def height(self) -> float:
        """Return the drawing's height."""
        return self.projection.height

    @property
    def corners(self) -> tuple[Point, Point]:
        """Return the places at the drawing's north-west and south-east corner: enough to read a place off it."""
        return self.projection.point_at(0, 0), self.projection.point_at(self.width, self.height)


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


@cache
def district_map(district_code: str, folder: Path = OWN_DATA) -> DistrictMap | None:
    """Return one district with its villages, None where the city has no village borders; drawn once a process."""
    features = _village_features(folder).get(district_code)
    if not features:
        return None
    projection = fit(bounds(feature.shape for feature in features), WIDTH, padding=2)
    drawn = [
        VillageOutline(
            feature.properties["village_code"],
            feature.properties["village_zh"],
            feature.properties["village_en"],
            svg_path(feature.shape, projection),
        )
        for feature in features
    ]
    return DistrictMap(projection, tuple(drawn))


@cache
def _village_features(folder: Path) -> dict[str, list[Feature]]:
    """Return the village borders by district; empty where the file is missing."""
    file = folder / "villages.geojson"
    found: dict[str, list[Feature]] = {}
    for feature in read_features(file.read_bytes()) if file.exists() else ():
        found.setdefault(feature.properties["district_code"], []).append(feature)
    return found


def _centres(folder: Path) -> dict[str, Point]:
    with (folder / "districts.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            row["code"]: Point(float(row["centroid_lat"]), float(row["centroid_lng"])) for row in csv.DictReader(file)
        }
