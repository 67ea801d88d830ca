"""Joins the JavaScript modules of a component into the text of one, each in a function scope of its own.

Streamlit takes a component's script as the text of one module, and between a file and the page there is to be no step
that needs Node. So the form of our modules is narrow, lines are enough to read it by, and any other form is refused:

- imports stand first: `import { a, b as c } from "./file.js";`, on one line or several;
- `export` stands before a function, a class or one const;
- an entry ends with a line `export default …;`, exports nothing else, and is imported by nobody;
- comments begin with //, and every literal ends on the line it begins on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from unet_demo.ui.components.tight import tight

_IMPORT = re.compile(r'import\{([^{}]*)\}from"(\.{1,2}/[\w./]+\.js)";\n')
_NAMES = re.compile(r"\w+(?: as \w+)?(?:,\w+(?: as \w+)?)*,?")
_EXPORT = re.compile(r"^export (?=(?:async function\*?|function\*?|class|const) (\w+))", re.MULTILINE)
_DEFAULT = re.compile(r"^export default\b(?=.+;\n\Z)", re.MULTILINE)
_STRAY = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class ScriptError(ValueError):
    """A module that cannot be joined; the message names the file, what it has, and what is needed."""


@dataclass(frozen=True)
class _Import:
    """Names as (theirs, here), from the module at `path`."""

    path: Path
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Module:
    """A file as read: `body` without imports, and with "return" where an entry has its "export default"."""

    path: Path
    imports: tuple[_Import, ...]
    exports: tuple[str, ...]
    is_entry: bool
    body: str


def bundle(entry: Path, root: Path) -> str:
    """The text of one module that does what `entry` does; all it imports lies in the folder `root`.

    Raises ScriptError when a file is missing or outside `root`, when modules import each other in a circle, when one
    imports a name that the other does not export, and when a file has not the form that is described above.
    """
    modules: dict[Path, _Module] = {}
    _collect(entry.resolve(), root.resolve(), modules, ())
    *parts, last = modules.values()
    if not last.is_entry:
        raise ScriptError(f'{last.path.name} is no entry; let its last line be "export default …;".')
    scopes = {path: f"m{number}" for number, path in enumerate(modules)}
    joined = [f"const {scopes[part.path]}={_wrapped(part, scopes)};\n" for part in parts]
    return "".join([*joined, f"export default {_wrapped(last, scopes)};\n"])


def _collect(path: Path, root: Path, modules: dict[Path, _Module], above: tuple[Path, ...]) -> None:
    """Add a module to `modules` after all that it imports; `above` are those that wait for it."""
    if path in above:
        circle = " → ".join(each.name for each in (*above[above.index(path) :], path))
        raise ScriptError(f"{circle} is a circle; move what both need to a file of its own.")
    if path in modules:
        return
    module = _read(path, root)
    for wanted in module.imports:
        _collect(wanted.path, root, modules, (*above, path))
        _check(module, wanted, modules[wanted.path])
    modules[path] = module


def _check(module: _Module, wanted: _Import, there: _Module) -> None:
    if there.is_entry:
        raise ScriptError(f"{there.path.name} is an entry and is imported by {module.path.name}; move what both need.")
    for name, _ in wanted.names:
        if name not in there.exports:
            raise ScriptError(
                f'{module.path.name} imports "{name}"; {there.path.name} exports {", ".join(there.exports)}.'
            )


def _read(path: Path, root: Path) -> _Module:
    if not path.is_relative_to(root) or not path.is_file():
        raise ScriptError(f"{path.name} is no file inside {root.name}; correct the path that it is imported by.")
    text = _tightened(path)
    imports = []
    while found := _IMPORT.match(text):
        imports.append(_Import((path.parent / found[2]).resolve(), _pairs(path, found[1])))
        text = text[found.end() :]
    exports = _EXPORT.findall(text)
    body, entries = _DEFAULT.subn("return", _EXPORT.sub("", text))
    if stray := _STRAY.search(body):
        raise ScriptError(f'{path.name} has "{stray[0]}", which is not read here; bundle.py says what is.')
    if entries and exports:
        raise ScriptError(f"{path.name} is an entry and exports {', '.join(exports)}; move them to another file.")
    return _Module(path, tuple(imports), tuple(exports), bool(entries), body)


def _tightened(path: Path) -> str:
    try:
        lines = [tight(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except ValueError as fault:
        raise ScriptError(f"{path.name}: {fault}.") from fault
    return "".join(f"{line}\n" for line in lines if line)


def _pairs(path: Path, listed: str) -> tuple[tuple[str, str], ...]:
    """(theirs, here) of what stands between the braces of an import."""
    names = listed.replace("\n", "")
    if not _NAMES.fullmatch(names):
        raise ScriptError(f'{path.name} imports "{names}"; write names, or "name as other".')
    return tuple((each.split(" as ")[0], each.split(" as ")[-1]) for each in names.rstrip(",").split(","))


def _wrapped(module: _Module, scopes: dict[Path, str]) -> str:
    """The module as the call of a function: its imports go in, an object of its exports comes out."""
    taken = ",".join(f"{{{','.join(_renamed(*pair) for pair in each.names)}}}" for each in module.imports)
    given = ",".join(scopes[each.path] for each in module.imports)
    handed = "" if module.is_entry else f"return{{{','.join(module.exports)}}};\n"
    return f"(({taken})=>{{\n{module.body}{handed}}})({given})"


def _renamed(theirs: str, here: str) -> str:
    return theirs if theirs == here else f"{theirs}:{here}"
