"""Say what the checker of a publication folder finds: any changed byte, and careful changes too."""

import ast
import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.voting import verifier
from civic.voting.folder import (
    BALLOTS,
    CHECKPOINTS,
    LEAVES,
    LINES,
    MANIFEST,
    MINUTES,
    RESULT,
    TURNOUT,
    VERIFIER,
    VILLAGES,
    ChannelTurnout,
    DayTurnout,
    NamedFile,
    VillageTurnout,
    hide_few,
    show_villages,
    write_days,
    write_turnout,
    write_villages,
)
from civic.voting.verifier import Finding, find_code
from tests.factories.publications import body_of, make_folder, resealed, verified, with_body, with_result

FOLDER = make_folder()
NAMES = [file.name for file in FOLDER]


def first(files: tuple[NamedFile, ...]) -> Finding:
    return verified(files).findings[0]


def test_a_true_folder_is_well_and_tells_the_winners() -> None:
    report = verified(FOLDER)

    assert report.findings == ()
    assert (report.well, report.ballots, report.winners) == (True, 7, ("1", "2"))
    assert report.manifest_hash == hashlib.sha256(body_of(FOLDER, MANIFEST)).hexdigest()


def entry_of(name: str, body: bytes, place: int) -> str:
    """Name what stands at a byte, as docs/voting.md says."""
    line = body.count(b"\n", 0, place) + 1
    if name == BALLOTS and line > 1:
        return f"ballot {line - 1}"
    return {LEAVES: f"leaf {line}", CHECKPOINTS: f"checkpoint {line}"}.get(name, f"line {line}")


def flipped(body: bytes, place: int) -> bytes:
    return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in (MANIFEST, LINES, VERIFIER)])
def test_every_flipped_byte_is_found_and_its_entry_named(name: str) -> None:
    body = body_of(FOLDER, name)

    wrong = [
        place
        for place in range(len(body))
        if (found := verified(with_body(FOLDER, name, flipped(body, place))).findings) == ()
        or (found[0].file, found[0].entry) != (name, entry_of(name, body, place))
    ]

    assert wrong == []


