"""What the web says about these nets, claim by claim: a verdict, and an experiment whose figures it must agree with.

Words stand in assets/prose as claims.<id>.*; the numbers of the claims are those of facts.md, section 6. An experiment
takes under two seconds, or reads a stored card that names the command which made it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from unet_demo.core import claims_concat

Verdict = Literal["right", "wrong", "misleading", "depends"]
VERDICTS: tuple[Verdict, ...] = ("right", "wrong", "misleading", "depends")
Figures = Mapping[str, str | int | float | bool]


@dataclass(frozen=True)
class Claim:
    """One claim. `figures` runs the experiment; `holds` says whether its figures carry the verdict."""

    id: str
    room: str  # whose page shows it
    verdict: Verdict
    figures: Callable[[], Figures]
    holds: Callable[[Figures], bool]
    stored: bool = False  # the figures come from a card, not from a run made now


def _all(*names: str) -> Callable[[Figures], bool]:
    return lambda figures: all(bool(figures[name]) for name in names)


def _claim(number: int, room: str, verdict: Verdict, figures: Callable[[], Figures], *names: str) -> Claim:
    return Claim(f"c{number}", room, verdict, figures, _all(*names))


_C = claims_concat
CLAIMS: Mapping[str, Claim] = MappingProxyType(
    {
        claim.id: claim
        for claim in (
            Claim(
                "c1", "concatenate", "depends", _C.kinds_of_upsampling, lambda f: float(f["gap"]) < 0.02, stored=True
            ),
            _claim(2, "concatenate", "wrong", _C.up_halves_channels, "halved", "doubled"),
            _claim(3, "concatenate", "wrong", _C.constant_widths_concatenate_too, "runs"),
            _claim(4, "concatenate", "right", _C.partners, "same_row", "same_size"),
            _claim(5, "concatenate", "depends", _C.channel_axes, "nchw", "chw", "nhwc", "minus_three"),
            _claim(8, "concatenate", "depends", _C.order_of_joining, "same_sum", "apart"),
            _claim(9, "concatenate", "misleading", _C.back_to_size, "doubles", "smaller"),
            _claim(10, "concatenate", "right", _C.order_of_upsampling, "same_shape", "four_times"),
            _claim(15, "concatenate", "misleading", _C.who_doubles, "pool_keeps", "conv_doubles"),
            _claim(31, "concatenate", "wrong", _C.lost_by_pooling, "only_twice", "lost"),
            _claim(47, "concatenate", "right", _C.one_axis_grows, "all_agree"),
            _claim(48, "concatenate", "right", _C.classic_example, "as_said"),
            _claim(49, "concatenate", "depends", _C.defaults, "differ"),
            _claim(50, "concatenate", "wrong", _C.sessions, "gone", "rewritten"),
            _claim(51, "concatenate", "right", _C.contracting_step, "as_said"),
            _claim(52, "concatenate", "right", _C.up_halves_channels, "halved", "doubled"),
            _claim(53, "concatenate", "right", _C.crops, "unpadded_crops", "padded_none"),
            _claim(57, "concatenate", "right", _C.several_extractors, "kept"),
        )
    }
)


def claims_of(room: str) -> tuple[Claim, ...]:
    """The claims that a page shows, in the order of their numbers."""
    return tuple(claim for claim in CLAIMS.values() if claim.room == room)


def run(claim: Claim) -> Figures:
    """The figures of a claim's experiment, found now in the engine's executor. Raises Busy when the queue is full."""
    from unet_demo.core import engine

    engine.boot()
    return engine.submit(claim.figures).result()
