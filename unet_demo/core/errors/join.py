"""Maps that do not fit beside each other: torch.cat, NumPy, Keras, TensorFlow and ONNX Runtime."""

from __future__ import annotations

from unet_demo.core.errors import gaps
from unet_demo.core.errors.join_wordings import WORDINGS
from unet_demo.core.errors.records import Cause, Family, Parts, cause
from unet_demo.core.errors.trials import trial


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
        "ranks": (
            cause(
                "cat_ranks",
                "out = torch.cat([skip, up], dim=1)",
                "print(skip.shape, up.shape)\nup = up[None]  # whichever has one axis less",
                trial("ranks"),
            ),
        ),
        "numpy_ranks": (cause("cat_ranks", "np.concatenate([a, b], axis=0)", "np.concatenate([a, b[None]], axis=0)"),),
        "signature": (
            cause("cat_signature", "torch.cat(skip, up)", "torch.cat([skip, up], dim=1)", trial("signature")),
        ),
        "empty": (cause("cat_empty", "torch.cat(skips, dim=1)", "skips.append(x)  # before each pooling"),),
    }
    return made[kind]


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
    if min(first, second) <= 4 and max(first, second) >= 64:
        return ()  # channels stand where a side is compared
    if "torch.cat([x, skip]" in parts.above or "torch.cat([up, skip]" in parts.above:
        first, second = second, first  # the upsampled map stands first there
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
    plain = cause(
        "dim_range",
        f"dim={given}",
        f"dim=1  # of {axes} axes: 0 to {axes - 1}",
        size,
        given=given,
        axes=axes,
        last=axes - 1,
    )
    if axes < 2:
        return (cause("dim_lost", "print(x.shape)", "x = x[None]  # where an axis was squeezed away", size, axes=axes),)
    if axes == 3 and given == 3:
        return (cause("rank_batch", "out = net(image)", "out = net(image[None])", axes=axes, needed=4), plain)
    return (plain,)


def _elsewhere(library: str, parts: Parts) -> tuple[Cause, ...]:
    """The same in other libraries: sizes from two numbers, or from two whole shapes."""
    first, second, axis = parts.number("first"), parts.number("second"), parts.number("axis")
    one, other = parts.shape("shape_first") or (), parts.shape("shape_second") or ()
    if one and len(one) == len(other):
        pairs = [(a, b) for a, b in zip(one, other, strict=True)]
        differing = [at for at, (a, b) in enumerate(pairs) if a != b and -1 not in (a, b)]
        if differing:  # of a square both sides differ alike: that is no channel
            axis = max(differing, key=lambda at: (pairs.count(pairs[at]), -at))
            first, second = pairs[axis]
    if first is None or second is None:
        return (cause("numpy_axis", "np.concatenate([a, b])", "np.concatenate([a, b], axis=-1)"),)
    if library == "numpy" and max(first, second) <= 4:
        return ()
    if axis == 0 and library != "numpy":
        return (_batch(first, second),)
    if library == "numpy" and axis and _are_widths(first, second) and axis in (1, 3):
        return (cause("numpy_axis", "np.concatenate([a, b])", "np.concatenate([a, b], axis=-1)"),)
    return gaps.causes_of(first, second, library, axis)


FAMILY = Family("join", WORDINGS, _explain)
