"""Experiments for the claims about 1x1 convolutions, most of them on maps of the shipped U-Net."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.lessons.text import shape_text
from unet_demo.core.lessons.trained import DEPTH, TOP, look_at
from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.plan import key_of

if TYPE_CHECKING:
    from torch import Tensor


def drawn(*shape: int, seed: int = 0) -> Tensor:
    """Weights of this shape as PyTorch draws them for a convolution, from numbers of their own."""
    import torch

    bound = torch.Size(shape[1:]).numel() ** -0.5 if len(shape) > 1 else 1
    return (2 * torch.rand(shape, generator=torch.Generator().manual_seed(seed)) - 1) * bound


def count_of(into: int, out: int, side: int = 1) -> int:
    """Weights and biases of a convolution that is really built."""
    from torch import nn

    return sum(each.numel() for each in nn.Conv2d(into, out, side).parameters())


def _difference(a: Tensor, b: Tensor) -> float:
    return float((a - b).abs().max())


def any_number_of_channels() -> Figures:
    """The maps of X(0, 0), 16 channels, through 1x1 convolutions to fewer and more."""
    import torch
    from torch.nn import functional as F

    outs = (1, 8, 16, 64, 256)
    with torch.inference_mode():
        maps = look_at("sparse").done[Node(0, 0)][:, :, :64, :64].clone()
        into = maps.shape[1]
        shapes = [tuple(F.conv2d(maps, drawn(out, into, 1, 1)).shape[1:]) for out in outs]
    counts = [count_of(into, out) for out in outs]
    return {
        "before": shape_text(tuple(maps.shape[1:])),
        "after": " · ".join(map(shape_text, shapes)),
        "params": " · ".join(f"{count:,}" for count in counts),
        "as_asked": shapes == [(out, 64, 64) for out in outs],
        "counted": counts == [into * out + out for out in outs],
    }


def product_at_every_pixel() -> Figures:
    """The shipped head as a convolution, as a linear layer over the channels, and by hand at one pixel."""
    import torch
    from torch.nn import functional as F

    seen, row, col = look_at("sparse"), 100, 140
    weight, bias = (seen.model.get_parameter(f"heads.{DEPTH}.{each}") for each in ("weight", "bias"))
    features = seen.done[TOP]
    with torch.inference_mode():
        whole = F.conv2d(features, weight, bias)
        linear = F.linear(features.permute(0, 2, 3, 1), weight[:, :, 0, 0], bias).permute(0, 3, 1, 2)
        vector = features[0, :, row, col].tolist()
        by_hand = sum(w * x for w, x in zip(weight[0, :, 0, 0].tolist(), vector, strict=True)) + float(bias[0])
        there = float(whole[0, 0, row, col])
    difference = _difference(whole, linear)
    return {
        "channels": len(vector),
        "at": f"({row}, {col})",
        "there": f"{there:.4f}",
        "by_hand": f"{by_hand:.4f}",
        "pixels": f"{whole[0, 0].numel():,}",
        "difference": f"{difference:.1e}" if difference else "0",
        "linear": difference < 1e-4,
        "product": abs(there - by_hand) < 1e-3,
    }


def depth_of_a_kernel() -> Figures:
    """Channels that every block of the shipped U-Net receives, and how deep its kernels are; two that do not suit."""
    import torch
    from torch.nn import functional as F

    seen = look_at("sparse")
    depths, received = [], []
    with torch.inference_mode():
        for node in seen.model.architecture.nodes:
            received.append(seen.model.input_of(node, seen.image, seen.done).shape[1])
            depths.append(seen.model.get_parameter(f"blocks.{key_of(node)}.conv1.weight").shape[1])
        maps, said = torch.zeros(1, 16, 8, 8), ""
        try:
            F.conv2d(maps, drawn(32, 8, 1, 1))
        except RuntimeError as error:
            said = str(error)
        grouped = tuple(F.conv2d(maps, drawn(32, 8, 1, 1), groups=2).shape)
    return {
        "received": " · ".join(map(str, received)),
        "depths": " · ".join(map(str, depths)),
        "error": said,
        "grouped": shape_text(grouped),
        "always_equal": depths == received,
        "refused": "to have 8 channels" in said,
        "groups_share": grouped == (1, 32, 8, 8),
    }


def raising_compresses() -> Figures:
    """256 to 64 channels beside 64 to 256, counted on real layers, and the 3x3 convolution that comes behind either."""
    import torch
    from torch.nn import functional as F

    down, up = count_of(256, 64), count_of(64, 256)
    behind = count_of(64, 64, 3), count_of(256, 256, 3)
    raised = F.conv2d(torch.zeros(1, 64, 14, 14), drawn(256, 64, 1, 1))
    return {
        "down": f"{down:,}",
        "up": f"{up:,}",
        "grown": f"{raised.shape[1] // 64}",
        "behind_down": f"{behind[0]:,}",
        "behind_up": f"{behind[1]:,}",
        "more": up > down,
        "grows": raised.numel() == 4 * 64 * 14 * 14,
        "dearer_behind": behind[1] > 10 * behind[0],
    }


def rank_of_a_lift() -> Figures:
    """Maps of 64 channels lifted to 256: how many independent directions there are, before a ReLU and after it."""
    import torch

    with torch.inference_mode():
        maps = look_at("crowded").done[Node(2, 0)][0].double().flatten(1).T[::4]  # every fourth position
        lifted = maps @ drawn(256, maps.shape[1]).double().T
        # a direction counts from a millionth of the strongest one: below stands rounding
        before, after, bent = (int(torch.linalg.matrix_rank(each, rtol=1e-6)) for each in (maps, lifted, lifted.relu()))
    return {
        "positions": f"{len(maps):,}",
        "into": maps.shape[1],
        "out": lifted.shape[1],
        "before": before,
        "lifted": after,
        "bent": bent,
        "nothing_new": after == before <= maps.shape[1],
        "bending_adds": bent > maps.shape[1],
    }


def adds_no_bend() -> Figures:
    """Two 1x1 convolutions in a row beside the one whose matrix is their product; the same with a ReLU between them."""
    import torch
    from torch.nn import functional as F

    with torch.inference_mode():
        maps = look_at("crowded").done[Node(1, 0)].clone()
        first, second = drawn(64, 32, 1, 1), drawn(32, 64, 1, 1, seed=1)
        product = (second[:, :, 0, 0] @ first[:, :, 0, 0])[:, :, None, None]
        one = F.conv2d(maps, product)
        straight, bent = (F.conv2d(bend(F.conv2d(maps, first)), second) for bend in (torch.clone, torch.relu))
        size = float(one.abs().max())
    differences = [_difference(each, one) / size for each in (straight, bent)]
    return {
        "stacked": f"{first.numel() + second.numel():,}",
        "one": f"{product.numel():,}",
        "straight": f"{differences[0]:.0e}",
        "bent": f"{100 * differences[1]:.0f}",
        "collapses": differences[0] < 1e-4,
        "relu_bends": differences[1] > 0.01,
    }


def not_a_pooling() -> Figures:
    """Average pooling over 1x1 and a 1x1 convolution, on the same maps."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    with torch.inference_mode():
        maps = look_at("sparse").done[Node(1, 0)].clone()
        pool, weight = nn.AvgPool2d(1), drawn(8, 32, 1, 1)
        pooled, convolved = pool(maps), F.conv2d(maps, weight)
    return {
        "before": shape_text(tuple(maps.shape[1:])),
        "pooled": shape_text(tuple(pooled.shape[1:])),
        "convolved": shape_text(tuple(convolved.shape[1:])),
        "pool_params": sum(each.numel() for each in pool.parameters()),
        "conv_params": count_of(32, 8),
        "moved": f"{_difference(pooled, maps):.1f}",
        "identity": torch.equal(pooled, maps),
        "learns": not list(pool.parameters()) and count_of(32, 8) > 0,
        "reduces": convolved.shape[1] == 8 != pooled.shape[1],
    }


CLAIMS = (
    claim(58, "one_by_one", "right", any_number_of_channels, "as_asked", "counted"),
    claim(59, "one_by_one", "right", product_at_every_pixel, "linear", "product"),
    claim(60, "one_by_one", "wrong", depth_of_a_kernel, "always_equal", "refused", "groups_share"),
    claim(61, "one_by_one", "wrong", raising_compresses, "more", "grows", "dearer_behind"),
    claim(62, "one_by_one", "misleading", rank_of_a_lift, "nothing_new", "bending_adds"),
    claim(69, "one_by_one", "misleading", adds_no_bend, "collapses", "relu_bends"),
    claim(71, "one_by_one", "wrong", not_a_pooling, "identity", "learns", "reduces"),
)
