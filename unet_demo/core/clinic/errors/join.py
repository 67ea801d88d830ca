"""Maps that do not fit beside each other: torch.cat, NumPy, Keras, TensorFlow and ONNX Runtime."""

from __future__ import annotations

from unet_demo.core.clinic.errors import gaps
from unet_demo.core.clinic.errors.records import Cause, Family, Parts, cause, wording
from unet_demo.core.clinic.errors.trials import trial

_SAME = "Sizes of tensors must match except in dimension"
_MUST = r"Sizes of tensors must match except in dimension "
_SHAPE = r"[\[(](?P<{}>[^\[\]()]{{1,80}})[\])]"
_TWO = _SHAPE.format("shape_first") + ", ?" + _SHAPE.format("shape_second")
WORDINGS = (
    wording(
        "cat",
        _SAME,
        _MUST + r"(?P<dim>\d+)\. Expected size (?P<first>\d+) but got size (?P<second>\d+) for tensor number "
        r"(?P<tensor>\d+)(?: in the list)?",
    ),
    wording(
        "cat",
        _SAME,
        _MUST + r"(?P<dim>\d+)\. Expected (?P<first>\d+) in dimension (?P<axis>\d+) but got (?P<second>\d+) for tensor "
        r"number (?P<tensor>\d+)(?: in the list)?",
    ),
    wording(
        "cat",
        _SAME,
        _MUST + r"(?P<dim>\d+)\. Got (?P<first>\d+) and (?P<second>\d+) in dimension (?P<axis>\d+)",
    ),
    wording(
        "cat",
        _SAME,
        _MUST + r"(?P<axis>\d+)\. Got (?P<first>\d+) and (?P<second>\d+) \(The offending index is \d+\)",
    ),
    wording("ranks", "ensors must have same number of dimensions", r"[Tt]ensors must have same number of dimensions: got "
            r"(?P<axes_first>\d+) and (?P<axes_second>\d+)"),
    wording("ranks", "Number of dimensions of tensors must match", r"Number of dimensions of tensors must match\. Expected "
            r"(?P<axes_first>\d+)-D tensors, but got (?P<axes_second>\d+)-D"),
    wording("dim", "Dimension out of range", r"Dimension out of range \(expected to be in range of \[(?P<low>-?\d+), "
            r"(?P<high>-?\d+)\], but got (?P<given>-?\d+)\)"),
    wording("signature", "argument 'dim' (position 2) must be int, not Tensor",
            r"\b(?:cat|concat|concatenate)\(\): argument 'dim' \(position 2\) must be int, not Tensor"),
    wording("signature", "argument 'tensors' (position 1) must be tuple of Tensors, not Tensor",
            r"\b(?:cat|concat|concatenate|stack)\(\): argument 'tensors' \(position 1\) must be tuple of Tensors, not Tensor"),
    wording("signature", "received an invalid combination of arguments",
            r"\b(?:cat|concat|concatenate)\(\) received an invalid combination of arguments - got \(Tensor, Tensor"),
    wording("empty", "expected a non-empty list of Tensors", r"expected a non-empty list of Tensors"),
    wording("nested", "expected Tensor as element",
            r"expected Tensor as element \d+ in argument 0, but got (?P<element>[\w.]{1,40})"),
    wording("numpy", "along dimension", r"all the input array dimensions (?:except )?for the concatenation axis must match "
            r"exactly, but along dimension (?P<axis>\d+), the array at index 0 has size (?P<first>\d+) and the array at "
            r"index (?P<tensor>\d+) has size (?P<second>\d+)"),
    wording("numpy", "for the concatenation axis must match exactly",
            r"all the input array dimensions except for the concatenation axis must match exactly(?!, but)"),
    wording("numpy_ranks", "all the input arrays must have same number of dimensions",
            r"all the input arrays must have same number of dimensions(?:, but the array at index 0 has "
            r"(?P<axes_first>\d+) dimension\(s\) and the array at index (?P<tensor>\d+) has (?P<axes_second>\d+))?"),
    wording("numpy_dim", "is out of bounds for array of dimension",
            r"axis (?P<given>-?\d+) is out of bounds for array of dimension (?P<axes>\d+)"),
    wording("keras", "inputs with matching shapes", r"[`\"']?Concatenate[`\"']? layer requires inputs with matching shapes "
            r"except for the concat(?:enation)? axis\. (?:Got inputs shapes|Received: input_shape)(?:: |=)\[" + _TWO),
    wording("tensorflow", "ConcatOp : Dimension", r"ConcatOp : Dimensions? (?:\d+ in both shapes must be equal|of inputs "
            r"should match): shape\[0\] = " + _SHAPE.format("shape_first") + r" vs\. shape\[\d+\] = "
            + _SHAPE.format("shape_second")),
    wording("tensorflow", "in both shapes must be equal, but are",
            r"Dimension (?P<axis>\d+) in both shapes must be equal, but are (?P<first>\d+) and (?P<second>\d+)"),
    wording("onnx", "mismatched dimensions of", r"Axis (?P<axis>\d+) has mismatched dimensions of (?P<first>\d+) and "
            r"(?P<second>\d+)"),
)  # fmt: skip


