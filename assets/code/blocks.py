import torch
from torch import nn


class DoubleConv(nn.Sequential):
    """The block of the U-Net: two 3x3 convolutions, each with a ReLU."""

    def __init__(self, into: int, out: int) -> None:
        super().__init__(
            nn.Conv2d(into, out, 3, padding=1), nn.ReLU(),
            nn.Conv2d(out, out, 3, padding=1), nn.ReLU(),
        )  # fmt: skip


class Residual(nn.Module):
    """Adds the input to what a body gives; a 1x1 convolution on the shortcut where the channels differ."""

    def __init__(self, body: nn.Module, into: int, out: int) -> None:
        super().__init__()
        self.body = body
        self.shortcut = nn.Identity() if into == out else nn.Conv2d(into, out, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.body(x) + self.shortcut(x))  # no ReLU before the sum


class Basic(Residual):
    """ResNet-18 and -34: two 3x3 convolutions."""

    def __init__(self, into: int, out: int) -> None:
        body = nn.Sequential(
            nn.Conv2d(into, out, 3, padding=1), nn.ReLU(),
            nn.Conv2d(out, out, 3, padding=1),
        )  # fmt: skip
        super().__init__(body, into, out)


class Bottleneck(Residual):
    """ResNet-50 and deeper: 1x1 down, 3x3 in few channels, 1x1 up."""

    def __init__(self, into: int, out: int, by: int = 4) -> None:
        if out < by:
            raise ValueError(f"out is {out}, by is {by}: no channel would be left in the middle")
        middle = out // by
        body = nn.Sequential(
            nn.Conv2d(into, middle, 1), nn.ReLU(),
            nn.Conv2d(middle, middle, 3, padding=1), nn.ReLU(),
            nn.Conv2d(middle, out, 1),
        )  # fmt: skip
        super().__init__(body, into, out)


class SmallBasic(nn.Sequential):
    """The small basic block of LPRNet: 1x1, 3x1, 1x3, 1x1; the net puts a ReLU behind it."""

    def __init__(self, into: int, out: int, by: int = 4) -> None:
        if out < by:
            raise ValueError(f"out is {out}, by is {by}: no channel would be left in the middle")
        middle = out // by
        super().__init__(
            nn.Conv2d(into, middle, 1), nn.ReLU(),
            nn.Conv2d(middle, middle, (3, 1), padding=(1, 0)), nn.ReLU(),
            nn.Conv2d(middle, middle, (1, 3), padding=(0, 1)), nn.ReLU(),
            nn.Conv2d(middle, out, 1),
        )  # fmt: skip


def conv(into: int, out: int, side: int) -> nn.Sequential:
    """A convolution that keeps the size, and its ReLU."""
    return nn.Sequential(nn.Conv2d(into, out, side, padding=side // 2), nn.ReLU())


class Inception(nn.Module):
    """Four paths side by side; a 1x1 makes the map thinner before each wide window."""

    def __init__(self, into: int, out: int) -> None:
        super().__init__()
        if out < 16:
            raise ValueError(f"out is {out}: the path with the 5x5 needs at least 16")
        three, five, pooled = out // 2, out // 8, out // 8
        pool = nn.MaxPool2d(3, stride=1, padding=1)
        self.paths = nn.ModuleList([
            conv(into, out - three - five - pooled, 1),
            nn.Sequential(conv(into, 3 * out // 8, 1), conv(3 * out // 8, three, 3)),
            nn.Sequential(conv(into, out // 16, 1), conv(out // 16, five, 5)),
            nn.Sequential(pool, conv(into, pooled, 1)),
        ])  # fmt: skip

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([path(x) for path in self.paths], dim=1)


class Separable(nn.Sequential):
    """MobileNet: one 3x3 for each channel alone, then a 1x1 that mixes the channels."""

    def __init__(self, into: int, out: int) -> None:
        super().__init__(
            nn.Conv2d(into, into, 3, padding=1, groups=into), nn.ReLU(),
            nn.Conv2d(into, out, 1), nn.ReLU(),
        )  # fmt: skip


class CBAM(nn.Module):
    """Weighs the channels, then the positions; gives as many channels as it gets."""

    def __init__(self, channels: int, by: int = 16) -> None:
        super().__init__()
        hidden = channels // by
        if not hidden:
            raise ValueError(f"{channels} channels with r = {by}: no hidden unit would be left; choose a smaller r")
        down, up = nn.Conv2d(channels, hidden, 1, bias=False), nn.Conv2d(hidden, channels, 1, bias=False)
        self.mlp = nn.Sequential(down, nn.ReLU(), up)  # one for both pooled vectors
        self.window = nn.Conv2d(2, 1, 7, padding=3, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mean, most = x.mean(dim=(2, 3), keepdim=True), x.amax(dim=(2, 3), keepdim=True)
        x = x * torch.sigmoid(self.mlp(mean) + self.mlp(most))  # (B, C, 1, 1): a weight for each channel
        both = torch.cat([x.mean(dim=1, keepdim=True), x.amax(dim=1, keepdim=True)], dim=1)
        return x * torch.sigmoid(self.window(both))  # (B, 1, H, W): a weight for each position


if __name__ == "__main__":
    x = torch.rand(1, 64, 32, 32)
    for block in (DoubleConv, Basic, Bottleneck, SmallBasic, Inception, Separable):
        net = block(64, 128)
        params = sum(each.numel() for each in net.parameters())
        print(f"{block.__name__:>10}: {tuple(x.shape)} -> {tuple(net(x).shape)}, {params:,} parameters")
    print(f"{'CBAM':>10}: {tuple(CBAM(64)(x).shape)}")
