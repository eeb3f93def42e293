"""The reference data is loaded and the constraints hold."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from civic.programme.models import District, Village


def test_the_city_has_456_villages_in_twelve_districts(db: Session) -> None:
    assert db.scalar(select(func.count()).select_from(Village)) == 456
    assert db.scalar(select(func.count()).select_from(District)) == 12


def test_five_districts_take_part_by_default(db: Session) -> None:
    names = db.scalars(select(District.name_zh).where(District.participating).order_by(District.position)).all()

    assert names == ["北投區", "士林區", "文山區", "南港區", "信義區"]
