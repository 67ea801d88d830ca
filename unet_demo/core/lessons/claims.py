"""What the web says about these nets, claim by claim: a verdict, and an experiment whose figures it must agree with.

Words stand in assets/prose as claims.<id>.*; the numbers of the claims are those of facts.md, section 6. An experiment
takes under two seconds, or reads a stored card that names the command which made it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from unet_demo.core.concatenate import claims as concatenate_claims
from unet_demo.core.engine.quiet import Timed, watched
from unet_demo.core.last_layer import claims as last_layer_claims
from unet_demo.core.last_layer import claims_head
from unet_demo.core.one_by_one import claims as one_by_one_claims
from unet_demo.core.one_by_one.blocks import claims, claims_small
from unet_demo.core.pruning import claims as pruning_claims
from unet_demo.core.skips import claims as skips_claims
from unet_demo.core.skips import claims_carried, claims_gradients
from unet_demo.core.unetpp import claims as unetpp_claims

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


_C, _S, _B, _G = concatenate_claims, skips_claims, claims_carried, claims_gradients
_L, _H, _P, _R, _T = last_layer_claims, claims_head, one_by_one_claims, claims, claims_small
_N, _D = unetpp_claims, pruning_claims
CLAIMS: Mapping[str, Claim] = MappingProxyType(
    {
        claim.id: claim
        for claim in (
            Claim(
                "c1", "concatenate", "depends", _C.kinds_of_upsampling, lambda f: float(f["gap"]) < 0.02, stored=True
            ),
            _claim(2, "concatenate", "wrong", _C.up_halves_channels, "halved", "doubled"),
            _claim(3, "concatenate", "wrong", _C.constant_widths_concatenate_too, "runs", "no_worse"),
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
            _claim(27, "skips", "misleading", _G.copying, "copies", "fails", "past", "behind"),
            _claim(28, "skips", "wrong", _S.field_of_view, "same", "felt", "pooling_widens"),
            _claim(32, "skips", "right", _B.borders_dissolve, "border_suffers", "inside_stays"),
            _claim(55, "skips", "misleading", _G.why_not_add, "add_too", "not_the_gradient", stored=True),
            _claim(56, "skips", "right", _B.both_are_used, "on_partner", "on_before"),
            _claim(
                16, "last_layer", "wrong", _L.last_is_one_by_one, "one_by_one", "restored_before", "possible", "no_gain"
            ),
            _claim(17, "last_layer", "depends", _H.one_channel_or_two, "same_map", "both_are_done"),
            _claim(18, "last_layer", "misleading", _H.logits_first, "no_probabilities", "sums_to_one", "between"),
            _claim(19, "last_layer", "misleading", _L.connected_to_all, "explodes", "refused", "any_size"),
            _claim(20, "last_layer", "misleading", _L.census, "mostly_convs", "built_alike"),
            _claim(22, "last_layer", "depends", _L.vgg_as_encoder, "counted", "fifth_keeps"),
            _claim(23, "last_layer", "wrong", _L.which_needs_which, "runs_without", "small_without"),
            _claim(29, "last_layer", "wrong", _L.kernels_in_a_layer, "many", "apart", "none_behind"),
            _claim(30, "last_layer", "right", _L.pooling_widens, "wider", "felt"),
            _claim(33, "last_layer", "depends", _H.sigmoid_for_several, "fine_for_one", "clash", "softmax_settles"),
            _claim(34, "last_layer", "wrong", _H.sigmoids_inside, "relu_learns", "sigmoid_flat", "starved", "behind"),
            _claim(35, "last_layer", "wrong", _H.input_lost, "refused", "mend_builds"),
            _claim(36, "last_layer", "wrong", _H.rate_and_accuracy, "refused", "mend_works", "blind"),
            _claim(54, "last_layer", "right", _L.to_the_classes, "as_said", "by_hand"),
            _claim(37, "unetpp", "right", _N.dense_along_rows, "all_pairs", "joined", "neighbours_only"),
            _claim(38, "unetpp", "wrong", _N.who_sees_whom, "few", "not_even_through_others", "as_counted"),
            _claim(39, "unetpp", "right", _N.detail_on_the_way, "lost", "back"),
            _claim(
                40,
                "unetpp",
                "misleading",
                _N.detail_and_overview,
                "narrow_first",
                "detail_fades",
                "nearer_here",
                "not_everywhere",
            ),
            _claim(41, "unetpp", "right", _N.nets_inside, "nested", "same_grid", "same_answer"),
            _claim(42, "unetpp", "right", _N.every_depth_supervised, "all_learnt", "all_pull", "weights_count"),
            _claim(
                46,
                "unetpp",
                "misleading",
                _D.dense_links_and_scores,
                "dearer",
                "unequal",
                "not_at_equal_time",
                stored=True,
            ),
            _claim(43, "pruning", "wrong", _D.any_one_removed, "outputs_stay", "gradients_change", "not_any"),
            _claim(
                44,
                "pruning",
                "depends",
                _D.when_two_are_alike,
                "alike",
                "not_on_every_picture",
                "only_supervised",
                stored=True,
            ),
            _claim(45, "pruning", "right", _D.lighter, "fewer_blocks", "fewer_params", "less_work", "unevenly"),
            _claim(58, "one_by_one", "right", _P.any_number_of_channels, "as_asked", "counted"),
            _claim(59, "one_by_one", "right", _P.product_at_every_pixel, "linear", "product"),
            _claim(60, "one_by_one", "wrong", _P.depth_of_a_kernel, "always_equal", "refused", "groups_share"),
            _claim(61, "one_by_one", "wrong", _P.raising_compresses, "more", "grows", "dearer_behind"),
            _claim(62, "one_by_one", "misleading", _P.rank_of_a_lift, "nothing_new", "bending_adds"),
            _claim(63, "one_by_one", "misleading", _R.deep_chains, "vanishes", "start_alone", "norm_alone", "degrades"),
            _claim(64, "one_by_one", "misleading", _R.who_reduces, "convs_do_it", "identity_carries"),
            _claim(65, "one_by_one", "depends", _R.convolutions_in_a_block, "adds_up", "both_kinds"),
            _claim(66, "one_by_one", "right", _R.added_to_the_output, "keeps", "projection"),
            _claim(67, "one_by_one", "wrong", _R.what_reduces, "sizes_stay", "reduced_by_1x1", "another_thing"),
            _claim(68, "one_by_one", "wrong", _R.stride_and_parameters, "no_fewer", "macs_only"),
            _claim(69, "one_by_one", "misleading", _P.adds_no_bend, "collapses", "relu_bends"),
            _claim(70, "one_by_one", "right", _R.bottleneck_saves, "same_shape", "saves"),
            _claim(71, "one_by_one", "wrong", _P.not_a_pooling, "identity", "learns", "reduces"),
            _claim(72, "one_by_one", "depends", _T.column_then_row, "same_window", "two_thirds", "some", "not_all"),
            _claim(73, "one_by_one", "right", _T.a_quarter, "floors", "builds_empty", "fails"),
            _claim(
                74, "one_by_one", "depends", _T.attention_after_joining, "conv_refuses", "linear_silent", "two_works"
            ),
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
