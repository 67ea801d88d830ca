"""The stairs only go down: core knows no screen, viz no streamlit and no torch, the screen no torch."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
PACKAGE = HOUSE / "unet_demo"
SCREEN = [
    HOUSE / "app.py",
    HOUSE / "asgi.py",
    *sorted((HOUSE / "pages").glob("*.py")),
    *sorted((PACKAGE / "ui").rglob("*.py")),
]
NUMBERS = {"torch", "numpy", "PIL", "skimage", "scipy", "safetensors", "tifffile", "onnx"}
FLOORS = [
    ("core", sorted((PACKAGE / "core").rglob("*.py")), NUMBERS, ("core",)),
    ("viz", sorted((PACKAGE / "viz").rglob("*.py")), {"numpy", "PIL", "plotly"}, ("core", "viz")),
    ("screen", SCREEN, {"streamlit", "starlette", "brotli", "numpy", "PIL"}, ("core", "viz", "ui")),
]


def imports(tree: ast.AST, deep: bool = True) -> set[str]:
    """Dotted names of all imports; without `deep` only those that run when the module is imported."""
    names: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) and not deep:
            continue
        elif deep or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names |= imports(node, deep)
    return names


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("floor", "files", "packages", "below"), FLOORS, ids=[floor[0] for floor in FLOORS])
def test_a_floor_imports_only_what_it_may(
    floor: str, files: list[Path], packages: set[str], below: tuple[str, ...]
) -> None:
    assert files
    allowed = packages | set(sys.stdlib_module_names) | {"__future__"}
    wrong = []
    for path in files:
        for name in imports(parsed(path)):
            first, _, rest = name.partition(".")
            if first == "unet_demo" and rest.split(".")[0] not in below:
                wrong.append((path.name, name))
            if first != "unet_demo" and first not in allowed:
                wrong.append((path.name, name))
    assert wrong == []


def module_file(name: str) -> Path | None:
    """The file of "unet_demo.x.y" or of the module that holds the name y."""
    for candidate in (name, name.rpartition(".")[0]):
        path = HOUSE / candidate.replace(".", "/")
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file() and candidate:
                return file
    return None


@pytest.mark.parametrize(
    "page", [HOUSE / "app.py", *sorted((HOUSE / "pages").glob("*.py"))], ids=lambda path: path.name
)
def test_opening_a_page_loads_no_torch(page: Path) -> None:
    waiting, seen, outside = [page], {page}, set()
    while waiting:
        for name in imports(parsed(waiting.pop()), deep=False):
            file = module_file(name) if name.startswith("unet_demo") else None
            outside.add(name.split(".")[0])
            if file and file not in seen:
                seen.add(file)
                waiting.append(file)
    assert "streamlit" in outside
    assert outside.isdisjoint({"torch", "plotly", "onnx"})


def test_colours_are_named_in_one_file_only() -> None:
    colour = re.compile(r"""["'\s:(,](#(?:[0-9a-fA-F]{3,4}){1,2})\b|\b(?:rgba?|hsla?)\(\s*\d""")
    files = [path for kind in ("*.py", "*.css", "*.js") for path in PACKAGE.rglob(kind)]
    files += [HOUSE / "app.py", *(HOUSE / "pages").glob("*.py")]
    named = {path.name for path in files if colour.search(path.read_text(encoding="utf-8"))}
    assert named == {"style.py"}
