"""A UNet++ pruned to one head: only the nodes that this head needs exist here.

    python pruned_net.py weights.safetensors picture.png mask.png

Needs torch, numpy, pillow and safetensors; tifffile for some kinds of TIFF. (row, column) of a node is written
"row_column"; the picture is padded with its mirror image to sides that the poolings divide, as it was where the net was
trained. Large pictures go through the net in overlapping tiles, so that memory stays that of a tile.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np
import torch
from picture_input import levels_of, read_picture, stretched
from PIL import Image
from safetensors import SafetensorError, safe_open
from torch import nn
from torch.nn import functional as F

DEPTH = 2
WIDTHS = (16, 32, 64)  # channels of the rows, top first
CHANNELS, CLASSES = 3, 1
LONG_SIDE = None  # px: pictures are shrunk to this first, where the net was trained so
DIVIDES = 16  # sides are padded to a multiple of this; sizes that do not meet: …/clinic?h=250&w=250&levels=4#doctor
CORE, CONTEXT, SINGLE_PASS = 512, 96, 768 * 768  # px: a tile, what it sees beyond, pixels that go through at once
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
    """The net with its weights. Raises ValueError with a sentence for a file that is none, or another net's."""
    try:
        with safe_open(path, framework="pt") as file:
            about = file.metadata() or {}
            given = {name: file.get_tensor(name) for name in file.keys()}
    except (OSError, SafetensorError):
        raise ValueError(
            f"Got {path}, which is missing or no whole safetensors file; the weights that were downloaded with this "
            "file are needed; check the name, or download both together."
        ) from None
    net = PrunedNet()
    wanted = net.state_dict()
    try:
        widths = json.loads(about.get("architecture", "{}"))["widths"]
    except (ValueError, TypeError, KeyError):
        widths = "unknown widths"
    got = f"Got weights of depth {about.get('depth', 'unknown')}, {widths}; this file needs depth {DEPTH}, {WIDTHS}"
    wrong = [name for name in wanted if name not in given or given[name].shape != wanted[name].shape]
    if wrong or set(given) - set(wanted):
        raise ValueError(f"{got}; download the weights and this file together.")
    net.load_state_dict(given)
    return net.eval().requires_grad_(False).to(memory_format=torch.channels_last)


def segment(net, pixels):
    """(H, W) or (H, W, 3) of any numbers -> (H, W) uint8: 255 where the object is, or the number of the class."""
    size = pixels.shape[:2]
    levels, label = answer(net, *looked_at(pixels))
    if CLASSES == 1:
        return np.where(enlarged(levels, size) >= 128, 255, 0).astype(np.uint8)
    if levels.shape == size:
        return label
    chosen, best = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    for number in np.unique(label):  # the probability of each class is enlarged, the largest wins
        share = enlarged(np.where(label == number, levels, 0), size)
        chosen[share > best] = number
        np.maximum(best, share, out=best)
    return chosen


def answer(net, pixels, low, high):
    """(h, w) twice: 256 times the probability of the object or of the likeliest class, rounded down; that class."""
    height, width = pixels.shape[:2]
    levels, label = np.empty((height, width), np.uint8), np.empty((height, width), np.uint8)
    whole = padded(height) * padded(width) <= SINGLE_PASS
    for top, bottom, above, below in spans(height, whole):
        for left, right, before, after in spans(width, whole):
            part = pixels[np.ix_(mirrored(above, below, height), mirrored(before, after, width))]
            image = torch.from_numpy(stretched(part, low, high)).permute(2, 0, 1)[None]  # (1, 3, h, w)
            with torch.inference_mode():
                logits = net(image)[0]
                share, best = (logits.softmax(0) if CLASSES > 1 else torch.sigmoid(logits)).max(0)
            core = slice(top - above, bottom - above), slice(left - before, right - before)
            levels[top:bottom, left:right] = (share * 256).clamp(0, 255).to(torch.uint8).numpy()[core]
            label[top:bottom, left:right] = best.to(torch.uint8).numpy()[core]
    return levels, label


