"""Make the queue: in this process for tests, in a file beside SQLite, on Redis for many machines."""

from huey import Huey, RedisHuey, SqliteHuey
from huey.consumer import Consumer

from civic.config import Settings


def make_queue(settings: Settings) -> Huey:
    """Return the queue the settings ask for; tests run each task at once."""
    if settings.mode == "test":
        return SqliteHuey("civic", filename=":memory:", immediate=True)
    if settings.redis_url:
        return RedisHuey("civic", url=settings.redis_url)
    settings.folder.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("civic", filename=str(settings.folder / "jobs.sqlite"))


def make_worker(queue: Huey, workers: int = 1) -> Consumer:
    """Return a worker that takes tasks from the queue until it is stopped."""
    return Consumer(queue, workers=workers, periodic=True, check_worker_health=False)
