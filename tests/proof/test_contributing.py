"""The section that CONTRIBUTING.md shows is one: it applies to this checkout, and its tests pass."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from unet_demo.home import HOUSE

pytestmark = pytest.mark.slow("a second run of pytest, in a copy")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files of this checkout."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True).stdout.splitlines():
        if (HOUSE / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(HOUSE / name, tmp_path / name)
    return tmp_path


def test_the_section_that_is_shown_can_be_added(copy: Path) -> None:
    (commit,) = re.findall(
        r"^```diff\n(.*?)^```$", (HOUSE / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    subprocess.run(["git", "apply", "-C1", "-"], cwd=copy, input=commit.encode(), check=True)
    added = re.findall(r"^\+\+\+ b/(.*)$", commit, re.MULTILINE)
    assert len(added) == 7
    tests = [name for name in added if name.startswith("tests/")]
    tests += [
        "tests/ui/frame/test_prose.py",
        "tests/ui/frame/test_prose_files.py",
        "tests/ui/lesson",
        "tests/test_house.py",
    ]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    inner = {name: value for name, value in os.environ.items() if name != "REQUIRE_BROWSER"}  # none of these needs one
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False, env=inner)
    assert done.returncode == 0, done.stdout
