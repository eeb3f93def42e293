"""The five facets stay apart, and words stay readable, also for readers who see colours differently."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

SHEET = (Path(__file__).parents[2] / "civic" / "web" / "static" / "css" / "civic.css").read_text(encoding="utf-8")
FACETS = ("transport", "environment", "energy", "safety", "health")
SIGHTS = {
    "everybody": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Machado, Oliveira, Fernandes (2009), severity 1.0, on linear RGB."""

APART = 0.06
"""Least distance in OKLab (Ottosson 2020); icon and word tell the facets apart besides."""


def tokens(dark: bool) -> dict[str, str]:
    """Return the semantic colours of one scheme, names of other tokens resolved."""
    primitive = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})", SHEET[: SHEET.index("@layer semantic")]))
    semantic = SHEET[SHEET.index("@layer semantic") : SHEET.index("@layer component")]
    light, rest = semantic.split("@media screen and (prefers-color-scheme: dark)", 1)
    blocks = [light] + ([rest[: rest.index("@media (prefers-contrast")]] if dark else [])
    found: dict[str, str] = {}
    for block in blocks:
        found |= dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6}|var\(--[a-z0-9-]+\))", block))
    return {name: _resolve(value, primitive) for name, value in found.items()}


def _resolve(value: str, primitive: dict[str, str]) -> str:
    return primitive[value[6:-1]] if value.startswith("var(") else value


def linear(colour: str) -> np.ndarray:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    values = np.array([int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def oklab(rgb: np.ndarray) -> np.ndarray:
    return TO_LAB @ np.cbrt(TO_CONES @ np.clip(rgb, 0, 1))


def contrast(one: str, other: str) -> float:
    weights = np.array([0.2126, 0.7152, 0.0722])
    light, dark = sorted((float(weights @ linear(one)), float(weights @ linear(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("sight", SIGHTS)
def test_the_facets_stay_apart_for_every_kind_of_sight(sight: str, dark: bool) -> None:
    seen = {name: oklab(SIGHTS[sight] @ linear(tokens(dark)[name])) for name in FACETS}

    close = {
        pair: round(float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])), 3)
        for pair in combinations(FACETS, 2)
        if np.linalg.norm(seen[pair[0]] - seen[pair[1]]) < APART
    }

    assert close == {}


@pytest.mark.parametrize("dark", [False, True])
def test_words_can_be_read_on_every_ground_they_stand_on(dark: bool) -> None:
    colours = tokens(dark)
    words = ["text", "muted", "link", "ok", "wait", "no", "act-text", *FACETS]
    pairs = [(word, ground) for word in words for ground in ("page", "sheet")]
    pairs += [(word, ground) for word in ("text", "muted") for ground in ("sunk", "brand-soft")]
    pairs += [("brand", "brand-soft")]
    pairs += [("on-brand", "brand"), ("on-act", "act"), ("on-deep", "deep"), ("on-deep-2", "deep")]
    pairs += [(tone, f"{tone}-soft") for tone in ("ok", "wait", "no")] + [("act-text", "act-soft")]
    pairs += [("on-facet", facet) for facet in FACETS]

    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}

    assert {pair: value for pair, value in weak.items() if value < 4.5} == {}
