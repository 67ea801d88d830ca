"""The door to a net that a visitor brings whole: a safetensors file of this repository's layout, run on one picture.

Nothing is unpickled. Torch is imported late; everything runs in the engine's executor, within a bound on its size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.clinic.checkpoint.fit import Own, own_net
from unet_demo.core.clinic.checkpoint.header import read_header
from unet_demo.core.clinic.checkpoint.identify import identified
from unet_demo.core.clinic.checkpoint.layers import HIDDEN
from unet_demo.core.engine import engine
from unet_demo.core.nets.grid import Architecture, macs_at, params_at
from unet_demo.core.pictures.images import Picture

if TYPE_CHECKING:
    from unet_demo.core.nets.model import GridNet

MOST_PARAMS = 8_000_000  # that are loaded for anybody who asks: 32 MB
MOST_MACS = 60_000_000_000  # of one pass: a few seconds


class NotRun(ValueError):
    """A whole file that is not run. `reason`: layout, channels, params, macs or numbers; `values` what was got."""

    def __init__(self, reason: str, **values: int) -> None:
        super().__init__(
            f"Got a net that is not run ({reason}, {values}); a small one of ours is needed; bring another."
        )
        self.reason, self.values = reason, values


@dataclass(frozen=True, eq=False)
class Ran:
    """What a net said: its architecture and (H, W) labels, 0 and 1 for one class, else the likeliest class."""

    net: Architecture
    label: NDArray[np.uint8]


def ran_on(data: bytes, picture: Picture) -> Ran:
    """The net in these bytes run on a picture. Raises HeaderError, NotRun, Busy."""
    header = read_header(data)
    own = own_net(header, identified(header))
    if own is None:
        raise NotRun("layout")
    check(own.net, picture.height, picture.width)
    engine.boot()
    return Ran(own.net, engine.submit_pass(lambda: _label(data, own, picture)).result())


def check(net: Architecture, height: int, width: int) -> None:
    """Raises NotRun where a net takes no colour picture, or is too large for what visitors share."""
    if net.in_channels != 3:
        raise NotRun("channels", got=net.in_channels)
    if (params := params_at(net, net.depth)) > MOST_PARAMS:
        raise NotRun("params", got=params, most=MOST_PARAMS)
    tall, wide = (_padded(side, net.depth) for side in (height, width))
    if (macs := macs_at(net, net.depth, tall, wide)) > MOST_MACS:
        raise NotRun("macs", got=macs, most=MOST_MACS)


def _padded(side: int, depth: int) -> int:
    step: int = 2**depth
    return -(-side // step) * step


def _label(data: bytes, own: Own, picture: Picture) -> NDArray[np.uint8]:
    import torch
    from torch.nn import functional as F

    from unet_demo.core.engine.passes import label_of, tensor_of

    model = _model(data, own)
    with torch.inference_mode():
        image = tensor_of(picture.pixels, picture.levels, model)  # (1, 3, H, W)
        height, width = image.shape[-2:]
        right, below = (_padded(side, own.net.depth) - side for side in (width, height))
        logits = model(F.pad(image, (0, right, 0, below), mode="replicate"), own.net.depth)[..., :height, :width]
        if not bool(logits.isfinite().all()):
            raise NotRun("numbers")
        return label_of(logits)


def _model(data: bytes, own: Own) -> GridNet:
    """The net with the weights of the file, folded and frozen."""
    from safetensors.torch import load

    from unet_demo.core.nets.model import GridNet, fold

    model = GridNet(own.net, norm=not own.folded)
    for depth in own.net.head_depths[:-1] if own.pruned else ():
        del model.heads[str(depth)]
    weights = load(data)
    model.load_state_dict({name: weights[name].float() for name in weights if not name.startswith(HIDDEN)})
    return fold(model)
