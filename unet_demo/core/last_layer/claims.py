"""Experiments for the claims about the last layer and its neighbours: layers counted, nets built and run."""

from __future__ import annotations

from unet_demo.core.concatenate.claims import Found, _paper, text_of
from unet_demo.core.lessons.claim_records import range_of, scores_of_study
from unet_demo.core.nets.fields import box_of
from unet_demo.core.nets.grid import Architecture, Node, inputs_of, params_at, params_of
from unet_demo.core.nets.plan import Plan, Shape, Step, key_of
from unet_demo.core.skips.claims import WIDTHS, _net
from unet_demo.core.skips.claims_carried import DEPTH, TOP, look_at

LAYERS = ("conv", "up", "head")  # operations with weights
VGG16 = ((64, 64), (128, 128), (256,) * 3, (512,) * 3, (512,) * 3)  # channels of its convolutions, stage by stage
NARROW = 16  # divisor of the widths of the one that is really built


def _layers(plan: Plan) -> list[Step]:
    return [step for step in plan.steps if step.op in LAYERS]


def _sides(step: Step) -> tuple[int, ...]:
    return (step.shape or (0, 0, 0))[1:]


def last_is_one_by_one() -> Found:
    """What the shipped U-Net and the paper's end with; and a net that does end with a transposed convolution."""
    import torch

    from unet_demo.core.training.study_nets import StudyUNet

    seen = look_at("crowded")
    head = list(seen.model.heads.values())[-1]
    layers = _layers(_paper())
    after = next(at for at, step in enumerate(reversed(layers)) if step.op == "up")
    with torch.inference_mode():
        up = seen.model.ups[key_of(TOP)](seen.done[inputs_of(seen.model.architecture, TOP)[-1]])
        odd = StudyUNet((4, 8), skips=(0,), last="transposed").eval()(torch.zeros(1, 1, 64, 64))
    assert isinstance(head, torch.nn.Conv2d | torch.nn.ConvTranspose2d)
    study, command = scores_of_study("last_layer")
    return {
        "kind": type(head).__name__,
        "kernel": "×".join(map(str, head.kernel_size)),
        "channels": f"{head.in_channels} → {head.out_channels}",
        "layers": len(layers),
        "after": after,
        "odd": text_of(tuple(odd.shape)),
        **{f"study_{name}": range_of(each) for name, each in study.items()},
        "command": command,
        "one_by_one": type(head) is torch.nn.Conv2d and head.kernel_size == (1, 1) and layers[-1].op == "head",
        "restored_before": up.shape[2:] == seen.image.shape[2:] and after == 3,
        "possible": tuple(odd.shape) == (1, 1, 64, 64),
        "no_gain": max(study["transposed"]) < min(study["conv1x1"]) + 0.01,
    }


def to_the_classes() -> Found:
    """The paper's last step by shape; and the shipped head done by hand at every pixel."""
    seen, paper = look_at("crowded"), _layers(_paper())
    before, after = paper[-2].shape or (0, 0, 0), paper[-1].shape or (0, 0, 0)
    weight, bias = (seen.model.get_parameter(f"heads.{DEPTH}.{each}").detach().numpy() for each in ("weight", "bias"))
    by_hand = (weight * seen.done[TOP][0].numpy()[None]).sum(axis=1) + bias[:, None, None]  # (1, 16, 1, 1) * (16, H, W)
    difference = float(abs(by_hand - seen.model.head(DEPTH, seen.done)[0].detach().numpy()).max())
    return {
        "before": text_of(before),
        "after": text_of(after),
        "params": paper[-1].params,
        "weights": weight.size,
        "difference": f"{difference:.1e}",
        "as_said": (before[0], after[0], before[1:]) == (64, 2, after[1:]),
        "by_hand": difference < 1e-3,
    }


def connected_to_all() -> Found:
    """A fully connected layer behind the paper's answer, counted; and a small one that meets a map of another size."""
    import torch
    from torch.nn import functional as F

    answer = _paper().answer or (0, 0, 0)
    values = answer[0] * answer[1] * answer[2]
    params = params_at(_paper().design.architecture, 4)
    generator, said, shapes = torch.Generator().manual_seed(0), "", []
    full, kernel = (torch.randn(*size, generator=generator) for size in ((256, 256), (1, 1, 1, 1)))
    for side in (16, 24):
        picture = torch.rand(1, 1, side, side, generator=generator)
        shapes.append(tuple(F.conv2d(picture, kernel).shape[2:]))
        try:
            F.linear(picture.flatten(1), full)
        except RuntimeError as error:
            said = f"{side}×{side}: {error}"
    return {
        "answer": text_of(answer),
        "weights": f"{values**2:,}",
        "gigabytes": round(4 * values**2 / 1e9),
        "params": f"{params:,}",
        "times": f"{values**2 / params:,.0f}",
        "error": said,
        "explodes": values**2 > 1000 * params,
        "refused": said.startswith("24×24"),
        "any_size": shapes == [(16, 16), (24, 24)],
    }


