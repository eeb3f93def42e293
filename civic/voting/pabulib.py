"""Read elections in the Pabulib `.pb` format (arXiv 2012.06539), UTF-8.

Unknown columns and empty lines are skipped; what would change a count is refused with its line. A ballot that
breaks the limits of its own file is set aside with its reason and does not count. A pot with decimals is rounded
down: costs are whole, so that the same projects fit it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from civic.kit.errors import Reason
from civic.voting.pabulib_sections import (
    MAX_BYTES,
    PabulibError,
    Row,
    Section,
    cell,
    cut,
    decode,
    listed,
    whole,
    whole_part,
)
from civic.voting.tally.election import (
    MAX_POINTS,
    Choice,
    Election,
    Project,
    VoteType,
    approvals,
    cumulative,
    group,
    ranking,
)
from civic.voting.tally.options import Options
from civic.voting.tally.rule import DEFAULT_EQUAL_SHARES
from civic.voting.tally.validity import Limits, why_invalid

__all__ = ["Declared", "Invalid", "PabulibError", "PabulibFile", "declared_rule", "load", "read"]

RULES = {
    "greedy": "greedy",
    "greedy-threshold": "greedy",
    "greedy-no-skip": "greedy_no_skip",
    "equalshares": "equal_shares",
    "equalshares/add1": DEFAULT_EQUAL_SHARES,
    "equalshares/add1-comparison": f"{DEFAULT_EQUAL_SHARES}/comparison",
}
SELECTED = "1"
MARKED_ONLY = (VoteType.APPROVAL, VoteType.CHOOSE_ONE)
WITH_POINTS = (VoteType.CUMULATIVE, VoteType.SCORING)


@dataclass(frozen=True)
class Meta:
    """Be the META section: keys, values and the lines they stand on."""

    rows: tuple[tuple[str, str, int], ...]

    def get(self, key: str) -> str | None:
        """Return the value of a key, or None."""
        return next((value for name, value, _ in self.rows if name == key), None)

    def need(self, key: str) -> str:
        """Return a value that may not be absent or empty; raise PabulibError."""
        value = self.get(key)
        if not value:
            raise PabulibError(0, f"META does not say “{key}”.")
        return value

    def line(self, key: str) -> int:
        """Return the line of a key, 0 when it is absent."""
        return next((line for name, _, line in self.rows if name == key), 0)

    def whole(self, key: str) -> int | None:
        """Return a whole number, or None when it is absent or empty; raise PabulibError."""
        value = self.get(key)
        return whole(value, self.line(key), key) if value else None


@dataclass(frozen=True, slots=True)
class Invalid:
    """Be a ballot that does not count: its line and the limit it breaks."""

    line: int
    reason: Reason


@dataclass(frozen=True)
class PabulibFile:
    """Be a file that was read: the election of its valid ballots, and the invalid ballots apart.

    `official` holds the ids marked as selected, in the order of the file; None without that column.
    """

    meta: Meta
    vote_type: VoteType
    election: Election
    invalid: tuple[Invalid, ...] = ()
    official: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """Be the rule string and the options that META names."""

    rule: str
    options: Options = field(default_factory=Options)


def load(path: Path) -> PabulibFile:
    """Read a file; raise PabulibError."""
    if path.stat().st_size > MAX_BYTES:
        raise PabulibError(0, f"The file is larger than {MAX_BYTES // 2**20} MiB.")
    return read(decode(path.read_bytes()))


def read(text: str) -> PabulibFile:
    """Read a whole file from its text; raise PabulibError."""
    meta_section, project_section, vote_section = cut(text)
    meta = _meta(meta_section)
    vote_type = _vote_type(meta)
    projects = _projects(project_section)
    marks = _marks(vote_section, meta, vote_type, projects)
    _agree(meta, "num_projects", len(projects), "projects")
    _agree(meta, "num_votes", len(vote_section.rows), "ballots")
    valid, invalid = _sift(marks, _limits(meta, vote_type), projects)
    budget = whole_part(meta.need("budget"), meta.line("budget"), "budget")
    eligible = meta.whole("num_eligible") or 0
    election = Election(projects, group(valid), budget, eligible)
    return PabulibFile(meta, vote_type, election, invalid, _official(project_section))


def declared_rule(file: PabulibFile) -> Declared:
    """Return the rule and the minimum score that META names; raise PabulibError when we do not count so."""
    name = file.meta.need("rule")
    if name not in RULES:
        raise PabulibError(file.meta.line("rule"), f"The rule “{name}” is not one that is counted here.")
    return Declared(RULES[name], Options(min_score=file.meta.whole("min_project_score_threshold") or 0))


def _meta(section: Section) -> Meta:
    rows = tuple((cell(row, 0), cell(row, 1), row.line) for row in section.rows)
    seen: set[str] = set()
    for key, _, line in rows:
        if key in seen:
            raise PabulibError(line, f"META says “{key}” twice.")
        seen.add(key)
    return Meta(rows)


def _vote_type(meta: Meta) -> VoteType:
    try:
        return VoteType(meta.need("vote_type"))
    except ValueError as error:
        line, name = meta.line("vote_type"), meta.get("vote_type")
        raise PabulibError(line, f"The vote type “{name}” is unknown.") from error


def _projects(section: Section) -> tuple[Project, ...]:
    id_place, cost_place, name_place = section.need("project_id"), section.need("cost"), section.place("name")
    seen: set[str] = set()
    projects = []
    for row in section.rows:
        project = _fresh(row, id_place, seen, "project")
        if "," in project:
            raise PabulibError(row.line, f"The project id “{project}” holds a comma.")
        cost = whole(cell(row, cost_place), row.line, "cost")
        projects.append(Project(project, cost, cell(row, name_place)))
    return tuple(projects)


def _fresh(row: Row, place: int, seen: set[str], what: str) -> str:
    """Return the id of a row and remember it; refuse an empty or repeated one."""
    name = cell(row, place)
    if not name or name in seen:
        sentence = f"The {what} “{name}” stands twice." if name else f"The {what} has no id."
        raise PabulibError(row.line, sentence)
    seen.add(name)
    return name


def _marks(
    section: Section, meta: Meta, vote_type: VoteType, projects: Sequence[Project]
) -> list[tuple[int, list[Choice]]]:
    """Read the choices of every ballot with its line."""
    voter_place, vote_place = section.need("voter_id"), section.need("vote")
    known, seen, score = {project.id for project in projects}, set[str](), _scorer(section, meta, vote_type)
    marks = []
    for row in section.rows:
        _fresh(row, voter_place, seen, "voter")
        marked = listed(cell(row, vote_place))
        if not known.issuperset(marked):
            unknown = next(name for name in marked if name not in known)
            raise PabulibError(row.line, f"The ballot names the unknown project “{unknown}”.")
        marks.append((row.line, score(row, marked)))
    return marks


def _scorer(section: Section, meta: Meta, vote_type: VoteType) -> Callable[[Row, list[str]], list[Choice]]:
    """Choose how marked ids become choices with points."""
    if vote_type in MARKED_ONLY:
        return lambda _, marked: approvals(marked)
    if vote_type is VoteType.ORDINAL:
        longest = whole(meta.need("max_length"), meta.line("max_length"), "max_length")
        return lambda _, marked: ranking(marked, longest)
    place = section.need("points")
    return lambda row, marked: _cumulative(row, marked, place)


def _cumulative(row: Row, marked: list[str], place: int) -> list[Choice]:
    points = [whole(given, row.line, "points") for given in listed(cell(row, place))]
    if any(given > MAX_POINTS for given in points):
        raise PabulibError(row.line, f"The ballot gives more than {MAX_POINTS:,} points to a project.")
    if len(points) != len(marked):
        counts = f"{len(marked)} projects but gives points to {len(points)}"
        raise PabulibError(row.line, f"The ballot marks {counts}.")
    return cumulative(marked, points)


def _limits(meta: Meta, vote_type: VoteType) -> Limits:
    single = 1 if vote_type is VoteType.CHOOSE_ONE else None
    points = vote_type in WITH_POINTS
    return Limits(
        min_length=meta.whole("min_length") or 0,
        max_length=single or meta.whole("max_length"),
        max_sum_cost=meta.whole("max_sum_cost"),
        max_points=meta.whole("max_points") if points else None,
        max_sum_points=meta.whole("max_sum_points") if points else None,
    )


def _sift(
    marks: Sequence[tuple[int, list[Choice]]], limits: Limits, projects: Sequence[Project]
) -> tuple[list[list[Choice]], tuple[Invalid, ...]]:
    """Part valid ballots from invalid ones."""
    costs = {project.id: project.cost for project in projects}
    valid, invalid = [], []
    for line, choices in marks:
        reason = why_invalid(choices, sum(costs[project] for project, _ in choices), limits)
        if reason is None:
            valid.append(choices)
        else:
            invalid.append(Invalid(line, reason))
    return valid, tuple(invalid)


def _agree(meta: Meta, key: str, found: int, what: str) -> None:
    """Refuse a file whose own count differs from what it holds."""
    stated = meta.whole(key)
    if stated is not None and stated != found:
        raise PabulibError(meta.line(key), f"META says {stated} {what}, the file holds {found}.")


def _official(section: Section) -> tuple[str, ...] | None:
    place, id_place = section.place("selected"), section.need("project_id")
    if place is None:
        return None
    return tuple(cell(row, id_place) for row in section.rows if cell(row, place) == SELECTED)