@pytest.mark.parametrize("name", [LINES, VERIFIER])
def test_a_flipped_byte_of_the_helping_files_is_found_in_them(name: str) -> None:
    body = body_of(FOLDER, name)
    places = range(0, len(body), max(len(body) // 150, 1))

    firsts = {first(with_body(FOLDER, name, flipped(body, place))).file for place in places}

    assert firsts == {name}


def test_every_flipped_byte_of_the_manifest_is_laid_to_the_manifest() -> None:
    body = body_of(FOLDER, MANIFEST)

    firsts = {first(with_body(FOLDER, MANIFEST, flipped(body, place))).file for place in range(len(body))}

    assert firsts == {MANIFEST}


@given(st.data())
def test_any_changed_byte_is_found(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    body = body_of(FOLDER, name)
    place = data.draw(st.integers(0, len(body) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != body[place]))

    assert first(with_body(FOLDER, name, body[:place] + bytes([byte]) + body[place + 1 :])).file == name


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_is_named(name: str) -> None:
    found = first(tuple(file for file in FOLDER if file.name != name))

    assert (found.file, found.problem) == (name, "is missing")


def test_a_file_that_nobody_listed_is_named() -> None:
    assert first((*FOLDER, NamedFile("more.csv", b""))) == Finding("more.csv", "", "is not listed in the manifest")


def test_a_folder_may_hold_further_files_that_its_manifest_lists() -> None:
    assert verified(resealed((*FOLDER, NamedFile("checkpoints.txt", b"")), "checkpoints.txt", b"root\n")).well


# Changed with care: the manifest fits


def test_a_removed_ballot_is_named_by_hash_count_and_votes() -> None:
    lines = body_of(FOLDER, BALLOTS).splitlines(keepends=True)

    found = verified(resealed(FOLDER, BALLOTS, b"".join(lines[:-1]))).findings

    assert found[0].file == BALLOTS and "announced was" in found[0].problem
    assert {(each.file, each.entry) for each in found} >= {(LEAVES, ""), (RESULT, "ballots")}


def test_a_ballot_removed_from_the_middle_is_named_by_its_number() -> None:
    lines = body_of(FOLDER, BALLOTS).splitlines(keepends=True)

    found = verified(resealed(FOLDER, BALLOTS, b"".join(lines[:3] + lines[4:]))).findings

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

    entries = [(each.file, each.entry) for each in verified(with_result(FOLDER, put)).findings]

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
        (b" counted\n", b" cancelled\n", "leaf "),
        (b"\n", b"\n\n", "leaf 2"),
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

    assert (double.entry, double.problem) == ("leaf 2", "stands twice")
    assert strange.entry == "leaf 2" and "is not the receipt code" in strange.problem


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

    found = verified(resealed(FOLDER, BALLOTS, changed)).findings

    assert any(each.entry == "ballot 7" and problem in each.problem for each in found)


@given(st.binary(max_size=80), st.sampled_from([name for name in NAMES if name not in (LINES, VERIFIER)]))
def test_whatever_stands_in_a_file_is_answered_with_a_finding(body: bytes, name: str) -> None:
    files = with_body(FOLDER, name, body) if name == MANIFEST else resealed_safely(name, body)

    assert not verified(files).well


def resealed_safely(name: str, body: bytes) -> tuple[NamedFile, ...]:
    return with_body(FOLDER, name, body) if name == RESULT else resealed(FOLDER, name, body)


# Turnout


def test_a_lone_channel_is_shown_for_the_number_of_voters_is_public() -> None:
    assert hide_few([ChannelTurnout("online", 3)]) == [ChannelTurnout("online", 3)]


def test_few_voters_are_hidden_and_cannot_be_reckoned() -> None:
    body = write_turnout([ChannelTurnout("kiosk", 60), ChannelTurnout("online", 900), ChannelTurnout("paper", 2)], 962)

    assert body == b"channel,voters\nkiosk,*\nonline,900\npaper,*\nall,962\n"


@given(st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_no_hidden_channel_follows_from_the_others(counts: list[int]) -> None:
    shown = hide_few([ChannelTurnout(str(place), count) for place, count in enumerate(counts)])

    hidden = [each for each in shown if each.voters is None]
    assert len(hidden) != 1
    assert len(counts) == 1 or all(each.voters is None or each.voters >= 5 for each in shown)


def test_a_hidden_channel_hides_its_days_and_few_voters_of_a_day_cannot_be_reckoned() -> None:
    days = [
        DayTurnout("kiosk", "2026-11-01", 3), DayTurnout("online", "2026-11-01", 40),
        DayTurnout("online", "2026-11-02", 2), DayTurnout("online", "2026-11-03", 30),
        DayTurnout("paper", "2026-11-01", 9),
    ]  # fmt: skip

    rows = write_days(days).decode().splitlines()[1:]

    assert rows == [
        "kiosk,2026-11-01,*", "online,2026-11-01,40", "online,2026-11-02,*", "online,2026-11-03,*",
        "paper,2026-11-01,*",
    ]  # fmt: skip


# Villages


def test_a_village_is_hidden_where_few_voted_or_few_did_not_and_cannot_be_reckoned() -> None:
    counts = [
        VillageTurnout("", 30, 12), VillageTurnout("01", 900, 300), VillageTurnout("02", 40, 3),
        VillageTurnout("03", 50, 48), VillageTurnout("04", 600, 200),
    ]  # fmt: skip

    body = write_villages(counts)

    assert body.decode().splitlines() == [
        "village,on_roll,voters", "none,30,12", "01,900,300", "02,*,*", "03,*,*", "04,600,200", "all,1620,563",
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=8))
def test_no_hidden_village_follows_from_the_sums(numbers: list[tuple[int, int]]) -> None:
    counts = [VillageTurnout(str(n), voted + stayed, voted) for n, (voted, stayed) in enumerate(numbers)]

    shown = show_villages(counts)

    hidden = [each for each in counts if each not in shown]
    voted, stayed = sum(each.voters for each in hidden), sum(each.on_roll - each.voters for each in hidden)
    assert all(each.fewest >= 5 for each in shown)
    assert not hidden or not shown or (len(hidden) > 1 and voted >= 10 and stayed >= 10)


def with_villages(body: bytes) -> tuple[NamedFile, ...]:
    return resealed((*FOLDER, NamedFile(VILLAGES, b"")), VILLAGES, body)


@pytest.mark.parametrize(
    ("body", "entry"),
    [
        (b"village,on_roll,voters\n01,20,5\n02,9,3\nall,29,8\n", ""),
        (b"village,on_roll,voters\n01,*,*\n02,*,*\nall,29,8\n", ""),
        (b"village,on_roll,voters\n01,20,5\n02,9,3\nall,30,8\n", "all"),
        (b"village,on_roll,voters\n01,20,5\n02,9,2\nall,29,8\n", "all"),
        (b"village,on_roll,voters\n01,20,3\n02,9,3\nall,29,6\n", "all"),
        (b"village,on_roll,voters\n01,5,20\n02,24,3\nall,29,23\n", "01"),
        (b"village,on_roll,voters\n01,20,*\n02,*,*\nall,29,8\n", "01"),
    ],
)
def test_the_checker_adds_the_villages_up(body: bytes, entry: str) -> None:
    findings = verified(with_villages(body)).findings

    assert [(each.file, each.entry) for each in findings[:1]] == ([(VILLAGES, entry)] if entry else [])


# Board


def test_a_leaf_taken_off_the_board_breaks_every_later_checkpoint() -> None:
    lines = body_of(FOLDER, LEAVES).splitlines(keepends=True)
    superseded = next(place for place, line in enumerate(lines) if b" superseded" in line)

    found = verified(resealed(FOLDER, LEAVES, b"".join(lines[:superseded] + lines[superseded + 1 :]))).findings

    assert CHECKPOINTS in {each.file for each in found}


def test_leaves_in_another_order_break_the_checkpoint() -> None:
    lines = body_of(FOLDER, LEAVES).splitlines(keepends=True)

    found = verified(resealed(FOLDER, LEAVES, b"".join([lines[1], lines[0], *lines[2:]]))).findings

    assert (found[0].file, found[0].entry) == (CHECKPOINTS, "checkpoint 2")


def test_a_checkpoint_left_out_is_named() -> None:
    lines = body_of(FOLDER, CHECKPOINTS).splitlines(keepends=True)

    found = first(resealed(FOLDER, CHECKPOINTS, lines[0] + lines[2]))

    assert (found.file, found.entry) == (CHECKPOINTS, "checkpoint 2")


def test_words_of_the_draw_changed_afterwards_are_named() -> None:
    changed = body_of(FOLDER, MINUTES).replace(b"dice 4 2 6", b"dice 4 2 5")

    found = first(resealed(FOLDER, MINUTES, changed))

    assert (found.file, found.entry) == (MINUTES, "sealing.sample_seed")


def test_a_receipt_is_found_and_proved_from_the_folder_alone() -> None:
    files = {file.name: file.body for file in FOLDER}
    for place, line in enumerate(body_of(FOLDER, LEAVES).decode().splitlines(), 1):
        code = line.split(" ")[1]

        said = "\n".join(find_code(files, code.lower().replace("-", " ")))

        assert f"leaf {place} of 8" in said
        assert ("It was counted." in said) == ("counted" in line)
    assert find_code(files, "0000-0000") == []


def test_the_checker_needs_only_the_standard_library_of_an_old_python(tmp_path: Path) -> None:
    source = body_of(FOLDER, VERIFIER).decode()
    tree = ast.parse(source, feature_version=(3, 8))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [each.name for each in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    for file in FOLDER:
        (tmp_path / file.name).write_bytes(file.body)

    command = [sys.executable, "-I", "-S", str(tmp_path / VERIFIER), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert imported <= sys.stdlib_module_names | {"__future__"}
    assert (done.returncode, done.stderr) == (0, "")
    assert "7 ballots counted again; selected: 1, 2" in done.stdout
    assert "71.4 % of the ballots are unlike any other; 0 small numbers are hidden" in done.stdout


def test_a_kept_checkpoint_that_is_missing_is_told() -> None:
    files = {file.name: file.body for file in FOLDER}
    kept = body_of(FOLDER, CHECKPOINTS).decode()

    assert verifier.check_kept(files, kept) == []
    assert len(verifier.check_kept(files, kept.replace('"size":5', '"size":4'))) == 1


@given(
    st.sampled_from(
        ["threshold", "top_k", "greedy", "greedy_no_skip", "equal_shares", "equal_shares/add1/integral/overshoot",
         "equal_shares/add1/integral/exhaustive", "equal_shares/add1u/integral/overshoot",
         "equal_shares/add1/integral/overshoot/comparison", "phragmen"]
    ),
    st.lists(st.lists(st.sampled_from([1, 2, 3]), unique=True, max_size=2).map(sorted), min_size=1, max_size=9),
)  # fmt: skip
def test_the_checker_counts_every_rule_as_the_city_does(rule: str, marked: list[list[int]]) -> None:
    assert verified(make_folder(rule, marked)).findings == ()


@given(
    st.lists(st.integers(0, 400), min_size=2, max_size=6),
    st.lists(st.lists(st.integers(1, 6), unique=True, max_size=5), min_size=1, max_size=12),
)
def test_the_checker_counts_phragmen_as_the_city_does(costs: list[int], marked: list[list[int]]) -> None:
    items = dict(enumerate(costs, 1))
    ballots = [sorted(item for item in each if item in items) for each in marked]

    assert verified(make_folder("phragmen", ballots, items)).findings == ()


@pytest.mark.parametrize("rule", ["phragmen", "greedy", "equal_shares"])
def test_a_changed_winner_of_any_rule_is_named(rule: str) -> None:
    folder = make_folder(rule)
    won, other = verified(folder).winners[0], "3"

    def change(told: dict[str, Any]) -> None:
        winners = told["outcome"]["winners"]
        winners[winners.index(won)] = other

    found = first(with_result(folder, change))

    assert (found.file, found.entry) == (RESULT, "outcome.winners[0]")
    assert found.problem == f"says {other}, the count gives {won}"
