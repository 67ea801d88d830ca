from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F

WIDTHS = (16, 32, 64, 128, 256)  # channels, row by row


class Block(nn.Sequential):
    """Two 3x3 convolutions with ReLU; the size stays."""

    def __init__(self, into: int, out: int) -> None:
        super().__init__(
            nn.Conv2d(into, out, 3, padding=1), nn.ReLU(),
            nn.Conv2d(out, out, 3, padding=1), nn.ReLU(),
        )  # fmt: skip


# sizes that do not meet: …/clinic?h=360&w=480&levels=4#doctor
class UNet(nn.Module):
    """A padded U-Net; height and width must divide by 2 ** (len(widths) - 1)."""

    def __init__(self, skips: str = "concat", widths: tuple[int, ...] = WIDTHS, channels: int = 3, classes: int = 1):
        super().__init__()
        if skips not in ("concat", "add", "none"):
            raise ValueError(f'skips is {skips!r}; choose "concat", "add" or "none"')
        self.skips = skips
        times = 2 if skips == "concat" else 1  # only side by side makes the next convolution wider
        self.down = nn.ModuleList(Block(into, out) for into, out in pairwise((channels, *widths)))
        pairs = list(pairwise(widths))[::-1]  # (row, row below), from the bottom up
        self.up = nn.ModuleList(nn.ConvTranspose2d(deep, row, 2, stride=2) for row, deep in pairs)
        self.join = nn.ModuleList(Block(times * row, row) for row, _ in pairs)
        self.head = nn.Conv2d(widths[0], classes, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        kept = []  # what each row leaves for its skip
        for row, block in enumerate(self.down):
            x = block(F.max_pool2d(x, 2) if row else x)
            kept.append(x)
        kept.pop()  # the bottom has no skip
        for up, block in zip(self.up, self.join, strict=True):
            skip, x = kept.pop(), up(x)  # both (B, row, H, W)
            if self.skips == "concat":
                x = torch.cat([skip, x], dim=1)  # (B, 2 * row, H, W)
            elif self.skips == "add":
                x = skip + x  # (B, row, H, W)
            x = block(x)
        return self.head(x)  # (B, classes, H, W), logits


if __name__ == "__main__":
    image = torch.rand(1, 3, 96, 128)
    for skips in ("concat", "add", "none"):
        net = UNet(skips)
        params = sum(each.numel() for each in net.parameters())
        print(f"{skips:>6}: {tuple(image.shape)} -> {tuple(net(image).shape)}, {params:,} parameters")
