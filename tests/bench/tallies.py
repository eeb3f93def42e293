"""Time the counting of votes in processes of their own, each figure beside its bar (docs/voting.md).

`python -m tests.bench.tallies` prints them all; WHAT FILE behind it runs one of them and prints its figures as JSON.
Beside pabutools, when it can be imported, the same ballots are counted by both in exact arithmetic in the same run.
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
from tests.bench.elections import CITY, DISTRICT, MILLION, Size, as_file, drawn
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
    "million wall": ("1,000,000 ballots × 60 items, greedy, on the wall's clock (bar 60 s)", "s"),
    "million add1": ("1,000,000 ballots × 60 items, add1, CPU (bar 60 s)", "s"),
    "million add1 wall": ("1,000,000 ballots × 60 items, add1, on the wall's clock (bar 60 s)", "s"),
    "million memory": ("1,000,000 ballots × 60 items, most memory, the ballots' own lists in it", "MiB"),
}
PROBE = Size(voters=3_000, items=30, longest=8)
"""What is counted beside pabutools where no real election is at hand."""


def time_tallies(*, large: bool) -> Iterator[Fact]:
    """Measure each in a fresh process; the million only when asked for; then the ratio to pabutools."""
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as folder:
        path = CITY_FILE if CITY_FILE.exists() else Path(folder) / "drawn.pb"
        if not path.exists():
            path.write_text(write(as_file(drawn(CITY).opened())), encoding="utf-8")
        for what in ["city", "district", *(["million"] if large else [])]:
            yield from (Fact(f"tally: {BARS[name][0]}", value, BARS[name][1]) for name, value in _apart(what, path))
        yield from _beside_pabutools(Path(folder))


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
    return {"import": imported, "add1": add1, "add1 memory": _memory()}


def _district(_: Path) -> dict[str, float]:
    box = drawn(DISTRICT)
    return {"district": _cpu(lambda: run("greedy", box.opened(), Options()))}


def _million(_: Path) -> dict[str, float]:
    box = drawn(MILLION)
    figures = dict[str, float]()
    for name, rule in (("million", "greedy"), ("million add1", ADD1)):
        begun = time.perf_counter()
        figures[name] = _cpu(lambda rule=rule: run(rule, box.opened(), Options()))  # type: ignore[misc]
        figures[f"{name} wall"] = time.perf_counter() - begun
    return figures | {"million memory": _memory()}


def _memory() -> float:
    """Return the most memory this program ever held, in MiB: getrusage would tell its parent's when that is more."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def time_additions() -> float:
    """Return the CPU seconds ten million additions take here, to tell one machine or hour from another."""
    return _cpu(lambda: sum(number + 1 for number in range(10_000_000)))


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _beside_pabutools(folder: Path) -> Iterator[Fact]:
    """Count the same file by the same rules with both and tell how many times as long pabutools takes."""
    if find_spec("pabutools") is None:
        yield Fact("tally: pabutools is not installed here: no ratio to it", float("nan"), "")
        return
    path, name = REAL, "Wieliczka"
    if not REAL.exists():
        path, name = folder / "probe.pb", f"{PROBE.voters:,} drawn ballots"
        path.write_text(write(as_file(drawn(PROBE).opened())), encoding="utf-8")
    theirs, rules = importlib.import_module("pabutools.election"), importlib.import_module("pabutools.rules")
    instance, profile = theirs.parse_pabulib(str(path))
    election, costs = load(path).election, {"sat_class": theirs.Cost_Sat}
    pairs: dict[str, Callable[[], object]] = {
        "greedy": lambda: rules.greedy_utilitarian_welfare(instance, profile, **costs),
        "phragmen": lambda: rules.sequential_phragmen(instance, profile),
        "equal_shares": lambda: rules.method_of_equal_shares(instance, profile, **costs),
        ADD1: lambda: rules.method_of_equal_shares(instance, profile, **costs, voter_budget_increment=1),
    }
    for rule, other in pairs.items():
        own = _cpu(lambda rule=rule: run(rule, election, Options()))  # type: ignore[misc]
        yield Fact(f"tally: {name}, {rule}, Civic, CPU", own, "s")
        yield Fact(f"tally: {name}, {rule}, pabutools ÷ Civic, CPU", _cpu(other) / own, "×")


def main(words: list[str]) -> None:
    """Run one measurement, or print all of them."""
    if words:
        sys.stdout.write(json.dumps(WORK[words[0]](Path(words[1]))))
        return
    for fact in time_tallies(large=True):
        print(f"{fact.what}: {fact.value:.2f} {fact.unit}", flush=True)


WORK = {"city": _city, "district": _district, "million": _million}

if __name__ == "__main__":
    main(sys.argv[1:])
