"""What a file fits: the choice made for the last layer, The U's drawing, and a trained net of ours."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from unet_demo.core.clinic.checkpoint.examples import stored_net
from unet_demo.core.clinic.checkpoint.fit import Own, drawn_as, misfit, own_net, state_shapes
from unet_demo.core.clinic.checkpoint.identify import Identity
from unet_demo.core.clinic.checkpoint.records import Header
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.tasks import has_net, net_of
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.frame import show_room_link
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section

BUILDS = ("unetpp", "unet")
MOST_NAMES = 6  # of each kind in an error that is shown


@section("checkpoint.fits")
def show_fit(header: Header, identity: Identity) -> None:
    """The last layer, The U, and what loading it into our trained net would say."""
    if not identity.convs:
        return
    st.subheader(T("checkpoint.fits.title"), anchor=False)
    for told in last_layer_texts(identity):
        st.markdown(told)
    _show_drawn(header, identity)
    _show_loading(header)
    st.caption(T("checkpoint.fits.local"))


def last_layer_texts(identity: Identity) -> Iterator[str]:
    """Where the file differs from what was chosen on the page of the last layer; where all is known, that it fits."""
    pairs = {
        "in": (identity.in_channels, int(choices.get("channels"))),
        "out": (identity.classes, int(choices.get("classes"))),
    }
    apart = [(name, got, wanted) for name, (got, wanted) in pairs.items() if got is not None and got != wanted]
    for name, got, wanted in apart:
        yield T(f"checkpoint.fits.last_{name}", got=got, wanted=wanted)
    if not apart and None not in (identity.in_channels, identity.classes):
        yield T("checkpoint.fits.last_good", channels=identity.in_channels, classes=identity.classes)


def _show_drawn(header: Header, identity: Identity) -> None:
    own = own_net(header, identity)
    net = own.net if own else _alike(identity)
    if net is None:
        return
    about = drawn_as(net)
    if about is None:
        st.markdown(T("checkpoint.fits.not_drawn"))
        return
    st.markdown(T(f"checkpoint.fits.{_layout(own)}"))
    show_room_link("unet", T("checkpoint.fits.draw"), width="content", about=about)
    st.caption(T("checkpoint.fits.ends"))


def _layout(own: Own | None) -> str:
    if own is None:
        return "shape"
    return "own_pruned" if own.pruned and own.net.depth > 1 else "own" if own.folded else "own_norm"


def _alike(identity: Identity) -> Architecture | None:
    """A net of ours with the shape of a file in another layout: two convolutions of 3×3 to a block, no more."""
    reading = identity.readings[0] if identity.widths and identity.kind and identity.join == "concat" else None
    if reading is None or reading.extras or (reading.frame.convs, reading.kernel) != (2, (3, 3)):
        return None
    if reading.frame.rise != "transposed" or identity.in_channels is None or identity.classes is None:
        return None
    return Architecture(reading.frame.kind, identity.in_channels, reading.widths, identity.classes)


def _show_loading(header: Header) -> None:
    """`load_state_dict` for the trained net of the task in view."""
    if header.format != "safetensors":
        return
    task = choices.get("task")
    builds = [build for build in BUILDS if has_net(task, build)]
    build = builds[0]
    if len(builds) > 1:
        build = st.segmented_control(
            T("checkpoint.fits.build"),
            builds,
            default=build,
            format_func=lambda code: T(f"unet.net.{code}"),
            required=True,
            key="checkpoint_build",
        ) or builds[0]  # fmt: skip
    wrong = misfit(header, state_shapes(stored_net(net_of(task, build)).net))
    if not wrong:
        st.success(T("checkpoint.fits.loads"), icon=":material/check:")
        return
    counts = {"missing": len(wrong.missing), "unexpected": len(wrong.unexpected), "sizes": len(wrong.sizes)}
    st.markdown(T("checkpoint.fits.refuses", **counts))
    st.code(wrong.text(MOST_NAMES), language=None, wrap_lines=True)
