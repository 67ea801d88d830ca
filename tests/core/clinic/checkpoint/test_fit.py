"""What fits a net of ours is what torch loads; what does not, says what torch says."""

from __future__ import annotations

import re

import pytest
import torch
from community_nets import STYLES, Wish, header_of
from hypothesis import given
from hypothesis import strategies as st

from unet_demo.core.clinic.checkpoint.fit import Own, drawn_as, misfit, own_net, state_shapes
from unet_demo.core.clinic.checkpoint.header import read_header
from unet_demo.core.clinic.checkpoint.identify import identified
from unet_demo.core.clinic.checkpoint.records import Header, Tensor
from unet_demo.core.nets.cards import FOLDER
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.plan import widths_of
from unet_demo.core.pruning.take_home import pruned_weights

NETS = [
    Architecture("unet", 3, (16, 32, 64), 1),
    Architecture("unet", 1, (5, 7, 6, 3), 4, "add"),
    Architecture("unet", 2, (4, 8), 1, "none"),
    Architecture("unetpp", 3, (4, 8, 16, 32), 11),
]


def file_of(shapes: dict[str, tuple[int, ...]]) -> Header:
    return Header("safetensors", 10**9, tuple(Tensor(name, "F32", shape) for name, shape in shapes.items()), {})


def torch_shapes(net: Architecture, norm: bool = False) -> dict[str, tuple[int, ...]]:
    with torch.device("meta"):
        return {name: tuple(value.shape) for name, value in GridNet(net, norm).state_dict().items()}


@pytest.mark.parametrize("net", NETS, ids=str)
@pytest.mark.parametrize("norm", [False, True])
def test_shapes_are_those_of_torch_in_its_order(net: Architecture, norm: bool) -> None:
    assert list(state_shapes(net, norm).items()) == list(torch_shapes(net, norm).items())
    assert not misfit(file_of(torch_shapes(net, norm)), state_shapes(net, norm))


def loading(got: dict[str, tuple[int, ...]], net: Architecture) -> str:
    """What torch says of these tensors."""
    model = GridNet(net)
    try:
        model.load_state_dict({name: torch.zeros(shape) for name, shape in got.items()})
    except RuntimeError as error:
        return str(error)
    return ""


def lines(text: str) -> set[str]:
    """Lines and names of an error, whatever their order."""
    return set(re.findall(r"size mismatch.*|(?:Missing|Unexpected) key|\"[^\"]*\"", text))


@given(st.sampled_from(NETS[:3]), st.data())
def test_what_does_not_load_is_said_as_torch_says_it(net: Architecture, data: st.DataObject) -> None:
    got = torch_shapes(net)
    for name in data.draw(st.lists(st.sampled_from(sorted(got)), max_size=4, unique=True)):
        kind = data.draw(st.sampled_from(["gone", "other", "renamed"]))
        shape = got.pop(name)
        if kind != "gone":
            got[name if kind == "other" else f"more.{name}"] = (*shape[:-1], shape[-1] + 1)
    told = misfit(file_of(got), state_shapes(net))
    said = loading(got, net)
    assert bool(told) == bool(said)
    assert not said or lines(told.text()) == lines(said)
    assert not said or told.text().splitlines()[0] == said.splitlines()[0]


def test_many_names_are_cut_for_the_page() -> None:
    shapes = state_shapes(NETS[0])
    text = misfit(file_of({}), shapes).text(2)
    assert text.count('"') == 4
    assert text.endswith("…. ")


@pytest.mark.parametrize("net", NETS, ids=str)
@pytest.mark.parametrize("norm", [False, True])
def test_a_net_of_ours_is_known(net: Architecture, norm: bool) -> None:
    header = file_of(torch_shapes(net, norm))
    own = own_net(header, identified(header))
    assert own is not None
    assert (own.net.kind, own.net.widths, own.net.classes) == (net.kind, net.widths, net.classes)
    assert (own.folded, own.pruned) == (not norm, False)


def test_the_stored_nets_are_known_by_their_headers() -> None:
    for path in sorted(FOLDER.glob("*.safetensors")):
        with path.open("rb") as file:
            header = read_header(file)
        own = own_net(header, identified(header))
        assert own is not None
        assert own.net.join == {"nuclei-add": "add", "nuclei-noskips": "none"}.get(path.stem, "concat")


@pytest.mark.parametrize("depth", [2, 3])
def test_a_pruned_file_is_known(depth: int) -> None:
    net = NETS[3]
    header = read_header(pruned_weights(GridNet(net), depth, {}))
    assert own_net(header, identified(header)) == Own(
        Architecture("unetpp", 3, net.widths[: depth + 1], 11), pruned=True, folded=True
    )


@pytest.mark.parametrize("style", STYLES)
def test_a_net_of_others_is_not_ours(style: str) -> None:
    header = header_of(STYLES[style][0](Wish((16, 32, 64))))
    assert own_net(header, identified(header)) is None


def test_the_u_draws_what_its_controls_can_make() -> None:
    drawn = drawn_as(Architecture("unetpp", 3, widths_of(16, 3), 1))
    assert drawn is not None
    assert (drawn["net"], drawn["levels"], drawn["first"], drawn["grow"]) == ("unetpp", 3, 16, "double")
    same = drawn_as(Architecture("unet", 3, (8, 8, 8), 1))
    assert same is not None
    assert same["grow"] == "same"
    for net in (NETS[1], NETS[2], Architecture("unet", 3, widths_of(2, 6), 1)):
        assert drawn_as(net) is None
    assert drawn_as(Architecture("unet", 3, widths_of(129, 1), 1)) is None
