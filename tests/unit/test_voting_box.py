"""Sealed ballots: one form, one commitment, one code; keys that can be destroyed."""

import hashlib
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kit.errors import Refused
from civic.programme.rules import BallotKind
from civic.voting import box
from civic.voting.explanation import Explanation, read, sentence
from civic.voting.keys import KeyStore
from civic.voting.rules import Marks
from civic.voting.tally.outcome import StepKind

KEY = bytes(range(32))
LEAVES = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_a_ballot_has_one_written_form() -> None:
    assert box.canonical(BallotKind.APPROVAL, Marks((3, 9))) == '{"items":[3,9],"kind":"approval"}'
    assert box.canonical(BallotKind.POINTS, Marks((3,), (10,))) == '{"items":[3],"kind":"points","points":[10]}'


@given(st.lists(st.integers(1, 2**31 - 1), unique=True))
def test_what_is_written_is_read_back(items: list[int]) -> None:
    marks = Marks(tuple(items))

    assert box.read_canonical(box.canonical(BallotKind.RANKING, marks)) == marks


def test_the_commitment_is_the_published_formula() -> None:
    sealed = box.seal(5, '{"items":[],"kind":"approval"}')

    told = b"\x00" + f"civic/board/1\n5\n{sealed.nonce}\n{sealed.choices}".encode()
    assert sealed.leaf == hashlib.sha256(told).hexdigest()
    assert box.seal(5, sealed.choices).leaf != sealed.leaf


def test_the_slot_is_the_voters_in_this_round_and_under_this_key_only() -> None:
    slots = {box.slot(KEY, 1, 2), box.slot(KEY, 2, 1), box.slot(KEY, 1, 12), box.slot(KEY[::-1], 1, 2)}

    assert len(slots) == 4
    assert box.slot(KEY, 1, 2) == box.slot(KEY, 1, 2)


@given(LEAVES)
def test_a_receipt_leads_back_to_its_commitment_however_it_is_typed(leaf: str) -> None:
    code = box.code_of(leaf)

    assert box.prefix_of(f" {code.lower().replace('-', '  ')} ") == leaf[:20]


@given(LEAVES, st.integers(0, 15))
def test_one_wrong_character_of_a_receipt_is_noticed(leaf: str, place: int) -> None:
    symbols = box.code_of(leaf).replace("-", "")
    wrong = symbols[:place] + ("0" if symbols[place] != "0" else "1") + symbols[place + 1 :]

    with pytest.raises(ValueError):
        box.prefix_of(wrong)


@given(st.lists(st.lists(st.integers(1, 60), unique=True, max_size=4), max_size=30), st.randoms())
def test_the_ballot_file_tells_nothing_of_the_order_of_casting(ballots: list[list[int]], chance: object) -> None:
    texts = [box.canonical(BallotKind.APPROVAL, Marks(tuple(sorted(items)))) for items in ballots]
    mixed = list(texts)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    assert box.ballot_file(texts) == box.ballot_file(mixed)


def test_keys_are_private_files_outside_the_database(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "keys")

    made = store.create()

    file = next((tmp_path / "keys").iterdir())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert made.seed not in file.name
    assert store.get(made.commitment) == made
    assert hashlib.sha256(made.seed.encode()).hexdigest() == made.commitment


def test_a_destroyed_key_is_gone_and_said_to_be(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    made = store.create()

    assert store.destroy(made.commitment) is True

    assert list(tmp_path.iterdir()) == []
    assert store.find(made.commitment) is None
    assert store.destroy(made.commitment) is False
    with pytest.raises(Refused):
        store.get(made.commitment)


def test_a_commitment_is_no_way_out_of_the_folder(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)

    assert store.find("../../etc/passwd") is None
    with pytest.raises(Refused):
        store.destroy("../x")


@pytest.mark.parametrize("kind", list(StepKind))
def test_every_outcome_has_its_sentence(kind: StepKind) -> None:
    said = Explanation(kind.value, votes=3, score=3, cost=10, needed=2, tied_with=(4,))

    filled = sentence(said) % {
        "votes": 3, "over": said.over, "needed": 2, "votes_short": 0, "money": "1", "support_percent": 0,
    }  # fmt: skip

    assert filled and "%" not in filled
    assert read(said.dump()) == said