def padded(length):
    """The next multiple of DIVIDES."""
    return -(-length // DIVIDES) * DIVIDES


def spans(length, whole):
    """(start, stop) of every tile along one side, and (start, stop) of what goes through the net for it."""
    core = length if whole else CORE
    for start in range(0, length, core):
        stop = min(start + core, length)
        yield start, stop, max(0, start - CONTEXT), min(padded(length), padded(stop) + CONTEXT)


def mirrored(start, stop, length):
    """Places start to stop - 1 along a side, those behind its end mirrored at it, the last one repeated."""
    around = np.arange(start, stop) % (2 * length)
    return np.where(around < length, around, 2 * length - 1 - around)


def looked_at(pixels):
    """The picture and its levels; or, where its long side is more than LONG_SIDE, a copy of 8 bits with that side."""
    low, high = levels_of(pixels)
    height, width = pixels.shape[:2]
    longest = max(height, width)
    if LONG_SIDE is None or longest <= LONG_SIDE:
        return pixels, low, high
    size = max(1, round(width * LONG_SIDE / longest)), max(1, round(height * LONG_SIDE / longest))
    image, share = Image.fromarray(in_8_bits(pixels, low, high)), 4 * max(size) / longest
    if share < 1:  # a far larger one is averaged to 4 times the size first
        image = image.resize((max(1, round(width * share)), max(1, round(height * share))), Image.Resampling.BOX)
    image = image.convert("RGB")
    small = np.asarray(image if image.size == size else image.resize(size, Image.Resampling.LANCZOS))
    return (small, low, high) if pixels.dtype == np.uint8 else (small, 0.0, 255.0)


def in_8_bits(pixels, low, high):
    """The picture itself where it has 8 bits, else 0 to 255 between its levels, made band by band."""
    if pixels.dtype == np.uint8:
        return pixels
    shown = np.empty(pixels.shape, np.uint8)
    for top in range(0, len(pixels), 256):
        band = np.rint(stretched(pixels[top : top + 256], low, high) * 255)
        shown[top : top + 256] = band[..., 0] if pixels.ndim == 2 else band
    return shown


def enlarged(levels, size):
    """(h, w) uint8 at the size (H, W), bilinearly."""
    if levels.shape == size:
        return levels
    return np.asarray(Image.fromarray(levels.astype(np.uint8)).resize(size[::-1], Image.Resampling.BILINEAR))


def save(mask, path):
    """Writes the mask whole or not at all. Raises ValueError for a name that asks for a format with losses."""
    path = Path(path)
    format = {".png": "PNG", ".tif": "TIFF", ".tiff": "TIFF"}.get(path.suffix.lower())
    if format is None:
        raise ValueError(f"Got {path} for the mask; a name that ends in .png or .tif is needed; choose such a name.")
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        Image.fromarray(mask).save(part, format)
        os.replace(part, path)
    except OSError as error:
        raise ValueError(f"Got {path}: {error.strerror}; a place to write is needed; choose another.") from None
    finally:
        part.unlink(missing_ok=True)


def main(arguments):
    """Command line; returns the exit status: 0, or 2 with a sentence."""
    if len(arguments) != 3:
        usage = "python pruned_net.py weights.safetensors picture.png mask.png"
        print(f"Got {len(arguments)} names; weights, picture and mask are needed: {usage}", file=sys.stderr)
        return 2
    weights, picture, mask = arguments
    try:
        net, (pixels, pages) = load(weights), read_picture(picture)
        if pages > 1:
            print(f"{picture} has {pages} pages; page 1 is read.", file=sys.stderr)
        save(segment(net, pixels), mask)
    except ValueError as error:
        print(error, file=sys.stderr)
    except (MemoryError, RuntimeError) as error:  # torch says with the second that memory ran out
        reason = str(error).partition("\n")[0] or "memory ran out"
        told = f"Got a failure while the net ran ({reason}); free memory is needed; try a smaller picture."
        print(told, file=sys.stderr)
    else:
        return 0
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
