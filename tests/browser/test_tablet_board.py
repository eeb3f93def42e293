"""The board means the same on the tablet and on the server, in whatever order and however often operations come."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from playwright.sync_api import Browser, Page

from civic.events.tablet_board import Board, apply
from civic.events.tablet_ops import Do, Op
from civic.web.assets import ROOT

pytestmark = pytest.mark.browser
UIDS = some.sampled_from(["", "a", "b", "c", "d"])
NUMBERS = some.integers(-2, 3)
OPS = some.builds(
    Op,
    id=some.just("x"),
    do=some.sampled_from(Do),
    table=some.sampled_from([1, 1, 1, 2]),
    at=some.integers(0, 10).map(lambda minute: minute * 60_000),
    on=UIDS,
    base=some.integers(0, 3),
    was=UIDS,
    into=UIDS,
    kind=some.sampled_from(["need", "dissent", "consensus", "question", ""]),
    text=some.sampled_from(["步道", "", " ", "樹蔭👨‍👩‍👧", "字" * 1001, "😀" * 1000, "長" * 201]),
    dots=some.one_of(NUMBERS, some.just(10_001)),
    round=some.integers(0, 4),
    minutes=some.sampled_from([0, 1, 5, 240, 241]),
    pause=some.sampled_from([-1, 0, 5, 241]),
    last=some.sampled_from([0, 1, 3, 21]),
    read=some.booleans(),
    none=some.booleans(),
)


@pytest.fixture(scope="module")
def script(chromium: Browser) -> Iterator[Page]:
    """Return a page that has loaded the tablet's board."""
    page = chromium.new_page()
    text = (ROOT / "js" / "tablet-board.js").read_text(encoding="utf-8").replace("export ", "")
    page.add_script_tag(content=f"{text}\nglobalThis.board = {{ apply, emptyBoard, inverse, rootOf }};")
    yield page
    page.close()


def play(script: Page, ops: list[Op]) -> tuple[list[str], dict[str, object]]:
    """Do operations in the browser; return the answers and the board."""
    bodies = [op.body() for op in ops]
    reasons, board = script.evaluate(
        "ops => { const held = board.emptyBoard(); return [ops.map(op => board.apply(held, op)), held]; }", bodies
    )
    return reasons, board


def plain(board: Board) -> dict[str, object]:
    """Return a board as the browser holds it."""
    held: dict[str, object] = json.loads(json.dumps(asdict(board)))
    return held


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(some.lists(OPS, max_size=40))
def test_browser_and_server_answer_alike_and_end_with_the_same_board(script: Page, ops: list[Op]) -> None:
    held = Board()
    reasons = [reason.code if (reason := apply(held, op)) else "" for op in ops]

    answered, shown = play(script, ops)

    assert (answered, shown) == (reasons, plain(held))


def test_whatever_can_be_undone_comes_back_as_it_was(script: Page) -> None:
    write = Op("1", Do.WRITE, 1, 0, on="a", kind="need", text="甲")
    chances = [
        Op("2", Do.EDIT, 1, 0, on="a", base=1, kind="idea", text="乙"),
        Op("2", Do.REMOVE, 1, 0, on="a", base=1),
        Op("2", Do.ADD_DOTS, 1, 0, on="a", dots=1),
        Op("2", Do.SET_DOTS, 1, 0, on="a", dots=7),
    ]
    for op in chances:
        before, after = script.evaluate(
            """([write, op]) => { const held = board.emptyBoard();
            board.apply(held, write); const before = structuredClone(held);
            board.apply(held, op); board.apply(held, { table: 1, at: 0, ...board.inverse(op, before) });
            const bare = b => ({ ...b.notes.a, rev: 0 }); return [bare(before), bare(held)]; }""",
            [write.body(), op.body()],
        )
        assert before == after, op.do
