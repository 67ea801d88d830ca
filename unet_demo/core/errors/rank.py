"""Too many or too few axes: a picture without its batch, a volume in a flat layer."""

from __future__ import annotations

from unet_demo.core.errors.keras_channels import COLOURS, grey, lacks_channels
from unet_demo.core.errors.records import Cause, Family, Parts, Shape, cause, wording
from unet_demo.core.errors.trials import trial

_SIZE = r"(?:torch\.Size\()?\[(?P<input>[\d, ]{1,60})\]"
WORDINGS = (
    wording(
        "conv",
        "input to conv",
        r"Expected (?P<low_axes>\d)D \(unbatched\) or (?P<need_axes>\d)D \(batched\) input to "
        r"conv(?:_transpose)?\dd, but got input of size: " + _SIZE,
    ),
    wording(
        "conv",
        "-dimensional weight",
        r"Expected (?P<need_axes>\d)-dimensional input for \d-dimensional weight "
        r"\[?[\d, ]{1,60}\]?, but got (?P<got_axes>\d)-dimensional input of size \[?(?P<input>[\d, ]{1,60})\]? instead",
    ),
    wording(
        "conv",
        "dimensional input for",
        r"[Ee]xpected (?P<need_axes>\d)-dimensional input for \d-dimensional weight"
        r"[^,]{0,60}, (?:but )?got (?:input of size|(?P<got_axes>\d)-dimensional)",
    ),
    wording(
        "norm", "D input (got", r"[Ee]xpected (?:\dD or )?(?P<need_axes>\d)D input \(got (?P<got_axes>\d)D input\)"
    ),
    wording("pool", "(batch mode)", r"non-empty 3D or 4D \(batch mode\) tensor expected for input"),
    wording(
        "pool",
        "(batch mode)",
        r"Expected 3D or 4D \(batch mode\) tensor[^:]{0,80}(?:but got|for input)[: ]+"
        r"(?:input of size: )?" + _SIZE,
    ),
    wording(
        "resize",
        "mode needs",
        r"Got (?P<got_axes>\d)D input, but (?:bi|tri)?(?:linear|cubic) mode needs "
        r"(?P<need_axes>\d)D input",
    ),
    wording(
        "spatial",
        "same number of spatial dimensions",
        r"same number of spatial dimensions, but got input with "
        r"spatial dimensions of \[(?P<spatial>[\d, ]{1,40})\] and output size of [\[(](?P<wanted>[\d, ]{1,40})",
    ),
    wording(
        "keras",
        "found ndim=",
        r"expected (?:min_)?ndim=(?P<need_axes>\d), found ndim=(?P<got_axes>\d)\. Full shape "
        r"received: [\[(](?P<input>[^\[\]()]{1,60})",
    ),
    wording(
        "onnx",
        "Invalid rank for input",
        r"Invalid rank for input: \S{1,40} Got: (?P<got_axes>\d) Expected: "
        r"(?P<need_axes>\d)",
    ),
)


def _explain(kind: str, parts: Parts) -> tuple[Cause, ...]:
    shape = parts.shape("input")
    need = parts.number("need_axes") or 4
    got = parts.number("got_axes") or (len(shape) if shape else 0)
    if kind == "spatial":
        wanted, came = parts.shape("wanted") or (), parts.shape("spatial") or ()
        need, got = len(wanted) + 2, len(came) + 2
    if kind == "pool" and not got:
        return (_batch(3, 4), cause("rank_extra", "out = net(x)", "print(x.shape)", axes=5, needed=4))
    if (
        (kind == "norm" and got != need - 1)
        or (shape and len(shape) == 2 and -1 in shape)
        or (kind == "keras" and need == 5)
    ):
        return ()  # a layer of another kind, or what was flattened
    if got == need - 1:
        if kind == "keras" and shape and need == 4 and lacks_channels(shape):
            return (grey(got, need),)
        return (_batch(got, need, shape, kind),)
    if got == need - 2:
        return (cause("rank_two", "out = net(x)", "out = net(x[None, None])", axes=got, needed=need),)
    return _more(got, need, shape) if got > need else ()


def _batch(got: int, need: int, shape: Shape | None = None, kind: str = "") -> Cause:
    """One axis short: the batch, or, where 3-D layers get (batch, channels, height, width), the channels."""
    if need == 5 and shape and shape[0] > COLOURS:
        return cause("rank_channels", "out = net(x)", "out = net(x[:, None])", axes=got, needed=need)
    call = {"keras": "model(x{})", "onnx": 'session.run(None, {{"image": x{}}})'}.get(kind, "out = net(x{})")
    made = trial("unbatched", 3) if need == 4 and kind not in ("keras", "onnx", "resize", "spatial") else None
    return cause("rank_batch", call.format(""), call.format("[None]"), made, axes=got, needed=need)


def _more(got: int, need: int, shape: Shape | None) -> tuple[Cause, ...]:
    """Axes too many: one of length 1 that came in twice, or the depth of a volume."""
    values = {"axes": got, "needed": need}
    extra = cause("rank_extra", "x = x[None]", "# leave it out: the loader has added the batch already", **values)
    if shape is None or got != need + 1:
        return (extra,)
    if got == 5 and shape[2] > COLOURS and shape[1] <= COLOURS:
        return (cause("rank_volume", "nn.Conv2d(", "nn.Conv3d(", trial("volume", shape[1], shape[2]), **values), extra)
    for axis in (1, 0):
        if shape[axis] == 1:
            line = f"out = net(x.squeeze({axis}))"
            made = trial("extra_axis", shape[2]) if axis == 1 and got == 5 else None
            return (cause("rank_extra", "out = net(x)", line, made, **values),)
    return (extra,)


FAMILY = Family("rank", WORDINGS, _explain)
