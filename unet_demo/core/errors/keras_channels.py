"""Channels that do not fit in the words of Keras, which has them last."""

from __future__ import annotations

from unet_demo.core.errors.records import Cause, Shape, cause

COLOURS = 4  # channels of a picture at most: a layer that takes so few is the first


def keras_inner(need: int, shape: Shape) -> tuple[Cause, ...]:
    if len(shape) < 3:
        return ()
    if shape[1] == need and shape[-1] > COLOURS:
        return (cause("keras_channels_first", "model(x)", "model(np.moveaxis(x, 1, -1))", got=shape[-1], need=need),)
    return (
        keras_first(need, shape[-1])
        if need <= COLOURS
        else (
            cause(
                "conv_other", "Concatenate()([skip, x])", "print(skip.shape, x.shape)", need=need, got=shape[-1], gap=0
            ),
        )
    )


def keras_first(need: int, got: int) -> tuple[Cause, ...]:
    values = {"need": need, "got": got}
    known = {(3, 1): ("first_grey", "rgb"), (1, 3): ("first_colour", "grayscale"), (3, 4): ("first_alpha", "rgb")}
    if (need, got) in known:
        id, mode = known[need, got]
        return (cause(id, "load_img(path)", f'load_img(path, color_mode="{mode}")', **values),)
    return (cause("first_layer", f"Input((h, w, {need}))", f"Input((h, w, {got}))", **values),)


def lacks_channels(shape: Shape) -> bool:
    """Whether three axes in Keras are batch, height and width: the last one is no number of colours."""
    return len(shape) == 3 and shape[-1] > COLOURS


def grey(got: int, need: int) -> Cause:
    """Grey pictures of Keras came without an axis for their one channel."""
    return cause("rank_grey", "model.fit(x, y)", "model.fit(x[..., None], y)", axes=got, needed=need)


def keras_shape(wanted: Shape, came: Shape) -> tuple[Cause, ...]:
    if len(wanted) == len(came) + 1:
        if lacks_channels(came):
            return (grey(len(came), len(wanted)),)
        return (cause("rank_batch", "model(x)", "model(x[None])", axes=len(came), needed=len(wanted)),)
    if len(wanted) != len(came):
        return ()
    if wanted[-1] != came[-1] and 0 < wanted[-1] <= COLOURS and came[-1] > 0:
        return keras_inner(wanted[-1], came)
    sides = [(a, b) for a, b in zip(wanted[1:-1], came[1:-1], strict=True) if a != b and -1 not in (a, b)]
    if not sides:
        return ()
    need, got = sides[0]
    return (
        cause(
            "fixed_size", f"# a picture of {got} pixels", f"x = tf.image.resize(x, {wanted[1:3]})", need=need, got=got
        ),
    )
