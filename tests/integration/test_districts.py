"""Districts are data: any five, or all twelve, take part by a setting, without code."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from civic.config import Settings
from civic.programme import directory, queries
from civic.programme.reference import OWN_DATA, load_reference
from tests.conftest import FIVE

OTHERS = ("63000010", "63000030", "63000040", "63000050", "63000060")
TWELVE = tuple(f"630000{number}0" if number < 10 else f"63000{number}0" for number in range(1, 13))


@pytest.fixture(autouse=True)
def fresh_names() -> Iterator[None]:
    yield
    directory.forget()


@pytest.mark.parametrize("chosen", [FIVE, OTHERS, TWELVE, ("63000080",)])
def test_the_chosen_districts_take_part_in_the_order_of_the_setting(db: Session, chosen: tuple[str, ...]) -> None:
    load_reference(OWN_DATA, Settings(districts=",".join(chosen)).district_codes)

    assert tuple(district.code for district in queries.list_districts()) == chosen


def test_villages_of_the_same_name_belong_to_their_districts(db: Session) -> None:
    names = queries.directory()
    twice = [village for village in names.villages if village.name_zh == "中央里"]

    assert len({village.district_code for village in twice}) == len(twice) == 2
