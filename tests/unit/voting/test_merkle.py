"""The board's arithmetic: trees, proofs, the chain, and when a checkpoint is due."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.programme.rules import PhaseKind, PhaseSpan
from civic.voting import checkpoints, merkle, verifier
from civic.voting.checkpoints import LEAST_BATCH, SETTLING, CheckpointKind, batch, due, first, following

OPENS, CLOSES = datetime(2026, 11, 1, 1, tzinfo=UTC), datetime(2026, 11, 3, 4, tzinfo=UTC)
SPAN = PhaseSpan(PhaseKind.VOTE, OPENS, CLOSES)
TICK = timedelta(microseconds=1)
SIZES = st.integers(1, 40)


def leaves(count: int) -> list[str]:
    return [sha256(b"\x00" + bytes([each])).hexdigest() for each in range(count)]


def test_the_tree_is_that_of_rfc_6962() -> None:
    data = [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43"]
    hashed = [sha256(b"\x00" + each).hexdigest() for each in data]

    assert merkle.root([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.root(hashed[:1]) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle.root(hashed[:2]) == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert merkle.root(hashed) == "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"


@given(SIZES, st.data())
def test_every_leaf_leads_to_the_root_and_no_other_does(size: int, data: st.DataObject) -> None:
    held = leaves(size)
    place = data.draw(st.integers(0, size - 1))

    path = merkle.inclusion(held, place)

    assert verifier.root_from(held[place], place, size, path) == merkle.root(held)
    assert verifier.audit_path(held, place) == path
    assert verifier.root_from("f" * 64, place, size, path) != merkle.root(held)


@given(SIZES, st.data())
def test_a_board_is_proved_to_be_the_beginning_of_a_later_one(size: int, data: st.DataObject) -> None:
    held = leaves(size)
    before = data.draw(st.integers(1, size))
    roots = before, merkle.root(held[:before]), size, merkle.root(held)

    proof = merkle.consistency(held, before)

    assert verifier.is_beginning(*roots, proof)
    assert before == size or not verifier.is_beginning(before, "f" * 64, size, merkle.root(held), proof)
    assert before == size or not verifier.is_beginning(*roots[:3], "f" * 64, proof)


@given(SIZES)
def test_the_growing_tree_of_the_checker_has_the_same_root_and_head(size: int) -> None:
    held, tree = leaves(size), verifier.Tree("0" * 64)
    for leaf in held:
        tree.add(leaf)

    assert (tree.root, tree.head) == (merkle.root(held), list(merkle.heads(held, "0" * 64))[-1])


@given(SIZES, st.integers(-2, 2).filter(bool))
def test_a_path_of_another_length_is_refused(size: int, more: int) -> None:
    held = leaves(size)
    path = merkle.inclusion(held, 0)
    changed = path[:more] if more < 0 else path + ["0" * 64] * more

    if changed != path:
        with pytest.raises(ValueError):
            verifier.root_from(held[0], 0, size, changed)


def test_each_checkpoint_stands_on_the_one_before() -> None:
    opening = first(7, OPENS)
    later = following(opening, CheckpointKind.HOURLY, OPENS + timedelta(hours=1), leaves(12))

    assert (later.number, later.size, later.previous) == (2, 12, opening.hash)
    assert sha256(opening.line.encode()).hexdigest() == opening.hash
    assert later.head == list(merkle.heads(leaves(12), opening.head))[-1]


def test_few_new_leaves_wait_and_stand_in_no_order_of_arrival() -> None:
    few, many = leaves(LEAST_BATCH - 1), leaves(LEAST_BATCH)

    assert batch(few, CheckpointKind.HOURLY) == []
    assert batch(few, CheckpointKind.CLOSING) == sorted(few)
    assert batch(many, CheckpointKind.HOURLY) == batch(many[::-1], CheckpointKind.HOURLY) == sorted(many)


def test_a_checkpoint_is_due_every_hour_and_once_after_the_close() -> None:
    opening = first(7, OPENS - timedelta(days=1))
    noon = following(opening, CheckpointKind.HOURLY, OPENS + timedelta(hours=3), [])
    settled = CLOSES + SETTLING

    assert due(opening, SPAN, OPENS - TICK) is None
    assert due(opening, SPAN, OPENS) is CheckpointKind.HOURLY
    assert due(noon, SPAN, noon.at + timedelta(minutes=59, seconds=59)) is None
    assert due(noon, SPAN, noon.at + timedelta(hours=1)) is CheckpointKind.HOURLY
    assert due(noon, SPAN, CLOSES) is None
    assert due(noon, SPAN, settled - TICK) is None
    assert due(noon, SPAN, settled) is CheckpointKind.CLOSING


def test_after_the_closing_checkpoint_none_is_due_whatever_the_clock_says() -> None:
    closing = following(first(7, OPENS), CheckpointKind.CLOSING, CLOSES + SETTLING, [])

    assert [due(closing, SPAN, at) for at in (OPENS, CLOSES - TICK, CLOSES + timedelta(days=9))] == [None] * 3
    assert checkpoints.due(closing, None, CLOSES) is None