def census() -> Found:
    """The layers of the paper's net by kind, those of its decoder, and the shipped U-Net's modules counted alike."""
    from torch import nn

    plan, model = _paper(), look_at("crowded").model
    inside = [step for step in plan.steps if step.node is not None and step.node.col]
    convs, ups = ([step for step in inside if step.op == op] for op in ("conv", "up"))
    built = [
        sum(isinstance(each, kind) for key in keys for each in part[key].modules())
        for part, kind, keys in (
            (model.blocks, nn.Conv2d, [key for key in model.blocks if key in model.ups]),
            (model.ups, nn.ConvTranspose2d, list(model.ups)),
        )
    ]
    params = [sum(step.params for step in steps) for steps in (convs, ups)]
    return {
        "census": " · ".join(str(sum(step.op == op for step in plan.steps)) for op in LAYERS),
        "convs": len(convs),
        "ups": len(ups),
        "resizes": sum(step.op == "resize" for step in plan.steps),
        "share": round(100 * params[0] / sum(params)),
        "mostly_convs": len(convs) > len(ups) and params[0] > params[1],
        "built_alike": built == [len(convs), len(ups)],
    }


def _vgg_count(stages: tuple[tuple[int, ...], ...]) -> int:
    """Weights and biases of 3x3 convolutions one after the other, the first on a picture of three channels."""
    channels = (3, *(width for stage in stages for width in stage))
    return sum((9 * into + 1) * out for into, out in zip(channels, channels[1:], strict=False))


def vgg_as_encoder() -> Found:
    """VGG16 as an encoder at 224 pixels: one of a sixteenth of its channels is built and run, then counted in full."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    narrow = tuple(tuple(width // NARROW for width in stage) for stage in VGG16)
    x, into, shapes, built = torch.rand(1, 3, 224, 224), 3, list[Shape](), 0
    with torch.inference_mode():
        for row, stage in enumerate(narrow):
            x = F.max_pool2d(x, 2) if row else x
            for width in stage:
                layer = nn.Conv2d(into, width, 3, padding=1)
                x, into, built = F.relu(layer(x)), width, built + sum(each.numel() for each in layer.parameters())
            shapes.append((NARROW * x.shape[1], x.shape[2], x.shape[3]))
    net = Architecture("unet", 3, tuple(stage[-1] for stage in VGG16), 1)
    decoder = sum(params_of(net, node) for node in net.nodes if node.col) + net.widths[0] + 1
    encoder = _vgg_count(VGG16)
    return {
        "shapes": " · ".join(map(text_of, shapes)),
        "convs": sum(map(len, VGG16)),
        "encoder": f"{encoder:,}",
        "whole": f"{encoder + decoder:,}",
        "share": round(100 * encoder / (encoder + decoder)),
        "counted": built == _vgg_count(narrow) and encoder == 14_714_688,
        "fifth_keeps": shapes[4][0] == shapes[3][0] == 2 * shapes[2][0],
    }


def which_needs_which() -> Found:
    """The decoder without a single skip; and the net without its upsampling."""
    import torch

    from unet_demo.core.nets.model import GridNet

    picture, net = torch.zeros(1, 3, 64, 64), _net("none")
    with torch.inference_mode():
        done = GridNet(net).nodes(picture, DEPTH)
    top, bottom = (tuple(done[node].shape[2:]) for node in (TOP, Node(4, 0)))
    bridges = sum(source.row == node.row for node in net.nodes for source in inputs_of(net, node))
    joined = tuple(done[Node(3, 0)].shape[2:])
    return {
        "picture": text_of((64, 64)),
        "bridges": bridges,
        "top": text_of(top),
        "bottom": text_of(bottom),
        "partner": text_of(joined),
        "runs_without": bridges == 0 and top == (64, 64),
        "small_without": bottom == (4, 4) and bottom != joined,
    }


def kernels_in_a_layer() -> Found:
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
        "shape": text_of(tuple(layer.weight.shape)),
        "kernels": out,
        "channels": into,
        "windows": out * into,
        "negative": round(100 * float((alone < 0).float().mean())),
        "after": round(100 * float((F.relu(alone) < 0).float().mean())),
        "many": out > 1 and into > 1 and window == [3, 3],
        "apart": float(alone.min()) < 0,
        "none_behind": all(float(each.min()) < 0 for each in bare),
    }


def pooling_widens() -> Found:
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
