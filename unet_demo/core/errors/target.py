"""A loss whose mask has not the shape that it asks for."""

from __future__ import annotations

from unet_demo.core.errors.gaps import UNPADDED, crop_lines, kinds_of
from unet_demo.core.errors.records import Cause, Family, Parts, Shape, cause, wording
from unet_demo.core.errors.trials import trial

_TARGET, _OUTPUT = (rf"(?:torch\.Size\()?\[(?P<{name}>[\d, ]{{0,60}})\]\)?" for name in ("target", "output"))
WORDINGS = (
    wording(
        "same",
        "must be the same as input size",
        rf"Target size \({_TARGET}\) must be the same as input size \({_OUTPUT}\)",
    ),
    wording(
        "same",
        "that is different to the input size",
        rf"Using a target size \({_TARGET}\) that is different to the input "
        rf"size \({_OUTPUT}\) is deprecated\. Please ensure",
    ),
    wording(
        "spatial",
        "batches of spatial targets supported",
        r"only batches of spatial targets supported \((?:non-empty )?3D "
        r"tensors\) but got targets of (?:dimension: (?P<target_axes>\d)|size: ?:? ?\[(?P<target>[\d, ]{1,60})\])",
    ),
    wording(
        "sides",
        "batch or spatial sizes don't match",
        r"input and target batch or spatial sizes don't match: target "
        rf"{_TARGET}, input {_OUTPUT}",
    ),
    wording("sides", "size mismatch (got input", rf"size mismatch \(got input: {_OUTPUT} ?, target: {_TARGET}"),
    wording(
        "sides", "Expected target size", r"Expected target size [\[(](?P<wanted>[\d, ]{1,60})[\])], got " + _TARGET
    ),
    wording("flat", "multi-target not supported", r"multi-target not supported"),
    wording(
        "one_hot",
        "target with class probabilities",
        r"Expected floating point type for target with class probabilities, "
        r"got (?P<got_type>\w+)",
    ),
    wording(
        "batch",
        "to match target batch_size",
        r"Expected input batch_size \((?P<first>\d+)\) to match target batch_size "
        r"\((?P<second>\d+)\)",
    ),
    wording(
        "keras",
        "must have the same shape",
        r"`?(?:logits|target|y_true)`? and `?(?:labels|output|y_pred)`? must have the "
        r"same shape[^\[(]{0,40}[\[(]+(?P<output>[^()\[\]]{1,50})[\])]+ (?:vs\.?|and) "
        r"[\[(]+(?P<target>[^()\[\]]{1,50})",
    ),
    wording(
        "keras_either",
        "are incompatible",
        r"Shapes \((?P<shape_first>[^()]{1,50})\) and \((?P<shape_second>[^()]{1,50})\) are incompatible",
    ),
)


def _explain(kind: str, parts: Parts) -> tuple[Cause, ...]:
    if kind == "keras_either":
        one, other = parts.shape("shape_first"), parts.shape("shape_second")
        is_batch = one is not None and other is not None and -1 in (*one, *other)
        return _keras(one, other) if is_batch and one and other else ()  # the target is named first
    target, output = parts.shape("target"), parts.shape("output")
    if kind == "flat":
        return (_squeeze(), _argmax())
    if kind == "one_hot":
        return (_argmax(),)
    if kind == "batch":
        first, second = parts.number("first"), parts.number("second")
        if first == 1:
            return ()  # the mask lacks its batch, or its channels stand there
        return (
            cause(
                "target_batch",
                "loss = criterion(out, mask)",
                "print(out.shape, mask.shape)",
                first=first,
                second=second,
            ),
        )
    if kind == "spatial":
        return () if parts.number("target_axes") == 2 or (target and len(target) == 2) else _spatial(target)
    if target is None:
        return ()
    wanted = parts.shape("wanted")
    if wanted is not None:
        return _against(target, wanted)
    if output is None:
        return ()
    if kind == "keras":
        return _keras(target, output)
    return _same(target, output) if kind == "same" else _against(target, (output[0], *output[2:]))


def _keras(target: Shape, output: Shape) -> tuple[Cause, ...]:
    """The same in Keras, where the channels come last: one of the sides differs."""
    if len(target) == len(output) == 4 and output[-1] == 1 and target[-1] in (3, 4) and output[:-1] == target[:-1]:
        return (_colour(-1),)
    pairs = list(zip(output[1:-1], target[1:-1], strict=False))
    differing = [pair for pair in pairs if pair[0] != pair[1] and -1 not in pair]
    if len(target) != len(output) or target[-1] != output[-1] or not differing:
        return ()
    small, large = sorted(differing[0])
    after = "out = tf.image.resize(out, mask.shape[1:3])\nloss(mask, out)"
    return (cause("add_scale", "loss(mask, out)", after, trial("scale", small, large), small=small, large=large),)


