"""The table of tasks and of the nets trained for them: adding a net is adding a row, a card and a weights file.

Names in each language are the prose ids `tasks.<task>.*` and `tasks.classes.*`; colours stand in viz/kit/style.py.
No torch in here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.nets.grid import Join, Kind

VOID = 255  # in a target: left out of loss and score


@dataclass(frozen=True)
class Schedule:
    """What a task is trained with unless the command line says otherwise; `scenes` is the share of drawn pictures."""

    steps: int
    batch: int
    side: int
    rate: float
    augment: float
    scenes: float


@dataclass(frozen=True)
class Task:
    """What is to be told apart, and how its pictures may be varied.

    One class: a sigmoid tells it from the rest. Several: a softmax chooses one of them for every pixel.
    """

    id: str
    classes: tuple[str, ...]
    score: str  # the one that sums a head up: a key of cards.HeadScore.scores
    layout: str  # what its folder holds and where the public data can be had
    schedule: Schedule
    licence: str  # of the weights trained for it, as SPDX writes it; assets/README.md says it in words
    object_is_zero: bool = False  # labels of one class: 0 is the object, anything else is not
    void: int | None = None  # label that means nothing
    turns: bool = True  # no up and no down: any quarter turn will do
    stains: bool = True  # any colour will do, inverted too
    counted: bool = False  # labels number the objects, which can be told apart and counted
    side_px: int | None = None  # long side of the copy that the net looks at; None: every picture at its own size

    @property
    def outputs(self) -> int:
        """Channels of the last layer."""
        return len(self.classes)

    @property
    def labels(self) -> range | None:
        """Labels that may occur, or None where every number is one more object."""
        return None if self.outputs == 1 else range(self.outputs)


@dataclass(frozen=True)
class Build:
    """How a net is built and supervised: the choices that the lessons compare."""

    kind: Kind
    join: Join = "concat"
    last_head_only: bool = False  # the loss sees the deepest head alone; the others stay as they began


TASKS: Mapping[str, Task] = MappingProxyType(
    {
        task.id: task
        for task in (
            Task(
                "nuclei",
                ("nucleus",),
                "iou",
                "labels: 0 is background, every other number one nucleus; public as BBBC038 (2018 Data Science Bowl, "
                "stage 1), to be laid out like this",
                Schedule(4000, 8, 128, 2e-3, 1.0, 0.0), "CC0-1.0",
                counted=True,
            ),
            Task(
                "membranes",
                ("membrane",),
                "pixel_error",
                "labels: 0 is membrane, anything else cell; public as the ISBI 2012 challenge of electron micrographs, "
                "its slices to be split by range and laid out like this",
                Schedule(2000, 8, 128, 2e-3, 0.6, 0.15), "LicenseRef-ISBI-2012-noncommercial",
                object_is_zero=True,
            ),
            Task(
                "street",
                (
                    "sky", "building", "pole", "road", "pavement", "tree",
                    "sign", "fence", "car", "pedestrian", "bicyclist",
                ),
                "miou",
                "labels: 0 sky, 1 building, 2 pole, 3 road, 4 pavement, 5 tree, 6 sign, 7 fence, 8 car, 9 pedestrian, "
                "10 bicyclist, 11 left out; public as CamVid, in the layout of the SegNet tutorial",
                Schedule(5000, 8, 160, 2e-3, 0.7, 0.1), "CC-BY-NC-4.0",
                void=11,
                turns=False,
                stains=False,
                side_px=240,
            ),
            Task(
                "cats",
                ("cat",),
                "iou",
                "labels: 0 is background, anything else cat; any set of photographs with masks of cats will do",
                Schedule(4000, 8, 128, 2e-3, 0.8, 0.0), "MIT",
                turns=False,
                stains=False,
                side_px=160,
            ),
        )
    }
)  # fmt: skip

BUILDS: Mapping[str, Build] = MappingProxyType(
    {
        "unetpp": Build("unetpp"),
        "unet": Build("unet"),
        "noskips": Build("unet", join="none"),
        "add": Build("unet", join="add"),
        "lasthead": Build("unetpp", last_head_only=True),
        "unetpp_equal": Build("unetpp"),  # trained as long as the four others here, to be compared with them
    }
)


@dataclass(frozen=True)
class Net:
    """One trained net: `build` as in BUILDS, its file in assets/weights, and the sha256 of that file."""

    task: str
    build: str
    file: str
    sha256: str


NETS: tuple[Net, ...] = (
    Net(
        "nuclei",
        "unetpp",
        "nuclei-unetpp.safetensors",
        "778f642ff000e503c18b32e8e5e27d919685d46f3c5944bc3261c25914124151",
    ),
    Net(
        "nuclei",
        "unet",
        "nuclei-unet.safetensors",
        "049cc9bb9d66772f691966b85e702c71bf61b09ed1ee299ae89f2f4c59a55bb7",
    ),
    Net(
        "nuclei",
        "noskips",
        "nuclei-noskips.safetensors",
        "f590bb05a8fa8ca1f61892f7505f80191e1ab1303dcb0394b88dda70c4bd3d0e",
    ),
    Net(
        "nuclei",
        "add",
        "nuclei-add.safetensors",
        "b004dae885a63bb2ecf933a1fd365123a4c6413d93bfbf05aef9f84b1666edd2",
    ),
    Net(
        "nuclei",
        "lasthead",
        "nuclei-lasthead.safetensors",
        "6f35d705617c4cac6b59c9c1dbdfdc3db43f49dd160859e5997d8bd882e1dd1f",
    ),
    Net(
        "nuclei",
        "unetpp_equal",
        "nuclei-unetpp_equal.safetensors",
        "6495a20f4f76263dc91ebea2b8a8706e27dfed1027d224dcf9e5f4e0285c9abb",
    ),
    Net(
        "membranes",
        "unetpp",
        "membranes-unetpp.safetensors",
        "938be73b38de8a9dab00b46e21fadf6e602a59edfa9343c9683d9b36f8293596",
    ),
    Net(
        "street",
        "unetpp",
        "street-unetpp.safetensors",
        "44fb2ccb394df2ee93ebda4892ee10be3b89c53196fda5b9b40a59b9a274517c",
    ),
    Net(
        "cats",
        "unetpp",
        "cats-unetpp.safetensors",
        "2538180d61a6fda913c4f5110b9a02c42972c4d65996e1f7bff5eb485bcd88c5",
    ),
)


def has_net(task: str, build: str) -> bool:
    """Whether there is a trained net of this build for this task."""
    return any((net.task, net.build) == (task, build) for net in NETS)


def net_of(task: str, build: str = "unetpp") -> Net:
    """The row of a trained net. Raises KeyError that names the rows there are."""
    for net in NETS:
        if (net.task, net.build) == (task, build):
            return net
    there = ", ".join(f"{net.task}/{net.build}" for net in NETS)
    raise KeyError(f"Got {task}/{build}; a trained net is needed; choose one of {there}.")


def tasks_there() -> tuple[str, ...]:
    """Tasks with a net that the app can run, in the order of TASKS."""
    return tuple(task for task in TASKS if has_net(task, "unetpp"))


class ForeignLabels(ValueError):
    """Labels that are none of a task's; `numbers` names the first of them, str() says so in English."""

    def __init__(self, numbers: str) -> None:
        super().__init__(f"labels {numbers}")
        self.numbers = numbers


def target_of(task: Task, label: NDArray[np.integer]) -> NDArray[np.uint8]:
    """(H, W) labels -> what the net is to say: 1 for the object and 0, or the class 0..n-1; VOID where unknown.

    Raises ForeignLabels for labels which are none of the task's.
    """
    target: NDArray[np.uint8]
    if task.labels is None:
        target = ((label == 0) == task.object_is_zero).astype(np.uint8)
        return target
    foreign = [int(each) for each in np.unique(label) if each not in task.labels and each != task.void]
    if foreign:
        raise ForeignLabels(", ".join(map(str, foreign[:5])))
    target = np.where(label == task.void, VOID, label).astype(np.uint8)
    return target


def known_target_of(task: Task, label: NDArray[np.integer] | None) -> NDArray[np.uint8] | None:
    """`target_of`, or None where there are no labels or all of them mean nothing: no score and no loss can be had."""
    target = None if label is None else target_of(task, label)
    return None if target is None or (target == VOID).all() else target
