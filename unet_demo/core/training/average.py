"""Average the weights of two trained nets: python -m unet_demo.core.average ONE OTHER --name street-unetpp

Only nets near each other can be averaged: of one architecture, the second trained on from the first. Where two such
runs weigh their pictures differently, their mean may be better than either at what both were trained for.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import torch

from unet_demo.core.nets.damage import WeightsError
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.weights import load_model, load_norms, read_about, save_model
from unet_demo.core.training.options import average_parser


def averaged(one: GridNet, other: GridNet) -> GridNet:
    """`one` with every weight the mean of both. Raises ValueError for nets of different architecture."""
    if one.architecture != other.architecture:
        raise ValueError(
            f"Got {one.architecture} and {other.architecture}; two nets of one architecture are needed; choose such."
        )
    theirs = other.state_dict()
    one.load_state_dict({name: (mine + theirs[name]) / 2 for name, mine in one.state_dict().items()})
    return one


def main(argv: Sequence[str] | None = None, prog: str = "python -m unet_demo.core.average") -> int:
    """Command line; returns the exit status."""
    options = average_parser(prog).parse_args(argv)
    try:
        abouts = [read_about(path) for path in options.files]
        norms = [load_norms(path) for path in options.files]
        model = averaged(*(load_model(path) for path in options.files))
    except (WeightsError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    names = " ".join(path.name for path in options.files)
    own = f"python -m unet_demo.core.average {names} --name {options.name}"
    settings = json.loads(abouts[1]["settings"]) | {"averaged_with": json.loads(abouts[0]["settings"])}
    about = {
        "command": "; ".join([*(each["command"] for each in abouts), own]),
        "settings": json.dumps(settings),
        "torch": torch.__version__,
    }
    both = {name: (norm + norms[1][name]) / 2 for name, norm in norms[0].items()}
    save_model(model, options.out / f"{options.name}.safetensors", about, torch.float16, both)
    print(options.out / f"{options.name}.safetensors")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
