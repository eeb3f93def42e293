"""What is drawn once for many readers reaches nothing that belongs to one of them."""

import re
from pathlib import Path

import pytest
from jinja2 import meta, nodes

from civic.web.application import CivicFlask
from civic.web.drawing import PAGE_TEMPLATES
from civic.web.memory import FRAGMENT_TEMPLATES

ONES_OWN = {"request", "session", "g", "actor", "flashes", "notices", "csrf_token", "get_flashed_messages", "page_path"}
FRAME = {"layouts/base.html"}
"""The frame of a drawn page is drawn with it and is part of what the page is kept by."""


def tree(app: CivicFlask, template: str) -> nodes.Template:
    loader = app.jinja_env.loader
    assert loader is not None
    return app.jinja_env.parse(loader.get_source(app.jinja_env, template)[0])


def reached(app: CivicFlask, template: str) -> set[str]:
    """Return a template and all it imports, includes or extends."""
    found = {template}
    for name in meta.find_referenced_templates(tree(app, template)):
        if name is not None and name not in FRAME:
            found |= reached(app, name)
    return found


def names(app: CivicFlask, template: str) -> set[str]:
    return {node.name for node in tree(app, template).find_all(nodes.Name)}


@pytest.mark.parametrize("template", sorted(FRAGMENT_TEMPLATES))
def test_a_drawn_fragment_reaches_neither_request_nor_session(app: CivicFlask, template: str) -> None:
    guilty = {each: names(app, each) & ONES_OWN for each in reached(app, template)}

    assert {each: found for each, found in guilty.items() if found} == {}


@pytest.mark.parametrize("template", sorted(PAGE_TEMPLATES))
def test_a_drawn_page_itself_names_nothing_of_one_reader(app: CivicFlask, template: str) -> None:
    assert names(app, template) & ONES_OWN == set()


def test_what_is_drawn_is_known_here() -> None:
    root = Path(__file__).parents[2] / "civic"
    written = {
        name
        for path in root.rglob("*.py")
        for name in re.findall(r'@drawn(?:_page)?\("([^"]+)"\)', path.read_text(encoding="utf-8"))
    }

    assert written == FRAGMENT_TEMPLATES | PAGE_TEMPLATES
