"""Colours that public data sets give their classes: PASCAL VOC's rule, and the two tables of CamVid. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RGB = tuple[int, int, int]

VOC_CLASSES = 21  # background and twenty things
VOC_BORDER: RGB = (224, 224, 192)  # number 255: the line around every thing, left out
LEFT_OUT = 255


def voc_colour(number: int) -> RGB:
    """The colour of a class number by PASCAL VOC's rule: its bits, lowest first, go to the channels' highest bits."""
    red = green = blue = 0
    for step in range(8):
        bits = number >> (3 * step)
        red, green, blue = (channel | ((bits >> at & 1) << (7 - step)) for at, channel in enumerate((red, green, blue)))
    return red, green, blue


# the 32 classes of CamVid in their official order, and which of the eleven of the street task each belongs to
_CAMVID_32: tuple[tuple[RGB, int], ...] = (
    ((64, 128, 64), 9),  # animal
    ((192, 0, 128), 1),  # archway
    ((0, 128, 192), 10),  # bicyclist
    ((0, 128, 64), 1),  # bridge
    ((128, 0, 0), 1),  # building
    ((64, 0, 128), 8),  # car
    ((64, 0, 192), 9),  # cart, luggage, pram
    ((192, 128, 64), 9),  # child
    ((192, 192, 128), 2),  # column, pole
    ((64, 64, 128), 7),  # fence
    ((128, 0, 192), 3),  # lane markings for driving
    ((192, 0, 64), 3),  # other lane markings
    ((128, 128, 64), 6),  # text
    ((192, 0, 192), 10),  # motorcycle, scooter
    ((128, 64, 64), 8),  # other things that move
    ((64, 192, 128), 4),  # parking block
    ((64, 64, 0), 9),  # pedestrian
    ((128, 64, 128), 3),  # road
    ((128, 128, 192), 4),  # road shoulder
    ((0, 0, 192), 4),  # sidewalk
    ((192, 128, 128), 6),  # sign
    ((128, 128, 128), 0),  # sky
    ((64, 128, 192), 8),  # pickup truck
    ((0, 0, 64), 2),  # traffic cone
    ((0, 64, 64), 6),  # traffic light
    ((192, 64, 128), 8),  # train
    ((128, 128, 0), 5),  # tree
    ((192, 128, 192), 8),  # truck, bus
    ((64, 0, 64), 1),  # tunnel
    ((192, 192, 0), 5),  # other vegetation
    ((0, 0, 0), 11),  # void
    ((64, 192, 0), 1),  # wall
)
# the eleven classes as they are coloured in the SegNet tutorial, in the order of the street task; black is left out
_CAMVID_11: tuple[RGB, ...] = (
    (128, 128, 128), (128, 0, 0), (192, 192, 128), (128, 64, 128), (60, 40, 222), (128, 128, 0),
    (192, 128, 128), (64, 64, 128), (64, 0, 128), (64, 64, 0), (0, 128, 192), (0, 0, 0),
)  # fmt: skip

# colour -> number in the table's own order; what is left out has 255
TABLES: Mapping[str, Mapping[RGB, int]] = MappingProxyType(
    {
        "camvid11": {colour: LEFT_OUT if number == 11 else number for number, colour in enumerate(_CAMVID_11)},
        "camvid32": {
            colour: LEFT_OUT if street == 11 else number for number, (colour, street) in enumerate(_CAMVID_32)
        },
        "voc": {**{voc_colour(number): number for number in range(VOC_CLASSES)}, VOC_BORDER: LEFT_OUT},
    }
)
# colour -> class of the street task, 11 where it is left out
STREET: Mapping[str, Mapping[RGB, int]] = MappingProxyType(
    {"camvid11": {colour: number for number, colour in enumerate(_CAMVID_11)}, "camvid32": dict(_CAMVID_32)}
)
