"""The validator of the HTML standard finds nothing on any page; it needs Java and the npm package vnu-jar."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.addresses import Address
from tests.browser.site import Site
from tests.browser.walking import LANGUAGES, walk

JAR = Path(sys.prefix) / "vnu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
DONE = "Document checking completed"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("java") and JAR.exists()), reason="needs java, and `make validator`"),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_standards_validator_finds_no_error(
    chromium: Browser, site: Site, addresses: dict[str, Address], language: str, tmp_path: Path
) -> None:
    pages = []
    for step in walk(chromium, site, addresses, language):
        pages.append(tmp_path / f"{step.name}.html")
        pages[-1].write_text(step.html, encoding="utf-8")

    run = subprocess.run(
        ["java", "-jar", JAR, "--errors-only", "--format", "text", *pages], capture_output=True, text=True, check=False
    )

    said = [line for line in run.stderr.replace(str(tmp_path), "").splitlines() if not line.startswith(DONE)]
    assert (said, run.returncode) == ([], 0)
