"""Time the counting of votes in processes of their own, each figure beside its bar (docs/voting.md).

`python -m tests.bench.tallies WHAT` runs one of them and prints its CPU seconds and most memory. Beside pabutools, when
it can be imported, the same plain Equal Shares is counted by both in exact arithmetic.
"""

import importlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from civic.voting.pabulib import load
from civic.voting.pabulib_writing import write
from civic.voting.tally.count import run
from civic.voting.tally.options import Options
from tests.bench.elections import CITY, DISTRICT, MILLION, as_file, drawn
from tests.bench.figures import Fact
from tests.unit.voting.elections import DATA

ADD1 = "equal_shares/add1"
CITY_FILE = DATA / "Poland_Warszawa_2026.pb"
REAL = DATA / "Poland_Wieliczka_2023_Green_Budget.pb"
BARS = {
    "import": ("61,668 ballots × 83, import + greedy, CPU (bar 2 s)", "s"),
    "add1": ("61,668 ballots × 83, add1 + certificate, CPU (bar 10 s)", "s"),
    "add1 memory": ("61,668 ballots × 83, most memory (bar 300 MiB)", "MiB"),
    "district": ("100,000 ballots × 5 choices, greedy, CPU (bar 1 s)", "s"),
    "million": ("1,000,000 ballots × 60 items, greedy, CPU (bar 60 s)", "s"),
    "million add1": ("1,000,000 ballots × 60 items, add1, CPU (bar 60 s)", "s"),
}


def time_tallies(*, large: bool) -> Iterator[Fact]:
    """Measure each in a fresh process; the million only when asked for; then the ratio to pabutools."""
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as folder:
        path = CITY_FILE if CITY_FILE.exists() else Path(folder) / "drawn.pb"
        if not path.exists():
            path.write_text(write(as_file(drawn(CITY).opened())), encoding="utf-8")
        for what in ["city", "district", *(["million"] if large else [])]:
            yield from (Fact(f"tally: {BARS[name][0]}", value, BARS[name][1]) for name, value in _apart(what, path))
    yield _beside_pabutools()


def _apart(what: str, path: Path) -> list[tuple[str, float]]:
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench.tallies", what, str(path)], check=True, capture_output=True, text=True
    )
    figures: dict[str, float] = json.loads(said.stdout)
    return list(figures.items())


def _city(path: Path) -> dict[str, float]:
    begun = time.process_time()
    election = load(path).election
    run("greedy", election, Options())
    imported = time.process_time() - begun
    add1 = _cpu(lambda: run(ADD1, election, Options()))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"import": imported, "add1": add1, "add1 memory": memory}


def _district(_: Path) -> dict[str, float]:
    box = drawn(DISTRICT)
    return {"district": _cpu(lambda: run("greedy", box.opened(), Options()))}


def _million(_: Path) -> dict[str, float]:
    box = drawn(MILLION)
    greedy = _cpu(lambda: run("greedy", box.opened(), Options()))
    return {"million": greedy, "million add1": _cpu(lambda: run(ADD1, box.opened(), Options()))}


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _beside_pabutools() -> Fact:
    """Count Wieliczka by plain Equal Shares with both and return how many times as long pabutools takes."""
    if find_spec("pabutools") is None:
        return Fact("tally: pabutools is not installed here: no ratio to it", float("nan"), "")
    if not REAL.exists():
        return Fact("tally: no real election beside this repository: no ratio to pabutools", float("nan"), "")
    theirs, rules = importlib.import_module("pabutools.election"), importlib.import_module("pabutools.rules")
    instance, profile = theirs.parse_pabulib(str(REAL))
    election = load(REAL).election
    own = _cpu(lambda: run("equal_shares", election, Options()))
    other = _cpu(lambda: rules.method_of_equal_shares(instance, profile, sat_class=theirs.Cost_Sat))
    return Fact("tally: Wieliczka, equal shares, pabutools ÷ Civic, CPU", other / own, "×")


WORK = {"city": _city, "district": _district, "million": _million}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(WORK[sys.argv[1]](Path(sys.argv[2]))))
