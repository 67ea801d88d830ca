"""Where bfloat16 is worth offering: the device has the instructions, a pass is measured faster, and the masks agree."""

from __future__ import annotations

import copy
import threading

import torch

from unet_demo.core.model import GridNet

AGREEMENT = 0.995  # share of pixels whose label at 0.5 must be the same
_known: dict[str, bool] = {}
_lock = threading.Lock()


def has_bfloat16(device: str) -> bool:
    """Whether the device computes bfloat16 natively; an emulated one is many times slower."""
    if device.startswith("cuda"):
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device == "cpu":
        return bool(torch.cpu._is_avx512_bf16_supported())
    return False


def bfloat16_pays(device: str, model: GridNet) -> bool:
    """Measured once per device with this float32 model at 256x256: faster (minimum of 3), almost the same mask."""
    with _lock:
        if device not in _known:
            _known[device] = has_bfloat16(device) and _faster_and_agrees(device, model)
        return _known[device]


def _faster_and_agrees(device: str, model: GridNet) -> bool:
    from unet_demo.core.passes import forward_ms, tensor_of
    from unet_demo.core.scenes import nuclei

    half = copy.deepcopy(model).to(torch.bfloat16)
    fast, slow = (min(forward_ms(each, 256, 256, 4) for _ in range(3)) for each in (half, model))
    scene = nuclei(count=40, radius_px=10, overlap=0.2, noise=0.1, stain="fluorescence", seed=0)
    with torch.inference_mode():
        masks = [each(tensor_of(scene.pixels, scene.levels, each), 4) >= 0 for each in (half, model)]
    return fast < slow and (masks[0] == masks[1]).float().mean().item() >= AGREEMENT
