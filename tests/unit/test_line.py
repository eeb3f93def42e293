"""The line of the writers: first come, first served, bounded, and fair between processes."""

import threading
import time
from pathlib import Path

import pytest

from civic.db.line import WritersLine


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Return where a database would be."""
    return str(tmp_path / "civic.sqlite")


def test_threads_are_served_in_the_order_in_which_they_came(path: str) -> None:
    line, served = WritersLine(path), list[int]()

    def write(number: int) -> None:
        assert line.acquire(10)
        served.append(number)
        line.release()

    assert line.acquire(1)
    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for number, thread in enumerate(threads, start=1):
        thread.start()
        wait_for(lambda held=number: len(line._threads._waiting) == held)  # type: ignore[misc]
    line.release()
    for thread in threads:
        thread.join()

    assert served == list(range(20))


@pytest.mark.parametrize("shared", [True, False], ids=["one process", "another process"])
def test_who_waits_too_long_is_told_and_the_place_is_free_afterwards(path: str, shared: bool) -> None:
    line = WritersLine(path)
    other = line if shared else WritersLine(path)

    assert line.acquire(1)
    late = other.acquire(0.05)
    line.release()

    assert (late, other.acquire(1)) == (False, True)
    other.release()


def test_a_process_that_writes_all_the_time_lets_another_one_in_after_one_turn(path: str) -> None:
    busy, other, over, turns = WritersLine(path), WritersLine(path), threading.Event(), list[str]()

    def write_on_and_on() -> None:
        while not over.is_set():
            assert busy.acquire(10)
            turns.append("busy")
            time.sleep(0.01)
            busy.release()

    threads = [threading.Thread(target=write_on_and_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    wait_for(lambda: len(turns) > 3)
    between = []
    for _ in range(10):
        before = len(turns)
        assert other.acquire(10)
        between.append(len(turns) - before)
        other.release()
    over.set()
    for thread in threads:
        thread.join()

    assert sorted(between)[len(between) // 2] <= 2
    assert max(between) <= 10


def test_a_database_in_memory_leaves_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    line = WritersLine(":memory:")

    assert line.acquire(1)
    line.release()

    assert list(tmp_path.iterdir()) == []


def wait_for(happened: object) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 10
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.001)
