"""Say what the checker of a publication folder finds: any changed byte, and careful changes too."""

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.voting.folder import (
    BALLOTS,
    LEAVES,
    MANIFEST,
    RESULT,
    TURNOUT,
    ChannelTurnout,
    NamedFile,
    hide_few,
    read_turnout,
    write_turnout,
)
from civic.voting.verifying import Finding, verify
from tests.factories.publications import body_of, make_folder, resealed, with_body, with_result

FOLDER = make_folder()
NAMES = [file.name for file in FOLDER]


def first(files: tuple[NamedFile, ...]) -> Finding:
    return verify(files).findings[0]


def test_a_true_folder_is_well_and_tells_the_winners() -> None:
    report = verify(FOLDER)

    assert report.findings == ()
    assert (report.well, report.ballots, report.winners) == (True, 7, ("1", "2"))
    assert report.manifest_hash == hashlib.sha256(body_of(FOLDER, MANIFEST)).hexdigest()


@given(st.data())
def test_any_changed_byte_is_found_in_its_file(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    body = body_of(FOLDER, name)
    place = data.draw(st.integers(0, len(body) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != body[place]))

    found = verify(with_body(FOLDER, name, body[:place] + bytes([byte]) + body[place + 1 :])).findings

    # A hash changed in the manifest stands against the file of that line: either of them was changed.
    line = body.count(b"\n", 0, place)
    listed = body.splitlines()[min(line, len(body.splitlines()) - 1)].decode()
    assert found
    assert found[0].file == name or (name == MANIFEST and found[0].file in listed)


@pytest.mark.parametrize("name", NAMES)
def test_a_flipped_bit_anywhere_is_found(name: str) -> None:
    body = body_of(FOLDER, name)
    places = range(0, len(body), max(len(body) // 40, 1))

    flipped = {place: body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :] for place in places}

    assert [place for place, each in flipped.items() if verify(with_body(FOLDER, name, each)).well] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_is_named(name: str) -> None:
    found = first(tuple(file for file in FOLDER if file.name != name))

    assert (found.file, found.problem) == (name, "is missing")


def test_a_file_that_nobody_listed_is_named() -> None:
    assert first((*FOLDER, NamedFile("more.csv", b""))) == Finding("more.csv", "", "is not listed in the manifest")


def test_a_folder_may_hold_further_files_that_its_manifest_lists() -> None:
    assert verify(resealed((*FOLDER, NamedFile("checkpoints.txt", b"")), "checkpoints.txt", b"root\n")).well


# Changed with care: the manifest fits


def test_a_removed_ballot_is_named_by_hash_count_and_votes() -> None:
    lines = body_of(FOLDER, BALLOTS).splitlines(keepends=True)

    found = verify(resealed(FOLDER, BALLOTS, b"".join(lines[:-1]))).findings

    assert found[0].file == BALLOTS and "announced was" in found[0].problem
    assert {(each.file, each.entry) for each in found} >= {(LEAVES, ""), (RESULT, "ballots")}


def test_a_ballot_removed_from_the_middle_is_named_by_its_number() -> None:
    lines = body_of(FOLDER, BALLOTS).splitlines(keepends=True)

    found = verify(resealed(FOLDER, BALLOTS, b"".join(lines[:3] + lines[4:]))).findings

    assert (found[0].file, found[0].entry) == (BALLOTS, "ballot 3")


def test_swapped_winners_are_named_by_their_place() -> None:
    def swap(told: dict) -> None:  # type: ignore[type-arg]
        told["outcome"]["winners"].reverse()

    found = first(with_result(FOLDER, swap))

    assert found == Finding(RESULT, "outcome.winners[0]", "says 2, the count gives 1")


def test_a_winner_put_in_the_place_of_another_is_named() -> None:
    def put(told: dict) -> None:  # type: ignore[type-arg]
        told["items"][1].update(selected=False, rank=None)
        told["items"][2].update(selected=True, rank=2)

    entries = [(each.file, each.entry) for each in verify(with_result(FOLDER, put)).findings]

    assert entries == [(RESULT, "project 2"), (RESULT, "project 3")]


def test_another_seed_is_named() -> None:
    found = first(with_result(FOLDER, lambda told: told.update(seed="another")))

    assert (found.file, found.entry) == (RESULT, "seed")


@pytest.mark.parametrize(
    ("change", "entry"),
    [
        (lambda told: told.update(voters=8), "voters"),
        (lambda told: told.update(blank=0), "blank"),
        (lambda told: told.update(rule="by_mood"), "rule"),
        (lambda told: told.update(pot="much"), "pot"),
        (lambda told: told.pop("seed"), "seed"),
        (lambda told: told["outcome"].update(spent=1), "outcome"),
        (lambda told: told["outcome"]["steps"][2].update(votes=9), "outcome.steps[2]"),
        (lambda told: told["items"][0].update(votes=9), "project 1"),
        (lambda told: told["items"][0].pop("cost"), "items[0].cost"),
        (lambda told: told["options"].update(step=0), "options.step"),
        (lambda told: told["options"].update(threshold_percent="1/0"), "options.threshold_percent"),
    ],
)
def test_a_changed_field_of_the_result_is_named(change: Callable[[dict[str, object]], object], entry: str) -> None:
    found = first(with_result(FOLDER, change))

    assert (found.file, found.entry) == (RESULT, entry)


@pytest.mark.parametrize(
    ("old", "new", "entry"),
    [
        (b" counted\n", b" superseded\n", ""),
        (b" counted\n", b" cancelled\n", "line "),
        (b"\n", b"\n\n", "line 2"),
    ],
)
def test_a_changed_line_of_the_leaves_is_named(old: bytes, new: bytes, entry: str) -> None:
    found = first(resealed(FOLDER, LEAVES, body_of(FOLDER, LEAVES).replace(old, new, 1)))

    assert found.file == LEAVES and found.entry.startswith(entry)


def test_a_leaf_given_twice_and_a_strange_code_are_named() -> None:
    lines = body_of(FOLDER, LEAVES).splitlines(keepends=True)
    code = lines[0].split()[1]

    double = first(resealed(FOLDER, LEAVES, b"".join([lines[0], *lines])))
    strange = first(resealed(FOLDER, LEAVES, b"".join([lines[0], lines[1].replace(lines[1].split()[1], code)])))

    assert (double.entry, double.problem) == ("line 2", "stands twice or out of order")
    assert strange.entry == "line 2" and "is not the receipt code" in strange.problem


def test_turnout_that_does_not_fit_the_leaves_is_named() -> None:
    turnout = write_turnout([ChannelTurnout("online", 8)], 8)

    found = first(resealed(FOLDER, TURNOUT, turnout))

    assert found == Finding(TURNOUT, "all", "says 8 voters, leaves.txt holds 7 last ballots")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (b"7,1 2 3", "too many"),
        (b"7,1 9", "not on the ballot"),
        (b"7,1 1", "twice"),
        (b"7,1:5", "gives points"),
    ],
)
def test_a_ballot_against_the_rules_is_named_by_its_number(cells: bytes, problem: str) -> None:
    lines = body_of(FOLDER, BALLOTS).split(b"\r\n")
    changed = b"\r\n".join([*lines[:-2], cells, b""])

    found = verify(resealed(FOLDER, BALLOTS, changed)).findings

    assert any(each.entry == "ballot 7" and problem in each.problem for each in found)


