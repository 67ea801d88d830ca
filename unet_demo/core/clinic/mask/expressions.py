"""What two lines of numpy have to say of a mask: how its numbers are read, and what is object, or which class.

Only numbers that were counted in the file go into these lines, never a name that came with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from unet_demo.core.pictures.census import Census
from unet_demo.core.pictures.colour_tables import LEFT_OUT, TABLES

MOST_CLASSES = 64  # with more, numbers are not told apart one by one
NO_TARGET = ("photograph",)  # nothing in such a file says what a pixel is
_ENDS = {"JPEG": "jpg", "TIFF": "tif"}


@dataclass(frozen=True)
class Expression:
    """`object` is a condition over `mask`, where objects alone are meant; else `label` gives the class 0..classes-1.

    `void` is a condition for what is left out, "" where nothing is.
    """

    classes: int
    object: str = ""
    label: str = ""
    void: str = ""


def file_name(census: Census) -> str:
    """What the file is called in the lines: never its own name."""
    return f"mask.{_ENDS.get(census.format, census.format.lower())}"


def reading_line(census: Census, source: str) -> str:
    """The line that reads the file, `source` standing for it, as numbers like those of the census."""
    opened = f"Image.open({source})"
    if census.kind == "planes":
        return f"mask = np.stack([np.asarray(page) for page in ImageSequence.Iterator({opened})])"
    if census.lossy and census.samples > 1 and census.kind != "alpha_mask":
        return f'mask = np.asarray({opened}.convert("L"))'
    if census.mode in ("CMYK", "YCbCr", "PA", "La", "RGBa"):
        opened += '.convert("RGBA")' if census.alpha else '.convert("RGB")'
    return f"mask = {_as_stored(census, f'np.asarray({opened})')}"


def _as_stored(census: Census, pixels: str) -> str:
    """What Pillow spread to 255 or turned round, as it stands in the file; one channel where all agree."""
    if census.judged("white_is_zero"):
        return f"~{pixels}" if census.mode == "1" else f"255 - {pixels}" if census.mode == "L" else pixels
    if census.mode == "L" and census.bits < 8:
        return f"{pixels} // {255 // (2**census.bits - 1)}"
    grey = census.kind not in ("alpha_mask", "table", "one_hot", "colours")
    if grey and census.mode not in ("1", "L", "P", "I", "F") and not census.mode.startswith("I;"):
        return f"{pixels}[..., 0]"
    return pixels


def expression_of(census: Census, way: str = "plain") -> Expression | None:
    """What the numbers are, as conditions; None where nothing in the file says it, or Pillow reads other numbers.

    `way` "classes" takes a number for each object as one for each class, "objects" the other way round.
    """
    is_deep_colour = census.samples > 1 and census.bits > 8
    if census.kind in NO_TARGET or is_deep_colour or not census.mode:
        return None
    judged = dict(census.judgements[0].values)
    if way == "classes":
        return _by_number(census)
    if way == "objects":
        return Expression(2, object="mask > 0", void=f"mask == {LEFT_OUT}" if census.kind == "void" else "")
    if census.kind in ("binary", "flat", "ghosts", "ramp", "alpha_mask", "one_two", "instances"):
        return Expression(2, object=_object(census, judged))
    if census.kind == "colours":
        return Expression(2, object=_any_colour(census))
    if census.kind in ("one_hot", "planes"):
        axis = "-1" if census.kind == "one_hot" else "0"
        return Expression(3 if axis == "-1" else census.pages, label=f"(mask > 0).argmax({axis})")
    if census.kind == "table":
        return _by_table(census, judged["table"])
    return _by_number(census)


def _object(census: Census, judged: dict[str, str]) -> str:
    if census.kind == "alpha_mask":
        return f"mask[..., {1 if census.mode == 'LA' else 3}] > 127"
    if census.kind in ("ghosts", "ramp"):
        half = census.high / 2
        return f"mask > {half:g}" if census.dtype.startswith("float") else f"mask > {int(half)}"
    if census.kind == "one_two":
        return f"mask == {judged['high']}"
    return f"mask > {census.low:g}" if census.judged("no_zero") else "mask > 0"


def _any_colour(census: Census) -> str:
    """Any colour but black; without black, any but that of the first corner."""
    shown = "mask[..., :3]" if census.samples > 3 else "mask"
    if census.low > 0:
        return f"({shown} != {shown}[0, 0]).any(-1)"
    return f"{shown}.any(-1)"


def _by_table(census: Census, table: str) -> Expression:
    """Each colour's number in its official table; what the table leaves out is 255."""
    numbers = {value.colour: TABLES[table][value.colour] for value in census.values if value.colour}
    shown = "mask[..., :3]" if census.samples > 3 else "mask"
    kept = {colour: number for colour, number in numbers.items() if number != LEFT_OUT}
    where = f"[({shown} == colour).all(-1) for colour in {list(kept)}]"
    left_out = f"~np.any({where}, 0)" if len(kept) < len(numbers) else ""
    classes = 1 + max(number for number in TABLES[table].values() if number != LEFT_OUT)
    if not kept:
        return Expression(classes, label=f"np.full(mask.shape[:2], {LEFT_OUT})", void="np.full(mask.shape[:2], True)")
    return Expression(classes, label=f"np.select({where}, {list(kept.values())}, {LEFT_OUT})", void=left_out)


def _by_number(census: Census) -> Expression:
    """Numbers from 0 on as they are; from 1 on less one; with gaps, by their rank."""
    void = f"mask == {LEFT_OUT}" if census.kind == "void" else ""
    numbers = [value.number for value in census.values if not (void and value.number == LEFT_OUT)]
    low, high = (numbers[0], numbers[-1]) if numbers else (census.low, census.high)
    if void and numbers == [0, high]:
        return Expression(2, object=f"mask == {high:g}", void=void)
    whole = all(number == int(number) and number >= 0 for number in numbers) and bool(numbers)
    if not whole or (high + 1 > 2 * len(numbers) and high >= MOST_CLASSES):
        if not numbers or len(numbers) > MOST_CLASSES:
            return Expression(2, object="mask > 0", void=void)
        listed = [int(number) if whole else number for number in numbers]
        return Expression(len(numbers), label=f"np.searchsorted({listed}, mask)", void=void)
    if low == 1 and not void:
        return Expression(int(high), label="mask - 1")
    return Expression(int(high) + 1, label="mask", void=void)
