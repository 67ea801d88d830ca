"""Scenes drawn to order: what can be asked for, and an id that says all of it, so that a link can carry the scene.

"nuclei~45~12~0.3~0.15~fluorescence~1": the task, its dials in their order, the stain where there is one, the seed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, get_args

from unet_demo.core.pictures.images import Picture
from unet_demo.core.scenes.membranes import membranes
from unet_demo.core.scenes.nuclei import Stain, nuclei
from unet_demo.core.scenes.street.street import street

MARK = "~"
MOST_SEED = 99_999


@dataclass(frozen=True)
class Dial:
    """One number of an order: the generator's argument, its ends, where it stands first, and its step."""

    name: str
    low: float
    high: float
    start: float
    step: float = 1

    def read(self, text: str) -> float:
        """The number in an id; whole where the step is one. Raises ValueError for one that cannot be asked for."""
        value = int(text) if self.step == 1 else round(float(text), 2)
        if not self.low <= value <= self.high:
            raise ValueError(f"{self.name} is {text}; {self.low} to {self.high} is needed")
        return value


@dataclass(frozen=True)
class Order:
    """A generator and its dials; `stains` adds the choice of a stain. Every scene has a random seed."""

    make: Callable[..., Picture]
    dials: tuple[Dial, ...]
    stains: bool = False


ORDERS: Mapping[str, Order] = MappingProxyType(
    {
        "nuclei": Order(
            nuclei,
            (
                Dial("count", 1, 150, 45),
                Dial("radius_px", 5, 32, 12),
                Dial("overlap", 0, 1, 0.3, 0.05),
                Dial("noise", 0, 1, 0.15, 0.05),
            ),
            stains=True,
        ),
        "membranes": Order(
            membranes,
            (
                Dial("cells", 5, 120, 30),
                Dial("thickness_px", 2, 9, 5, 0.5),
                Dial("noise", 0, 1, 0.2, 0.05),
                Dial("blur", 0, 3, 1, 0.1),
            ),
        ),
        "street": Order(
            street,
            (
                Dial("cars", 0, 12, 5),
                Dial("people", 0, 20, 6),
                Dial("trees", 0, 15, 5),
                Dial("light", 0, 1, 0.8, 0.05),
                Dial("noise", 0, 1, 0.1, 0.05),
            ),
        ),
    }
)


def order_id(task: str, asked: Mapping[str, Any]) -> str:
    """The id of an order: `asked` holds every dial, the stain where there is one, and the seed."""
    return MARK.join([task, *(f"{value:g}" if not isinstance(value, str) else value for value in asked.values())])


def read_order(id: str) -> tuple[str, dict[str, Any]]:
    """(task, what is asked for) of an id. Raises ValueError for one that no form could have made."""
    task, *texts = id.split(MARK)
    order = ORDERS.get(task)
    if order is None:
        raise ValueError(f"Got scene {id!r}; a task of {', '.join(ORDERS)} is needed first; draw the scene anew.")
    readers: Sequence[tuple[str, Callable[[str], Any]]] = [
        *((dial.name, dial.read) for dial in order.dials),
        *([("stain", _read_stain)] if order.stains else []),
        ("seed", Dial("seed", 0, MOST_SEED, 1).read),
    ]
    if len(texts) != len(readers):
        raise ValueError(f"Got scene {id!r}; {len(readers)} values are needed after its task; draw the scene anew.")
    return task, {name: read(text) for (name, read), text in zip(readers, texts, strict=True)}


def scene_of(id: str) -> Callable[[], Picture]:
    """What draws the scene of an id. Raises ValueError as `read_order` does."""
    task, asked = read_order(id)
    return partial(ORDERS[task].make, **asked)


def _read_stain(text: str) -> str:
    if text not in get_args(Stain):
        raise ValueError(f"stain is {text}; one of {', '.join(get_args(Stain))} is needed")
    return text