@given(st.binary(max_size=80), st.sampled_from(NAMES))
def test_whatever_stands_in_a_file_is_answered_with_a_finding(body: bytes, name: str) -> None:
    files = with_body(FOLDER, name, body) if name == MANIFEST else resealed_safely(name, body)

    assert not verify(files).well


def resealed_safely(name: str, body: bytes) -> tuple[NamedFile, ...]:
    return with_body(FOLDER, name, body) if name == RESULT else resealed(FOLDER, name, body)


# Turnout


def test_a_lone_channel_is_shown_for_the_number_of_voters_is_public() -> None:
    assert hide_few([ChannelTurnout("online", 3)]) == [ChannelTurnout("online", 3)]


def test_few_voters_are_hidden_and_cannot_be_reckoned() -> None:
    body = write_turnout([ChannelTurnout("kiosk", 60), ChannelTurnout("online", 900), ChannelTurnout("paper", 2)], 962)

    assert body == b"channel,voters\nkiosk,*\nonline,900\npaper,*\nall,962\n"
    assert [each.voters for each in read_turnout(body)] == [None, 900, None, 962]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_no_hidden_channel_follows_from_the_others(counts: list[int]) -> None:
    shown = hide_few([ChannelTurnout(str(place), count) for place, count in enumerate(counts)])

    hidden = [each for each in shown if each.voters is None]
    assert len(hidden) != 1
    assert len(counts) == 1 or all(each.voters is None or each.voters >= 5 for each in shown)
