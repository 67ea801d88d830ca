"""The U-Net of the chosen widths and head as code to take home, once for PyTorch and once for Keras: text, no torch.

Ronneberger et al. 2015 in the padded form: blocks of two 3x3 convolutions with ReLU, 2x2 max-pooling, 2x2 transposed
convolutions, concatenation, a 1x1 head. Both nets give logits, and the loss takes them: the sigmoid of one class, the
softmax of several are inside it. Both texts use the same names (e0, e1, … on the way down, x on the way up), so that
they can be read side by side, line by line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from unet_demo.core.nets.grid import Architecture, params_at

PYTORCH_HEAD = '''\
import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Sequential):
    """Two 3x3 convolutions with ReLU; height and width stay. Start as in He et al. 2015."""

    def __init__(self, into: int, out: int) -> None:
        convs = [nn.Conv2d(into, out, 3, padding=1), nn.Conv2d(out, out, 3, padding=1)]
        for conv in convs:
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
            nn.init.zeros_(conv.bias)
        super().__init__(convs[0], nn.ReLU(), convs[1], nn.ReLU())
'''
KERAS_HEAD = """\
import keras
from keras import layers

keras.config.set_image_data_format("channels_last")  # (B, H, W, C), so that axis -1 below is the channels
"""
KERAS_BLOCK = '''\
def block(x, out):
    """Two 3x3 convolutions with ReLU; height and width stay. Start as in He et al. 2015."""
    for _ in range(2):
        x = layers.Conv2D(out, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)
    return x
'''
CARRY_OVER = """\
# net: the PyTorch UNet, model: the Keras one
weights = [each.detach().numpy() for each in net.parameters()]
model.set_weights([each.transpose(2, 3, 1, 0) if each.ndim == 4 else each for each in weights])"""
RATE = "1e-3"
POINTER = "# sizes that do not meet: "  # where the address of the clinic follows, for any host


def architecture_of(widths: Sequence[int], classes: int, in_channels: int) -> Architecture:
    """The net that both texts build, as the grid counts it. Raises ValueError for widths or counts below 1."""
    return Architecture("unet", in_channels, tuple(widths), classes)


def params_of(widths: Sequence[int], classes: int, in_channels: int) -> int:
    """Weights and biases of the net that both texts build."""
    net = architecture_of(widths, classes, in_channels)
    return params_at(net, net.depth)


def pytorch_unet(widths: Sequence[int], classes: int, in_channels: int) -> str:
    """A module of PyTorch that defines UNet(): (B, in_channels, H, W) -> logits (B, classes, H, W).

    `widths` from the top row down. At most 60 lines for five poolings. Raises ValueError as `architecture_of` does.
    """
    net = architecture_of(widths, classes, in_channels)
    top, step = net.widths[0], 2**net.depth
    lines = [
        *("", "", f"class UNet(nn.Module):{pointer_of(net)}"),
        f'    """Image (B, {in_channels}, H, W) -> logits (B, {classes}, H, W). H and W must divide by {step}."""',
        *("", "    def __init__(self) -> None:", "        super().__init__()"),
        *(f"        {line}" for line in _torch_layers(net)),
        f"        self.head = nn.Conv2d({top}, {classes}, 1)",
        *("", "    def forward(self, image: torch.Tensor) -> torch.Tensor:"),
        *(f"        {line}" for line in _torch_steps(net)),
        f"        return self.head(x)  # (B, {classes}, H, W), logits",
        *("", "", 'if __name__ == "__main__":'),
        *(f"    {line}" for line in _torch_use(net)),
    ]
    return PYTORCH_HEAD + "\n".join(lines) + "\n"


def pointer_of(net: Architecture) -> str:
    """A comment at a line's end: where the app tells what to do with a picture whose sides do not divide."""
    return f"  {POINTER}…/clinic?h=360&w=480&levels={net.depth}#doctor"


