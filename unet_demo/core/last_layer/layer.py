"""The last layer on real tensors: features to scores, scores to probabilities, and what else could stand there.

Shapes: features X(0, D) (1, C, H, W), logits (1, K, H, W) of the deepest head, K classes.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from unet_demo.core.engine.passes import label_of
from unet_demo.core.last_layer.records import Identities, Last, Way
from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.model import GridNet

WAYS = ("conv", "tconv1", "tconv2", "tconv3", "pooled")


@torch.inference_mode()
def last_of(model: GridNet, image: Tensor) -> Last:
    """What the deepest head receives from `image` (1, C, H, W), its weights, and the logits it gives."""
    depth = model.architecture.depth
    done = model.nodes(image, depth)
    node, head = Node(0, depth), head_of(model)
    assert head.bias is not None
    arrays = (done[node][0], model.head(depth, done)[0], head.weight[:, :, 0, 0], head.bias)
    features, logits, weight, bias = (each.float().cpu().contiguous().numpy() for each in arrays)
    return Last(node, features, logits, weight, bias)


def head_of(model: GridNet) -> nn.Conv2d:
    """The 1x1 convolution of the deepest head."""
    head = model.heads[str(model.architecture.depth)]
    assert isinstance(head, nn.Conv2d)
    return head


def twin_of(weight: Tensor, bias: Tensor, seed: int = 0) -> nn.Conv2d:
    """Two channels for a softmax that say what one says to a sigmoid: `weight` (1, C) and `bias` (1,) of that one.

    Channel 0 is drawn at random, channel 1 is channel 0 plus the given one: only their difference z1 - z0 counts.
    """
    rng = torch.Generator().manual_seed(seed)
    spread = float(weight.abs().mean()) or 1.0
    other = torch.randn(weight.shape, generator=rng) * spread
    shift = torch.randn(bias.shape, generator=rng)
    head = nn.Conv2d(weight.shape[1], 2, 1)
    head.weight.data = torch.cat([other, other + weight])[:, :, None, None]
    head.bias = nn.Parameter(torch.cat([shift, shift + bias]))
    return head.requires_grad_(False)


@torch.inference_mode()
def identities_of(last: Last) -> Identities:
    """What one may do to logits without changing the answer, tried on every pixel; see `Identities`."""
    features, logits = torch.from_numpy(last.features)[None], torch.from_numpy(last.logits)[None]
    softmax, lone = logits.softmax(dim=1), logits[:, :1].softmax(dim=1)
    sum_gap = float((softmax.sum(dim=1) - 1).abs().max())
    shift_gap = float(((logits + 3).softmax(dim=1) - softmax).abs().max())
    ends = float(lone.min()), float(lone.max())
    if logits.shape[1] == 1:
        twin = twin_of(torch.from_numpy(last.weight), torch.from_numpy(last.bias))
        two = twin(features)
        one = torch.sigmoid(logits[:, 0])
        pair = two.softmax(dim=1)[:, 1]
        changed = int(((two[:, 1] > two[:, 0]) != (logits[:, 0] > 0)).sum())
        return Identities(sum_gap, shift_gap, float((pair - one).abs().max()), changed, ends, _arrays(twin))
    best, second = logits.topk(2, dim=1).values[0]
    likely, less = softmax.topk(2, dim=1).values[0]
    gap = (likely / (likely + less) - torch.sigmoid(best - second)).abs().max()
    changed = int((softmax.argmax(dim=1) != logits.argmax(dim=1)).sum())
    return Identities(sum_gap, shift_gap, float(gap), changed, ends, None)


def _arrays(head: nn.Conv2d) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    assert head.bias is not None
    return head.weight[:, :, 0, 0].numpy(), head.bias.detach().numpy()


@torch.inference_mode()
def ways_of(last: Last) -> tuple[Way, ...]:
    """The 1x1 convolution and transposed convolutions in its place, all really run on this picture's features."""
    features, logits = torch.from_numpy(last.features)[None], torch.from_numpy(last.logits)[None]
    return tuple(_tried(id, layer_of(id, last), features, logits) for id in WAYS)


