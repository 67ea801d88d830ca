"""Each symptom as a small training in which one thing is wrong, and the same training with nothing wrong.

Shapes: pictures, masks, logits and probability are (B, 1, H, W), float32.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from unet_demo.core.training.study_nets import StudyUNet

WIDTHS, SKIPS = (8, 16, 32), (0, 1)
RATE, FAST, STRIDE, SHIFT_PX = 5e-3, 1.5e-2, 4, 3
DARK = 0.25  # how bright the pictures of the second kind are
HOLLOW = 0.6  # a "magic wand" takes what is brighter


@dataclass(frozen=True)
class Accident:
    """What is done otherwise than in the healthy training, which is the one without any argument.

    `picture` is done to every picture, `label` makes the masks that training sees out of (pictures, masks), `show`
    the probability out of logits; `in_order` takes the pictures as they lie, without shuffling; `momentum` is that of
    the batch normalisations.
    """

    picture: Callable[[Tensor], Tensor] = lambda pictures: pictures
    label: Callable[[Tensor, Tensor], Tensor] = lambda pictures, masks: masks
    net: Callable[[], nn.Module] = lambda: StudyUNet(WIDTHS, SKIPS)
    show: Callable[[Tensor], Tensor] = torch.sigmoid
    loss: Callable[[Tensor, Tensor], Tensor] = F.binary_cross_entropy_with_logits
    rate: float = RATE
    in_order: bool = False
    momentum: float = 0.3


class CoarseNet(nn.Module):
    """The way down of the small U-Net and a 1x1 convolution: logits at a quarter of the size, and no way up."""

    def __init__(self) -> None:
        super().__init__()
        self.down = StudyUNet(WIDTHS, SKIPS).down
        self.last = nn.Conv2d(WIDTHS[-1], 1, 1)

    def forward(self, image: Tensor) -> Tensor:
        """(B, 1, H, W) -> (B, 1, H/4, W/4)."""
        x = image
        for row, block in enumerate(self.down):
            x = block(F.max_pool2d(x, 2) if row else x)
        logits: Tensor = self.last(x)
        return logits


def enlarged(logits: Tensor) -> Tensor:
    """The probability at four times the size, every value repeated: (B, 1, H, W) -> (B, 1, 4H, 4W)."""
    return F.interpolate(logits, scale_factor=STRIDE, mode="nearest").sigmoid()


def over_one_channel(logits: Tensor) -> Tensor:
    """A softmax over the only channel: 1 whatever comes in."""
    return logits.softmax(dim=1)


def own_entropy(logits: Tensor, masks: Tensor) -> Tensor:
    """Binary cross-entropy as the formula stands, in bfloat16 as under autocast: log(0) is not guarded against.

    -> scalar; NaN where p is 0 or 1 and the mask too, since 0 times minus infinity is no number.
    """
    p = logits.bfloat16().sigmoid()
    return -(masks * p.log() + (1 - masks) * (1 - p).log()).mean()


def divided_again(pictures: Tensor, masks: Tensor) -> Tensor:
    """Masks of 0 and 1 divided by 255, as if they were stored as 0 and 255."""
    return masks / 255


def shifted(pictures: Tensor, masks: Tensor) -> Tensor:
    """The masks SHIFT_PX pixels further down and to the right, the rest empty."""
    return F.pad(masks, (SHIFT_PX, 0, SHIFT_PX, 0))[..., :-SHIFT_PX, :-SHIFT_PX]


def of_others(pictures: Tensor, masks: Tensor) -> Tensor:
    """Every picture gets the mask of another one, as two lists that are sorted differently do."""
    return masks.roll(len(masks) // 3, 0)


def picked_by_wand(pictures: Tensor, masks: Tensor) -> Tensor:
    """Of every disc only the pixels brighter than HOLLOW, as a selection by brightness leaves it."""
    return masks * (pictures > HOLLOW)


def two_kinds(pictures: Tensor) -> Tensor:
    """The second half of the pictures darkened, as from another microscope."""
    half = len(pictures) // 2
    return torch.cat([pictures[:half], DARK * pictures[half:]])


def cast(pictures: Tensor) -> Tensor:
    """Pictures from 0 to 0.99 as whole numbers: every pixel is 0."""
    return pictures.to(torch.uint8).float()


ACCIDENTS: Mapping[str, Accident] = {
    "healthy": Accident(),
    "black": Accident(label=divided_again),
    "white": Accident(
        show=over_one_channel, loss=lambda logits, masks: F.binary_cross_entropy(over_one_channel(logits), masks)
    ),
    "grey": Accident(label=of_others),
    "shifted": Accident(label=shifted),
    "blocky": Accident(
        net=CoarseNet,
        show=enlarged,
        loss=lambda logits, masks: F.binary_cross_entropy_with_logits(
            F.interpolate(logits, scale_factor=STRIDE, mode="nearest"), masks
        ),
    ),
    "holes": Accident(label=picked_by_wand),
    "eval": Accident(picture=two_kinds, in_order=True, momentum=0.1),
    "same": Accident(picture=cast),
    "nan": Accident(loss=own_entropy, rate=FAST),
}
