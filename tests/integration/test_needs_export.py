"""The agencies' file is the agreed sample byte for byte when the inventory holds the sample's data."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import orjson
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from civic.access.actor import ANONYMOUS
from civic.db.statements import counted
from civic.kit.errors import Refused
from civic.kit.roc import parse_date
from civic.kit.tables import Table, write_csv, write_json, write_ods, write_xlsx
from civic.needs import service
from civic.needs.export import export_table
from civic.needs.fields import FIELDS
from civic.needs.inputs import Progress
from civic.needs.models import Need
from civic.needs.queries import Filters
from civic.needs.rules import Monitoring
from civic.programme import queries as programme
from tests.factories.needs import Ask, make_voted_round, village_code
from tests.factories.people import OFFICE, make_officer

SAMPLE = Path(__file__).parents[1] / "data" / "needs_export_sample.csv"
MARCH = datetime(2026, 3, 20, 4, 0, tzinfo=UTC)

Row = dict[str, str]


def sample() -> list[Row]:
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def code_of(name: str) -> str:
    """Return the code of a district, facet, agency or funding source by its Chinese name."""
    city = programme.directory()
    agencies = {agency.short_zh: agency.code for agency in city.agencies}
    others = {thing.name_zh: thing.code for thing in (*city.districts, *city.facets, *city.funding_sources)}
    return (agencies | others)[name]


def ask_of(row: Row) -> Ask:
    return Ask(
        title=row["提案名稱"],
        village=village_code(code_of(row["行政區"]), row["里別"]),
        place=row["地點"],
        facet=code_of(row["面向"]),
        basis=row["實際需求佐證"],
        lead=code_of(row["主責機關"]),
        co_agencies=tuple(code_of(name) for name in row["協辦機關"].split("、")),
        cost=int(row["經費概估(元)"]),
        votes=int(row["得票數"]),
    )


def enter_sample(rows: list[Row], now: datetime) -> None:
    """Vote, enter, assign, order, fund and follow every row of the sample through the services."""
    needs: list[Need] = []
    for district in sorted({row["行政區"] for row in rows}):
        own = sorted((row for row in rows if row["行政區"] == district), key=lambda row: row["案號"])
        asks = tuple(ask_of(row) for row in own)
        round_ = make_voted_round(now, asks, code_of(district), int(own[0]["錄案門檻"]))
        needs += service.enter_results(OFFICE, round_, now)
    by_title = {need.title: need for need in needs}
    for row in sorted(rows, key=lambda row: int(row["優先序"] or 99)):
        follow(by_title[row["提案名稱"]], row, now)


def follow(need: Need, row: Row, now: datetime) -> None:
    wanted = ask_of(row)
    service.assign(OFFICE, need, wanted.lead, wanted.co_agencies, now)
    due_on = parse_date(row["預定完成日"]) if row["預定完成日"] else None
    progress = Progress(row["辦理情形"], due_on, code_of(row["經費來源"]))
    service.report_progress(OFFICE, need, progress, now)
    if row["優先序"]:
        service.make_priority(OFFICE, need, now)
        service.monitor(OFFICE, need, Monitoring.PLACED, "協調會報列管", now)
    if row["列管情形"] == "列管(逾期)":
        service.set_promise(need, date(2026, 3, 1))


def csv_of(table: Table) -> bytes:
    out = io.BytesIO()
    write_csv(table, out)
    return out.getvalue()


def test_the_csv_of_the_sample_data_is_the_sample_byte_for_byte(db: Session) -> None:
    enter_sample(sample(), MARCH)

    table = service.export(OFFICE, Filters(), MARCH)

    assert csv_of(table) == SAMPLE.read_bytes()


def test_an_empty_inventory_still_has_the_agreed_header(db: Session) -> None:
    header = csv_of(export_table(Filters(), MARCH.date()))

    assert header == SAMPLE.read_bytes().split(b"\r\n")[0] + b"\r\n"


def test_spreadsheets_hold_real_dates_and_numbers(db: Session, tmp_path: Path) -> None:
    enter_sample(sample()[:1], MARCH)

    for write, name in ((write_ods, "needs.ods"), (write_xlsx, "needs.xlsx")):
        with (tmp_path / name).open("wb") as out:
            write(service.export(OFFICE, Filters(), MARCH), out)
        row = CalamineWorkbook.from_path(tmp_path / name).get_sheet_by_index(0).to_python()[1]

        assert row[20] == date(2026, 12, 31)
        assert (row[7], row[16]) == (2731, 3_900_000)


def test_json_adds_the_parts_of_the_score(db: Session) -> None:
    enter_sample(sample()[:1], MARCH)
    service.reorder(OFFICE, MARCH)
    out = io.BytesIO()

    write_json(service.export(OFFICE, Filters(), MARCH, with_score=True), out)

    row = orjson.loads(out.getvalue())[0]
    assert row["due_on"] == "2026-12-31" and row["cost"] == 3_900_000
    parts = ("score_consensus", "score_need", "score_lights", "score_balance")
    assert row["score"] == sum(row[part] for part in parts) > 0


def test_a_cell_that_begins_like_a_formula_is_harmless(db: Session) -> None:
    enter_sample([sample()[0] | {"辦理情形": "=HYPERLINK(1)"}], MARCH)

    assert b",'=HYPERLINK(1)," in csv_of(service.export(OFFICE, Filters(), MARCH))


def test_officers_take_out_their_own_agency_and_strangers_nothing(db: Session) -> None:
    enter_sample(sample()[:2], MARCH)
    officer = make_officer("geo")

    own = csv_of(service.export(officer, Filters(agency="geo"), MARCH)).decode()

    assert "行義路邊坡" in own
    assert own.count("\r\n") == 2
    for actor, filters in ((officer, Filters()), (officer, Filters(agency="dot")), (ANONYMOUS, Filters())):
        with pytest.raises(Refused):
            service.export(actor, filters, MARCH)


@pytest.mark.parametrize("many", [1, 5])
def test_an_export_sends_three_statements_however_long_it_is(db: Session, many: int) -> None:
    enter_sample(sample()[:many], MARCH)

    with counted(db.get_bind().engine) as sent:
        csv_of(export_table(Filters(), MARCH.date()))

    assert len(sent) == 3


def test_every_field_has_its_own_key_and_the_dictionary_is_the_header() -> None:
    assert len({field.key for field in FIELDS}) == len(FIELDS)
    assert [field.title for field in FIELDS] == list(sample()[0])
