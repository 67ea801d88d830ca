"""Experiments for the claims about kernels in a layer and about what a pooling widens."""

from __future__ import annotations

from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.lessons.text import shape_text
from unet_demo.core.lessons.trained import DEPTH, TOP, WIDTHS, look_at
from unet_demo.core.nets.fields import box_of
from unet_demo.core.nets.grid import Architecture, Node, inputs_of
from unet_demo.core.nets.plan import key_of


def kernels_in_a_layer() -> Figures:
    """One layer of the shipped U-Net: its kernels, and what it gives before an activation is put behind it."""
    import torch
    from torch.nn import functional as F

    seen, node = look_at("crowded"), Node(1, 0)
    layer = seen.model.blocks[key_of(node)].conv1
    assert isinstance(layer, torch.nn.Conv2d)
    with torch.inference_mode():
        alone = layer(seen.model.input_of(node, seen.image, seen.done))
        below = inputs_of(seen.model.architecture, TOP)[-1]
        bare = [seen.model.ups[key_of(TOP)](seen.done[below]), seen.model.head(DEPTH, seen.done)]
    out, into, *window = layer.weight.shape
    return {
        "shape": shape_text(tuple(layer.weight.shape)),
        "kernels": out,
        "channels": into,
        "windows": out * into,
        "negative": round(100 * float((alone < 0).float().mean())),
        "after": round(100 * float((F.relu(alone) < 0).float().mean())),
        "many": out > 1 and into > 1 and window == [3, 3],
        "apart": float(alone.min()) < 0,
        "none_behind": all(float(each.min()) < 0 for each in bare),
    }


def pooling_widens() -> Figures:
    """How far one number of X(i, 0) sees, row by row; and the deepest again with its poolings left out, measured."""
    net = Architecture("unet", 3, WIDTHS, 1)
    nodes = [Node(row, 0) for row in range(DEPTH + 1)]
    boxes = [box_of(net, node, 128 >> node.row, 128 >> node.row) for node in nodes]
    sees = [box[1] - box[0] + 1 for box in boxes]
    top, bottom = boxes[-1][:2]
    felt = [_moves(row, True) for row in (top - 1, top, bottom, bottom + 1)]
    flat = 1 + 2 * 2 * len(nodes)  # ten 3x3 convolutions of full size
    half = flat // 2
    unpooled = [_moves(128 + shift, False) for shift in (-half - 1, -half, half, half + 1)]
    return {
        "sides": " · ".join(str(256 >> node.row) for node in nodes),
        "sees": " · ".join(map(str, sees)),
        "deepest": sees[-1],
        "unpooled": flat,
        "wider": sees == sorted(set(sees)) and sees[-1] > flat,
        "felt": felt == unpooled == [False, True, True, False],
    }


def _moves(row: int, pooled: bool) -> bool:
    """Whether pixel (row, 128) of 256x256 moves the middle of X(4, 0); all weights positive, so nothing cancels."""
    import torch
    from torch.nn import functional as F

    kernel, answers = torch.full((1, 1, 3, 3), 1 / 9), set[float]()
    for height in (0.0, 1e6):
        x = torch.zeros(1, 1, 256, 256)
        x[0, 0, row, 128] = height
        for step in range(DEPTH + 1):
            x = F.max_pool2d(x, 2) if step and pooled else x
            x = F.conv2d(F.conv2d(x, kernel, padding=1), kernel, padding=1)
        at = 128 >> DEPTH if pooled else 128
        answers.add(float(x[0, 0, at, at]))
    return len(answers) > 1


CLAIMS = (
    claim(29, "last_layer", "wrong", kernels_in_a_layer, "many", "apart", "none_behind"),
    claim(30, "last_layer", "right", pooling_widens, "wider", "felt"),
)
