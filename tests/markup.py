"""Read a page's HTML with a strict eye: its grammar, what may stand in what, what its references point at."""

from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
PRESSED = {"a", "button", "summary"}
USED = PRESSED | {"input", "select", "textarea", "label", "iframe"}
INSIDE = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "tr": {"th", "td", "script", "template"},
    "select": {"option", "optgroup", "hr"},
}
FIRST = {"details": "summary", "table": "caption", "fieldset": "legend", "figure": "figcaption"}
POINTERS = ("aria-controls", "aria-describedby", "aria-labelledby", "aria-owns", "for", "form", "headers", "list")


def take_apart(html: str) -> tuple[Element, list[str]]:
    """Return the tree a browser would build, and where the grammar is broken."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree: Element = parser.parse(html)
    lines = html.splitlines()
    return tree, [f"{code} in line {at[0]}: {_line(lines, at[0])}" for at, code, _data in parser.errors]


def find_faults(html: str) -> list[str]:
    """Return everything a validator would object to, in words."""
    tree, broken = take_apart(html)
    return [*broken, *find_misplaced(tree)]


def find_misplaced(tree: Element) -> list[str]:
    """Return what stands where it may not, and references that lead nowhere."""
    checks = (_nesting, _children, _first_children, _headings, _landmarks, _tables, _pointers)
    return [fault for check in checks for fault in check(tree)]


def _nesting(tree: Element) -> Iterator[str]:
    for outer in tree.iter():
        if outer.tag in PRESSED:
            yield from (f"<{inner.tag}> inside <{outer.tag}>" for inner in outer.iter() if _stops(outer, inner))


def _stops(outer: Element, inner: Element) -> bool:
    return inner is not outer and (inner.tag in USED or inner.get("tabindex") is not None)


def _children(tree: Element) -> Iterator[str]:
    for parent in tree.iter():
        allowed = INSIDE.get(str(parent.tag))
        if allowed is not None:
            wrong = [child.tag for child in parent if isinstance(child.tag, str) and child.tag not in allowed]
            yield from (f"<{tag}> in <{parent.tag}>" for tag in wrong)


def _first_children(tree: Element) -> Iterator[str]:
    for parent in tree.iter():
        first = FIRST.get(str(parent.tag))
        children = [child.tag for child in parent if isinstance(child.tag, str)]
        if first == "summary" and first not in children:
            yield "<details> without <summary>"
        if first in children[1:] and not (first == "figcaption" and children[-1] == first):
            yield f"<{first}> is not first in <{parent.tag}>"


def _headings(tree: Element) -> Iterator[str]:
    levels = [int(e.tag[1]) for e in tree.iter() if e.tag in HEADINGS]
    yield from (f"level {two} follows heading level {one}" for one, two in pairwise(levels) if two > one + 1)


def _landmarks(tree: Element) -> Iterator[str]:
    mains = len(list(tree.iter("main")))
    if mains != 1:
        yield f"{mains} main parts"
    labels = [(e.get("aria-label"), e.get("aria-labelledby")) for e in tree.iter("nav")]
    if len(labels) > 1 and (None, None) in labels:
        yield "one of several <nav> has no name"


def _tables(tree: Element) -> Iterator[str]:
    for table in tree.iter("table"):
        heads = list(table.iter("th"))
        if not heads:
            yield "a table without <th>"
        yield from (f"<th> without scope: {''.join(th.itertext()).strip()}" for th in heads if not th.get("scope"))


def _pointers(tree: Element) -> Iterator[str]:
    ids = [element.get("id") for element in tree.iter() if element.get("id") is not None]
    yield from (f"the id {each!r} stands twice or is unfit" for each in ids if _unfit(ids, each))
    for element in tree.iter():
        for attribute in POINTERS:
            for target in (element.get(attribute) or "").split():
                if target not in ids:
                    yield f"{attribute} of <{element.tag}> points at {target!r}, which is not there"
        href = element.get("href") or "/"
        if element.tag == "a" and href.startswith("#") and href[1:] not in ids:
            yield f"a link leads to {href}, which is not on the page"


def _unfit(ids: list[str | None], one: str | None) -> bool:
    return not one or one.split() != [one] or ids.count(one) > 1


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1].strip()[:100] if 0 < number <= len(lines) else ""
