"""Experiments for the claims about concatenation and upsampling: each makes its calls and returns what came out."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.concatenate.workbench import predicted
from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.lessons.claim_records import study_of
from unet_demo.core.lessons.text import shape_text
from unet_demo.core.lessons.told import study_told
from unet_demo.core.nets.design import Design
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.paper import PAPER, paper_plan
from unet_demo.core.nets.plan import plan_of

Field = NDArray[np.float64]
WORKS = 0.8  # IoU on drawn nuclei from which a net has learned its task


def kinds_of_upsampling() -> Figures:
    """IoU of three ways to upsample, from the study's card, and what the one rule says of each two."""
    nets, command = study_of("upsampling")
    found = study_told("upsampling", ("transposed", "bilinear"), ("transposed", "nearest"), ("bilinear", "nearest"))
    return {
        **{kind: f"{nets[kind].mean:.3f}" for kind in ("transposed", "bilinear", "nearest")},
        "seeds": len(nets["transposed"].seeds),
        **found,
        "command": command,
        "all_work": all(net.mean > WORKS for net in nets.values()),
    }


def up_halves_channels() -> Figures:
    """The paper's first up-convolution, called on a 28x28 map."""
    import torch

    layer = torch.nn.ConvTranspose2d(1024, 512, 2, stride=2, device="meta")
    before, after = (1, 1024, 28, 28), tuple(layer(torch.empty(1, 1024, 28, 28, device="meta")).shape)
    halved, doubled = 2 * after[1] == before[1], after[2] == 2 * before[2]
    return {"before": shape_text(before), "after": shape_text(after), "halved": halved, "doubled": doubled}


def constant_widths_concatenate_too() -> Figures:
    """A U-Net whose channels never double, run for its shapes: it concatenates all the same, and learns as well."""
    import torch

    from unet_demo.core.nets.plan_net import run_plan

    plan = plan_of(Design(Architecture("unet", 3, (20,) * 5, 1), 256, 256))
    done = run_plan(plan, torch.empty(1, 3, 256, 256, device="meta"))
    joined = tuple(done["0_4.cat"].shape)
    nets, command = study_of("widths")
    return {
        "widths": "20, 20, 20, 20, 20",
        "joined": shape_text(joined),
        **{name: f"{each.mean:.3f}" for name, each in nets.items()},
        **{f"{name}_params": f"{each.params:,}" for name, each in nets.items()},
        "seeds": len(nets["constant"].seeds),
        **study_told("widths", ("doubling", "constant")),
        "command": command,
        "runs": joined == (1, 40, 256, 256),
        "learns": nets["constant"].mean > WORKS,
    }


def partners() -> Figures:
    """Which encoder map meets each upsampled one in a padded U-Net: the one of its own row, of its own size."""
    plan = plan_of(Design(Architecture("unet", 3, (16, 32, 64, 128, 256), 1), 256, 256))
    joins = [step for step in plan.steps if step.op == "cat"]
    rows = [(plan.by_id[step.sources[0]].node, step.node) for step in joins]
    same_row = all(a is not None and b is not None and a.row == b.row for a, b in rows)
    same_size = all(len({shape[1:] for shape in plan.met(step)}) == 1 for step in joins)
    pairs = ", ".join(f"{a} + {b}" for a, b in ((str(a), f"↑ → {b}") for a, b in rows))
    return {"joins": len(joins), "pairs": pairs, "same_row": same_row, "same_size": same_size}


def order_of_joining() -> Figures:
    """conv(cat(a, b)) beside conv_A(a) + conv_B(b), and beside two convolutions that are only then joined.

    Each half of the joined maps depends on one input only, until another convolution runs over both.
    """
    import torch
    from torch.nn import functional as F

    generator = torch.Generator().manual_seed(0)
    a, b = (torch.randn(1, 8, 16, 16, generator=generator) for _ in range(2))
    weight = torch.randn(8, 16, 3, 3, generator=generator) / 12
    together = F.conv2d(torch.cat([a, b], 1), weight, padding=1)
    summed = F.conv2d(a, weight[:, :8], padding=1) + F.conv2d(b, weight[:, 8:], padding=1)
    apart, moved = (
        torch.cat([F.conv2d(a, weight[:4, :8], padding=1), F.conv2d(each, weight[4:, 8:], padding=1)], 1)
        for each in (b, b + 1)
    )
    later = [F.conv2d(each, weight[:, :8], padding=1) for each in (apart, moved)]
    difference = float((together - summed).abs().max())
    touched = [int((one != two).flatten(2).any(dim=2).sum()) for one, two in ((apart, moved), later)]
    return {
        "difference": f"{difference:.1e}",
        "channels": apart.shape[1],
        "touched": touched[0],
        "later": touched[1],
        "same_sum": difference < 1e-5,
        "apart": touched[0] == apart.shape[1] // 2 and bool(torch.equal(apart[:, :4], moved[:, :4])),
        "mixed_later": touched[1] == later[0].shape[1],
    }


def back_to_size() -> Figures:
    """Sides of the paper's expanding path: each upsampling doubles, and the last answer is smaller than the picture."""
    plan = paper_plan()
    ups = [(plan.met(step)[0][1], (step.shape or (0, 0, 0))[1]) for step in plan.steps if step.op == "up"]
    answer = (plan.answer or (0, 0, 0))[1]
    return {
        "steps": ", ".join(f"{a} → {b}" for a, b in ups),
        "picture": PAPER.height,
        "answer": answer,
        "doubles": all(b == 2 * a for a, b in ups),
        "smaller": answer < PAPER.height,
    }


