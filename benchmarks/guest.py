"""One guest of the load test: brings marked pictures, acts, and looks at what comes back."""

from __future__ import annotations

import io
import random
import time
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from streamlit.proto.Alert_pb2 import Alert

from benchmarks.visitor import Visitor
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.ui.components.viewer.blob import unpack

SQUARE_PX, SIDE = 16, 256  # 16 squares, the bits of a number, in the top row
FITS_IOU = 0.4  # far above what a mask of other nuclei reaches


@dataclass
class Tally:
    """What a crowd saw: seconds by kind of step, and everything that must not happen."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"slider": [], "picture": []})
    wrong: Counter[str] = field(default_factory=Counter)
    busy: int = 0  # steps that ended with a warning and the last good picture
    checked: int = 0


@dataclass
class Scene:
    """A picture to stamp, and the truth below its stamp."""

    pixels: NDArray[np.uint8]
    truth: NDArray[np.bool_]


def make_scenes(count: int) -> list[Scene]:
    """Different scenes of nuclei, drawn before anything is measured."""
    drawn = [nuclei(30, 12.0, 0.3, 0.15, "fluorescence", seed, SIDE, SIDE) for seed in range(count)]
    return [Scene(picture.pixels, picture.truth > 0) for picture in drawn if picture.truth is not None]


def stamped(scene: Scene, number: int) -> bytes:
    """PNG of a scene with `number` (16 bits) in the squares of its top row."""
    pixels = scene.pixels.copy()
    bits = np.array([number >> place & 1 for place in range(16)], np.uint8)
    row = np.repeat(bits * 180 + 20, SQUARE_PX)
    pixels[:SQUARE_PX] = row if pixels.ndim == 2 else row[:, None]
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def read_stamp(picture: bytes) -> int:
    """The number in the squares of a picture that came back."""
    grey = np.asarray(Image.open(io.BytesIO(picture)).convert("L"))
    centres = grey[SQUARE_PX // 2, SQUARE_PX // 2 :: SQUARE_PX] > 110
    return int(sum(1 << place for place, light in enumerate(centres) if light))


class Guest:
    """One visitor who acts, and looks at what comes back."""

    def __init__(self, visitor: Visitor, number: int, scenes: list[Scene], tally: Tally) -> None:
        self.visitor, self.number, self.scenes, self.tally = visitor, number, scenes, tally
        self.random, self.serial, self.seen = random.Random(number), 0, b""

    async def arrive(self) -> None:
        """Open the page, turn to the upload, bring the first picture."""
        await self.visitor.rerun()
        await self.visitor.choose("source", self.visitor.find("source").body.options[1].content)
        await self.bring_picture()

    async def act(self) -> None:
        """One step, timed."""
        what = "picture" if self.random.random() < 0.1 else "slider"
        self.tally.seconds[what].append(await (self.bring_picture() if what == "picture" else self.move()))

    async def bring_picture(self) -> float:
        """Upload the next picture; seconds until the page is whole again."""
        self.serial += 1
        data = stamped(self.scene(), self.stamp())
        start = time.perf_counter()
        await self.visitor.upload("upload", data, f"visitor-{self.number}.png")
        taken = time.perf_counter() - start
        self.look()
        return taken

    async def move(self) -> float:
        """Let go of one of the two controls; seconds until the figures have followed."""
        start = time.perf_counter()
        if self.random.random() < 0.5:
            await self.visitor.slide("choice_threshold", round(self.random.uniform(0.05, 0.95), 2))
        else:
            options = self.visitor.find("choice_depth").body.options
            await self.visitor.choose("choice_depth", self.random.choice(options).content)
        taken = time.perf_counter() - start
        self.look()
        return taken

    def scene(self) -> Scene:
        return self.scenes[(self.number * 7 + self.serial) % len(self.scenes)]

    def stamp(self) -> int:
        return self.number << 8 | self.serial % 256

    def look(self) -> None:
        """Hold what the viewer shows against what was brought; count every error on the page."""
        for shown in self.visitor.elements.values():
            if shown.kind == "exception":
                self.tally.wrong[f"exception: {shown.body.message[:80]}"] += 1
            elif shown.kind == "alert" and shown.body.format == Alert.ERROR:
                self.tally.wrong[f"error: {shown.body.body[:80]}"] += 1
            elif shown.kind == "alert" and shown.body.format == Alert.WARNING:
                self.tally.busy += 1
                return
        blob = self.visitor.find("viewer_segment").body.bytes
        if blob is self.seen or blob == self.seen:
            return
        _, picture, probability, _ = unpack(blob)
        self.tally.checked += 1
        if (number := read_stamp(picture)) != self.stamp():
            whose = "an earlier picture" if number >> 8 == self.number else "somebody else's picture"
            self.tally.wrong[f"{whose} was shown"] += 1
        elif probability is None:
            self.tally.wrong["a picture came back without its mask"] += 1
        else:
            assert isinstance(probability, np.ndarray)  # nuclei have one class
            mask, truth = probability[-1, SQUARE_PX:] >= 128, self.scene().truth[SQUARE_PX:]
            if (mask & truth).sum() / max(1, (mask | truth).sum()) < FITS_IOU:
                self.tally.wrong["the mask does not fit the picture"] += 1
        self.seen = blob
