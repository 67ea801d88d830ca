"""Small programs that fail as a message says, and the same mended: written here, filled with whole numbers only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import prod

HEAD = "import torch\nfrom torch import nn\nfrom torch.nn import functional as F\n\n"
FOOT = "\nprint(tuple(out.shape))\n"
LARGEST = 8192  # of any number in a program
ELEMENTS = 2**23  # numbers that a program holds at most: 32 MB, and as much again for what it works out

_CAT = "skip = torch.zeros(1, 2, {0}, {0})\nup = torch.zeros(1, 2, {1}, {1})\n"
_JOIN = "out = torch.cat([skip, up], dim=1)"
_PAIR = "skip = torch.zeros(1, {0}, 8, 8)\nup = torch.zeros(1, {1}, 8, 8)\n"
_IMAGE = "image = torch.zeros(1, {1}, 16, 16)\n"
_LOGITS = "logits = torch.zeros(1, {0}, 4, 4)\n"
_CE = "out = F.cross_entropy(logits, mask)"
_BCE = "out = F.binary_cross_entropy_with_logits(logits, mask)"
BODIES: dict[str, tuple[str, str]] = {
    "odd": (
        "skip = torch.zeros(1, 2, {0}, {0})\nup = nn.Upsample(scale_factor=2)(nn.MaxPool2d(2)(skip))\n" + _JOIN,
        "skip = F.pad(torch.zeros(1, 2, {0}, {0}), (0, 1, 0, 1))\n"
        "up = nn.Upsample(scale_factor=2)(nn.MaxPool2d(2)(skip))\n" + _JOIN,
    ),
    "rounded": (
        "skip = torch.zeros(1, 2, {0}, {0})\ndeep = nn.Conv2d(2, 2, 3, stride=2, padding=1)(skip)\n"
        "up = nn.Upsample(scale_factor=2)(deep)\n" + _JOIN,
        "skip = F.pad(torch.zeros(1, 2, {0}, {0}), (0, 1, 0, 1))\n"
        "deep = nn.Conv2d(2, 2, 3, stride=2, padding=1)(skip)\nup = nn.Upsample(scale_factor=2)(deep)\n" + _JOIN,
    ),
    "output_padding": (
        "skip = torch.zeros(1, 2, {0}, {0})\ndeep = nn.MaxPool2d(2)(skip)\n"
        "up = nn.ConvTranspose2d(2, 2, 3, stride=2, padding=1)(deep)\n" + _JOIN,
        "skip = torch.zeros(1, 2, {0}, {0})\ndeep = nn.MaxPool2d(2)(skip)\n"
        "up = nn.ConvTranspose2d(2, 2, 3, stride=2, padding=1, output_padding=1)(deep)\n" + _JOIN,
    ),
    "resize": (_CAT + _JOIN, _CAT + "up = F.interpolate(up, size=skip.shape[-2:])\n" + _JOIN),
    "crop": (_CAT + _JOIN, _CAT + "skip = skip[..., {2}:{3}, {2}:{3}]\n" + _JOIN),
    "forgot_dim": (_PAIR + "out = torch.cat([skip, up])", _PAIR + _JOIN),
    "wrong_dim": (_PAIR + "out = torch.cat([skip, up], dim=2)", _PAIR + _JOIN),
    "ranks": (
        "skip = torch.zeros(1, 2, 8, 8)\nup = torch.zeros(2, 8, 8)\n" + _JOIN,
        "skip = torch.zeros(1, 2, 8, 8)\nup = torch.zeros(2, 8, 8)[None]\n" + _JOIN,
    ),
    "dim_range": (
        "skip = up = torch.zeros({0})\nout = torch.cat([skip, up], dim={1})",
        "skip = up = torch.zeros({0})\nout = torch.cat([skip, up], dim=0)",
    ),
    "signature": ("a = b = torch.zeros(1, 2, 8, 8)\nout = torch.cat(a, b)",
                  "a = b = torch.zeros(1, 2, 8, 8)\nout = torch.cat([a, b], dim=1)"),
    "nested": ("skips = [torch.zeros(1, 2, 8, 8)]\nup = torch.zeros(1, 2, 8, 8)\nout = torch.cat([skips, up], dim=1)",
               "skips = [torch.zeros(1, 2, 8, 8)]\nup = torch.zeros(1, 2, 8, 8)\nout = torch.cat([*skips, up], dim=1)"),
    "sum": (_PAIR + "out = skip + up", _PAIR + "out = skip + nn.Conv2d({1}, {0}, 1)(up)"),
    "scale": (
        "logits = torch.zeros(1, 1, {0}, {0})\nmask = torch.zeros(1, 1, {1}, {1})\nout = logits * mask",
        "logits = torch.zeros(1, 1, {0}, {0})\nmask = torch.zeros(1, 1, {1}, {1})\n"
        "logits = F.interpolate(logits, size=mask.shape[-2:])\nout = logits * mask",
    ),
    "crop_mask": (
        "logits = torch.zeros(1, 1, {0}, {0})\nmask = torch.zeros(1, 1, {1}, {1})\nout = logits * mask",
        "logits = torch.zeros(1, 1, {0}, {0})\nmask = torch.zeros(1, 1, {1}, {1})\n"
        "mask = mask[..., {2}:{3}, {2}:{3}]\nout = logits * mask",
    ),
    "first": (
        _IMAGE + "out = nn.Conv2d({0}, 8, 3, padding=1)(image)",
        _IMAGE + "out = nn.Conv2d({1}, 8, 3, padding=1)(image)",
    ),
    "alpha": (
        _IMAGE + "out = nn.Conv2d({0}, 8, 3, padding=1)(image)",
        _IMAGE + "out = nn.Conv2d({0}, 8, 3, padding=1)(image[:, :{0}])",
    ),
    "grey": (
        _IMAGE + "out = nn.Conv2d({0}, 8, 3, padding=1)(image)",
        _IMAGE + "out = nn.Conv2d({0}, 8, 3, padding=1)(image.expand(-1, {0}, -1, -1))",
    ),
    "colour": (
        _IMAGE + "out = nn.Conv2d({0}, 8, 3, padding=1)(image)",
        _IMAGE + "out = nn.Conv2d({0}, 8, 3, padding=1)(image.mean(dim=1, keepdim=True))",
    ),
    "last_axis": (
        "image = torch.zeros(1, 16, 16, {0})\nout = nn.Conv2d({0}, 8, 3, padding=1)(image)",
        "image = torch.zeros(1, 16, 16, {0})\nout = nn.Conv2d({0}, 8, 3, padding=1)(image.permute(0, 3, 1, 2))",
    ),
    "transposed": (
        "x = torch.zeros(1, {1}, 8, 8)\nout = nn.ConvTranspose2d({0}, 4, 2, stride=2)(x)",
        "x = torch.zeros(1, {1}, 8, 8)\nout = nn.ConvTranspose2d({1}, 4, 2, stride=2)(x)",
    ),
    "forgot_cat": (
        "skip = up = torch.zeros(1, {1}, 8, 8)\nout = nn.Conv2d({0}, 4, 1)(up)",
        "skip = up = torch.zeros(1, {1}, 8, 8)\nout = nn.Conv2d({0}, 4, 1)(torch.cat([skip, up], dim=1))",
    ),
    "widen": (
        "joined = torch.zeros(1, {1}, 8, 8)\nout = nn.Conv2d({0}, 4, 1)(joined)",
        "joined = torch.zeros(1, {1}, 8, 8)\nout = nn.Conv2d({1}, 4, 1)(joined)",
    ),
    "linear": ("x = torch.zeros(1, {1})\nout = nn.Linear({0}, "
        "4)(x)", "x = torch.zeros(1, {1})\nout = nn.Linear({1}, 4)(x)"),
    "unbatched": (
        "x = torch.zeros({0}, 8, 8)\nout = nn.BatchNorm2d({0})(x)",
        "x = torch.zeros({0}, 8, 8)[None]\nout = nn.BatchNorm2d({0})(x)",
    ),
    "extra_axis": (
        "x = torch.zeros(1, 1, {0}, 8, 8)\nout = nn.Conv2d({0}, 4, 3)(x)",
        "x = torch.zeros(1, 1, {0}, 8, 8).squeeze(1)\nout = nn.Conv2d({0}, 4, 3)(x)",
    ),
    "volume": (
        "x = torch.zeros(1, {0}, {1}, 8, 8)\nout = nn.Conv2d({0}, 4, 3, padding=1)(x)",
        "x = torch.zeros(1, {0}, {1}, 8, 8)\nout = nn.Conv3d({0}, 4, 3, padding=1)(x)",
    ),
    "window": (
        "x = torch.zeros(1, 2, {0}, {0})\nout = nn.Conv2d(2, 2, {1})(x)",
        "x = torch.zeros(1, 2, {0}, {0})\nout = nn.Conv2d(2, 2, {1}, padding={1} // 2)(x)",
    ),
    "pool": (
        "x = torch.zeros(1, 2, 1, 1)\nout = nn.MaxPool2d(2)(x)",
        "x = torch.zeros(1, 2, 2, 2)\nout = nn.MaxPool2d(2)(x)",
    ),
    "norm": (
        "x = torch.zeros(1, {0}, 1, 1)\nout = nn.BatchNorm2d({0})(x)",
        "x = torch.zeros(1, {0}, 1, 1)\nout = nn.BatchNorm2d({0}).eval()(x)",
    ),
    "target_axis": (
        "logits = torch.zeros(1, 1, {0}, {0})\nmask = torch.zeros(1, {0}, {0})\n" + _BCE,
        "logits = torch.zeros(1, 1, {0}, {0})\nmask = torch.zeros(1, {0}, {0}).unsqueeze(1)\n" + _BCE,
    ),
    "target_squeeze": (
        "logits = torch.zeros(1, 2, 8, 8)\nmask = torch.zeros(1, 1, 8, 8).long()\n" + _CE,
        "logits = torch.zeros(1, 2, 8, 8)\nmask = torch.zeros(1, 1, 8, 8).long().squeeze(1)\n" + _CE,
    ),
    "label": (
        _LOGITS + "mask = torch.full((1, 4, 4), {0})\n" + _CE,
        "logits = torch.zeros(1, {1}, 4, 4)\nmask = torch.full((1, 4, 4), {0})\n" + _CE,
    ),
    "label_255": (
        "logits = torch.zeros(1, 2, 4, 4)\nmask = torch.full((1, 4, 4), 255)\n" + _CE,
        "logits = torch.zeros(1, 2, 4, 4)\nmask = torch.full((1, 4, 4), 255)\nmask = (mask > 0).long()\n" + _CE,
    ),
    "label_void": (
        "logits = torch.zeros(1, 2, 4, 4)\nmask = torch.tensor([[[0, 255]]])\nlogits = logits[..., :1, :2]\n" + _CE,
        "logits = torch.zeros(1, 2, 4, 4)\nmask = torch.tensor([[[0, 255]]])\nlogits = logits[..., :1, :2]\n"
        "out = F.cross_entropy(logits, mask, ignore_index=255)",
    ),
    "probability": (
        "logits = torch.full((1, 1, 4, 4), 2.0)\nmask = torch.ones(1, 1, 4, 4)\n"
        "out = F.binary_cross_entropy(logits, mask)",
        "logits = torch.full((1, 1, 4, 4), 2.0)\nmask = torch.ones(1, 1, 4, 4)\n" + _BCE,
    ),
    "mask_255": (
        "probability = torch.full((1, 1, 4, 4), 0.5)\nmask = torch.full((1, 1, 4, 4), 255.0)\n"
        "out = F.binary_cross_entropy(probability, mask)",
        "probability = torch.full((1, 1, 4, 4), 0.5)\nmask = torch.full((1, 1, 4, 4), 255.0)\n"
        "out = F.binary_cross_entropy(probability, (mask > 0).float())",
    ),
    "double": (
        "x = torch.zeros(1, 2, 8, 8, dtype=torch.float64)\nout = nn.Conv2d(2, 4, 3)(x)",
        "x = torch.zeros(1, 2, 8, 8, dtype=torch.float64)\nout = nn.Conv2d(2, 4, 3)(x.float())",
    ),
    "bytes": (
        "x = torch.zeros(1, 2, 8, 8, dtype=torch.uint8)\nout = nn.Conv2d(2, 4, 3)(x)",
        "x = torch.zeros(1, 2, 8, 8, dtype=torch.uint8)\nout = nn.Conv2d(2, 4, 3)(x.float() / 255)",
    ),
    "half": (
        "net = nn.Conv2d(2, 4, 3).half()\nout = net(torch.zeros(1, 2, 8, 8))",
        "net = nn.Conv2d(2, 4, 3).half()\nout = net.float()(torch.zeros(1, 2, 8, 8))",
    ),
    "long_target": (
        "logits = torch.zeros(1, 2, 4, 4)\nmask = torch.zeros(1, 4, 4)\n" + _CE,
        "logits = torch.zeros(1, 2, 4, 4)\nmask = torch.zeros(1, 4, 4)\nout = F.cross_entropy(logits, mask.long())",
    ),
    "float_target": (
        "logits = torch.zeros(1, 1, 4, 4)\nmask = torch.zeros(1, 1, 4, 4).long()\n" + _BCE,
        "logits = torch.zeros(1, 1, 4, 4)\nmask = torch.zeros(1, 1, 4, 4).long().float()\n" + _BCE,
    ),
    "stack": (
        "first, second = torch.zeros(1, {0}, {1}), torch.zeros(1, {2}, {3})\nout = torch.stack([first, second])",
        "first, second = torch.zeros(1, {0}, {1}), torch.zeros(1, {2}, {3})\n"
        "second = F.interpolate(second[None], size=first.shape[-2:])[0]\nout = torch.stack([first, second])",
    ),
    "outputs": (
        "outputs = [torch.zeros(1, 1, 8, 8), torch.zeros(1, 1, 8, 8)]\nout = torch.sigmoid(outputs)",
        "outputs = [torch.zeros(1, 1, 8, 8), torch.zeros(1, 1, 8, 8)]\nout = torch.sigmoid(outputs[-1])",
    ),
    "prefix": (
        "net = nn.Conv2d(1, 2, 3)\nsaved = nn.Sequential(nn.Conv2d(1, 2, 3)).state_dict()\n"
        "net.load_state_dict(saved)\nout = net(torch.zeros(1, 1, 8, 8))",
        'net = nn.Conv2d(1, 2, 3)\nsaved = nn.Sequential(nn.Conv2d(1, 2, 3)).state_dict()\n'
        'net.load_state_dict({{name.removeprefix("0."): value for name, value in saved.items()}})\n'
        "out = net(torch.zeros(1, 1, 8, 8))",
    ),
}  # fmt: skip
_SIZES = re.compile(r"(?:zeros|ones|full|Conv\dd|Linear|ConvTranspose\dd)\(\(?([\d, ]+)")


@dataclass(frozen=True)
class Trial:
    """A pair of programs by name, with the whole numbers that fill them; see `trial`."""

    name: str
    sizes: tuple[int, ...]

    @property
    def broken(self) -> str:
        """The program that fails."""
        return HEAD + BODIES[self.name][0].format(*map(int, self.sizes)) + FOOT

    @property
    def mended(self) -> str:
        """The same program with the change made."""
        return HEAD + BODIES[self.name][1].format(*map(int, self.sizes)) + FOOT

    @property
    def elements(self) -> int:
        """Numbers that its tensors and weights hold, both programs together, windows of 3×3 counted in full."""
        shapes = [
            [int(size) for size in re.findall(r"\d+", text)] for text in _SIZES.findall(self.broken + self.mended)
        ]
        return sum(prod(max(1, size) for size in shape) for shape in shapes) * 3


def trial(name: str, *sizes: int) -> Trial | None:
    """The programs of this name, or None where a number is out of bounds or they would hold too much.

    Raises KeyError for a name that is not in BODIES.
    """
    BODIES[name]
    made = Trial(name, tuple(map(int, sizes)))
    if any(not -LARGEST <= size <= LARGEST for size in made.sizes) or made.elements > ELEMENTS:
        return None
    return made
