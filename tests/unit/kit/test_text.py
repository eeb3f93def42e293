import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kit.text import (
    Change,
    Piece,
    bigrams,
    clean,
    clean_line,
    diff_sentences,
    fold,
    format_phone,
    normalise_email,
    normalise_phone,
    sentences,
    similarity,
    split_sentences,
)

FAMILY = "👨\u200d👩\u200d👧"
HOSTILE = (
    "\0\x07\x1b\x7f\x9f\ud800\udfff\ufffe\u202a\u202e\u2066\u2069\u200b\u200d\u200f\ufeff\u00ad\U000e0041"
)
NASTY = st.text(
    alphabet=st.sampled_from([*HOSTILE, *"a\u0301臺Å\n\r\t ←\u0338\u2329❤\ufe0f👨👩\u20e3"]), max_size=30
)
TEXTS = st.text(alphabet=st.characters(), max_size=60) | NASTY


@pytest.mark.parametrize("mark", list(HOSTILE))
def test_an_invisible_character_is_removed(mark: str) -> None:
    assert clean(f"路{mark}燈") == "路燈"


@pytest.mark.parametrize(
    "kept", [FAMILY, "❤\ufe0f\u200d🔥", "👩🏽\u200d🚒", "葛\U000e0100", "一\n二\t三", "　全形"]
)
def test_what_people_write_is_kept(kept: str) -> None:
    assert clean(kept) == kept


def test_line_ends_become_one_kind() -> None:
    assert clean("一\r\n二\r三\u2028四") == "一\n二\n三\n四"


def test_letters_are_composed() -> None:
    assert clean("e\u0301") == "\u00e9"


@given(TEXTS)
def test_clean_text_is_clean(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(TEXTS)
def test_clean_text_can_be_stored_and_sent(text: str) -> None:
    assert "\0" not in clean(text).encode("utf-8").decode()


def test_a_line_has_single_spaces_and_no_end_of_line() -> None:
    assert clean_line("  北投　 區\n公所\t") == "北投 區 公所"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("臺北市", "台北市"), ("ＡＢＣ　１２", "abc 12"), ("Straße", "strasse"), ("㊣", "正")],
)
def test_search_sees_through_width_case_and_tai(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(TEXTS)
def test_folded_text_is_folded(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_bigrams_pass_over_marks_and_spaces() -> None:
    assert bigrams("臺北，市") == ("台北", "北市")
    assert bigrams("燈") == ("燈",)
    assert bigrams("！？") == ()


@given(TEXTS, TEXTS)
def test_similarity_is_even_handed_and_between_nothing_and_one(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert 0.0 <= similarity(one, other) <= 1.0


def test_alike_titles_score_above_unlike_ones() -> None:
    title = "虎林公園節能路燈"

    assert similarity(title, title) == 1.0
    assert similarity(title, "虎林公園的節能路燈更新") > 0.6 > similarity(title, "公園遊戲場") > 0.0
    assert similarity("", "") == 0.0


def test_sentences_keep_their_mark_and_closing_bracket() -> None:
    assert sentences("好。「真的嗎？」是！\n\n第二段 ok? yes") == (
        "好。",
        "「真的嗎？」",
        "是！",
        "第二段 ok?",
        "yes",
    )


@given(TEXTS | st.text(alphabet="甲乙。！？!?」\n ", max_size=40))
def test_pieces_join_to_the_text(text: str) -> None:
    assert "".join(split_sentences(text)) == text


def test_a_changed_sentence_is_shown_by_character_and_a_new_one_whole() -> None:
    pieces = diff_sentences("路燈壞了。請修理。", "路燈壞了三天。請修理。謝謝。")

    assert pieces == (
        Piece(Change.KEPT, "路燈壞了"),
        Piece(Change.ADDED, "三天"),
        Piece(Change.KEPT, "。請修理。"),
        Piece(Change.ADDED, "謝謝。"),
    )


def test_an_unlike_sentence_is_replaced_as_a_whole() -> None:
    pieces = diff_sentences("想要一座公園。", "馬路太窄很危險！")

    assert pieces == (Piece(Change.REMOVED, "想要一座公園。"), Piece(Change.ADDED, "馬路太窄很危險！"))


CHANGING = st.text(alphabet="甲乙丙。\n", max_size=60)


@given(CHANGING, CHANGING)
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    pieces = diff_sentences(old, new)

    assert "".join(piece.text for piece in pieces if piece.change is not Change.ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.change is not Change.REMOVED) == new


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("0912-345-678", "+886912345678", "0912-345-678"),
        ("+886 912 345 678", "+886912345678", "0912-345-678"),
        ("＋８８６（０）９１２３４５６７８", "+886912345678", "0912-345-678"),
        ("(02)2720-8889 轉 1234", "+886227208889;ext=1234", "(02)2720-8889 轉 1234"),
        ("02-27208889 分機12", "+886227208889;ext=12", "(02)2720-8889 轉 12"),
        ("02 2720 8889#7", "+886227208889;ext=7", "(02)2720-8889 轉 7"),
        ("049-2222222", "+886492222222", "(049)222-2222"),
        ("04-7222151", "+88647222151", "(04)722-2151"),
        ("0800-000-123", "+886800000123", "0800-000-123"),
        ("+81 3 1234 5678", "+81312345678", "+81312345678"),
    ],
)
def test_a_telephone_number_has_one_stored_form(typed: str, stored: str, shown: str) -> None:
    assert normalise_phone(typed) == stored
    assert format_phone(stored) == shown
    assert normalise_phone(shown) == stored


@pytest.mark.parametrize(
    "typed", ["", "1999", "abc", "0912", "09123456789", "02-1234-567", "+886", "轉 12", "0" * 500]
)
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="telephone"):
        normalise_phone(typed)


def test_a_mail_address_has_one_stored_form() -> None:
    assert normalise_email(" Wang.ＭＥＩ@Example.ORG ") == "wang.mei@example.org"


@pytest.mark.parametrize(
    "typed", ["", "a", "a@", "@b.tw", "a@b", "a@b.tw\nBcc: c@d.tw", "a b@c.tw", "a@b..tw"]
)
def test_what_is_no_mail_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        normalise_email(typed)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("甲" * 500, "甲乙" * 250),
        ("".join(f"分隔{n}。{'甲' * 85}{'丙' * 150}。" for n in range(60)), "甲乙" * 9_000),
        ("甲。乙。" * 499, "甲。" * 199),
        ("x" * 20_000, "y" * 20_000),
    ],
)
def test_a_hostile_pair_of_texts_is_compared_as_a_whole(old: str, new: str) -> None:
    assert diff_sentences(old, new) == (Piece(Change.REMOVED, old), Piece(Change.ADDED, new))
