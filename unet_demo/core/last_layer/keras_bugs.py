"""Six mistakes that stand in circulating Keras code of a U-Net: each as a small fragment that can be run, and its mend.

The fragments are our own. They run behind the Keras text of `code_export` for WIDTHS (`unet`, `layers` and `keras` come
from there) with `np`, and `images` and `masks` of generated scenes; benchmarks/keras_bugs.py runs every one of them in
real Keras and writes down what it prints or raises. What can be shown without Keras is computed here. No torch in here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.last_layer.export import architecture_of, keras_unet
from unet_demo.core.lessons.ask import Ask
from unet_demo.core.nets.design import Design
from unet_demo.core.nets.plan import Plan, plan_of
from unet_demo.core.scoring.metrics import iou

WIDTHS, CLASSES, IN_CHANNELS = (8, 16, 32, 64, 128), 1, 3
SCENES, SIDE_PX, EPOCHS = 16, 64, 40  # what the fragment about sigmoids is trained on, and for how long
BEHIND = keras_unet(WIDTHS, CLASSES, IN_CHANNELS)  # the code that stands before every fragment


@dataclass(frozen=True)
class Bug:
    """One mistake: `wrong` and `mend` are code; `options` are what may happen, `answer` what does happen.

    `also` is a variant whose outcome belongs to the lesson, "" where there is none.
    Words are export.ask.<id>, is_<option>, <id>_why and, for each wrong option, m_<id>_<option>.
    """

    id: str
    wrong: str
    mend: str
    options: tuple[str, ...]
    answer: str
    also: str = ""


_LOOP = """\
inputs = keras.Input((64, 64, 3))
{start}for width in (8, 16):
    x = layers.Conv2D(width, 3, padding="same", activation="relu")({into})
    skips.append(x)
    {pooled} = layers.MaxPooling2D(2)(x)
x = layers.Conv2D(32, 3, padding="same", activation="relu")({pooled})
for width in (16, 8):
    x = layers.Conv2DTranspose(width, 2, strides=2)(x)
    x = layers.Concatenate(axis=-1)([skips.pop(), x])
    x = layers.Conv2D(width, 3, padding="same", activation="relu")(x)
outputs = layers.Conv2D(1, 1)(x)
model = keras.Model(inputs, outputs)
print(model.input_shape, model.output_shape)"""

_NO_SKIPS = """\
inputs = keras.Input((64, 64, 3))
for width in (8, 16):
    x = layers.Conv2D(width, 3, padding="same", activation="relu")(inputs)
    inputs = layers.MaxPooling2D(2)(x)
model = keras.Model(inputs, layers.Conv2D(1, 1)(inputs))
print(model.input_shape, model.output_shape)"""

_BLOCK = f"""\
def block(x, out):
    for _ in range(2):
        x = layers.Conv2D(out, 3, padding="same", {{start}})(x)
    return x


