"""Whether a file fits a net of this repository: what loading it would say, and which net it is if it does.

Names and shapes of a net are derived from the grid; a test holds them to what torch has. No torch in here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from unet_demo.core.clinic.checkpoint.identify import Identity
from unet_demo.core.clinic.checkpoint.layers import HIDDEN
from unet_demo.core.clinic.checkpoint.records import Header
from unet_demo.core.nets.grid import Architecture, Join, Node, in_channels_of
from unet_demo.core.nets.plan import key_of, widths_of

Shapes = Mapping[str, tuple[int, ...]]
_STATISTICS = ("weight", "bias", "running_mean", "running_var")


@dataclass(frozen=True)
class Misfit:
    """Why `load_state_dict` refuses: names, and (name, shape in the file, shape in the net)."""

    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    sizes: tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.unexpected or self.sizes)

    def text(self, most: int | None = None) -> str:
        """The error in PyTorch's own words; of each list at most so many names, the rest as "…"."""
        lines = [
            f"{word} key(s) in state_dict: {_quoted(names, most)}. "
            for word, names in (("Missing", self.missing), ("Unexpected", self.unexpected))
            if names
        ]
        lines += [
            f"size mismatch for {name}: copying a param with shape {_size(got)} from checkpoint, "
            f"the shape in current model is {_size(need)}."
            for name, got, need in self.sizes[:most]
        ]
        lines += ["…"] if most is not None and len(self.sizes) > most else []
        return "\n\t".join(["Error(s) in loading state_dict for GridNet:", *lines])


def _quoted(names: tuple[str, ...], most: int | None) -> str:
    shown = [f'"{name}"' for name in names[:most]]
    return ", ".join(shown if len(shown) == len(names) else [*shown, "…"])


def _size(shape: tuple[int, ...]) -> str:
    return f"torch.Size([{', '.join(map(str, shape))}])"


def state_shapes(net: Architecture, norm: bool = False, last_head_only: bool = False) -> Shapes:
    """Shape of each tensor of a net of ours by its name; with `norm` not yet folded, else with biases."""
    made: dict[str, tuple[int, ...]] = {}
    for node in net.nodes:
        width = net.widths[node.row]
        for number, channels in ((1, in_channels_of(net, node)), (2, width)):
            made |= _window(f"blocks.{key_of(node)}", number, channels, width, norm)
    for node in net.nodes:
        made |= _rise(net, node)
    for depth in net.head_depths[-1:] if last_head_only else net.head_depths:
        made |= {f"heads.{depth}.weight": (net.classes, net.widths[0], 1, 1), f"heads.{depth}.bias": (net.classes,)}
    return made


def _window(block: str, number: int, channels: int, width: int, norm: bool) -> Shapes:
    made: dict[str, tuple[int, ...]] = {f"{block}.conv{number}.weight": (width, channels, 3, 3)}
    if not norm:
        return {**made, f"{block}.conv{number}.bias": (width,)}
    made |= {f"{block}.norm{number}.{name}": (width,) for name in _STATISTICS}
    return {**made, f"{block}.norm{number}.num_batches_tracked": ()}


def _rise(net: Architecture, node: Node) -> Shapes:
    if not node.col:
        return {}
    width, name = net.widths[node.row], f"ups.{key_of(node)}"
    return {f"{name}.weight": (net.widths[node.row + 1], width, 2, 2), f"{name}.bias": (width,)}


def misfit(header: Header, need: Shapes) -> Misfit:
    """What `load_state_dict` would say of this file for a net with these shapes; falsy where it would load."""
    got = {tensor.name: tensor.shape for tensor in header.tensors if not tensor.name.startswith(HIDDEN)}
    return Misfit(
        tuple(name for name in need if name not in got),
        tuple(name for name in got if name not in need),
        tuple((name, got[name], shape) for name, shape in need.items() if name in got and got[name] != shape),
    )


@dataclass(frozen=True)
class Own:
    """A file in this repository's layout: its net, and whether it is one that pruning cut out of a deeper one."""

    net: Architecture
    pruned: bool
    folded: bool


def own_net(header: Header, identity: Identity) -> Own | None:
    """The net of ours that this file loads into, None for any other file."""
    if header.format != "safetensors":
        return None
    for reading in identity.readings:
        if reading.frame.rise != "transposed" or reading.frame.convs != 2 or reading.extras:
            continue
        join = "concat" if reading.frame.join == "concat" else _said_join(header)
        net = Architecture(reading.frame.kind, reading.in_channels, reading.widths, reading.classes, join)
        for norm in (False, True):
            for pruned in (False, True) if net.kind == "unetpp" else (False,):
                if not misfit(header, state_shapes(net, norm, pruned)):
                    return Own(net, pruned, not norm)
    return None


def _said_join(header: Header) -> Join:
    """ "add" or "none", which have the same shapes: what the file says of itself; "add" where it says nothing."""
    try:
        said = json.loads(header.metadata.get("architecture", "{}"))
    except (ValueError, RecursionError):
        return "add"
    return "none" if isinstance(said, dict) and said.get("join") == "none" else "add"


def drawn_as(net: Architecture) -> dict[str, object] | None:
    """The choices with which The U draws this very net, None for one that its controls cannot make."""
    first, levels = net.widths[0], net.depth
    grows = [grow for grow in ("double", "same") if net.widths == widths_of(first, levels, grow == "double")]
    if not grows or levels > 5 or first > 128 or net.join != "concat":
        return None
    return {"net": net.kind, "levels": levels, "first": first, "grow": grows[0], "up": "transposed", "pad": "padded"}
