"""Read a district's roll from a spreadsheet: one row a voter, each row right or with a reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from civic.accounts import rules
from civic.accounts.rules import Relation
from civic.kit.errors import Reason, Refused
from civic.kit.roc import parse_date
from civic.kit.tables import Sheet, read_table
from civic.kit.text import fold
from civic.programme.rules import RoundPlan

IDENTITY = frozenset({"identity", "身分證號", "身分證或居留證號碼", "統一編號"})
RELATION = frozenset({"relation", "關係", "資格"})
BORN = frozenset({"born", "出生日期", "生日"})
VILLAGE = frozenset({"village", "里", "里別", "村里"})
WORDS = {
    "設籍": Relation.REGISTERED,
    "居住": Relation.RESIDING,
    "實際居住": Relation.RESIDING,
    "就學": Relation.STUDYING,
    "就業": Relation.WORKING,
} | {relation.value: relation for relation in Relation}


@dataclass(frozen=True)
class Voter:
    """Be one right row: its number in the file, identity number, relation, code of the village if it is named."""

    row: int
    identity: str
    relation: Relation
    village: str | None = None


@dataclass(frozen=True)
class Problem:
    """Be one row that cannot be taken: its number in the file and why."""

    row: int
    reason: Reason


@dataclass(frozen=True)
class _Columns:
    """Be where the columns of a file stand; None for one that is not there."""

    identity: int
    relation: int
    born: int | None
    village: int | None


def read_roll(
    data: bytes, plan: RoundPlan, villages: Mapping[str, str]
) -> tuple[tuple[Voter, ...], tuple[Problem, ...]]:
    """Return the voters of a CSV, ODS or XLSX file and its wrong rows; Refused if it is no such file.

    `villages`: the codes of the district's villages by each folded name they may have in the file.
    """
    try:
        sheet = read_table(data, "roll")
    except ValueError as problem:
        raise Refused(rules.NO_ROLL_FILE) from problem
    identity, relation = _find(sheet, IDENTITY), _find(sheet, RELATION)
    if identity is None or relation is None:
        raise Refused(rules.NO_ROLL_COLUMNS)
    columns = _Columns(identity, relation, _find(sheet, BORN), _find(sheet, VILLAGE))
    judged = list(_judge(sheet, columns, plan, villages))
    voters = tuple(each for each in judged if isinstance(each, Voter))
    return voters, tuple(each for each in judged if isinstance(each, Problem))


def _judge(
    sheet: Sheet, columns: _Columns, plan: RoundPlan, villages: Mapping[str, str]
) -> Iterator[Voter | Problem]:
    seen: set[str] = set()
    for number, row in enumerate(sheet.rows, start=2):
        born = "" if columns.born is None else row[columns.born]
        found = _row(number, row[columns.identity], row[columns.relation], born, plan)
        if isinstance(found, Voter) and columns.village is not None:
            found = _living(found, fold(row[columns.village].strip()), villages)
        if isinstance(found, Voter) and found.identity in seen:
            found = Problem(number, rules.TWICE_IN_FILE)
        if isinstance(found, Voter):
            seen.add(found.identity)
        yield found


def _row(number: int, identity: str, relation: str, born: str, plan: RoundPlan) -> Voter | Problem:
    try:
        typed = rules.normalise_identity(identity)
    except ValueError:
        return Problem(number, rules.BAD_IDENTITY)
    kind = WORDS.get(relation.strip())
    if kind is None or kind not in plan.relations:
        return Problem(number, rules.RELATION_NOT_ALLOWED)
    try:
        too_young = bool(born) and not is_old_enough(parse_date(born), plan.minimum_age, plan.eligibility_date)
    except ValueError:
        return Problem(number, rules.BAD_BIRTHDAY)
    return Problem(number, rules.TOO_YOUNG) if too_young else Voter(number, typed, kind)


def _living(voter: Voter, village: str, villages: Mapping[str, str]) -> Voter | Problem:
    """Write a voter's village down; people who study or work here may have none."""
    if village and village not in villages:
        return Problem(voter.row, rules.UNKNOWN_VILLAGE)
    return replace(voter, village=villages[village]) if village else voter


def is_old_enough(born: date, age: int, on: date) -> bool:
    """Tell whether somebody has reached an age on a day; born on 29 February, the birthday is 1 March."""
    return (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) >= age


def _find(sheet: Sheet, names: frozenset[str]) -> int | None:
    titles = [title.strip().lower() for title in sheet.header]
    return next((place for place, title in enumerate(titles) if title in names), None)
