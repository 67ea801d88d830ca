"""What `make quick` runs: the tests that concern what was touched, most specific first, the house's rules always.

A file of the package is met by the test of its name, then by the others of its folder; a room's core also by its
page's tests. Touched is what differs from the last commit, or else what that commit changed. After BUDGET_S seconds
no further test is begun, and the summary says how many were left to `make test`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
BUDGET_S = 60
ALWAYS = ("tests/test_house.py",)
FIRST_VISIT = "tests/ui/frame/test_lesson_pages.py::test_a_first_visit_and_every_guess_left_out[{room}]"


def touched() -> list[str]:
    """Paths from the top of the repository: changed, added or removed since the last commit, or else by it."""
    now = _git("diff", "--name-only", "HEAD") + _git("ls-files", "--others", "--exclude-standard")
    return now or _git("diff", "--name-only", "HEAD~1", "HEAD")


def tests_of(path: str) -> Iterator[str]:
    """Test files and folders that concern one path, most specific first; some may not be there."""
    parts = Path(path).parts
    if parts[:2] == ("tests", "material"):
        yield from _importers(Path(path).stem)
    elif parts[0] == "tests":
        yield path if Path(path).name.startswith("test_") else "tests/test_house.py"
    elif path.startswith("assets/prose"):
        yield "tests/ui/frame/test_prose.py"
        yield "tests/core/lessons/test_claims.py"
    elif path.startswith("unet_demo/ui/components"):
        yield "tests/ui/components"
    elif parts[0] == "pages":
        yield FIRST_VISIT.format(room=Path(path).stem)
        yield f"tests/ui/{Path(path).stem}"
    elif parts[0] == "unet_demo" and len(parts) > 2:
        folder = "tests/" + "/".join(parts[1:-1])
        yield f"{folder}/test_{Path(path).stem}.py"
        yield folder
        if (HOUSE / "pages" / f"{parts[2]}.py").exists():
            yield FIRST_VISIT.format(room=parts[2])
        if parts[1] == "core":
            yield f"tests/ui/{parts[2]}"


def chosen(paths: list[str]) -> list[str]:
    """The tests to run for these paths, each once, in order; browser tests are left to `make test`."""
    found = [*ALWAYS, *(test for path in paths for test in tests_of(path))]
    there = dict.fromkeys(test for test in found if (HOUSE / test.split("::")[0]).exists() and "/browser/" not in test)
    return list(there)


def _importers(name: str) -> Iterator[str]:
    """The tests that bring a module of tests/material."""
    asked = re.compile(rf"^(?:from|import) {name}\b", re.M)
    for test in sorted((HOUSE / "tests").rglob("test_*.py")):
        if asked.search(test.read_text("utf-8")):
            yield str(test.relative_to(HOUSE))


def _git(*words: str) -> list[str]:
    found = subprocess.run(["git", *words], cwd=HOUSE, capture_output=True, text=True, check=False)
    return found.stdout.split("\n")[:-1]


def main() -> int:
    """Run them; pytest's exit status."""
    tests = chosen(touched())
    print("Looks at:", " ".join(tests), flush=True)
    words = ["-q", "-n", "2", "-m", "not proof and not slow and not browser", f"--budget-s={BUDGET_S}", *tests]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
    return subprocess.run([sys.executable, "-m", "pytest", *words], cwd=HOUSE, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
