"""A UNet++ pruned to one head: only the nodes that this head needs exist here.

    python pruned_net.py weights.safetensors picture.png mask.png

Needs torch, numpy, pillow and safetensors. (row, column) of a node is written "row_column"; the picture is padded with
its mirror image to sides that the poolings divide, as it was where the net was trained.
"""

import json
import sys

import numpy as np
import torch
from PIL import Image
from safetensors import safe_open
from torch import nn
from torch.nn import functional as F

DEPTH = 2
WIDTHS = (16, 32, 64)  # channels of the rows, top first
CHANNELS, CLASSES = 3, 1
LONG_SIDE = None  # px: pictures are shrunk to this first, where the net was trained so
DIVIDES = 16  # sides are padded to a multiple of this
NODES = (
    ("0_0", ()),
    ("1_0", ("0_0",)),
    ("0_1", ("0_0", "1_0")),
    ("2_0", ("1_0",)),
    ("1_1", ("1_0", "2_0")),
    ("0_2", ("0_0", "0_1", "1_1")),
)


class Block(nn.Module):
    """Twice a 3x3 convolution and ReLU."""

    def __init__(self, into: int, out: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(into, out, 3, padding=1)
        self.conv2 = nn.Conv2d(out, out, 3, padding=1)

    def forward(self, x):  # (B, into, H, W) -> (B, out, H, W)
        return F.relu(self.conv2(F.relu(self.conv1(x))))


class PrunedNet(nn.Module):
    """Every node of NODES once, in that order; the answer is read at X(0, DEPTH)."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks, self.ups = nn.ModuleDict(), nn.ModuleDict()
        for key, sources in NODES:
            row, col = map(int, key.split("_"))
            into = len(sources) * WIDTHS[row] if col else WIDTHS[row - 1] if row else CHANNELS
            self.blocks[key] = Block(into, WIDTHS[row])
            if col:
                self.ups[key] = nn.ConvTranspose2d(WIDTHS[row + 1], WIDTHS[row], 2, stride=2)
        self.heads = nn.ModuleDict({str(DEPTH): nn.Conv2d(WIDTHS[0], CLASSES, 1)})

    def forward(self, image):  # (B, CHANNELS, H, W) in [0, 1] -> logits (B, CLASSES, H, W)
        done = {}
        for key, sources in NODES:
            if key == "0_0":
                x = image
            elif key.endswith("_0"):
                x = F.max_pool2d(done[sources[0]], 2)
            else:
                *skips, below = sources
                x = torch.cat([*(done[skip] for skip in skips), self.ups[key](done[below])], dim=1)
            done[key] = self.blocks[key](x)
        return self.heads[str(DEPTH)](done[f"0_{DEPTH}"])


def load(path):
    """The net with its weights. Raises ValueError that says got / need / do for weights of another net."""
    with safe_open(path, framework="pt") as file:
        about = file.metadata() or {}
        found = {name: file.get_tensor(name) for name in file.keys()}
    net = PrunedNet()
    wanted = net.state_dict()
    told = json.loads(about.get("architecture", "{}")).get("widths", "unknown widths")
    got = f"Got weights of depth {about.get('depth', 'unknown')}, {told}; this file needs depth {DEPTH}, {WIDTHS}"
    wrong = [name for name in wanted if name not in found or found[name].shape != wanted[name].shape]
    if wrong or set(found) - set(wanted):
        raise ValueError(f"{got}; download the weights and this file together.")
    net.load_state_dict(found)
    return net.eval().requires_grad_(False).to(memory_format=torch.channels_last)


def segment(net, pixels):
    """(H, W, 3) uint8 -> (H, W) uint8: 255 where the object is, or the number of the class."""
    height, width = pixels.shape[:2]
    small = shrunk(pixels)
    levels, label = levels_of(net, small, stretched(small, *np.percentile(pixels, (0.5, 99.8))))
    if CLASSES == 1:
        return np.where(enlarged(levels, height, width) >= 128, 255, 0).astype(np.uint8)
    shares = [enlarged(np.where(label == number, levels, 0), height, width) for number in range(CLASSES)]
    return np.argmax(shares, axis=0).astype(np.uint8)


def levels_of(net, pixels, image):
    """(h, w) twice: 256 times the probability of the object or of the likeliest class, rounded down; that class."""
    height, width = pixels.shape[:2]
    padding = ((0, -height % DIVIDES), (0, -width % DIVIDES), (0, 0))
    padded = torch.from_numpy(np.pad(image, padding, mode="symmetric")).permute(2, 0, 1)[None]
    with torch.inference_mode():
        logits = net(padded)[0, :, :height, :width]
        share, label = (logits.softmax(0) if CLASSES > 1 else torch.sigmoid(logits)).max(0)
    return tuple(each.to(torch.uint8).numpy() for each in ((share * 256).clamp(0, 255), label))


def shrunk(pixels):
    """The picture itself, or a copy whose long side is LONG_SIDE; a far larger one is averaged to 4 times it first."""
    height, width = pixels.shape[:2]
    longest = max(height, width)
    if LONG_SIDE is None or longest <= LONG_SIDE:
        return pixels
    image, share = Image.fromarray(pixels), 4 * LONG_SIDE / longest
    if share < 1:
        rough = max(1, round(width * share)), max(1, round(height * share))
        image = image.resize(rough, Image.Resampling.BOX)
    size = max(1, round(width * LONG_SIDE / longest)), max(1, round(height * LONG_SIDE / longest))
    return np.asarray(image.resize(size, Image.Resampling.LANCZOS))


def enlarged(levels, height, width):
    """(h, w) uint8 at the picture's own size, bilinearly."""
    if levels.shape == (height, width):
        return levels
    return np.asarray(Image.fromarray(levels.astype(np.uint8)).resize((width, height), Image.Resampling.BILINEAR))


def stretched(pixels, low, high):
    """(H, W, 3) uint8 -> float32 in [0, 1]: `low` becomes 0, `high` becomes 1, for all three colours alike."""
    share = np.float32(1 / (high - low) if high > low else 0)
    return np.clip((pixels.astype(np.float32) - np.float32(low)) * share, 0, 1)


if __name__ == "__main__":
    weights, picture, mask = sys.argv[1:]
    loaded = np.asarray(Image.open(picture).convert("RGB"))
    Image.fromarray(segment(load(weights), loaded)).save(mask)
