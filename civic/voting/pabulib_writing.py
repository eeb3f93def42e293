"""Write elections in the Pabulib `.pb` format so that our reader, and others, read them back. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator

from civic.voting.pabulib import WITH_POINTS, PabulibFile
from civic.voting.tally.election import Ballot

META = (
    "description", "country", "unit", "district", "subunit", "instance", "num_projects", "num_votes", "budget",
    "vote_type", "rule", "date_begin", "date_end", "min_length", "max_length", "min_sum_cost", "max_sum_cost",
    "min_points", "max_points", "min_sum_points", "max_sum_points", "default_score", "min_project_cost",
    "max_project_cost", "min_project_score_threshold", "neighborhoods", "subdistricts", "categories", "edition",
    "language", "currency", "fully_funded", "experimental", "comment", "acknowledgments", "leftover_budget",
)  # fmt: skip
"""What Pabulib lets META say, in its order; other tools refuse more."""


def write(file: PabulibFile) -> str:
    """Write an election's META, projects and valid ballots; voters are numbered from 1 in the order of the ballots.

    The numbers of projects and of ballots are counted here, whatever META said; keys that Pabulib does not know are
    left out, and a least length too where blank ballots count.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerows([("META",), ("key", "value"), *_meta(file)])
    writer.writerows([("PROJECTS",), *_projects(file)])
    writer.writerows([("VOTES",), *_votes(file)])
    return out.getvalue()


def _meta(file: PabulibFile) -> Iterator[tuple[str, str]]:
    said = {key: _line(value) for key, value, _ in file.meta.rows}
    said |= {"num_projects": str(len(file.election.projects)), "num_votes": str(file.election.voters)}
    if any(not ballot.choices for ballot in file.election.ballots):
        said.pop("min_length", None)
    if "comment" in said and not said["comment"].startswith("#1:"):
        said["comment"] = f"#1: {said['comment']}"
    yield from ((key, said[key]) for key in META if key in said)


def _projects(file: PabulibFile) -> Iterator[tuple[str, ...]]:
    election, won, scored = file.election, file.official, file.vote_type in WITH_POINTS
    score, selected = ("score",) if scored else (), () if won is None else ("selected",)
    yield ("project_id", "cost", "votes", *score, "name", *selected)
    for project in election.projects:
        points = (str(election.scores[project.id]),) if scored else ()
        mark = () if won is None else (str(int(project.id in won)),)
        yield (project.id, str(project.cost), str(election.votes[project.id]), *points, _line(project.name), *mark)


def _votes(file: PabulibFile) -> Iterator[tuple[str, ...]]:
    cumulative = file.vote_type in WITH_POINTS
    yield ("voter_id", "vote", "points") if cumulative else ("voter_id", "vote")
    for voter, ballot in enumerate(_each(file.election.ballots), 1):
        marked = sorted(ballot.choices, key=lambda choice: (-choice[1], choice[0]))
        ids = ",".join(project for project, _ in marked)
        points = (",".join(str(given) for _, given in marked),) if cumulative else ()
        yield (str(voter), ids, *points)


def _each(ballots: Iterable[Ballot]) -> Iterator[Ballot]:
    """Yield each group as often as it was cast, in the order of content."""
    for ballot in sorted(ballots, key=lambda ballot: ballot.choices):
        yield from (ballot for _ in range(ballot.count))


def _line(text: str) -> str:
    """Put a text on one line, without NUL."""
    return " ".join(text.replace("\0", " ").split())
