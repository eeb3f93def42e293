"""Turn a frozen round and its canonical ballots into what the tally counts."""

from civic.programme.models import Round
from civic.programme.rules import BallotKind
from civic.voting import box, queries
from civic.voting.fixed import Threshold, options
from civic.voting.rules import Marks
from civic.voting.tally.election import Choice, Election, Project, approvals, cumulative, group, ranking
from civic.voting.tally.options import Options


def election_of(round_: Round, ballots: list[str]) -> Election:
    """Return the round's election of these valid canonical ballots."""
    projects = tuple(Project(str(item.id), item.cost) for item in queries.list_items(round_.id))
    marked = (_choices(round_, box.read_canonical(text)) for text in ballots)
    return Election(projects, group(marked), round_.pot, round_.eligible)


def options_of(round_: Round, seed: str) -> Options:
    """Return the rule's parameters as the round's frozen fields say them; a share is in parts per 10,000."""
    threshold = Threshold(round_.threshold_kind, round_.threshold_value, round_.eligible)
    return options(threshold, round_.winners_cap, seed)


def _choices(round_: Round, marks: Marks) -> list[Choice]:
    ids = [str(item) for item in marks.items]
    if round_.ballot_kind is BallotKind.RANKING:
        return ranking(ids, round_.max_choices)
    if round_.ballot_kind is BallotKind.POINTS:
        return cumulative(ids, marks.points)
    return approvals(ids)
