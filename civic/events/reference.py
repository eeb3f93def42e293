"""Load the types of events from the data file."""

import csv
from pathlib import Path

from civic.db.session import session
from civic.events.models import EventType

OWN_DATA = Path(__file__).parent / "data"


def load_event_types(folder: Path = OWN_DATA) -> None:
    """Write the event types into the database; running it again changes only what changed."""
    with (folder / "event_types.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            session().merge(
                EventType(
                    code=row["code"],
                    name_zh=row["name_zh"],
                    name_en=row["name_en"],
                    position=int(row["sort"]),
                )
            )
    session().flush()
