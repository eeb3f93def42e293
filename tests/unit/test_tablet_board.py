"""What operations mean at a table, in any order and however often."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from civic.events import rules
from civic.events.tablet_board import CHANGED, apply, fold, round_at
from civic.events.tablet_codes import typed_code
from civic.events.tablet_ops import Do, Op, read_op
from civic.kit.errors import Refused

MINUTE = 60_000


def write(uid: str, **fields: object) -> Op:
    return Op(f"w{uid}", Do.WRITE, 1, 0, on=uid, kind="need", text=uid, **fields)  # type: ignore[arg-type]


def op(do: Do, on: str = "a", **fields: object) -> Op:
    return Op("x", do, 1, 0, on=on, **fields)  # type: ignore[arg-type]


@given(some.permutations([write("a"), write("b"), write("c")]), some.permutations(range(6)))
def test_notes_and_taps_of_many_tablets_end_alike_in_any_order(notes: list[Op], order: list[int]) -> None:
    taps = [op(Do.ADD_DOTS, on, dots=1) for on in "aabbbc"]

    board = fold([*notes, *(taps[place] for place in order)])

    assert {uid: note.dots for uid, note in board.notes.items()} == {"a": 2, "b": 3, "c": 1}


def test_of_two_edits_of_one_text_the_first_stands_and_the_second_is_asked_about() -> None:
    edits = [op(Do.EDIT, base=1, kind="idea", text=text) for text in ("甲", "乙")]

    for first, second in permutations(edits):
        board = fold([write("a")])
        assert (apply(board, first), apply(board, second)) == (None, CHANGED)
        assert board.notes["a"].text == first.text


def test_an_edit_of_a_removed_note_is_asked_about() -> None:
    board = fold([write("a"), op(Do.REMOVE, base=1)])

    assert apply(board, op(Do.EDIT, base=1, kind="idea", text="乙")) is CHANGED


def test_totals_set_on_what_somebody_else_has_tapped_are_asked_about() -> None:
    board = fold([write("a"), op(Do.ADD_DOTS, dots=1)])

    assert apply(board, op(Do.SET_DOTS, base=0, dots=9)) is CHANGED
    assert apply(board, op(Do.SET_DOTS, base=1, dots=9)) is None


def test_two_merges_of_the_same_groups_cannot_make_a_circle() -> None:
    board = fold([op(Do.NAME, "g", text="暗"), op(Do.NAME, "h", text="亮")])

    assert apply(board, op(Do.MERGE, "g", into="h")) is None
    assert apply(board, op(Do.MERGE, "h", into="g")) is CHANGED


def test_the_same_operation_again_never_writes_a_second_note() -> None:
    board = fold([write("a"), op(Do.ADD_DOTS, dots=1)])

    assert apply(board, write("a")) is rules.NOTE_ID_TAKEN
    assert board.notes["a"].dots == 1


def test_rounds_follow_each_other_with_their_pauses_by_themselves() -> None:
    board = fold([Op("r", Do.START, 0, 10 * MINUTE, round=1, minutes=25, pause=5, last=3)])

    spans = [(each.starts // MINUTE, each.ends // MINUTE) for each in board.rounds.values()]
    assert spans == [(10, 35), (40, 65), (70, 95)]
    assert [round_at(board.rounds, minute * MINUTE) for minute in (0, 10, 36, 40, 99)] == [1, 1, 1, 2, 3]


def test_starting_the_next_round_early_ends_the_one_that_runs() -> None:
    start = Op("r", Do.START, 0, 0, round=1, minutes=25, pause=5, last=3)
    board = fold([start, Op("s", Do.START, 0, 20 * MINUTE, round=2, minutes=25, pause=5, last=3)])

    assert [each.ends // MINUTE for each in board.rounds.values()] == [20, 45, 75]


def test_stopping_ends_the_round_and_forgets_what_was_planned() -> None:
    start = Op("r", Do.START, 0, 0, round=1, minutes=25, pause=5, last=3)
    board = fold([start, Op("s", Do.STOP, 0, 10 * MINUTE, round=1)])

    assert {number: each.ends // MINUTE for number, each in board.rounds.items()} == {1: 10}


@pytest.mark.parametrize(
    "body",
    [
        None,
        {"id": "x", "do": "note.write", "table": 1},
        {"id": "", "do": "note.write", "table": 1, "at": 1},
        {"id": "x", "do": "note.write", "table": True, "at": 1},
        {"id": "x", "do": "note.write", "table": 1, "at": 2**60},
        {"id": "x", "do": "note.write", "table": 1, "at": 1, "on": "../etc"},
        {"id": "x", "do": "note.write", "table": 1, "at": 1, "more": 1},
        {"id": "x", "do": "note.write", "table": 1, "at": 1, "text": "長" * 4001},
    ],
)
def test_what_is_no_operation_is_refused(body: object) -> None:
    with pytest.raises(Refused):
        read_op(body)


@given(some.builds(Op, id=some.just("x"), do=some.sampled_from(Do), table=some.integers(0, 99), at=some.integers(0, 9)))
def test_an_operation_reads_back_as_it_was_written(given_op: Op) -> None:
    assert read_op({**given_op.body(), "do": given_op.do.value}) == given_op


@pytest.mark.parametrize(("typed", "code"), [("12 3456", "123456"), ("１２３４５６", "123456"), ("12", ""), ("a", "")])
def test_codes_are_read_as_people_type_them(typed: str, code: str) -> None:
    assert typed_code(typed) == code
