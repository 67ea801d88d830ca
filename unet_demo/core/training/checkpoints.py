"""Checkpoints of a training run as safetensors: written atomically, resumed to the same result, never another run's."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor

from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.weights import save_tensors
from unet_demo.core.training.data import DataError


def save_checkpoint(path: Path, model: GridNet, optimiser: torch.optim.Optimizer, step: int, made_by: str) -> None:
    """Model, optimiser and step in one safetensors file; `made_by` guards against resuming another run."""
    tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    for index, slots in optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser.{index}.{name}": value for name, value in slots.items()}
    save_tensors(tensors, path, {"step": str(step), "made_by": made_by})


def start_from(path: Path, model: GridNet) -> dict[str, str]:
    """Take the model alone of another run's checkpoint; returns its settings and step. Raises DataError."""
    if not path.exists():
        raise DataError(
            f"Got no checkpoint {path.name}; --start needs the checkpoint of a finished run; check --start."
        )
    with safe_open(path, framework="pt") as file:
        about: dict[str, str] = file.metadata()
        names = [name for name in file.keys() if name.startswith("model.")]
        model.load_state_dict({name.removeprefix("model."): file.get_tensor(name) for name in names})
    return {"made_by": about["made_by"], "step": about["step"]}


def load_checkpoint(path: Path, model: GridNet, optimiser: torch.optim.Optimizer, made_by: str) -> int:
    """Restore a checkpoint in place and return the next step, 0 without one. Raises DataError for another run's."""
    if not path.exists():
        return 0
    with safe_open(path, framework="pt") as file:
        about = file.metadata()
        if about.get("made_by") != made_by:
            raise DataError(
                f"Got {path.name} from another run ({about.get('made_by')}); this one is {made_by}; "
                "remove it or give another --name."
            )
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    model.load_state_dict({name[6:]: tensor for name, tensor in tensors.items() if name.startswith("model.")})
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimiser."):
            _, index, slot = name.split(".")
            state.setdefault(int(index), {})[slot] = tensor
    optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})
    return int(about["step"])
