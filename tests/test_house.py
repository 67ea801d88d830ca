"""Three floors and a room for every page: what may import what, and how large a file or folder may grow."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
PACKAGE = HOUSE / "unet_demo"
SCREEN = [
    HOUSE / "app.py",
    HOUSE / "asgi.py",
    *sorted((HOUSE / "pages").glob("*.py")),
    *sorted((PACKAGE / "ui").rglob("*.py")),
]
NUMBERS = {"torch", "numpy", "PIL", "skimage", "scipy", "safetensors", "pi_heif", "onnx"}
FLOORS = [
    ("core", sorted((PACKAGE / "core").rglob("*.py")), NUMBERS, ("core", "home")),
    ("viz", sorted((PACKAGE / "viz").rglob("*.py")), {"numpy", "PIL", "plotly"}, ("core", "viz", "home")),
    ("screen", SCREEN, {"streamlit", "starlette", "brotli", "numpy", "PIL"}, ("core", "viz", "ui", "home")),
    ("commands", sorted((PACKAGE / "commands").rglob("*.py")), set(), ("core", "home", "commands")),
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


@cache
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
    assert outside.isdisjoint({"torch", "onnx"})
    if page.stem in ("app", "segment"):  # no chart, so that their visitors are not sent plotly.js
        assert "plotly" not in outside


SHARED = {"frame", "server", "lesson", "components", "__pycache__"}
ROOMS = {path.name for path in (PACKAGE / "ui").iterdir() if path.is_dir()} - SHARED
MODULES = {
    ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def room_of(module: str) -> str | None:
    """The room that a module of the package belongs to; None for shared folders."""
    parts = module.split(".")
    return parts[2] if len(parts) > 2 and parts[2] in ROOMS else None


@cache
def edges(types: bool = True) -> set[tuple[str, str, str]]:
    """(module, module it imports, name it takes from there), imports inside functions included, for types if asked."""
    found = set()
    for module, path in MODULES.items():
        read = [node for node in parsed(path).body if types or not isinstance(node, ast.If)]
        for node in (each for line in read for each in ast.walk(line)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("unet_demo"):
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    found.add((module, whole if whole in MODULES else str(node.module), alias.name))
    return found


def test_every_page_is_a_room_on_the_screens_floor() -> None:
    assert {path.stem for path in (HOUSE / "pages").glob("*.py")} | {"front"} == ROOMS


def test_a_room_imports_its_own_and_shared_folders_and_these_import_no_room() -> None:
    crossing = {(a, b) for a, b, _ in edges() if (room := room_of(b)) is not None and room != room_of(a)}
    assert crossing == set()


def test_nothing_imports_in_a_circle() -> None:
    imported: dict[str, set[str]] = {}
    for a, b, _ in edges():
        imported.setdefault(a, set()).add(b)
    assert len(imported) > 200
    while ends := {module for module in imported if not imported[module] & imported.keys()}:
        imported = {module: below for module, below in imported.items() if module not in ends}
    assert imported == {}


def test_nobody_imports_what_another_module_calls_private() -> None:
    assert {(a, b, name) for a, b, name in edges() if name.startswith("_")} == set()


def test_rooms_upstairs_take_from_the_core_only_what_loads_no_torch() -> None:
    """At import; a door loads torch inside its calls, and a type is only looked at."""
    used = edges(types=False)
    taken = {b for a, b, _ in used if a.startswith("unet_demo.ui.") and b.startswith("unet_demo.core.") and room_of(b)}
    at_import = {module: imports(parsed(path), deep=False) for module, path in MODULES.items()}
    assert taken
    for module in sorted(taken):
        waiting, seen = [module], {module}
        while waiting:
            for name in at_import[waiting.pop()]:
                assert name.partition(".")[0] not in {"torch", "onnx"}, (module, name)
                inner = name if name in MODULES else name.rpartition(".")[0]
                if inner in MODULES and inner not in seen:
                    seen.add(inner)
                    waiting.append(inner)


def test_no_folder_is_a_hall() -> None:
    counts = {str(folder): len(list(folder.glob("*.py"))) for folder in PACKAGE.rglob("*") if folder.is_dir()}
    assert {folder: count for folder, count in counts.items() if count > 26} == {}


def test_a_long_file_says_why_in_its_first_lines() -> None:
    long = {
        module: ast.get_docstring(parsed(path)) or ""
        for module, path in MODULES.items()
        if len(path.read_text("utf-8").splitlines()) > 250
    }
    assert [module for module, says in long.items() if "over 250 lines" not in says] == []


def test_functions_are_short() -> None:
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES.values()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef)
    )
    assert lengths[len(lengths) // 2] <= 10
    assert lengths[len(lengths) * 9 // 10] <= 22


def test_colours_are_named_in_one_file_only() -> None:
    colour = re.compile(r"""["'\s:(,](#(?:[0-9a-fA-F]{3,4}){1,2})\b|\b(?:rgba?|hsla?)\(\s*\d""")
    files = [path for kind in ("*.py", "*.css", "*.js") for path in PACKAGE.rglob(kind)]
    files += [HOUSE / "app.py", *(HOUSE / "pages").glob("*.py")]
    named = {path.name for path in files if colour.search(path.read_text(encoding="utf-8"))}
    assert named == {"style.py"}