def _torch_layers(net: Architecture) -> list[str]:
    """What __init__ builds, in the order in which it runs: the numbers after `down`, `up` and `join` are rows."""
    widths, lines = net.widths, list[str]()
    for row, (into, out) in enumerate(zip((net.in_channels, *widths), widths, strict=False)):
        lines.append(f"self.down{row} = Block({into}, {out})")
    for row in reversed(range(net.depth)):
        deep, out = widths[row + 1], widths[row]
        up = f"nn.ConvTranspose2d({deep}, {out}, 2, stride=2)"
        lines.append(f"self.up{row}, self.join{row} = {up}, Block({out} + {out}, {out})")
    return lines


def _torch_steps(net: Architecture) -> list[str]:
    """What forward does, each line with the shape it gives."""
    widths, depth = net.widths, net.depth
    lines = [f"e0 = self.down0(image)  # (B, {widths[0]}, H, W)"]
    lines += [
        f"e{row} = self.down{row}(F.max_pool2d(e{row - 1}, 2))  # (B, {widths[row]}, {_size(row)})"
        for row in range(1, depth + 1)
    ]
    for row in reversed(range(depth)):
        out, below = widths[row], f"e{depth}" if row == depth - 1 else "x"
        lines.append(f"x = self.up{row}({below})  # (B, {out}, {_size(row)})")
        joined = f"(B, {out} + {out}, {_size(row)}) -> (B, {out}, {_size(row)})"
        lines.append(f"x = self.join{row}(torch.cat([e{row}, x], dim=1))  # {joined}")
    return lines


def _torch_use(net: Architecture) -> list[str]:
    """How the net is made and trained: the loss takes logits, the sigmoid or softmax is inside it."""
    target = "(B, 1, H, W), float, 0 or 1" if net.classes == 1 else f"(B, H, W), int64, 0 to {net.classes - 1}"
    loss = "nn.BCEWithLogitsLoss()" if net.classes == 1 else "nn.CrossEntropyLoss()"
    squash, side = "sigmoid()" if net.classes == 1 else "softmax(dim=1)", 2 ** (net.depth + 2)
    return [
        "net = UNet()",
        f"optimiser = torch.optim.Adam(net.parameters(), lr={RATE})",
        f"loss_of = {loss}  # takes logits; target {target}",
        'print(f"{sum(each.numel() for each in net.parameters()):,} parameters")',
        f"print(net(torch.rand(1, {net.in_channels}, {side}, {side})).{squash}.shape)  # probabilities",
    ]


def keras_unet(widths: Sequence[int], classes: int, in_channels: int) -> str:
    """A module of Keras 3 that defines unet(): (B, H, W, in_channels) -> logits (B, H, W, classes), compiled.

    The loss takes logits (a softmax in the head, with the loss that takes probabilities, cannot be trained where Keras
    3.15 runs on torch 2.13: see records/keras_unet.json), and the metric counts the object, or every class alike.
    Raises ValueError as `architecture_of` does.
    """
    net = architecture_of(widths, classes, in_channels)
    step = 2**net.depth
    lines = [
        *("", "", f"def unet():{pointer_of(net)}"),
        f'    """Image (B, H, W, {in_channels}) -> logits (B, H, W, {classes}). H and W must divide by {step}."""',
        f"    image = keras.Input((None, None, {in_channels}))",
        *(f"    {line}" for line in _keras_steps(net)),
        f"    model = keras.Model(image, layers.Conv2D({classes}, 1)(x))  # (B, H, W, {classes}), logits",
        *(f"    {line}" for line in _keras_compile(net)),
        "    return model",
        *("", "", 'if __name__ == "__main__":'),
        *(f"    {line}" for line in _keras_use(net)),
    ]
    return f"{KERAS_HEAD}\n\n{KERAS_BLOCK}" + "\n".join(lines) + "\n"


def _keras_steps(net: Architecture) -> list[str]:
    """The layers from the image to x, line for line as PyTorch's forward does it."""
    widths, depth = net.widths, net.depth
    lines = [f"e0 = block(image, {widths[0]})  # (B, H, W, {widths[0]})"]
    for row in range(1, depth + 1):
        pooled = f"layers.MaxPooling2D(2)(e{row - 1})"
        lines.append(f"e{row} = block({pooled}, {widths[row]})  # (B, {_size(row)}, {widths[row]})")
    for row in reversed(range(depth)):
        out, below = widths[row], f"e{depth}" if row == depth - 1 else "x"
        lines.append(f"x = layers.Conv2DTranspose({out}, 2, strides=2)({below})  # (B, {_size(row)}, {out})")
        joined = f"(B, {_size(row)}, {out} + {out}) -> (B, {_size(row)}, {out})"
        lines.append(f"x = block(layers.Concatenate(axis=-1)([e{row}, x]), {out})  # {joined}")
    return lines


