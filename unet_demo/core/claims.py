"""What the web says about these nets, claim by claim: a verdict, and an experiment whose figures it must agree with.

Words stand in assets/prose as claims.<id>.*; the numbers of the claims are those of facts.md, section 6. An experiment
takes under two seconds, or reads a stored card that names the command which made it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from unet_demo.core import claims_carried, claims_concat, claims_gradients, claims_skips

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


def _claim(
    number: int, room: str, verdict: Verdict, figures: Callable[[], Figures], *names: str, stored: bool = False
) -> Claim:
    return Claim(f"c{number}", room, verdict, figures, _all(*names), stored)


_C, _S, _B, _G = claims_concat, claims_skips, claims_carried, claims_gradients
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
            _claim(6, "skips", "depends", _S.more_features, "helps", "not_the_amount", stored=True),
            _claim(7, "skips", "right", _B.low_meets_high, "finer", "wider"),
            _claim(11, "skips", "misleading", _S.scales_that_meet, "other_depth", "same_size", "refused"),
            _claim(
                12, "skips", "wrong", _S.what_kind_crosses, "top_best", "top_nearly_all", "deepest_idle", stored=True
            ),
            _claim(13, "skips", "right", _S.with_and_without, "better", "used", stored=True),
            _claim(14, "skips", "depends", _S.joining_or_adding, "both_run", "add_keeps"),
            _claim(21, "skips", "misleading", _G.vanishing, "helps", "start_alone", "no_cure"),
            _claim(24, "skips", "wrong", _S.what_connects, "ups_stay", "from_below", "bridges_gone"),
            _claim(25, "skips", "right", _B.lost_and_brought_back, "lost", "back"),
            _claim(26, "skips", "right", _S.net_of_2015, "as_printed", "on_cells"),
            _claim(27, "skips", "misleading", _G.copying, "copies", "fails", "past"),
            _claim(28, "skips", "wrong", _S.field_of_view, "same", "felt", "pooling_widens"),
            _claim(32, "skips", "right", _B.borders_dissolve, "border_suffers", "inside_stays"),
            _claim(55, "skips", "misleading", _G.why_not_add, "add_too", "not_the_gradient", stored=True),
            _claim(56, "skips", "right", _B.both_are_used, "on_partner", "on_before"),
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
