"""What the web says about these nets, claim by claim: every room declares its own as CLAIMS in a module claims….

Words stand in assets/prose as claims.<id>.*; the numbers of the claims are those of docs/facts.md. An experiment takes
a few seconds at most, or reads a stored card that names the command which made it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from unet_demo.core.engine.quiet import Timed, watched
from unet_demo.core.lessons.claim import Claim, Figures
from unet_demo.core.rooms import declared

CLAIMS: Mapping[str, Claim] = MappingProxyType(
    {
        claim.id: claim
        for claim in sorted(
            (claim for module in declared("core", "claims") if module.__name__ != __name__ for claim in module.CLAIMS),
            key=lambda claim: claim.number,
        )
    }
)


def claims_of(room: str) -> tuple[Claim, ...]:
    """The claims that a page shows, in the order of their numbers."""
    return tuple(claim for claim in CLAIMS.values() if claim.room == room)


def run(claim: Claim) -> Figures:
    """The figures of a claim's experiment, found now in the engine's executor. Raises Busy when the queue is full."""
    return timed_run(claim)[0]


def timed_run(claim: Claim) -> tuple[Figures, Timed]:
    """`run`, and how long the experiment took once its turn had come. Raises Busy when the queue is full."""
    from unet_demo.core.engine import engine

    engine.boot()
    return engine.submit(lambda: watched(claim.figures)).result()
