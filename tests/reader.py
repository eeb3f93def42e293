"""Visit the site as a person with a strict eye: every page is checked as it is read."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civic.kit.languages import LANGUAGES
from tests.markup import find_misplaced, take_apart

FIELDS = {"input", "select", "textarea"}
SELF_LABELLED = {"hidden", "submit", "button", "image"}
HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Page:
    """Be one page as a person sees it: status, title, text, forms, links."""

    response: TestResponse
    tree: Element

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def html(self) -> str:
        return self.response.text

    @property
    def h1(self) -> str:
        return words(next(self.tree.iter("h1")))

    @property
    def text(self) -> str:
        return words(next(self.tree.iter("main")))

    @property
    def links(self) -> list[str]:
        return [a.get("href", "") for a in self.tree.iter("a")]

    def form(self, action: str = "") -> dict[str, str]:
        """Return the fields of the first form in main whose action ends so, as a browser would send them."""
        main = next(self.tree.iter("main"))
        for form in main.iter("form"):
            if form.get("method") == "post" and (form.get("action") or "").endswith(action):
                return filled(form)
        raise AssertionError(f"no form for {action!r} on {self.response.request.path}")


class Reader:
    """Browse with cookies; `get` and `send` follow redirects and check what comes back."""

    def __init__(self, app: Flask, language: str = "zh-Hant-TW") -> None:
        self.client: FlaskClient = app.test_client()
        self.language = language
        if language != "zh-Hant-TW":
            self.client.set_cookie("lang", language)

    def raw(self, method: str, path: str, **kwargs: object) -> TestResponse:
        headers = {"Accept-Language": self.language, **dict(kwargs.pop("headers", {}))}  # type: ignore[call-overload]
        return self.client.open(path, method=method, headers=headers, **kwargs)  # type: ignore[arg-type]

    def get(self, path: str, status: int = 200) -> Page:
        return self._read(self.raw("GET", path, follow_redirects=True), status)

    def send(self, path: str, data: dict[str, object] | None = None, status: int = 200) -> Page:
        """Post a form with its token and follow where it leads."""
        values = {"csrf_token": self.token(), **(data or {})}
        return self._read(self.raw("POST", path, data=values, follow_redirects=True), status)

    def token(self) -> str:
        """Return a token against forgery, as a form on any page would carry it."""
        page = self.raw("GET", "/sign-in").text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        if found is None:
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.raw("GET", "/account").text)
        assert found, "no form with a token was found"
        return found[1]

    def sign_in(self, email: str, password: str) -> Page:
        return self.send("/sign-in", {"email": email, "password": password})

    def _read(self, response: TestResponse, status: int) -> Page:
        assert response.status_code == status, f"{response.request.path}: {response.status_code}\n{readable(response)}"
        tree, broken = take_apart(response.text)
        page = Page(response, tree)
        check(page)
        faults = [*broken, *find_misplaced(tree)]
        assert faults == [], f"{response.request.path}: {faults}"
        return page


def parse(html: str) -> Element:
    """Return the tree a browser would build."""
    return take_apart(html)[0]


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def filled(form: Element) -> dict[str, str]:
    values: dict[str, str] = {}
    for field in form.iter():
        name = field.get("name")
        if not name or field.tag not in FIELDS:
            continue
        if field.tag == "select":
            chosen = [o for o in field.iter("option") if "selected" in o.attrib] or list(field.iter("option"))[:1]
            values[name] = chosen[0].get("value", "") if chosen else ""
        elif field.tag == "textarea":
            values[name] = "".join(field.itertext())
        elif field.get("type") not in {"checkbox", "radio"} or "checked" in field.attrib:
            values[name] = field.get("value", "")
    return values


def readable(response: TestResponse) -> str:
    found = re.search(r"<main.*?</main>", response.text, re.S)
    return re.sub(r"<[^>]+>|\s+", " ", found[0] if found else response.text)[:1500]


def check(page: Page) -> None:
    """Fail on what no page may have."""
    where = page.response.request.path
    root = page.tree
    assert root.get("lang") in {each.tag for each in LANGUAGES.values()}, f"{where}: no language"
    headings = list(root.iter("h1"))
    assert len(headings) == 1, f"{where}: {len(headings)} main headings"
    title = words(next(root.iter("title")))
    assert title.startswith(page.h1), f"{where}: title {title!r} is not the heading {page.h1!r}"
    _check_labels(where, root)
    _check_inline(where, root)
    assert "{{" not in page.html and "{%" not in page.html, f"{where}: template code shows"
    for image in root.iter("img"):
        assert "alt" in image.attrib, f"{where}: a picture without words"


def _check_labels(where: str, root: Element) -> None:
    labelled = {label.get("for") for label in root.iter("label")}
    inside = {id(f) for label in root.iter("label") for f in label.iter() if f.tag in FIELDS}
    for field in root.iter():
        if field.tag in FIELDS and field.get("type") not in SELF_LABELLED:
            known = field.get("id") in labelled or id(field) in inside or field.get("aria-label")
            assert known, f"{where}: field {field.get('name')!r} has no label"


def _check_inline(where: str, root: Element) -> None:
    for element in root.iter():
        bad = [a for a in element.attrib if a.startswith("on") or a == "style"]
        assert not bad, f"{where}: inline {bad} on <{element.tag}>"
        assert element.tag != "style", f"{where}: inline style"
        if element.tag == "script":
            assert element.get("src"), f"{where}: inline script"
        assert not (element.get("href") or "").startswith("javascript:"), f"{where}: javascript link"
