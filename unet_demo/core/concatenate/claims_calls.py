"""Experiments for the claims about calls that join: which axis, in which library, with which defaults."""

from __future__ import annotations

import inspect

import numpy as np

from unet_demo.core.concatenate.workbench import cat, concatenate, keras_concatenate, predicted
from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.lessons.claim_records import record
from unet_demo.core.lessons.text import shape_text


def channel_axes() -> Figures:
    """Joining 64 and 64 channels in four layouts: which axis gives 128 channels."""
    image, single, last = (1, 64, 8, 8), (64, 8, 8), (1, 8, 8, 64)
    return {
        "nchw": cat(image, image, 1).shape == (1, 128, 8, 8),
        "chw": cat(single, single, 0).shape == (128, 8, 8) and cat(single, single, 1).shape != (128, 8, 8),
        "nhwc": cat(last, last, -1).shape == (1, 8, 8, 128),
        "minus_three": cat(image, image, -3).shape == (1, 128, 8, 8) and cat(single, single, -3).shape == (128, 8, 8),
        "batchless": shape_text(cat(single, single, 1).shape),
    }


def one_axis_grows() -> Figures:
    """Two hundred random joins: the joined axis is the sum, the others are untouched; or torch refuses."""
    rng = np.random.default_rng(0)
    agree = refused = 0
    for _ in range(200):
        first = tuple(int(side) for side in rng.integers(1, 6, rng.integers(1, 5)))
        second = tuple(side if rng.random() < 0.8 else int(rng.integers(1, 6)) for side in first)
        dim = int(rng.integers(-4, 4))
        found = cat(first, second, dim)
        agree += found.shape == predicted(first, second, dim)
        refused += found.shape is None
    return {"tried": 200, "refused": refused, "all_agree": agree == 200}


def classic_example() -> Figures:
    """Two 2x2x2 arrays joined along each axis, with NumPy."""
    shapes = [concatenate((2, 2, 2), (2, 2, 2), axis).shape for axis in (0, 1, 2)]
    said = [(4, 2, 2), (2, 4, 2), (2, 2, 4)]
    return {**{f"axis{at}": shape_text(shape) for at, shape in enumerate(shapes)}, "as_said": shapes == said}


def defaults() -> Figures:
    """The axis that is joined when none is named: torch and NumPy as installed, Keras as recorded."""
    import torch

    stored = record("records/keras.json")
    one = torch.zeros(2, 2, 2)
    of_torch = 0 if torch.cat([one, one]).shape == (4, 2, 2) else -1
    of_numpy = 0 if np.concatenate([one.numpy(), one.numpy()]).shape == (4, 2, 2) else -1
    of_layer, of_ops = stored["layer_default_axis"], stored["ops_default_axis"]
    assert inspect.isfunction(keras_concatenate)
    axes = {"torch": of_torch, "numpy": of_numpy, "layer": of_layer, "ops": of_ops}
    return {**axes, "keras": stored["keras"], "command": stored["command"], "differ": len(set(axes.values())) > 1}


def sessions() -> Figures:
    """Whether today's Keras still knows sessions (as recorded), and the same join without one."""
    stored = record("records/keras.json")
    shape = concatenate((2, 2, 2), (2, 2, 2), -1).shape
    return {
        "keras": stored["keras"],
        "command": stored["command"],
        "shape": shape_text(shape),
        "gone": not stored["has_sessions"],
        "rewritten": shape == (2, 2, 4),
    }


def several_extractors() -> Figures:
    """Four branches of different windows on one map, joined: every branch is found again bit for bit."""
    import torch
    from torch.nn import functional as F

    torch.manual_seed(0)
    x = torch.rand(1, 16, 14, 14)
    branches = [
        F.conv2d(x, torch.rand(channels, 16, side, side), padding=side // 2)
        for channels, side in ((8, 1), (16, 3), (4, 5))
    ]
    branches.append(F.max_pool2d(x, 3, stride=1, padding=1))
    joined, start, kept = torch.cat(branches, dim=1), 0, True
    for branch in branches:
        kept &= bool(torch.equal(joined[:, start : start + branch.shape[1]], branch))
        start += branch.shape[1]
    parts = " + ".join(str(branch.shape[1]) for branch in branches)
    return {"parts": parts, "joined": joined.shape[1], "kept": kept}


CLAIMS = (
    claim(5, "concatenate", "depends", channel_axes, "nchw", "chw", "nhwc", "minus_three"),
    claim(47, "concatenate", "right", one_axis_grows, "all_agree"),
    claim(48, "concatenate", "right", classic_example, "as_said"),
    claim(49, "concatenate", "depends", defaults, "differ"),
    claim(50, "concatenate", "wrong", sessions, "gone", "rewritten"),
    claim(57, "concatenate", "right", several_extractors, "kept"),
)
