"""How a layer says that the channels are not those it was built for, by library and version."""

from __future__ import annotations

from unet_demo.core.errors.records import wording

_CHANNELS = (
    r"weight(?: of size )?\[?(?P<weight>[\d, ]{3,60})\]?, (?:so )?expected input ?\[(?P<input>[\d, ]{3,60})\] to have "
    r"(?P<need>\d+) channels, but got (?P<got>\d+) channels"
)
WORDINGS = (
    wording("transposed", "Given transposed=1", r"Given transposed=1, " + _CHANNELS),
    wording("conv", "channels, but got", r"Given groups=(?P<groups>\d+), " + _CHANNELS),
    wording("conv", "channels, but got", r"(?<!groups=\d, )(?<!transposed=\d, )" + _CHANNELS, weak=True),
    wording(
        "norm", "running_mean should contain", r"running_mean should contain (?P<got>\d+) elements not (?P<need>\d+)"
    ),
    wording(
        "linear",
        "shapes cannot be multiplied",
        r"mat1 and mat2 shapes cannot be multiplied \((?P<rows>\d+)x(?P<got>\d+) "
        r"and (?P<need>\d+)x(?P<columns>\d+)\)",
    ),
    wording(
        "linear",
        "size mismatch, m1:",
        r"size mismatch, m1: \[(?P<rows>\d+) x (?P<got>\d+)\], m2: \[(?P<need>\d+) x "
        r"(?P<columns>\d+)\]",
    ),
    wording(
        "keras",
        "of input shape to have value",
        r"expected axis -1 of input shape to have value (?P<need>\d+)\.?,? but "
        r"received input with shape [\[(](?P<input>[^\[\]()]{1,60})",
    ),
    wording(
        "keras",
        "evenly divisible by filter depth",
        r"input depth must be evenly divisible by filter depth: (?P<got>\d+) vs\.? (?P<need>\d+)",
    ),
    wording(
        "keras_shape",
        "expected shape=(",
        r"expected shape=\((?P<shape_first>[^()]{1,60})\), found shape=\("
        r"(?P<shape_second>[^()]{1,60})\)",
    ),
    wording(
        "onnx",
        "Got invalid dimensions for input",
        r"Got invalid dimensions for input: \S{1,40} for the following "
        r"indices index: (?P<axis>\d+) Got: (?P<got_size>\d+) Expected: (?P<need_size>\d+)",
    ),
)
