"""Do what the clock asks of the vote: checkpoints, keys of sealed boxes, notices after the close."""

from datetime import datetime

from civic.db.session import Database
from civic.voting import board, participation, sealing
from civic.voting.models import BoxedBallot

LETTERS_A_MINUTE = 5000


def run(database: Database, now: datetime) -> None:
    """Do what is due, each thing in a short unit of work of its own: the writer's place is for ballots.

    Many processes may run it at once, and any of them may stop in the middle: the next run goes on.
    """
    with database.writing():
        board.keep_all_up(now)
    with database.reading():
        left_over = sealing.destroy_left_over()
    if left_over:
        sweep(database)
    written = 0
    while written < LETTERS_A_MINUTE:
        with database.writing():
            told = participation.tell_next(now)
        if not told:
            return
        written += told


def sweep(database: Database) -> None:
    """Take what a sealing deleted off the disk as well."""
    database.sweep(BoxedBallot.__tablename__)
