"""Four ways to cross from the contracting to the expanding path, as numbers: concat, add, dense, none. No torch.

All four have the widths of the trained nets, so that what differs comes from the bridges alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from unet_demo.core.nets.grid import Architecture, Node, in_channels_of, links, macs_at, params_at, params_of
from unet_demo.core.nets.plan import widths_of
from unet_demo.core.nets.tasks import BUILDS

FIRST_WIDTH, MOST_LEVELS = 16, 4  # channels of row 0, and poolings of the trained nets
KINDS: Mapping[str, str] = MappingProxyType(  # kind -> the build that was trained to be compared with the others
    {"concat": "unet", "add": "add", "dense": "unetpp_equal", "none": "noskips"}
)


@dataclass(frozen=True)
class Cost:
    """One kind: counts with one head, for colour pictures and one class.

    `entering` are the channels that the block of X(0,last) receives; `skips` are those of the `links` that stay in
    their row.
    """

    kind: str
    architecture: Architecture
    params: int
    macs: int
    entering: int
    links: int
    skips: int

    @property
    def nodes(self) -> int:
        """How many blocks the net has."""
        return len(self.architecture.nodes)


def architecture_of(kind: str, levels: int) -> Architecture:
    """The net of this kind with so many poolings. Raises KeyError for an unknown kind."""
    build = BUILDS[KINDS[kind]]
    return Architecture(build.kind, 3, widths_of(FIRST_WIDTH, levels), 1, build.join)


def costs_of(levels: int, height: int, width: int) -> tuple[Cost, ...]:
    """All four kinds with `levels` poolings, for a picture whose sides divide by 2^levels; else raises ValueError."""
    found = []
    for kind in KINDS:
        net = architecture_of(kind, levels)
        arrows = links(net)
        found.append(
            Cost(
                kind,
                net,
                params_at(net, levels),
                macs_at(net, levels, height, width),
                in_channels_of(net, Node(0, levels)),
                len(arrows),
                sum(source.row == node.row for source, node in arrows),
            )
        )
    return tuple(found)


def extremes(costs: tuple[Cost, ...]) -> tuple[Cost, Cost]:
    """(the kind with the most parameters, one with the least)."""
    return max(costs, key=lambda cost: cost.params), min(costs, key=lambda cost: cost.params)


def ratios(costs: tuple[Cost, ...]) -> dict[str, float]:
    """How many times as much the net with the most parameters has of everything that might be taken for them."""
    most, least = extremes(costs)
    names = ("params", "nodes", "macs", "links", "entering")
    return {name: getattr(most, name) / getattr(least, name) for name in names}


def added_blocks(costs: tuple[Cost, ...]) -> tuple[Node, ...]:
    """Nodes of the net with the most parameters that the one with the least does not have."""
    most, least = extremes(costs)
    return tuple(node for node in most.architecture.nodes if node not in least.architecture.nodes)


def share_below(cost: Cost, row: int) -> float:
    """Share of a net's parameters that stand in the rows below `row`."""
    net = cost.architecture
    return sum(params_of(net, node) for node in net.nodes if node.row > row) / cost.params
