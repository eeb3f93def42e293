"""Write elections in the Pabulib `.pb` format so that our reader, and others, read them back. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator

from civic.voting.pabulib import WITH_POINTS, PabulibFile
from civic.voting.tally.election import Ballot

COUNTED = ("num_projects", "num_votes")


def write(file: PabulibFile) -> str:
    """Write an election's META, projects and valid ballots; voters are numbered from 1 in the order of the ballots.

    The numbers of projects and of ballots are counted here, whatever META said.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerows([("META",), ("key", "value"), *_meta(file)])
    writer.writerows([("PROJECTS",), *_projects(file)])
    writer.writerows([("VOTES",), *_votes(file)])
    return out.getvalue()


def _meta(file: PabulibFile) -> Iterator[tuple[str, str]]:
    yield from ((key, _line(value)) for key, value, _ in file.meta.rows if key not in COUNTED)
    yield "num_projects", str(len(file.election.projects))
    yield "num_votes", str(file.election.voters)


def _projects(file: PabulibFile) -> Iterator[tuple[str, ...]]:
    election, won = file.election, file.official
    head = ("project_id", "cost", "votes", "score", "name")
    yield head if won is None else (*head, "selected")
    for project in election.projects:
        counts = (str(election.votes[project.id]), str(election.scores[project.id]))
        row = (project.id, str(project.cost), *counts, _line(project.name))
        yield row if won is None else (*row, str(int(project.id in won)))


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
