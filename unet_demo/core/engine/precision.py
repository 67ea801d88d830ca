"""Where bfloat16 is worth offering: the device has the instructions, this net is faster in it, and its labels agree."""

from __future__ import annotations

import copy
import threading
from dataclasses import dataclass

import torch
from torch import Tensor

from unet_demo.core.engine.quiet import least
from unet_demo.core.engine.run import AGREEMENT
from unet_demo.core.gallery.gallery import samples_of
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.lesson import lesson_copy


@dataclass(frozen=True)
class Judged:
    """Whether it pays, and whether that was measured in a quiet moment."""

    pays: bool
    quiet: bool


TRIES = 3
_known: dict[tuple[str, str], Judged] = {}  # by device and task
_tries: dict[tuple[str, str], int] = {}
_lock = threading.Lock()


def has_bfloat16(device: str) -> bool:
    """Whether the device computes bfloat16 natively; an emulated one is many times slower."""
    if device.startswith("cuda"):
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device == "cpu":
        return bool(torch.cpu._is_avx512_bf16_supported())
    return False


def bfloat16_pays(device: str, task: str, model: GridNet) -> bool:
    """Measured with this task's float32 model: faster at 256x256 (minimum of 3, in turn), almost the same labels.

    Kept for each device and task once it was measured in a quiet moment, or for the last of TRIES times that it was
    not.
    """
    known = device, task
    with _lock:
        if known not in _known or (not _known[known].quiet and _tries[known] < TRIES):
            _tries[known] = _tries.get(known, 0) + 1
            _known[known] = _judged(task, model) if has_bfloat16(device) else Judged(False, True)
        return _known[known].pays


def _judged(task: str, model: GridNet) -> Judged:
    """Timed on zeros; the labels are compared on the first picture of the task's gallery."""
    from unet_demo.core.engine.passes import forward_timed, tensor_of

    half = copy.deepcopy(model).to(torch.bfloat16)
    rounds = [[forward_timed(each, 256, 256, 4) for each in (half, model)] for _ in range(3)]
    fast, slow = (least(times) for times in zip(*rounds, strict=True))
    picture = lesson_copy(samples_of(task)[0].load(), TASKS[task].side_px)
    with torch.inference_mode():
        labels = [_labels(each(tensor_of(picture.pixels, picture.levels, each), 4)) for each in (half, model)]
    return Judged(fast.ms < slow.ms and agree(*labels), fast.quiet and slow.quiet)


def _labels(logits: Tensor) -> Tensor:
    """(1, C, H, W) -> (1, H, W): the likeliest of several classes, or whether a pixel is the object."""
    return logits.argmax(dim=1) if logits.shape[1] > 1 else logits[:, 0] >= 0


def agree(one: Tensor, two: Tensor) -> bool:
    """Whether two label pictures are the same at AGREEMENT of their pixels at least."""
    return (one == two).float().mean().item() >= AGREEMENT
