"""Experiments for the claims about gradients and copying: nets at their start, and two that are fitted for a moment."""

from __future__ import annotations

import math

import numpy as np

from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.lessons.claim_records import study, study_of
from unet_demo.core.lessons.told import study_told, told_lower
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.training.flow import Start

SEEDS, SIDE_PX = (0, 1, 2), 64


def _shares(kind: str, start: Start) -> tuple[float, ...]:
    """What of the gradient is left in the first block, in sizes of the last one's, seed by seed; see core.gradients.

    Nets without normalisation that have just begun, and the loss on one small scene.
    """
    import torch

    from unet_demo.core.engine.passes import tensor_of
    from unet_demo.core.training.gradients import begun, flow_of

    scene = nuclei(16, 5.5, 0.25, 0.1, "fluorescence", 1, SIDE_PX, SIDE_PX)
    assert scene.truth is not None
    nets = [begun(kind, start, seed) for seed in SEEDS]
    image, target = tensor_of(scene.pixels, scene.levels, nets[0]), (scene.truth > 0).astype(np.uint8)
    return flow_of(kind, nets, image, torch.from_numpy(target)[None]).shares


def _middle(values: tuple[float, ...]) -> str:
    """Geometric mean, two digits: "0.81", "5.1e-10"."""
    return f"{math.exp(sum(map(math.log, values)) / len(values)):.2g}"


def vanishing() -> Figures:
    """What reaches the first block at the start: skips or none, two ways to draw weights, ReLU or sigmoid."""
    skips, none = _shares("concat", "default"), _shares("none", "default")
    he, sigmoid = _shares("none", "he"), _shares("sigmoid", "default")
    return {
        "seeds": len(SEEDS),
        "side": SIDE_PX,
        "skips": _middle(skips),
        "none": _middle(none),
        "he": _middle(he),
        "sigmoid": _middle(sigmoid),
        "helps": min(skips) > 100 * max(none),
        "start_alone": min(he) > 0.1,
        "no_cure": 3 * max(sigmoid) < min(skips),  # both with all skips and one start: only the activation differs
    }


def why_not_add() -> Figures:
    """The same path for gradients by adding; and two trainings with the same gradient and different scores."""
    card, found = study("one_skip"), study_told("one_skip", ("deepest", "none"))
    mean: dict[str, tuple[float, float]] = {}
    for id in ("deepest", "none"):
        rows = [row for row in card["rows"] if row["variant"] == id]
        mean[id] = np.mean([[row["first_gradient"], row["score"]] for row in rows], axis=0).tolist()
    joined, added, neither = (_shares(id, "default") for id in ("concat", "add", "none"))
    return {
        "side": SIDE_PX,
        "joined": _middle(joined),
        "added": _middle(added),
        "neither": _middle(neither),
        "deepest_gradient": f"{mean['deepest'][0]:.4f}",
        "none_gradient": f"{mean['none'][0]:.4f}",
        "deepest": f"{mean['deepest'][1]:.3f}",
        "none": f"{mean['none'][1]:.3f}",
        "seeds": len({row["seed"] for row in card["rows"]}),
        **found,
        "command": card["command"],
        "add_too": min(added) > 0.5 * min(joined) and min(added) > 100 * max(neither),
        "not_the_gradient": mean["deepest"][0] < 1.5 * mean["none"][0] and found["deepest_none"].word == "ahead",
    }


def copying() -> Figures:
    """Two small nets learn to give noise back: with skips, and through the bottom alone; and a stored study does."""
    import torch
    from torch.nn import functional as F

    from unet_demo.core.training.study_nets import StudyUNet

    side, widths, steps, kept = 32, (4, 8, 16), 40, []
    for skips in ((0, 1), ()):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            net = StudyUNet(widths, skips=skips)
        generator, weights = torch.Generator().manual_seed(0), list(net.parameters())
        speeds = [torch.zeros_like(each) for each in weights]
        for _ in range(steps):  # momentum by hand: loading torch.optim alone takes a second
            noise = torch.rand(2, 1, side, side, generator=generator)
            gradients = torch.autograd.grad(F.mse_loss(net(noise), noise), weights)
            with torch.no_grad():
                for weight, speed, gradient in zip(weights, speeds, gradients, strict=True):
                    weight.sub_(speed.mul_(0.9).add_(gradient), alpha=0.2)
        with torch.no_grad():
            fresh = torch.rand(8, 1, side, side, generator=generator)
            kept.append(1 - float(F.mse_loss(net(fresh), fresh) / fresh.var()))
    crossing = sum(widths[row] * (side >> row) ** 2 for row in (0, 1))
    bottom = widths[2] * (side >> 2) ** 2
    nets, command = study_of("copying")
    said = told_lower(nets["skips"], nets["none"], "copy")
    return {
        "steps": steps,
        "with_skips": round(100 * kept[0]),
        "without": max(0, round(100 * kept[1])),
        "crossing": f"{crossing:,}",
        "bottom": f"{bottom:,}",
        **{f"study_{name}": f"{net.mean:.3f}" for name, net in nets.items()},
        "seeds": len(nets["skips"].seeds),
        **({"skips_none": said} if said else {}),
        "command": command,
        "copies": kept[0] > 0.6,
        "fails": kept[1] < 0.2,
        "past": crossing > bottom,
    }


CLAIMS = (
    claim(21, "skips", "misleading", vanishing, "helps", "start_alone", "no_cure"),
    claim(27, "skips", "misleading", copying, "copies", "fails", "past"),
    claim(55, "skips", "misleading", why_not_add, "add_too", "not_the_gradient", stored=True),
)