def order_of_upsampling() -> Figures:
    """Convolve then enlarge, or enlarge then convolve: both run; what each costs."""
    import torch
    from torch.nn import functional as F

    x, weight = torch.rand(1, 32, 16, 16), torch.rand(16, 32, 3, 3)
    first = F.interpolate(F.conv2d(x, weight, padding=1), scale_factor=2)
    second = F.conv2d(F.interpolate(x, scale_factor=2), weight, padding=1)
    one, two = (9 * 32 * 16 * side * side for side in (16, 32))
    return {
        "shape": shape_text(tuple(first.shape)),
        "before": f"{one:,}",
        "after": f"{two:,}",
        "same_shape": first.shape == second.shape,
        "four_times": two == 4 * one,
    }


def who_doubles() -> Figures:
    """What a pooling and the convolution after it do to 64x568x568; and the fifth stage of VGG16."""
    plan = paper_plan()
    pooled, conv = plan.by_id["1_0.pool"], plan.by_id["1_0.conv1"]
    before = plan.met(pooled)[0]
    keeps = pooled.shape is not None and pooled.shape[0] == before[0]
    doubles = conv.shape is not None and conv.shape[0] == 2 * before[0]
    shapes = {"before": shape_text(before), "pooled": shape_text(pooled.shape), "convolved": shape_text(conv.shape)}
    return {**shapes, "pool_keeps": keeps, "conv_doubles": doubles}


def lost_by_pooling() -> Figures:
    """A picture pooled once and four times and enlarged again: it has its size back, and not its detail."""
    from skimage import data

    image = np.asarray(data.camera()).astype(np.float64)[:256, 128:384]
    found = {
        f"{kind}_{name}": pooled_psnr_db(image, side_px, kind)
        for kind in ("max", "mean")
        for name, side_px in (("once", 2), ("four", 2**4))  # n poolings of 2x2 are one of 2^n x 2^n
    }
    out = predicted((1, 1, 16, 16), (1, 1, 16, 16), 2)
    return {
        **{name: f"{psnr:.1f}" for name, psnr in found.items()},
        "only_twice": out == (1, 1, 32, 16),
        "lost": max(found.values()) < 40,
        "more_is_lost": all(found[f"{kind}_four"] < found[f"{kind}_once"] for kind in ("max", "mean")),
    }


def pooled_psnr_db(image: Field, side_px: int, kind: str) -> float:
    """PSNR in dB of a picture (H, W) of 0..255, pooled to the "max" or "mean" of squares and drawn as such."""
    height, width = image.shape
    squares = image.reshape(height // side_px, side_px, width // side_px, side_px)
    small = squares.max(axis=(1, 3)) if kind == "max" else squares.mean(axis=(1, 3))
    back = np.kron(small, np.ones((side_px, side_px)))
    return 10 * math.log10(255**2 / float(((image - back) ** 2).mean()))


def contracting_step() -> Figures:
    """One step down of the paper's net: two unpadded 3x3 convolutions, a 2x2 pooling, twice the channels."""
    plan = paper_plan()
    names = ("0_0.conv1", "0_0.conv2", "1_0.pool", "1_0.conv1")
    shapes = [plan.by_id[name].shape for name in names]
    said = [(64, 570, 570), (64, 568, 568), (64, 284, 284), (128, 282, 282)]
    return {"steps": " → ".join(shape_text(shape) for shape in shapes), "as_said": shapes == said}


def crops() -> Figures:
    """What is cut off each side of the skips, without padding and with it."""
    without = [step.cut[0] for step in paper_plan().steps if step.op == "crop"]
    padded = plan_of(Design(PAPER.architecture, 512, 512))
    with_padding = sum(step.op == "crop" for step in padded.steps)
    numbers = ", ".join(str(cut) for cut in sorted(without, reverse=True))
    return {"crops": numbers, "unpadded_crops": sorted(without) == [4, 16, 40, 88], "padded_none": with_padding == 0}


CLAIMS = (
    claim(1, "concatenate", "depends", kinds_of_upsampling, "all_work", stored=True),
    claim(2, "concatenate", "wrong", up_halves_channels, "halved", "doubled"),
    claim(3, "concatenate", "wrong", constant_widths_concatenate_too, "runs", "learns"),
    claim(4, "concatenate", "right", partners, "same_row", "same_size"),
    claim(8, "concatenate", "depends", order_of_joining, "same_sum", "apart", "mixed_later"),
    claim(9, "concatenate", "misleading", back_to_size, "doubles", "smaller"),
    claim(10, "concatenate", "right", order_of_upsampling, "same_shape", "four_times"),
    claim(15, "concatenate", "misleading", who_doubles, "pool_keeps", "conv_doubles"),
    claim(31, "concatenate", "wrong", lost_by_pooling, "only_twice", "lost", "more_is_lost"),
    claim(51, "concatenate", "right", contracting_step, "as_said"),
    claim(52, "concatenate", "right", up_halves_channels, "halved", "doubled"),
    claim(53, "concatenate", "right", crops, "unpadded_crops", "padded_none"),
)
