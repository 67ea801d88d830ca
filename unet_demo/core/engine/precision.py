"""Where bfloat16 is worth offering: the device has the instructions, a pass is measured faster, and the masks agree."""

from __future__ import annotations

import copy
import threading
from dataclasses import dataclass

import torch

from unet_demo.core.engine.quiet import least
from unet_demo.core.nets.model import GridNet


@dataclass(frozen=True)
class Judged:
    """Whether it pays, and whether that was measured in a quiet moment."""

    pays: bool
    quiet: bool


AGREEMENT = 0.995  # share of pixels whose label at 0.5 must be the same
TRIES = 3
_known: dict[str, Judged] = {}
_tries: dict[str, int] = {}
_lock = threading.Lock()


def has_bfloat16(device: str) -> bool:
    """Whether the device computes bfloat16 natively; an emulated one is many times slower."""
    if device.startswith("cuda"):
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device == "cpu":
        return bool(torch.cpu._is_avx512_bf16_supported())
    return False


def bfloat16_pays(device: str, model: GridNet) -> bool:
    """Measured with this float32 model at 256x256: faster (minimum of 3, in turn), almost the same mask.

    Kept for each device once it was measured in a quiet moment, or for the last of TRIES times that it was not.
    """
    with _lock:
        if device not in _known or (not _known[device].quiet and _tries[device] < TRIES):
            _tries[device] = _tries.get(device, 0) + 1
            _known[device] = _judged(device, model) if has_bfloat16(device) else Judged(False, True)
        return _known[device].pays


def _judged(device: str, model: GridNet) -> Judged:
    from unet_demo.core.engine.passes import forward_timed, tensor_of
    from unet_demo.core.scenes.nuclei import nuclei

    half = copy.deepcopy(model).to(torch.bfloat16)
    rounds = [[forward_timed(each, 256, 256, 4) for each in (half, model)] for _ in range(3)]
    fast, slow = (least(times) for times in zip(*rounds, strict=True))
    scene = nuclei(count=40, radius_px=10, overlap=0.2, noise=0.1, stain="fluorescence", seed=0)
    with torch.inference_mode():
        masks = [each(tensor_of(scene.pixels, scene.levels, each), 4) >= 0 for each in (half, model)]
    agrees = (masks[0] == masks[1]).float().mean().item() >= AGREEMENT
    return Judged(fast.ms < slow.ms and agrees, fast.quiet and slow.quiet)