model = unet()
model.fit(images, masks, batch_size=8, epochs={EPOCHS}, verbose=0)
print(model.evaluate(images, masks, return_dict=True, verbose=0))"""

_UP = """\
flat = np.ones((1, 4, 4, 1), "float32")  # a map without any pattern
up = layers.Conv2DTranspose(1, {side}, strides=2, padding="same", kernel_initializer="ones")
print(keras.ops.convert_to_numpy(up(flat))[0, :, :, 0])"""

_BACKGROUND = """\
model = unet()
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=1e-4),
    loss=keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[{metric}],
)
kernel, bias = model.layers[-1].get_weights()
model.layers[-1].set_weights([0 * kernel, bias - 10])  # "background" everywhere
print(model.evaluate(images, masks, return_dict=True, verbose=0))"""

BUGS: Mapping[str, Bug] = MappingProxyType(
    {
        bug.id: bug
        for bug in (
            Bug(
                "input",
                _LOOP.format(start="skips = []\n", into="inputs", pooled="inputs"),
                _LOOP.format(start="x, skips = inputs, []\n", into="x", pooled="x"),
                ("builds", "raises", "smaller"),
                "raises",
                _NO_SKIPS,
            ),
            Bug(
                "sigmoid",
                _BLOCK.format(start='activation="sigmoid"'),
                _BLOCK.format(start='activation="relu", kernel_initializer="he_normal"'),
                ("learns", "nothing", "raises"),
                "nothing",
            ),
            Bug(
                "rate",
                "optimizer = keras.optimizers.Adam(lr=1e-4)\nprint(float(optimizer.learning_rate))",
                "optimizer = keras.optimizers.Adam(learning_rate=1e-4)\nprint(float(optimizer.learning_rate))",
                ("taken", "ignored", "raises"),
                "raises",
            ),
            Bug("upsample", _UP.format(side=3), _UP.format(side=2), ("flat", "pattern", "rim"), "pattern"),
            Bug(
                "accuracy",
                _BACKGROUND.format(metric='"accuracy"'),
                _BACKGROUND.format(metric='keras.metrics.BinaryIoU(target_class_ids=[1], threshold=0.0, name="iou")'),
                ("none", "half", "most"),
                "most",
                _BACKGROUND.format(metric='keras.metrics.BinaryIoU(threshold=0.0, name="iou")'),
            ),
            Bug(
                "size",
                'image = np.zeros((1, 250, 250, 3), "float32")\nanswer = unet()(image)\nprint(tuple(answer.shape))',
                'image = np.zeros((1, 250, 250, 3), "float32")\n'
                "height, width = image.shape[1:3]\n"
                "padded = np.pad(image, ((0, 0), (0, -height % 16), (0, -width % 16), (0, 0)))\n"
                "answer = unet()(padded)[:, :height, :width]\n"
                "print(padded.shape, tuple(answer.shape))",
                ("fits", "cut", "raises"),
                "raises",
            ),
        )
    }
)


def ask_of(bug: Bug, values: Mapping[str, str]) -> Ask:
    """What happens when this code runs? `values` are figures for the answer."""
    mistakes = {option: f"m_{bug.id}_{option}" for option in bug.options if option != bug.answer}
    return Ask(bug.id, values, bug.options, bug.answer, mistakes)


def overlaps(kernel: int, stride: int, side: int) -> NDArray[np.int64]:
    """(stride * side, stride * side): a flat map of ones, `side` a side, through a transposed convolution of ones.

    Each number says how many windows wrote into that pixel; cut to `stride` times the size as Keras' "same" does it.
    Raises ValueError for a kernel smaller than its stride: it would leave gaps.
    """
    if kernel < stride:
        raise ValueError(f"Kernel is {kernel}, stride {stride}; the kernel must not be smaller; choose a larger one.")
    line = np.zeros(stride * (side - 1) + kernel, np.int64)
    for at in range(side):
        line[stride * at : stride * at + kernel] += 1
    cut = (kernel - stride) // 2
    line = line[cut : cut + stride * side]
    return np.outer(line, line)


def dearer_up(widths: tuple[int, ...], kernel: int = 3) -> int:
    """Weights that `kernel` x `kernel` transposed convolutions have more than the 2x2 ones of the same net."""
    return sum((kernel**2 - 4) * deep * out for out, deep in zip(widths, widths[1:], strict=False))


@dataclass(frozen=True)
class Blind:
    """Scores of an answer that is background everywhere: shares of pixels and IoU, all in [0, 1]."""

    accuracy: float
    object_iou: float
    mean_iou: float  # of object and background


def blind(truth: NDArray[np.integer]) -> Blind:
    """What "background everywhere" scores against (H, W), where 0 is background."""
    objects = truth > 0
    nothing = np.zeros_like(objects)
    of_object, of_background = iou(nothing, objects), iou(~nothing, ~objects)
    return Blind(float((~objects).mean()), of_object, (of_object + of_background) / 2)


def met_at(side_px: int, poolings: int = len(WIDTHS) - 1) -> tuple[tuple[int, ...], tuple[int, int] | None]:
    """Sides of the maps on the way down, and the two sides that do not fit where a skip meets (None where all do).

    Walked by the same plan as the drawings. Raises ValueError for a side that cannot be drawn.
    """
    net = architecture_of([1 << row for row in range(poolings + 1)], CLASSES, IN_CHANNELS)
    plan: Plan = plan_of(Design(net, side_px, side_px))
    shapes = [plan.output(node).shape for node in net.nodes if node.col == 0]
    sides = tuple(shape[1] for shape in shapes if shape is not None)
    apart = [plan.met(step) for step in plan.failures if step.op == "cat"]
    return sides, (apart[0][0][1], apart[0][1][1]) if apart else None
