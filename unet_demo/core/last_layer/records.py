"""What the last layer of a net receives and gives, and what was found about it, as records. NumPy only, no torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.engine.run import to_levels
from unet_demo.core.nets.grid import Node

Field = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Last:
    """What the deepest head of a net receives and gives: `features` (C, H, W) of `node`, `logits` (K, H, W), and its
    own `weight` (K, C) and `bias` (K,)."""

    node: Node
    features: Field
    logits: Field
    weight: Field
    bias: Field

    @property
    def size(self) -> tuple[int, int]:
        """(H, W) in pixels."""
        return self.logits.shape[1], self.logits.shape[2]

    @property
    def probability(self) -> Field:
        """(K, H, W): sigmoid of one class, softmax of several."""
        return probability_of(self.logits)

    @property
    def levels(self) -> NDArray[np.uint8]:
        """(H, W) 8-bit probability of the one class, or of the class chosen; see `record.to_levels`."""
        return to_levels(self.probability.max(axis=0))

    @property
    def label(self) -> NDArray[np.uint8]:
        """(H, W): object at a probability of a half, or the class of the largest logit."""
        chosen = self.logits[0] >= 0 if len(self.logits) == 1 else self.logits.argmax(axis=0)
        label: NDArray[np.uint8] = chosen.astype(np.uint8)
        return label


@dataclass(frozen=True, eq=False)
class PixelAnswer:
    """One pixel of the last layer: `features` (C,), `products` (K, C), `logits` (K,) as the net gave them.

    `sums` (K,) are bias and products added up here, in double precision; `probability` (K,) is what becomes of the
    logits. `two` are the logits (z0, z1) of a twin with two channels, for a net of one class.
    """

    row: int
    col: int
    features: Field
    weight: Field
    bias: Field
    logits: Field
    probability: Field
    two: tuple[float, float] | None = None

    @property
    def products(self) -> NDArray[np.float64]:
        """(K, C): weight times feature, in double precision."""
        products: NDArray[np.float64] = self.weight.astype(np.float64) * self.features
        return products

    @property
    def sums(self) -> NDArray[np.float64]:
        """(K,): bias plus all products."""
        sums: NDArray[np.float64] = self.bias.astype(np.float64) + self.products.sum(axis=1)
        return sums


@dataclass(frozen=True, eq=False)
class Identities:
    """What may be done to logits without changing the answer, and one thing that may not; largest over the picture.

    `sum_gap`: softmax's sum over the channels, from 1. `shift_gap`: softmax after 3 is added to every channel.
    `pair_gap`: one class, softmax of the twin's two channels from the sigmoid; several, p_a / (p_a + p_b) of the two
    likeliest from sigmoid(z_a - z_b). `changed_px`: pixels whose class then differs. `lone` is the (smallest, largest)
    answer of a softmax over a single channel. `twin` is the twin's weight (2, C) and bias (2,).
    """

    sum_gap: float
    shift_gap: float
    pair_gap: float
    changed_px: int
    lone: tuple[float, float]
    twin: tuple[Field, Field] | None


@dataclass(frozen=True, eq=False)
class Way:
    """One layer in the last place, run: `shape` (1, K, H', W') of its scores, exact parameters, multiply-accumulates.

    `overlaps`: how many windows meet in one score. `apart` is the largest distance of a score from the net's own, None
    where its weights are as drawn. `label` (H, W) and `changed_px` are None where it gives no answer of that size.
    """

    id: str
    shape: tuple[int, ...]
    params: int
    macs: int
    overlaps: tuple[int, ...]
    apart: float | None
    label: NDArray[np.uint8] | None
    changed_px: int | None


@dataclass(frozen=True)
class Dense:
    """A fully connected layer from `inputs` to `outputs` numbers: `params`, with biases, as counted on the module."""

    inputs: int
    outputs: int
    params: int

    @property
    def bytes(self) -> int:
        """Memory of its parameters in float32."""
        return 4 * self.params


def pixel_of(last: Last, row: int, col: int, twin: tuple[Field, Field] | None = None) -> PixelAnswer:
    """One pixel taken out. Raises IndexError for one outside the picture."""
    height, width = last.size
    if not (0 <= row < height and 0 <= col < width):
        raise IndexError(f"Got pixel ({row}, {col}); one inside {height}x{width} is needed; choose a smaller one.")
    features, logits = last.features[:, row, col], last.logits[:, row, col]
    two = None
    if twin is not None:
        weight, bias = twin
        sums = bias.astype(np.float64) + weight.astype(np.float64) @ features
        two = float(sums[0]), float(sums[1])
    answer = probability_of(logits[:, None, None])[:, 0, 0]
    return PixelAnswer(row, col, features, last.weight, last.bias, logits, answer, two)


def probability_of(logits: Field) -> Field:
    """(K, H, W) logits -> probabilities: sigmoid of one class, softmax over several."""
    if len(logits) == 1:
        small = np.exp(-np.abs(logits))
        return np.where(logits >= 0, 1 / (1 + small), small / (1 + small)).astype(np.float32)
    powers = np.exp(logits - logits.max(axis=0))
    shares: Field = (powers / powers.sum(axis=0)).astype(np.float32)
    return shares
