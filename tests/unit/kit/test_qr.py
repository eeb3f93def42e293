import re

import pytest
import segno

from civic.kit.qr import MASK, QUIET, qr_code


def test_the_path_draws_exactly_the_dark_modules() -> None:
    text = "https://civic.example/receipts/000G-40R4-0M30-E209-J"

    drawn = qr_code(text)

    dark = {
        (x + step, y)
        for x, y, long in (map(int, bar) for bar in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", drawn.path))
        for step in range(long)
    }
    matrix = segno.make_qr(text, error="m", mask=MASK).matrix
    wanted = {
        (x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, module in enumerate(row) if module
    }
    assert dark == wanted
    assert drawn.size == len(matrix) + 2 * QUIET
    assert drawn.view_box == f"0 0 {drawn.size} {drawn.size}"


@pytest.mark.parametrize("code", ["000G-40R4-0M30-E209-J", "ZZZZ-ZZZZ-ZZZZ-ZZZZ-Z", "7K2M-90QW-XVTB-10CD-8"])
def test_a_code_added_up_from_parts_is_the_same(code: str) -> None:
    text = f"https://civic.example/receipts?code={code}"

    assert qr_code(text, alike=len(code)) == qr_code(text)


@pytest.mark.parametrize("text", ["", "x" * 1_001])
def test_a_text_too_long_or_empty_has_no_code(text: str) -> None:
    with pytest.raises(ValueError, match="between 1 and"):
        qr_code(text)


def test_the_longest_chinese_text_has_a_code() -> None:
    assert qr_code("臺" * 700).size > 100
