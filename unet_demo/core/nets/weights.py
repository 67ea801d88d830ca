"""Weights as safetensors: nothing is ever unpickled. The file's own header says which net it belongs to."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from unet_demo.core.nets import cards
from unet_demo.core.nets.damage import WeightsError, name_of, noting, remedy
from unet_demo.core.nets.grid import Architecture, needed
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.plan import key_of
from unet_demo.core.nets.tasks import Net

NORMS = "norms."  # in front of what folding hid


def save_tensors(tensors: dict[str, torch.Tensor], path: Path, metadata: dict[str, str]) -> None:
    """Write a safetensors file so that a kill or a full disk never leaves half a file in place of a good one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, part, metadata)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.chmod(0o644)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def save_model(
    model: GridNet,
    path: Path,
    about: dict[str, str],
    store: torch.dtype = torch.float32,
    norms: Mapping[str, torch.Tensor] = MappingProxyType({}),
) -> None:
    """Store a folded model as numbers of type `store`, with its architecture and whatever `about` says of it.

    `norms` is what folding hid (model.norms_of), kept for the lessons that show it.
    """
    tensors = {name: tensor.to(store) for name, tensor in model.state_dict().items()}
    tensors |= {NORMS + name: tensor for name, tensor in norms.items()}
    save_tensors(tensors, path, {"architecture": json.dumps(asdict(model.architecture)), **about})


def load_net(net: Net, device: str = "cpu", precision: torch.dtype = torch.float32) -> GridNet:
    """`load_model` for a row of the table of nets, whose file has to be the very one: its sha256 is compared first.

    Raises WeightsError; of a file that stays as it is the trouble is remembered, and the log hears of it once.
    """
    path = cards.FOLDER / net.file
    with noting(path):
        _check(path, net.sha256)
        return load_model(path, device, precision)


def norms_of(net: Net) -> dict[str, torch.Tensor]:
    """`load_norms` for a row of the table of nets. Raises WeightsError as `load_net` does."""
    path = cards.FOLDER / net.file
    with noting(path):
        _check(path, net.sha256)
        return load_norms(path)


def _check(path: Path, sha256: str) -> None:
    read_about(path)
    try:
        with path.open("rb") as file:
            got = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path) from error
    if got != sha256:
        name = name_of(path)
        raise WeightsError(
            name,
            f"Weights file {name} has the sha256 {got[:12]}…; the table of nets has {sha256[:12]}…; {remedy(path)}, "
            "or, if it has been trained anew, write its sha256 into core/nets/tasks.py",
        )


def load_norms(path: Path) -> dict[str, torch.Tensor]:
    """What folding hid, by block, as `model.norms_of` gives it; empty for a file without. Raises WeightsError."""
    read_about(path)
    with safe_open(path, framework="pt") as file:
        return {name.removeprefix(NORMS): file.get_tensor(name) for name in file.keys() if name.startswith(NORMS)}


def read_about(path: Path) -> dict[str, str]:
    """The header of a weights file: architecture, command, seed … Raises WeightsError."""
    try:
        with safe_open(path, framework="pt") as file:
            return dict(file.metadata() or {})
    except FileNotFoundError as error:
        name = name_of(path)
        raise WeightsError(
            name,
            f"Weights file {name} is missing from {path.parent.name}/; {remedy(path)}, "
            "or train it: python -m unet_demo.core.train",
        ) from error
    except (SafetensorError, OSError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> WeightsError:
    name = name_of(path)
    return WeightsError(
        name, f"Weights file {name} is not a readable safetensors file; a whole one is needed; {remedy(path)}"
    )


def load_model(
    path: Path, device: str = "cpu", precision: torch.dtype = torch.float32, depth: int | None = None
) -> GridNet:
    """A frozen folded model, channels last, on `device` in `precision`. Raises WeightsError naming file and remedy.

    With `depth`, only raises if that depth has no head; the whole net is loaded all the same.
    """
    about = read_about(path)
    try:
        described = json.loads(about["architecture"])
        architecture = Architecture(**{**described, "widths": tuple(described["widths"])})
        model = GridNet(architecture)
        with safe_open(path, framework="pt") as file:
            names = [name for name in file.keys() if not name.startswith(NORMS)]
            model.load_state_dict({name: file.get_tensor(name).float() for name in names})
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise WeightsError(
            path.name,
            f"Weights file {path.name} does not hold the net that its header describes; "
            f"weights saved by unet_demo are needed; {remedy(path)}",
        ) from error
    if depth is not None and depth not in architecture.head_depths:
        raise WeightsError(
            path.name,
            f"Weights file {path.name} has heads at depths {architecture.head_depths}; depth {depth} was asked for; "
            "choose one of those.",
        )
    model.eval().requires_grad_(False)
    return model.to(device=device, dtype=precision, memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]


def pruned_state(model: GridNet, depth: int) -> dict[str, Tensor]:
    """The weights that head `depth` needs, by the names they have in the whole net. Raises ValueError as `needed`."""
    keys = {key_of(node) for node in needed(model.architecture, depth)}
    kept = {"blocks": keys, "ups": keys, "heads": {str(depth)}}
    state = model.state_dict()
    return {name: state[name].contiguous() for name in state if name.split(".")[1] in kept[name.split(".")[0]]}
