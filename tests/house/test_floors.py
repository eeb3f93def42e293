"""The house keeps its own rules: one commit, one clock, one door to Markup, no hidden imports."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import civic

ROOT = Path(civic.__file__).parent
FILES = [p for p in ROOT.rglob("*.py") if "versions" not in p.parts and "vendor" not in p.parts]


def sources() -> Iterator[tuple[str, str]]:
    for path in FILES:
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def offenders(pattern: str, allowed: set[str]) -> list[str]:
    return [name for name, text in sources() if re.search(pattern, text) and name not in allowed]


def test_only_the_session_module_commits() -> None:
    assert offenders(r"\.commit\(\)", {"db/session.py"}) == [], "commit() belongs to civic/db/session.py alone"


def test_only_the_clock_module_reads_the_clock() -> None:
    pattern = r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\("

    assert offenders(pattern, {"kit/clock.py"}) == [], "take `now` as an argument; kit/clock.py reads the clock"


def test_only_markup_knows_the_sanitiser() -> None:
    assert offenders(r"^\s*(import|from) (bleach|nh3)", {"kit/markup.py"}) == []
    assert [n for n, t in sources() if re.search(r"^\s*(import|from) (bleach|nh3)", t, re.M)] == ["kit/markup.py"]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_stand_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    hidden = [
        n.lineno for f in functions for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)
    ]

    assert hidden == [], f"{path}: imports inside functions at lines {hidden}"
    assert "TYPE_CHECKING" not in path.read_text(encoding="utf-8"), f"{path}: TYPE_CHECKING hides an import"


def test_templates_have_no_inline_code_and_no_bare_chinese() -> None:
    bad = []
    for path in ROOT.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        plain = re.sub(r"\{#.*?#\}", "", text, flags=re.S)
        if re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src)", plain):
            bad.append(f"{path.name}: inline style or script")
        if re.search(r"[\u4e00-\u9fff]", plain):
            bad.append(f"{path.name}: Chinese outside the catalogue")
        if "|safe" in plain.replace(" ", ""):
            bad.append(f"{path.name}: |safe")
    assert bad == []