def layer_of(id: str, last: Last) -> nn.Module:
    """One of WAYS as a module: with the head's own weights where it can have them, fitted to its scores ("pooled"), or
    as PyTorch draws it."""
    weight, bias = torch.from_numpy(last.weight), torch.from_numpy(last.bias)
    classes, channels = weight.shape
    if id == "conv":
        conv = nn.Conv2d(channels, classes, 1)
        conv.weight.data, conv.bias = weight[:, :, None, None].clone(), nn.Parameter(bias.clone())
        return conv
    if id == "tconv1":
        turned = nn.ConvTranspose2d(channels, classes, 1)
        turned.weight.data, turned.bias = weight.T[:, :, None, None].clone(), nn.Parameter(bias.clone())
        return turned
    if id == "tconv3":
        return nn.ConvTranspose2d(channels, classes, 3, stride=2, padding=1, output_padding=1)
    layer = nn.ConvTranspose2d(channels, classes, 2, stride=2)
    if id == "tconv2":
        return layer
    layer.weight.data, layer.bias = fitted(torch.from_numpy(last.features), torch.from_numpy(last.logits))
    return nn.Sequential(nn.MaxPool2d(2), layer)


def fitted(features: Tensor, logits: Tensor) -> tuple[Tensor, nn.Parameter]:
    """Weight (C, K, 2, 2) and bias (K,) of the 2x2 transposed convolution, step 2, that from max-pooled `features`
    (C, H, W) comes nearest to `logits` (K, H, W): least squares over every pixel of the picture.

    Each of the four places in a 2x2 block has its own weights, the bias is shared: 4 C + 1 numbers for each class.
    """
    channels, classes = len(features), len(logits)
    x = F.max_pool2d(features[None], 2)[0].reshape(channels, -1).double()  # (C, n)
    y = F.pixel_unshuffle(logits[None], 2)[0].reshape(classes, 4, -1).double()  # (K, 4, n)
    gram, sums = x @ x.T, x.sum(dim=1)
    left = torch.zeros(4 * channels + 1, 4 * channels + 1, dtype=torch.float64)
    left[:-1, :-1] = torch.kron(torch.eye(4, dtype=torch.float64), gram)  # a block for each place
    left[:-1, -1] = left[-1, :-1] = sums.repeat(4)
    left[-1, -1] = 4 * x.shape[1]
    right = torch.cat([(y @ x.T).reshape(classes, -1), y.sum(dim=(1, 2))[:, None]], dim=1).T  # (4 C + 1, K)
    found = torch.linalg.lstsq(left, right, driver="gelsd").solution.float()
    weight = found[:-1].reshape(2, 2, channels, classes).permute(2, 3, 0, 1).contiguous()
    return weight, nn.Parameter(found[-1].contiguous())


def _tried(id: str, layer: nn.Module, features: Tensor, logits: Tensor) -> Way:
    layer.requires_grad_(False)
    scores = layer(features)
    params = sum(each.numel() for each in layer.parameters())
    inner = layer[-1] if isinstance(layer, nn.Sequential) else layer
    assert isinstance(inner, nn.Conv2d | nn.ConvTranspose2d)
    taps = features.shape[1] * inner.out_channels * inner.kernel_size[0] * inner.kernel_size[1]
    positions = scores.shape[-2] // inner.stride[0] * (scores.shape[-1] // inner.stride[1])
    fits, drawn = scores.shape == logits.shape, id in ("tconv2", "tconv3")
    apart = None if drawn else float((scores - logits).abs().max())
    label = label_of(scores) if fits else None
    changed = None if label is None else int((label != label_of(logits)).sum())
    return Way(id, tuple(scores.shape), params, taps * positions, overlaps_of(inner), apart, label, changed)


def overlaps_of(layer: nn.Conv2d | nn.ConvTranspose2d) -> tuple[int, ...]:
    """How many windows meet in one number of the output, all counts that occur away from the edge, the largest first.

    Counted by running a layer of the same window and step, all weights 1, on ones.
    """
    if isinstance(layer, nn.Conv2d):
        return (1,)
    counts = F.conv_transpose2d(torch.ones(1, 1, 9, 9), torch.ones(1, 1, *layer.kernel_size), stride=layer.stride)
    edge = layer.kernel_size[0]
    inside = counts[0, 0, edge:-edge, edge:-edge]
    return tuple(sorted(set(map(int, inside.flatten().tolist())), reverse=True))


def dense_params(inputs: int, outputs: int) -> int:
    """Parameters of a fully connected layer, counted on the module itself; it is built without its memory."""
    layer = nn.Linear(inputs, outputs, device="meta")
    return sum(each.numel() for each in layer.parameters())


def dense_error(inputs: int, outputs: int, given: int) -> str:
    """What PyTorch says when a layer for `inputs` numbers gets `given`. The weights are views of a single number.

    Raises ValueError where nothing goes wrong.
    """
    try:
        F.linear(torch.zeros(1).expand(1, given), torch.zeros(1).expand(outputs, inputs))
    except RuntimeError as error:
        return f"{type(error).__name__}: {error}"
    raise ValueError(f"Got {given} numbers for {inputs}; another count is needed for an error; give one.")
