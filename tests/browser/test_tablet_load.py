"""Ten tablets bring 1,000 notes within a minute while 200 people browse; the figures are printed."""

import http.client
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from civic.db.session import Database
from civic.events import queries, service, tablet_codes
from civic.kit.clock import now
from tests.browser.site import Site
from tests.factories import events as make

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("demo")]
TABLETS, NOTES, BATCH, READERS = 10, 100, 10, 200
PAGES = ("/", "/events", "/proposals", "/needs", "/meetings")
THINKS = 1.0


def test_ten_tablets_sync_1000_notes_within_a_minute_while_200_people_browse(site: Site) -> None:
    database = Database(f"sqlite:///{site.folder}/civic.sqlite")
    tokens, event_id = open_tables(database)
    over, read = threading.Event(), [0]
    readers = [threading.Thread(target=browse, args=(site, over, read, place)) for place in range(READERS)]
    for reader in readers:
        reader.start()
    wait_until_everybody_reads(read)
    begun, before = time.perf_counter(), read[0]
    with ThreadPoolExecutor(TABLETS) as pool:
        slowest = max(pool.map(lambda table: sync(site, tokens[table], table), range(1, TABLETS + 1)))
    spent = time.perf_counter() - begun
    beside = (read[0] - before) / spent
    over.set()
    for reader in readers:
        reader.join()

    with database.reading():
        notes = queries.list_notes(event_id)
    database.dispose()
    print(f"\n1,000 notes in {spent:.1f} s, slowest batch {slowest:.2f} s, {beside:.0f} pages/s beside it")
    assert len({(note.table_no, note.text) for note in notes}) == len(notes) == TABLETS * NOTES
    assert spent < 60


def wait_until_everybody_reads(read: list[int]) -> None:
    """Wait until as many pages are read as there are readers: only then is the site as busy as they make it."""
    end = time.monotonic() + 120
    while read[0] < READERS:
        assert time.monotonic() < end, f"{read[0]} pages were read in two minutes"
        time.sleep(0.1)


def open_tables(database: Database) -> tuple[dict[int, str], int]:
    """Hold an event with ten tables; return a token for each table's tablet."""
    tablet_codes.use("a key for codes of tests only")
    instant = now()
    with database.writing():
        event = make.event(instant, starts_at=instant, tables=TABLETS)
        codes = service.issue_codes(make.facilitator(event), event, instant)
        return {each.number: service.open_tablet(each.code, instant).token for each in codes}, event.id


def sync(site: Site, token: str, table: int) -> float:
    """Push the notes of one tablet in batches; return the seconds of the slowest."""
    connection = http.client.HTTPConnection(urlsplit(site.base).netloc, timeout=30)
    headers = {"Content-Type": "application/json", "Cookie": f"tablet={token}"}
    since, slowest = 0, 0.0
    for first in range(0, NOTES, BATCH):
        ops = [
            {"id": f"op{table}-{n}", "do": "note.write", "table": table, "at": 1, "on": f"note{table}-{n}",
             "kind": "need", "text": f"第{table}桌第{n}張：晚上八點後步道太暗，白天又沒有樹蔭。"}
            for n in range(first, first + BATCH)
        ]  # fmt: skip
        before = time.perf_counter()
        connection.request("POST", "/tablet/push", json.dumps({"since": since, "ops": ops}), headers)
        answer = connection.getresponse()
        body = json.loads(answer.read())
        slowest = max(slowest, time.perf_counter() - before)
        assert answer.status == 200
        assert all("seq" in each for each in body["answers"])
        since = body["cursor"]
    connection.close()
    return slowest


def browse(site: Site, over: threading.Event, read: list[int], place: int) -> None:
    """Read one page a second until the tablets are done."""
    connection = http.client.HTTPConnection(urlsplit(site.base).netloc, timeout=60)
    over.wait(place * THINKS / READERS)
    while not over.wait(THINKS):
        connection.request("GET", PAGES[place % len(PAGES)])
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        read[0] += 1
    connection.close()
