"""Two headers to look at without a file: a stored net of ours, and the classic one, whose shapes the grid gives."""

from __future__ import annotations

from unet_demo.core.clinic.checkpoint.fit import Own, own_net, state_shapes
from unet_demo.core.clinic.checkpoint.header import read_header
from unet_demo.core.clinic.checkpoint.identify import identified
from unet_demo.core.clinic.checkpoint.records import Header, Tensor
from unet_demo.core.clinic.checkpoint.refusal import HeaderError
from unet_demo.core.nets.cards import FOLDER
from unet_demo.core.nets.damage import WeightsError, remedy
from unet_demo.core.nets.paper import PAPER
from unet_demo.core.nets.tasks import Net


def paper_header() -> Header:
    """The U-Net of 2015 as a safetensors file of ours would hold it, in float32."""
    tensors = tuple(Tensor(name, "F32", shape) for name, shape in state_shapes(PAPER.architecture).items())
    return Header("safetensors", sum(tensor.bytes for tensor in tensors), tensors, {})


def stored_header(net: Net) -> Header:
    """The header of a trained net's file. Raises WeightsError where it is missing or damaged."""
    path = FOLDER / net.file
    try:
        with path.open("rb") as file:
            return read_header(file)
    except (OSError, HeaderError) as error:
        raise WeightsError(
            net.file, f"Weights file {net.file} cannot be read; a whole safetensors file is needed; {remedy(path)}"
        ) from error


def stored_net(net: Net) -> Own:
    """The architecture of a trained net, read from its file's header. Raises WeightsError."""
    header = stored_header(net)
    own = own_net(header, identified(header))
    if own is None:
        raise WeightsError(net.file, f"Weights file {net.file} is no net of ours; {remedy(FOLDER / net.file)}")
    return own
