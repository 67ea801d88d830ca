"""Experiments for the claims about the last layer and its neighbours: layers counted, nets built and run."""

from __future__ import annotations

from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.lessons.claim_records import study_of
from unet_demo.core.lessons.text import shape_text
from unet_demo.core.lessons.told import study_told
from unet_demo.core.lessons.trained import DEPTH, TOP, look_at, unet_of
from unet_demo.core.nets.grid import Architecture, Node, inputs_of, params_at, params_of
from unet_demo.core.nets.paper import paper_plan
from unet_demo.core.nets.plan import Plan, Shape, Step, key_of

LAYERS = ("conv", "up", "head")  # operations with weights
VGG16 = ((64, 64), (128, 128), (256,) * 3, (512,) * 3, (512,) * 3)  # channels of its convolutions, stage by stage
PAIRS = (("conv1x1", "pooled"), ("pooled", "transposed"), ("conv1x1", "transposed"))  # of the study's nets
NARROW = 16  # divisor of the widths of the one that is really built


def _layers(plan: Plan) -> list[Step]:
    return [step for step in plan.steps if step.op in LAYERS]


def _sides(step: Step) -> tuple[int, ...]:
    return (step.shape or (0, 0, 0))[1:]


def last_is_one_by_one() -> Figures:
    """What the shipped U-Net and the paper's end with; and a net that does end with a transposed convolution."""
    import torch

    from unet_demo.core.training.study_nets import StudyUNet

    seen = look_at("crowded")
    head = list(seen.model.heads.values())[-1]
    layers = _layers(paper_plan())
    after = next(at for at, step in enumerate(reversed(layers)) if step.op == "up")
    with torch.inference_mode():
        up = seen.model.ups[key_of(TOP)](seen.done[inputs_of(seen.model.architecture, TOP)[-1]])
        odd = StudyUNet((4, 8), skips=(0,), last="transposed").eval()(torch.zeros(1, 1, 64, 64))
    assert isinstance(head, torch.nn.Conv2d | torch.nn.ConvTranspose2d)
    nets, command = study_of("last_layer")
    return {
        "kind": type(head).__name__,
        "kernel": "×".join(map(str, head.kernel_size)),
        "channels": f"{head.in_channels} → {head.out_channels}",
        "layers": len(layers),
        "after": after,
        "odd": shape_text(tuple(odd.shape)),
        **{f"study_{name}": f"{net.mean:.3f}" for name, net in nets.items()},
        "seeds": len(nets["conv1x1"].seeds),
        **dict.fromkeys(("conv1x1_pooled", "pooled_transposed"), ""),
        **study_told("last_layer", *PAIRS),
        "command": command,
        "one_by_one": type(head) is torch.nn.Conv2d and head.kernel_size == (1, 1) and layers[-1].op == "head",
        "restored_before": up.shape[2:] == seen.image.shape[2:] and after == 3,
        "possible": tuple(odd.shape) == (1, 1, 64, 64),
    }


def to_the_classes() -> Figures:
    """The paper's last step by shape; and the shipped head done by hand at every pixel."""
    seen, paper = look_at("crowded"), _layers(paper_plan())
    before, after = paper[-2].shape or (0, 0, 0), paper[-1].shape or (0, 0, 0)
    weight, bias = (seen.model.get_parameter(f"heads.{DEPTH}.{each}").detach().numpy() for each in ("weight", "bias"))
    by_hand = (weight * seen.done[TOP][0].numpy()[None]).sum(axis=1) + bias[:, None, None]  # (1, 16, 1, 1) * (16, H, W)
    difference = float(abs(by_hand - seen.model.head(DEPTH, seen.done)[0].detach().numpy()).max())
    return {
        "before": shape_text(before),
        "after": shape_text(after),
        "params": paper[-1].params,
        "weights": weight.size,
        "difference": f"{difference:.1e}",
        "as_said": (before[0], after[0], before[1:]) == (64, 2, after[1:]),
        "by_hand": difference < 1e-3,
    }


def connected_to_all() -> Figures:
    """A fully connected layer behind the paper's answer, counted; and a small one that meets a map of another size."""
    import torch
    from torch.nn import functional as F

    answer = paper_plan().answer or (0, 0, 0)
    values = answer[0] * answer[1] * answer[2]
    params = params_at(paper_plan().design.architecture, 4)
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
        "answer": shape_text(answer),
        "weights": f"{values**2:,}",
        "gigabytes": round(4 * values**2 / 1e9),
        "params": f"{params:,}",
        "times": f"{values**2 / params:,.0f}",
        "error": said,
        "explodes": values**2 > 1000 * params,
        "refused": said.startswith("24×24"),
        "any_size": shapes == [(16, 16), (24, 24)],
    }


def census() -> Figures:
    """The layers of the paper's net by kind, those of its decoder, and the shipped U-Net's modules counted alike."""
    from torch import nn

    plan, model = paper_plan(), look_at("crowded").model
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


def vgg_as_encoder() -> Figures:
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
        "shapes": " · ".join(map(shape_text, shapes)),
        "convs": sum(map(len, VGG16)),
        "encoder": f"{encoder:,}",
        "whole": f"{encoder + decoder:,}",
        "share": round(100 * encoder / (encoder + decoder)),
        "counted": built == _vgg_count(narrow) and encoder == 14_714_688,
        "fifth_keeps": shapes[4][0] == shapes[3][0] == 2 * shapes[2][0],
    }


def which_needs_which() -> Figures:
    """The decoder without a single skip; and the net without its upsampling."""
    import torch

    from unet_demo.core.nets.model import GridNet

    picture, net = torch.zeros(1, 3, 64, 64), unet_of("none")
    with torch.inference_mode():
        done = GridNet(net).nodes(picture, DEPTH)
    top, bottom = (tuple(done[node].shape[2:]) for node in (TOP, Node(4, 0)))
    bridges = sum(source.row == node.row for node in net.nodes for source in inputs_of(net, node))
    joined = tuple(done[Node(3, 0)].shape[2:])
    return {
        "picture": shape_text((64, 64)),
        "bridges": bridges,
        "top": shape_text(top),
        "bottom": shape_text(bottom),
        "partner": shape_text(joined),
        "runs_without": bridges == 0 and top == (64, 64),
        "small_without": bottom == (4, 4) and bottom != joined,
    }


CLAIMS = (
    claim(16, "last_layer", "wrong", last_is_one_by_one, "one_by_one", "restored_before", "possible"),
    claim(19, "last_layer", "misleading", connected_to_all, "explodes", "refused", "any_size"),
    claim(20, "last_layer", "misleading", census, "mostly_convs", "built_alike"),
    claim(22, "last_layer", "depends", vgg_as_encoder, "counted", "fifth_keeps"),
    claim(23, "last_layer", "wrong", which_needs_which, "runs_without", "small_without"),
    claim(54, "last_layer", "right", to_the_classes, "as_said", "by_hand"),
)
