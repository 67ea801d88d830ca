import torch
from torch import nn
from torch.nn import functional as F


class DecoderStep(nn.Module):
    """Upsample, join with the skip along the channels, convolve twice."""

    def __init__(self, deep: int, skip: int, out: int) -> None:
        super().__init__()
        self.up = nn.ConvTranspose2d(deep, out, 2, stride=2)
        self.convs = nn.Sequential(
            nn.Conv2d(out + skip, out, 3, padding=1),  # takes the sum of what is joined
            nn.ReLU(),
            nn.Conv2d(out, out, 3, padding=1),
            nn.ReLU(),
        )

    def forward(self, x: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
        x = self.up(x)  # (B, out, 2H, 2W)
        x = torch.cat([skip, x], dim=1)  # (B, skip + out, 2H, 2W)
        return self.convs(x)  # (B, out, 2H, 2W)


def run_at_any_size(net: nn.Module, image: torch.Tensor, poolings: int) -> torch.Tensor:
    """Pad right and below to a multiple of 2 ** poolings, run, and crop the answer back."""
    # sizes that do not meet: …/clinic?h=360&w=480&levels=4#doctor
    height, width = image.shape[-2:]
    step = 2**poolings
    padded = F.pad(image, (0, -width % step, 0, -height % step))
    return net(padded)[..., :height, :width]
