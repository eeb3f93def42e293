"""Let the writers of one SQLite file stand in one line: first come, first served, across threads and processes.

SQLite alone lets writers knock again after ever longer pauses: who came first may wait in vain while others go in.
"""

import fcntl
import os
import threading
import time
from collections import deque

LINE_TIMEOUT = 60.0
"""Nobody waits longer (s) than this in the line; at 20 ms a write some 3,000 people go before."""
KNOCK_AGAIN = 0.002


class WritersLine:
    """Be the line before one database: the threads of a process in their order, one of them before the file.

    A process that has just written stands behind another one that waits: who waits first holds `next`.
    """

    def __init__(self, path: str | None) -> None:
        self._threads = _ThreadLine()
        self._next, self._writing = (f"{path}-next", f"{path}-writing") if path and path != ":memory:" else ("", "")
        self._held: int | None = None

    def acquire(self, timeout: float) -> bool:
        """Take the writer's place; False when it was not free in so many seconds."""
        end = time.monotonic() + timeout
        if not self._threads.acquire(timeout):
            return False
        try:
            entered = self._enter(end)
        except OSError:
            self._threads.release()
            raise
        if not entered:
            self._threads.release()
        return entered

    def release(self) -> None:
        """Give the place to who waits first."""
        if self._held is not None:
            os.close(self._held)
            self._held = None
        self._threads.release()

    def _enter(self, end: float) -> bool:
        if not self._next:
            return True
        first = _lock(self._next, end)
        if first is None:
            return False
        try:
            self._held = _lock(self._writing, end)
        finally:
            os.close(first)
        return self._held is not None


class _ThreadLine:
    """Be a lock that is given in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard, self._taken, self._waiting = threading.Lock(), False, deque[threading.Event]()

    def acquire(self, timeout: float) -> bool:
        turn = threading.Event()
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            self._waiting.append(turn)
        if turn.wait(timeout):
            return True
        with self._guard:
            if turn.is_set():  # it came in this very moment
                return True
            self._waiting.remove(turn)
        return False

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


def _lock(path: str, end: float) -> int | None:
    """Return an open file that is locked until it is closed, None when it was not free in time.

    It is opened anew each time: a file that a process inherits would let both in.
    """
    file = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        except BlockingIOError:
            if time.monotonic() >= end:
                os.close(file)
                return None
            time.sleep(KNOCK_AGAIN)