def _explain(kind: str, parts: Parts) -> tuple[Cause, ...]:
    if kind == "cat":
        return _cat(parts)
    if kind in ("numpy", "keras", "tensorflow", "onnx"):
        return _elsewhere(kind, parts)
    if kind == "nested":
        return _nested(parts.text("element"))
    if kind in ("dim", "numpy_dim"):
        return _dim(parts)
    made = {
        "ranks": lambda: (cause("cat_ranks", "out = torch.cat([skip, up], dim=1)", "print(skip.shape, up.shape)\nup = up"
                                "[None]  # whichever has one axis less", trial("ranks")),),
        "numpy_ranks": lambda: (cause("cat_ranks", "np.concatenate([a, b], axis=0)", "np.concatenate([a, b[None]], axis=0)"),),
        "signature": lambda: (cause("cat_signature", "torch.cat(skip, up)", "torch.cat([skip, up], dim=1)",
                                    trial("signature")),),
        "empty": lambda: (cause("cat_empty", "torch.cat(skips, dim=1)", "skips.append(x)  # before each pooling"),),
    }  # fmt: skip
    return made[kind]()


def _cat(parts: Parts) -> tuple[Cause, ...]:
    dim, axis = parts.number("dim"), parts.number("axis")
    first, second = parts.number("first"), parts.number("second")
    assert first is not None
    assert second is not None
    if dim == 0:
        return _along_batch(first, second, axis)
    if axis == 0 and dim is not None:
        return (_batch(first, second),)
    if dim is not None and dim >= 2:
        return (_wrong_dim(first, second, dim),)
    causes = gaps.causes_of(first, second, "torch", axis)
    if axis is None and max(first, second) <= 8 and len(causes) < 3:
        causes += (_batch(first, second),)
    return causes


def _wrong_dim(first: int, second: int, dim: int) -> Cause:
    line = "torch.cat([skip, up], dim={})"
    return cause("cat_wrong_dim", line.format(dim), line.format(1), trial("wrong_dim", first, second), dim=dim)


def _batch(first: int, second: int) -> Cause:
    return cause(
        "batch_differs",
        "out = torch.cat([skip, up], dim=1)",
        "print(skip.shape, up.shape)  # axis 0 must be the same batch",
        first=first,
        second=second,
    )


def _along_batch(first: int, second: int, axis: int | None) -> tuple[Cause, ...]:
    """Joined along axis 0: forgotten, or right for maps without a batch, or a DataLoader of old."""
    forgot = cause(
        "cat_forgot_dim", "torch.cat([skip, up])", "torch.cat([skip, up], dim=1)", trial("forgot_dim", first, second)
    )
    if axis is not None and axis >= 2:
        return (gaps.collate(first, second), *gaps.causes_of(first, second, "torch", axis)[:1])
    if axis == 1 and max(first, second) <= 4:
        return (gaps.collate_colours(), forgot)
    if _are_widths(first, second):
        return (forgot,)
    return (*gaps.causes_of(first, second, "torch", axis), forgot)[:3]


def _are_widths(first: int, second: int) -> bool:
    """Whether two numbers look like numbers of channels: multiples of 8, the one a simple share of the other."""
    small, large = sorted((first, second))
    return small % 8 == 0 and large % (small // 2) == 0 if small >= 8 else True


def _nested(element: str) -> tuple[Cause, ...]:
    if element in ("list", "tuple"):
        return (
            cause("cat_nested", "torch.cat([skips, up], dim=1)", "torch.cat([*skips, up], dim=1)", trial("nested")),
            cause("outputs_list", "out = net(image)", "out = net(image)[-1]"),
        )
    if element == "NoneType":
        return (cause("cat_none", "skip = None", "skip = self.down(x)\nreturn skip  # at the end of forward"),)
    if element.endswith("ndarray"):
        return (cause("numpy_tensor", "x = array", "x = torch.from_numpy(array).float()"),)
    return ()


def _dim(parts: Parts) -> tuple[Cause, ...]:
    given = parts.number("given")
    axes = parts.number("axes") or (parts.number("high") or 0) + 1
    size = trial("dim_range", 4, given or 0) if axes == 1 and (given or 0) > 0 else None
    plain = cause("dim_range", f"dim={given}", f"dim=1  # of {axes} axes: 0 to {axes - 1}", size, given=given, axes=axes,
                  last=axes - 1)  # fmt: skip
    if axes < 2:
        return (cause("dim_lost", "print(x.shape)", "x = x[None]  # where an axis was squeezed away", size, axes=axes),)
    if axes == 3 and given == 3:
        return (cause("rank_batch", "out = net(image)", "out = net(image[None])", axes=axes, needed=4), plain)
    return (plain,)


def _elsewhere(library: str, parts: Parts) -> tuple[Cause, ...]:
    """The same in other libraries: sizes from two numbers, or from two whole shapes."""
    first, second, axis = parts.number("first"), parts.number("second"), parts.number("axis")
    shapes = parts.shape("shape_first"), parts.shape("shape_second")
    if shapes[0] and shapes[1] and len(shapes[0]) == len(shapes[1]):
        differing = [at for at, (a, b) in enumerate(zip(*shapes, strict=True)) if a != b and -1 not in (a, b)]
        if differing:
            axis, first, second = differing[0], shapes[0][differing[0]], shapes[1][differing[0]]
    if first is None or second is None:
        return (cause("numpy_axis", "np.concatenate([a, b])", "np.concatenate([a, b], axis=-1)"),)
    if axis == 0 and library != "numpy":
        return (_batch(first, second),)
    if library == "numpy" and axis and _are_widths(first, second) and axis in (1, 3):
        return (cause("numpy_axis", "np.concatenate([a, b])", "np.concatenate([a, b], axis=-1)"),)
    return gaps.causes_of(first, second, library, axis)


FAMILY = Family("join", WORDINGS, _explain)
