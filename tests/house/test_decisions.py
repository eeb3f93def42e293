"""Each decision has a number of its own, and whoever names a decision names one that is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "decisions").glob("*.md"))
TOLD = [
    *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "civic").rglob("*.py"), *(ROOT / "tests").rglob("*.py")
]  # fmt: skip
NAMED = re.compile(r"\bdecisions?[ /](?:00)?(\d{1,2})\b(?!-)")
LINKED = re.compile(r"decisions/(\d{4}-[a-z0-9-]+\.md)")


def number_of(page: Path) -> int:
    return int(page.name[:4])


def test_no_two_decisions_have_one_number_and_each_says_its_own() -> None:
    numbers = [number_of(page) for page in PAGES]
    titles = [page.read_text(encoding="utf-8").splitlines()[0] for page in PAGES]

    assert len(numbers) > 20
    assert sorted(set(numbers)) == numbers
    assert [title for number, title in zip(numbers, titles, strict=True) if not title.startswith(f"# {number}. ")] == []


def test_who_names_a_decision_names_one_that_is_there() -> None:
    numbers, names = {number_of(page) for page in PAGES}, {page.name for page in PAGES}
    texts = {path: path.read_text(encoding="utf-8") for path in TOLD}

    told = {path.name: [int(each) for each in NAMED.findall(text)] for path, text in texts.items()}
    lost = [(name, each) for name, named in told.items() for each in named if each not in numbers]
    broken = [(path.name, each) for path, text in texts.items() for each in LINKED.findall(text) if each not in names]

    assert sum(map(len, told.values())) > 10
    assert (lost, broken) == ([], [])
