"""A city's name, colours and mark are settings; the frame says where the year stands."""

import re
from pathlib import Path

import orjson
import pytest
from sqlalchemy.orm import Session

from civic.app import create_app
from civic.config import Settings, UnsafeSettings, load
from civic.kit.clock import now as present
from civic.web.assets import ROOT, Assets
from tests.factories.proposals import make_collecting_round
from tests.reader import Reader


def test_a_city_lays_its_own_files_over_ours(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "brand.css").write_text(":root { --brand: #5a2d82; }")

    assets = Assets(ROOT, tmp_path)

    assert assets.find("css/brand.css").startswith("/static/css/brand.")
    assert assets.url("css/civic.css") == Assets(ROOT).url("css/civic.css")


def test_every_page_of_such_a_city_names_its_style_sheet_and_colour(tmp_path: Path) -> None:
    brand = tmp_path / "brand"
    (brand / "css").mkdir(parents=True)
    (brand / "css" / "brand.css").write_text(":root { --brand: #5a2d82; }")
    settings = Settings(
        mode="test", database_url=f"sqlite:///{tmp_path}/city.sqlite", data_dir=str(tmp_path), mail="memory",
        brand_dir=str(brand), brand_colour="#5a2d82",
    )  # fmt: skip

    page = create_app(settings).test_client().get("/no-such-page").text

    assert "/static/css/brand." in page and 'content="#5a2d82"' in page


@pytest.mark.parametrize(("variable", "value"), [("CIVIC_BRAND_COLOUR", "red"), ("CIVIC_BRAND_DIR", "/no/such/folder")])
def test_a_brand_that_cannot_be_shown_is_refused_at_start(variable: str, value: str) -> None:
    with pytest.raises(UnsafeSettings, match=variable):
        load({variable: value})


@pytest.mark.parametrize(("language", "name"), [("zh-Hant-TW", "鄰里共議"), ("en", "Civic")])
def test_a_phone_can_keep_the_site_beside_its_apps(client: Reader, language: str, name: str) -> None:
    response = client.raw("GET", "/site.webmanifest", headers={"Accept-Language": language})
    manifest = orjson.loads(response.data)

    assert manifest["name"] == name
    for icon in manifest["icons"]:
        assert client.raw("GET", icon["src"]).status_code == 200


@pytest.mark.usefixtures("db")
def test_every_page_says_where_the_year_stands(client: Reader, db: Session) -> None:
    make_collecting_round(now=present())
    db.flush()

    page = client.get("/about")

    assert "徵件" in page.html[page.html.index('class="phase"') : page.html.index("<main")]


def test_a_page_is_shared_with_words_and_a_picture(client: Reader) -> None:
    page = client.get("/about")

    assert 'property="og:image" content="http://127.0.0.1:5000/static/img/share-zh.' in page.html


def test_the_style_guide_shows_every_icon_and_every_kind_of_field(client: Reader) -> None:
    page = client.get("/styleguide")

    kinds = {field.get("type", field.tag) for field in page.tree.iter() if field.tag in {"input", "select", "textarea"}}
    assert {"text", "textarea", "select", "radio", "checkbox", "password", "file", "search"} <= kinds
    symbols = re.findall(r'<symbol id="([a-z]+)"', (ROOT / "img" / "sprite.svg").read_text(encoding="utf-8"))
    assert [name for name in symbols if f'#{name}"/>' not in page.html] == []