def _squeeze(axis: int = 1) -> Cause:
    after = f"loss = criterion(out, mask.squeeze({axis}).long())"
    return cause("target_squeeze", "loss = criterion(out, mask)", after, trial("target_squeeze") if axis == 1 else None)


def _argmax(axis: int = 1) -> Cause:
    return cause("target_one_hot", "loss = criterion(out, mask)", f"loss = criterion(out, mask.argmax(dim={axis}))")


def _colour(axis: int) -> Cause:
    after = "mask = mask[..., 0]" if axis == -1 else "mask = mask[:, :1]"
    return cause(
        "target_colour",
        "mask = to_tensor(Image.open(path))",
        f'mask = to_tensor(Image.open(path).convert("L"))\n{after}  # or so, where all channels are alike',
    )


def _spatial(target: Shape | None) -> tuple[Cause, ...]:
    """Cross-entropy got a mask of four axes."""
    if target is None or len(target) != 4:
        return (_squeeze(), _argmax())
    if target[1] == 1:
        return (_squeeze(),)
    if target[-1] == 1:
        return (_squeeze(-1),)
    if target[-1] in (3, 4):
        return (_colour(-1), _argmax(-1))
    return (_colour(1), _argmax()) if target[1] in (3, 4) else (_argmax(),)


def _against(target: Shape, wanted: Shape) -> tuple[Cause, ...]:
    """Cross-entropy: a mask against the shape (batch, height, width) that the output asks for."""
    if len(target) == len(wanted) + 1:
        return (_squeeze(),) if target[1] == 1 else (_argmax(),)
    if len(target) != len(wanted):
        return ()
    return _sides(wanted[1:], target[1:])


def _sides(output: Shape, target: Shape) -> tuple[Cause, ...]:
    differing = [(a, b) for a, b in zip(output, target, strict=True) if a != b and -1 not in (a, b)]
    if not differing:
        return ()
    out, mask = differing[0]
    small, large = sorted((out, mask))
    values = {"small": small, "large": large}
    scale = cause(
        "add_scale",
        "loss = criterion(out, mask)",
        "out = F.interpolate(out, size=mask.shape[-2:])\nloss = criterion(out, mask)",
        trial("scale", small, large),
        **values,
    )
    if kinds_of(out, mask)[0] == "crop" and mask > out and mask - out in UNPADDED:
        cut = (large - small) // 2
        made = trial("crop_mask", small, large, cut, cut + small)
        crop = cause("add_unpadded", f"mask  # {large} pixels wide", crop_lines("mask", small, large), made, **values)
        return (crop, scale)
    return (scale,)


def _same(target: Shape, output: Shape) -> tuple[Cause, ...]:
    """A loss that wants both shapes alike."""
    if len(target) == len(output) - 1 and len(output) >= 3:
        return _axis_lost(target, output)
    if len(target) == len(output) + 1:
        for axis in (1, len(target) - 1):
            if target[axis] == 1 and (*target[:axis], *target[axis + 1 :]) == output:
                return (
                    cause("output_axis", "loss = criterion(out, mask)", f"loss = criterion(out, mask.squeeze({axis}))"),
                )
        return ()
    if len(target) != len(output):
        return ()
    if len(target) == 4 and (target[0], target[3], target[1], target[2]) == output:
        return (cause("target_last", "loss = criterion(out, mask)", "loss = criterion(out, mask.permute(0, 3, 1, 2))"),)
    if target[0] == output[0] and target[2:] == output[2:]:
        return _channels(target[1], output[1])
    return _sides(output[2:], target[2:]) if target[:2] == output[:2] else ()


def _axis_lost(target: Shape, output: Shape) -> tuple[Cause, ...]:
    if output[1] == 1 and (output[0], *output[2:]) == target:
        made = trial("target_axis", target[-1]) if target[-1] <= 1024 else None
        return (cause("target_axis", "loss = criterion(out, mask)", "loss = criterion(out, mask.unsqueeze(1))", made),)
    if output[-1] == 1 and output[:-1] == target:
        return (cause("target_axis", "loss = criterion(out, mask)", "loss = criterion(out, mask[..., None])"),)
    if output[1] > 1 and (output[0], *output[2:]) == target:
        return (_classes(output[1]),)
    return ()


def _channels(target: int, output: int) -> tuple[Cause, ...]:
    if output == 1 and target in (3, 4):
        return (_colour(1),)
    return (_classes(output),) if target == 1 and output > 1 else ()


def _classes(classes: int) -> Cause:
    return cause(
        "target_classes",
        "criterion = nn.BCEWithLogitsLoss()",
        "criterion = nn.CrossEntropyLoss()\nloss = criterion(out, mask.long())  # mask: (batch, height, width)",
        classes=classes,
    )


FAMILY = Family("target", WORDINGS, _explain)
