"""Hostile but ordinary input is a clear page, never a fault."""

from io import BytesIO

import pytest

from tests.reader import Reader


@pytest.mark.parametrize("number", ["2147483648", "9223372036854775808", "-1", "1e3", "１"])
def test_an_odd_id_is_a_page_that_does_not_exist(client: Reader, number: str) -> None:
    assert client.raw("GET", f"/events/{number}").status_code == 404


@pytest.mark.parametrize("path", ["/events%00", "/%E2%80%AEstneve", "/%ED%A0%80", "/..%2f..%2fetc/passwd"])
def test_an_odd_address_is_a_page_that_does_not_exist(client: Reader, path: str) -> None:
    assert client.raw("GET", path).status_code == 404


@pytest.mark.parametrize("value", ["%00", "%ED%A0%80", "99999999999999999999", "-1", "%F0%9F%A6%86" * 200])
@pytest.mark.parametrize("name", ["district", "facet", "after", "type", "q"])
def test_odd_filters_show_a_list(client: Reader, name: str, value: str) -> None:
    assert client.raw("GET", f"/events?{name}={value}").status_code in {200, 404}


def test_a_huge_form_is_refused_in_words(client: Reader) -> None:
    page = client.raw("POST", "/events/new", data={"title": "x" * 2_000_000})

    assert page.status_code in {400, 401, 413}
    assert "<h1>" in page.text


def test_a_form_without_its_token_changes_nothing_and_says_why(client: Reader) -> None:
    page = client.raw("POST", "/events/new", data={})

    assert page.status_code == 400
    assert "資料沒有變動" in page.text


def test_a_file_in_place_of_words_is_as_if_the_field_was_left_out(client: Reader) -> None:
    fields = {"csrf_token": client.token(), "email": (BytesIO(b"a@example.tw"), "a.txt"), "password": "x"}

    page = client.raw("POST", "/sign-in", data=fields)

    assert page.status_code == 422


def test_a_form_is_never_read_from_json(client: Reader) -> None:
    token = client.token()

    page = client.raw("POST", "/sign-in", json=["email"], headers={"X-CSRFToken": token})

    assert page.status_code == 422


def test_the_language_switch_keeps_the_page_and_stays_on_this_site(client: Reader) -> None:
    there = client.raw("GET", "/language/en?back=/programme?x=1")
    away = client.raw("GET", "/language/en?back=//evil.example/")

    assert there.location == "/programme?x=1"
    assert away.location == "/"


def test_every_page_keeps_other_peoples_code_out(client: Reader) -> None:
    headers = client.raw("GET", "/programme").headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
