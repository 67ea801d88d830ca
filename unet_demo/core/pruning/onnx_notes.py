"""What an .onnx file says of itself: how a picture becomes its input, what its output means, where it comes from."""

from __future__ import annotations

from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.tasks import TASKS, net_of
from unet_demo.core.pictures.normalise import HIGH_PERCENT, LOW_PERCENT, SAMPLED_PIXELS
from unet_demo.home import VERSION

IMAGE, LOGITS = "image", "logits"
SCALING = (
    f"percentiles {LOW_PERCENT} and {HIGH_PERCENT} of all values of the picture, its channels together (of more than "
    f"{SAMPLED_PIXELS} pixels: of an even grid), become 0 and 1; what lies beyond is clipped to [0, 1]; a flat picture "
    "becomes 0; not a division by 255; grey is repeated to 3 channels"
)


def said_of(net: Architecture, depth: int) -> dict[str, str]:
    """Input, output, scaling, padding and depth of a net pruned to `depth`, each by its name in the metadata."""
    multiple = 2**net.depth
    padding = (
        f"height and width to multiples of {multiple} (2^{net.depth}), mirrored at the right and the lower edge, the "
        "edge pixel repeated; the logits are cropped back; a side that "
        f"2^{depth} does not divide ends in an error at a Concat"
    )
    meaning = "a pixel is the object where its logit is 0 or more" if net.classes == 1 else "the largest logit wins"
    return {
        IMAGE: f"(batch, {net.in_channels}, height, width), float32 in [0, 1]. Scaling: {SCALING}. Padding: {padding}.",
        LOGITS: f"(batch, {net.classes}, height, width), before sigmoid or softmax; {meaning}.",
        "scaling": SCALING,
        "padding": padding,
        "depth": f"L{depth} of L{net.depth}",
    }


def about(task: str) -> dict[str, str]:
    """Task, classes, size of the copy that is looked at, and the weights: file, sha256, licence, version of the app."""
    row, net = TASKS[task], net_of(task)
    size = "every picture at its own size"
    if row.side_px:
        size = (
            f"a picture whose long side is above {row.side_px} px is shrunk to that, Lanczos (far larger ones are "
            "averaged to 4 times that first); the answer is enlarged bilinearly"
        )
    return {
        "task": task,
        "classes": ", ".join(row.classes),
        "size": size,
        "weights": net.file,
        "weights_sha256": net.sha256,
        "licence": row.licence,
        "unet_demo": VERSION,
    }