def _keras_compile(net: Architecture) -> list[str]:
    """The optimiser, a loss that takes the logits of the head, and a score that background alone cannot win."""
    if net.classes == 1:
        loss, target = "BinaryCrossentropy", "(B, H, W, 1), 0 or 1"
        metric = 'BinaryIoU(target_class_ids=[1], threshold=0.0, name="iou")'
    else:
        loss, target = "SparseCategoricalCrossentropy", f"(B, H, W), 0 to {net.classes - 1}"
        metric = f'MeanIoU(num_classes={net.classes}, sparse_y_pred=False, name="iou")'
    why = "logit 0 is 50 %" if net.classes == 1 else "the largest logit wins"
    return [
        "model.compile(",
        f"    optimizer=keras.optimizers.Adam(learning_rate={RATE}),",
        f"    loss=keras.losses.{loss}(from_logits=True),  # target {target}",
        f"    metrics=[keras.metrics.{metric}],  # {why}",
        ")",
    ]


def _keras_use(net: Architecture) -> list[str]:
    """How the net is made and asked."""
    squash, side = "sigmoid" if net.classes == 1 else "softmax", 2 ** (net.depth + 2)
    return [
        "model = unet()",
        'print(f"{model.count_params():,} parameters")',
        f"image = keras.random.uniform((1, {side}, {side}, {net.in_channels}))",
        f"print(keras.ops.{squash}(model(image)).shape)  # probabilities",
    ]


def _size(row: int) -> str:
    """Height and width in a row, as a comment writes them: "H, W", "H/4, W/4"."""
    return f"H/{2**row}, W/{2**row}" if row else "H, W"


def fingerprint(widths: Sequence[int], classes: int, in_channels: int) -> str:
    """Tells both texts and the two lines between them from any others: a record of what they did names it.

    The comment that points to the clinic is left out: it does nothing.
    """
    given = widths, classes, in_channels
    texts = pytorch_unet(*given), keras_unet(*given), CARRY_OVER
    bare = "\n".join(texts).replace(pointer_of(architecture_of(*given)), "")
    return hashlib.sha256(bare.encode()).hexdigest()[:16]


def weight_names(poolings: int) -> dict[str, str]:
    """The names of the exported PyTorch net's weights -> those of the same weights in our files (model.GridNet)."""
    names: dict[str, str] = {"head": f"heads.{poolings}"}
    blocks = {f"down{row}": f"{row}_0" for row in range(poolings + 1)}
    blocks |= {f"join{row}": f"{row}_{poolings - row}" for row in range(poolings)}
    for block, key in blocks.items():
        names |= {f"{block}.0": f"blocks.{key}.conv1", f"{block}.2": f"blocks.{key}.conv2"}
    names |= {f"up{row}": f"ups.{row}_{poolings - row}" for row in range(poolings)}
    return {f"{name}.{kind}": f"{ours}.{kind}" for name, ours in names.items() for kind in ("weight", "bias")}


def layouts(widths: Sequence[int], classes: int, in_channels: int) -> dict[str, tuple[tuple[int, ...], ...]]:
    """Shapes of three layers' weights: "conv" (the first), "up" (the lowest), "head" -> (in PyTorch, in Keras).

    PyTorch keeps (out, in, 3, 3), and (in, out, 2, 2) for a transposed convolution; Keras (3, 3, in, out), and
    (2, 2, out, in). Either way Keras holds axes 2, 3, 1, 0 of PyTorch's.
    """
    deep, row = widths[-1], widths[-2]
    shapes = {"conv": (widths[0], in_channels, 3, 3), "up": (deep, row, 2, 2), "head": (classes, widths[0], 1, 1)}
    return {id: (shape, tuple(shape[axis] for axis in (2, 3, 1, 0))) for id, shape in shapes.items()}
