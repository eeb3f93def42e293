"""A workshop's note enters the inventory by a form that says what is wrong, keeps the words and enters it once."""

import pytest

from tests.town import Visit

GOOD = {"title": "步道夜間照明", "facet": "environment", "village": "", "place": "步道口"}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"title": "  "}, "需求名稱"),
        ({"title": "長" * 101}, "需求名稱"),
        ({"place": ""}, "地點"),
        ({"facet": "weather"}, "面向"),
        ({"village": "63000110001x"}, "里"),
    ],
)
def test_a_bad_form_is_refused_with_its_words_kept(visit: Visit, bad: dict[str, str], said: str) -> None:
    given = GOOD | bad

    with visit.undone():
        page = visit.be("office").send(f"/needs/from-note/{visit.town.ids['told']}", given, status=422)

    assert said in page.text
    assert given["title"] in page.html and given["place"] in page.html


@pytest.mark.parametrize("case_no", ["", "115-XX-999", "'; --", "💡" * 30])
def test_an_unknown_case_number_is_refused_where_it_was_written(visit: Visit, case_no: str) -> None:
    with visit.undone():
        path = f"/needs/from-note/{visit.town.ids['told']}/cite"
        page = visit.be("office").send(path, {"case_no": case_no}, status=422)

    assert "需求案號" in page.text


def test_a_note_whose_minutes_are_not_published_does_not_enter(visit: Visit) -> None:
    with visit.undone():
        visit.be("office").send(f"/needs/from-note/{visit.town.ids['note']}", GOOD, status=409)
        visit.be("office").send("/needs/from-note/999999999", GOOD, status=404)


def test_the_form_sent_twice_leads_to_the_one_need(visit: Visit) -> None:
    with visit.undone():
        office, path = visit.be("office"), f"/needs/from-note/{visit.town.ids['told']}"
        first, second = (office.raw("POST", path, data=GOOD) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
