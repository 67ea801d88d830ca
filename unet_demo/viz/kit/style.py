"""The one palette: every colour on screen is named here, and handed to figures, drawings and components from here.

One hue per origin, the same everywhere. All hues keep a contrast of 3:1 against the light and the dark ground, and
stay apart for the three kinds of colour blindness; a letter or a line style always stands beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

HUES = MappingProxyType(
    {
        "encoder": "#1A68B3",
        "skip": "#B06C00",
        "upsampled": "#C46BE0",
        "fused": "#1FA08D",
        "bottleneck": "#5F6B5C",
        "head": "#E63A6A",
        "mask": "#16B9C9",
        "mask_edge": "#FFD21F",
        "truth": "#FF5FA8",
        "added": "#3C8CE7",
        "removed": "#C96A12",
        "ok": "#1E9A63",
        "warn": "#C27A00",
    }
)
# Things in a street: far apart in lightness too, so that at 60 % over a photograph every eye can tell them apart; the
# number beside each is what remains for whoever sees no colour.
CLASS_HUES: Mapping[str, str] = MappingProxyType(
    {
        "sky": "#46C8FF",
        "building": "#9C5D42",
        "pole": "#F9F6F1",
        "road": "#3F2941",
        "pavement": "#B799B7",
        "tree": "#63A11A",
        "sign": "#FFEE4C",
        "fence": "#5E4200",
        "car": "#025BCE",
        "pedestrian": "#F83F82",
        "bicyclist": "#FAB177",
    }
)
NEUTRAL = "#7A848C"  # marks of a chart that belong to no origin, such as a line to compare with
CLEAR = "rgba(0,0,0,0)"  # a bar that is an outline
ORIGINS = ("encoder", "skip", "upsampled", "fused", "bottleneck", "head")

DIFF = MappingProxyType({"deleted": ("#B3261E", "#FF8F87"), "inserted": ("#0F6B3A", "#5ED39A")})  # light, dark
LIGHT = MappingProxyType(
    {
        "primary": "#0F6E78",
        "background": "#FBFBF9",
        "raised": "#F0F2EF",
        "text": "#17222C",
        "border": "#D5DAD7",
        "sidebar": "#F3F5F2",
    }
)
DARK = MappingProxyType(
    {
        "primary": "#4CC5CB",
        "background": "#10161D",
        "raised": "#19222C",
        "text": "#E6ECF1",
        "border": "#2E3B47",
        "sidebar": "#0C1117",
    }
)

_SEQUENTIAL = ("#10243A", "#17577E", "#1E9A8C", "#8CCB6B", "#FBF0A8")
_DIVERGING = ("#0E3F75", "#4F93D2", "#F1F1EC", "#DB8A2E", "#7A3A00")


def css_name(name: str) -> str:
    """The CSS variable of a hue: "mask_edge" -> "--u-mask-edge". Raises KeyError for a name that is not in HUES."""
    HUES[name]
    return f"--u-{name.replace('_', '-')}"


def component_css(selector: str = ":host") -> str:
    """The palette as CSS variables, for the shadow root of a component or, with ":root", for a whole page.

    "--u-up" is the short form of "--u-upsampled".
    Neutrals are not among them: inside a component they come from Streamlit's own --st-* variables.
    """
    lines = [f"{css_name(name)}:{colour};" for name, colour in HUES.items()]
    return f"{selector}{{{''.join(lines)}--u-up:{HUES['upsampled']};}}"


def page_css() -> str:
    """The palette for Streamlit's own page, with what it gives no variable for: --u-on-primary, the words on a button,
    and the lines of a diff, --u-deleted and --u-inserted, which have to be read on the ground of code.

    `light-dark()` follows the visitor's theme, which Streamlit declares as the colour scheme of .stApp.
    """
    of_themes = {"on-primary": (LIGHT["background"], DARK["background"]), **DIFF}
    lines = [f"--u-{name}:light-dark({light},{dark});" for name, (light, dark) in of_themes.items()]
    return f"{component_css('.stApp')}.stApp{{{''.join(lines)}}}"


def sequential_stops() -> list[tuple[float, str]]:
    """(position in 0..1, colour) from low to high, lightness rising evenly: for probabilities and other amounts."""
    return _spread(_SEQUENTIAL)


def diverging_stops() -> list[tuple[float, str]]:
    """(position in 0..1, colour), neutral at 0.5: for signed values; the scale is to be centred at zero."""
    return _spread(_DIVERGING)


def rgb_of(colour: str) -> tuple[int, int, int]:
    """A hue's name or "#RRGGBB" -> (red, green, blue), each 0..255. Raises KeyError for an unknown name."""
    code = colour if colour.startswith("#") else HUES[colour]
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def _spread(colours: tuple[str, ...]) -> list[tuple[float, str]]:
    return [(index / (len(colours) - 1), colour) for index, colour in enumerate(colours)]
