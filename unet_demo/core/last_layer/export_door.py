"""The door to the exported PyTorch code, really run: as it stands, and with our weights in it; and to its gradients.

The code is text of `code_export`, made from whole numbers alone; nothing that a visitor writes is ever executed.
Torch is imported late; everything runs in the engine's executor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unet_demo.core.engine import engine
from unet_demo.core.last_layer.export import pytorch_unet, weight_names
from unet_demo.core.nets.grid import Architecture, params_at
from unet_demo.core.pictures.images import Picture

if TYPE_CHECKING:
    from torch import nn

SIDE_PX, SEEDS = 64, (0, 1, 2)
MOST_PARAMS = 8_000_000  # that a net may have to be built here, for anybody who asks: 32 MB


@dataclass(frozen=True)
class Built:
    """What the exported code built: its parameters, and the shapes that went in and came out."""

    params: int
    received: tuple[int, ...]
    gave: tuple[int, ...]


def built(architecture: Architecture) -> Built:
    """The exported code for this net executed, and a small picture of noise sent through, as its last line does.

    Raises Busy; ValueError for a net of more than MOST_PARAMS parameters.
    """
    if (params := params_at(architecture, architecture.depth)) > MOST_PARAMS:
        raise ValueError(f"Net has {params} parameters; {MOST_PARAMS} can be built here; choose fewer channels.")
    engine.boot()

    def build() -> Built:
        import torch

        side_px = 4 * 2**architecture.depth
        with torch.inference_mode():
            net, image = net_of(architecture), torch.rand(1, architecture.in_channels, side_px, side_px)
            answer = net(image)
        return Built(sum(each.numel() for each in net.parameters()), tuple(image.shape), tuple(answer.shape))

    return engine.submit_pass(build).result()


def net_of(architecture: Architecture) -> nn.Module:
    """The exported code's own net: the text is executed, UNet() is called."""
    names: dict[str, Any] = {"__name__": "exported"}
    exec(pytorch_unet(architecture.widths, architecture.classes, architecture.in_channels), names)
    net: nn.Module = names["UNet"]()
    return net


@dataclass(frozen=True)
class Agreed:
    """Our trained weights in the exported net, one picture through both: the largest |difference| of two logits."""

    difference: float
    logit: float  # the largest |logit|, for comparison
    pixels: int


def agreed(task: str, picture: Picture, build: str = "unet") -> Agreed:
    """The exported net with the weights of a trained one of ours, beside that one. Raises Busy, WeightsError."""
    engine.boot()

    def compare() -> Agreed:
        import torch

        from unet_demo.core.engine.passes import tensor_of

        model = engine.model_of(task, build=build)
        net, ours = net_of(model.architecture).eval(), model.state_dict()
        depth = model.architecture.depth
        net.load_state_dict({name: ours[our] for name, our in weight_names(depth).items()})
        with torch.inference_mode():
            image = tensor_of(picture.pixels, picture.levels, model)
            here, there = model(image, depth), net(image)
        return Agreed(float((here - there).abs().max()), float(here.abs().max()), here.shape[-2] * here.shape[-1])

    return engine.submit_pass(compare).result()


def arriving() -> dict[str, tuple[float, ...]]:
    """What of the last block's gradient arrives in the first, seed by seed, before training: "concat", "sigmoid".

    The U-Net of core.gradients with PyTorch's own start, on one generated scene: with ReLU, and with a sigmoid after
    every convolution. Raises Busy.
    """
    engine.boot()

    def follow() -> dict[str, tuple[float, ...]]:
        import torch

        from unet_demo.core.engine.passes import tensor_of
        from unet_demo.core.scenes.nuclei import nuclei
        from unet_demo.core.training.gradients import begun, flow_of

        scene = nuclei(16, 5.5, 0.25, 0.1, "fluorescence", 1, SIDE_PX, SIDE_PX)
        assert scene.truth is not None
        target, found = torch.from_numpy((scene.truth > 0).astype("uint8"))[None], {}
        for kind in ("concat", "sigmoid"):
            nets = [begun(kind, "default", seed) for seed in SEEDS]
            found[kind] = flow_of(kind, nets, tensor_of(scene.pixels, scene.levels, nets[0]), target).shares
        return found

    return engine.submit(follow).result()
