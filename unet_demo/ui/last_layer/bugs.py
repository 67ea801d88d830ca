"""Six mistakes of circulating Keras code: what happens when it runs, what Keras said, why, and the mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from unet_demo.core.engine import engine
from unet_demo.core.last_layer.export_door import arriving
from unet_demo.core.last_layer.keras_bugs import (
    BUGS,
    EPOCHS,
    SCENES,
    SIDE_PX,
    WIDTHS,
    Bug,
    ask_of,
    blind,
    dearer_up,
    met_at,
    overlaps,
)
from unet_demo.core.last_layer.keras_record import about, said
from unet_demo.core.lessons.text import scientific
from unet_demo.core.nets.plan import widths_of
from unet_demo.core.nets.tasks import TASKS, VOID
from unet_demo.core.scoring.targets import target_for
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, punctuated
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.viz.kit.maps import picture_uri, sequential_rgb

POOLINGS, SHOWN_PX, BRIGHT = len(WIDTHS) - 1, 192, 60  # BRIGHT: grey levels for each window that wrote into a pixel
PAPER = (64, 128, 256, 512, 1024)


@st.fragment
@section("export.bugs")
def show_bugs() -> None:
    """One mistake at a time: its code, the question, and once that is answered what Keras did and the mend."""
    st.header(T("export.bugs.title"), anchor=False)
    st.markdown(T("export.bugs.text"))
    st.pills(
        T("export.bugs.choose"),
        list(BUGS),
        format_func=lambda id: T(f"export.bug.{id}"),
        required=True,
        **choices.widget("bug"),
    )
    bug = BUGS[choices.get("bug")]
    st.markdown(T(f"export.before.{bug.id}"))
    st.code(bug.wrong, language="python", wrap_lines=True)
    if not show_ask([ask_of(bug, values_of(bug))], f"ask_bug_{bug.id}", "export.ask"):
        return
    _show_said(bug, "wrong")
    if live := _LIVE.get(bug.id):
        live()
    if bug.also:
        st.markdown(T(f"export.also.{bug.id}"))
        st.code(bug.also, language="python", wrap_lines=True)
        _show_said(bug, "also")
    st.markdown(T(f"export.mend.{bug.id}"))
    st.code(bug.mend, language="python", wrap_lines=True)
    _show_said(bug, "mend")
    known = about("keras_bugs")
    material = {"scenes": SCENES, "side": SIDE_PX}
    st.caption(
        T("export.bugs.made", version=known["keras"], backend=known["backend"], command=known["command"], **material)
    )


def values_of(bug: Bug) -> Mapping[str, str]:
    """The figures that the answer to a bug's question quotes: out of the record, or computed."""
    if bug.id == "sigmoid":
        wrong, mend = (said(bug.id, which).scores["iou"] for which in ("wrong", "mend"))
        convolutions = str(2 * (2 * POOLINGS + 1))
        return {"wrong": f"{wrong:.2f}", "mend": f"{mend:.2f}", "epochs": str(EPOCHS), "convolutions": convolutions}
    if bug.id == "accuracy":
        accuracy, found = said(bug.id, "wrong").scores["accuracy"], said(bug.id, "mend").scores["iou"]
        return {"accuracy": f"{accuracy:.1%}", "iou": f"{found:.2g}"}
    if bug.id == "upsample":
        return {"counts": _listed(overlaps(3, 2, 4))}
    if bug.id == "size":
        sides, apart = met_at(250, POOLINGS)
        assert apart is not None
        return {"way": " → ".join(map(str, sides)), "skip": str(apart[0]), "up": str(apart[1])}
    return {}


def _listed(counts: NDArray[np.int64]) -> str:
    """The numbers that occur away from the rim: "1, 2, 4"."""
    return punctuated(", ".join(str(count) for count in np.unique(counts[2:-2, 2:-2])))


def _show_said(bug: Bug, which: str) -> None:
    """What Keras printed or raised, word for word."""
    found = said(bug.id, which)
    st.caption(T("export.bugs.raised" if found.raised else "export.bugs.printed", version=about("keras_bugs")["keras"]))
    st.code(found.raised or found.printed, language=None, wrap_lines=True)


@section("export.bugs")
def _show_arriving() -> None:
    """How much gradient reaches the first block, with ReLU and with sigmoids, computed now."""
    if not engine.ready():
        return
    found = remembered("export_arriving", None, arriving)
    relu, sigmoid = (sorted(found[kind])[len(found[kind]) // 2] for kind in ("concat", "sigmoid"))
    st.markdown(
        T("export.live.sigmoid", relu=scientific(relu), sigmoid=scientific(sigmoid), seeds=len(found["concat"]))
    )


def _show_overlaps() -> None:
    """How often each pixel is written into, for kernels to choose; and what the wider kernel costs."""
    kernel = st.segmented_control(
        T("export.live.kernel"),
        [2, 3, 4],
        default=3,
        format_func=lambda side: f"{side}×{side}",
        required=True,
        key="bug_kernel",
    )
    counts = overlaps(kernel or 3, 2, 4)
    left, right = st.columns([1, 2], gap="medium", vertical_alignment="center")
    pixels = sequential_rgb((BRIGHT * counts).astype(np.uint8))
    large = np.asarray(Image.fromarray(pixels).resize((SHOWN_PX, SHOWN_PX), Image.Resampling.NEAREST))
    listed = _listed(counts)
    left.image(picture_uri(large, SHOWN_PX), width=SHOWN_PX, alt=T("export.live.overlap_alt", counts=listed))
    right.code("\n".join(" ".join(map(str, row)) for row in counts), language=None)
    right.markdown(T("export.live.uneven" if "," in listed else "export.live.even", counts=listed))
    chosen = widths_of(choices.get("first"), choices.get("levels"))
    st.markdown(T("export.live.dearer", chosen=f"{dearer_up(chosen):,}", paper=f"{dearer_up(PAPER):,}"))


def _show_blind() -> None:
    """What "background everywhere" scores on the visitor's picture, where its truth is known."""
    picture, task = lesson_picture(), TASKS[choices.get("task")]
    truth = target_for(task.id, picture) if task.outputs == 1 else None
    if truth is None:
        st.caption(T("export.live.no_truth"))
        return
    found = blind(truth[truth != VOID])
    scores = {"accuracy": f"{found.accuracy:.1%}", "object": f"{found.object_iou:.2f}", "mean": f"{found.mean_iou:.2f}"}
    st.markdown(T("export.live.blind", **scores))


def _show_sides() -> None:
    """Sides on the way down for a side to choose, and where they part."""
    side = st.slider(T("export.live.side"), 16, 512, 250, key="bug_side")
    sides, apart = met_at(side, POOLINGS)
    way = " → ".join(map(str, sides))
    if apart is None:
        st.markdown(T("export.live.fits", way=way))
        return
    step = 2**POOLINGS
    values = {"skip": apart[0], "up": apart[1], "padded": -(-side // step) * step, "side": side}
    st.markdown(T("export.live.parts", way=way, **values))


_LIVE: Mapping[str, Callable[[], None]] = {
    "sigmoid": _show_arriving,
    "upsample": _show_overlaps,
    "accuracy": _show_blind,
    "size": _show_sides,
}
