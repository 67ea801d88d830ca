"""A net pruned to one depth, to take home: only the weights that depth needs, and one Python file that runs them."""

from __future__ import annotations

import ast
import json
import sys
from dataclasses import asdict

from safetensors.torch import save

from unet_demo.core.nets.grid import Architecture, inputs_of, needed
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.plan import key_of
from unet_demo.core.nets.weights import pruned_state
from unet_demo.core.pictures.tiles import CONTEXT_PX, CORE_PX, SINGLE_PASS_PX
from unet_demo.home import ASSETS

TEMPLATE, READER = ASSETS / "code" / "pruned_net.py", ASSETS / "code" / "picture_input.py"


def pruned_weights(model: GridNet, depth: int, about: dict[str, str]) -> bytes:
    """A safetensors file of `pruned_state`, its header saying depth and architecture. Raises ValueError as above."""
    header = {"architecture": json.dumps(asdict(model.architecture)), "depth": str(depth), **about}
    return save({name: tensor.float() for name, tensor in pruned_state(model, depth).items()}, header)


def pruned_code(architecture: Architecture, depth: int, side_px: int | None = None) -> str:
    """One self-contained Python file: the nodes of head `depth`, who feeds whom, loading, reading pictures, running.

    It checks the weights it is given and says got / need / do. Raises ValueError for a depth without a head.
    """
    steps = [(key_of(node), tuple(map(key_of, inputs_of(architecture, node)))) for node in needed(architecture, depth)]
    lines = "\n".join(f"    ({key!r}, {sources!r})," for key, sources in steps).replace("'", '"')
    poolings = architecture.depth
    filled = {
        "DEPTH = 2": f"DEPTH = {depth}",
        "WIDTHS = (16, 32, 64)": f"WIDTHS = {architecture.widths[: depth + 1]!r}",
        "CHANNELS, CLASSES = 3, 1": f"CHANNELS, CLASSES = {architecture.in_channels}, {architecture.classes}",
        "LONG_SIDE = None": f"LONG_SIDE = {side_px}",
        "DIVIDES = 16": f"DIVIDES = {2**poolings}",
        "levels=4#": f"levels={poolings}#",
        "= 512, 96, 768 * 768": f"= {CORE_PX}, {CONTEXT_PX}, {SINGLE_PASS_PX}",
    }
    code = joined(TEMPLATE.read_text(encoding="utf-8"), READER.read_text(encoding="utf-8"))
    start, end = code.index("NODES = (\n") + len("NODES = (\n"), code.index("\n)\n", code.index("NODES = ("))
    code = code[:start] + lines + code[end:]
    for old, new in filled.items():
        assert code.count(old) == 1, old
        code = code.replace(old, new)
    return code


def joined(code: str, module: str) -> str:
    """`code` with the text of `module`, whose names it imports, in that import's place: one file, one head of imports.

    Both begin with a docstring and imports; what `module` says of itself becomes a comment.
    """
    about, lines, body = _parts(module)
    docstring, own, rest = _parts(code)
    own = [line for line in own if not line.startswith(f"from {READER.stem} ")]
    standard, foreign = _sorted_imports([*own, *lines])
    said = "\n".join(f"# {line}".rstrip() for line in about.strip('"').strip().splitlines())
    constants, classes, rest = rest.partition("\n\nclass ")
    head = [docstring, "", *standard, "", *foreign, ""]
    return "\n".join([*head, constants.strip(), "", said, "", body.strip(), "", "", classes.strip("\n")]) + rest


def _sorted_imports(lines: list[str]) -> tuple[list[str], list[str]]:
    """Each import once, of lines that take names from one module only the longest: Python's own, and others."""
    longest = {line.partition(" import ")[0]: line for line in sorted(lines, key=len)}
    ordered = sorted(longest.values(), key=lambda line: (line.startswith("from"), line.split()[1].lower()))
    own = [line for line in ordered if line.split()[1].partition(".")[0] in sys.stdlib_module_names]
    return own, [line for line in ordered if line not in own]


def _parts(code: str) -> tuple[str, list[str], str]:
    """Docstring, lines that import, and all that follows, of a module in which they stand in this order."""
    docstring, *body = ast.parse(code).body
    first = next(node for node in body if not isinstance(node, ast.Import | ast.ImportFrom))
    lines = code.splitlines()
    end, begin = docstring.end_lineno or 0, first.lineno - 1
    return "\n".join(lines[:end]), list(filter(None, lines[end:begin])), "\n".join(lines[begin:]) + "\n"
