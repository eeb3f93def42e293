"""The frame answers kindly where there is nothing."""

from tests.reader import Reader


def test_an_unknown_address_is_a_page_that_tells_what_to_do(client: Reader) -> None:
    page = client.get("/no-such-page", status=404)

    assert "Content-Security-Policy" in page.response.headers


def test_an_id_beyond_the_database_is_a_page_that_does_not_exist(client: Reader) -> None:
    client.get("/proposals/9223372036854775808", status=404)
