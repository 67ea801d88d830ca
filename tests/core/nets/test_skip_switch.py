"""The code to take home of the page Skip connections: it runs, and is the same net as the grid's."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any, get_args

import pytest
import torch
from torch import nn

from unet_demo.core.nets.grid import Architecture, Join, params_at
from unet_demo.core.nets.model import GridNet

CODE = Path(__file__).resolve().parents[3] / "assets" / "code" / "skip_switch.py"
WIDTHS = (16, 32, 64, 128, 256)


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    return runpy.run_path(str(CODE), run_name="taken_home")


def test_it_fits_on_two_screens() -> None:
    assert len(CODE.read_text(encoding="utf-8").splitlines()) <= 60


@pytest.mark.parametrize("join", get_args(Join))
@pytest.mark.parametrize(
    ("channels", "classes", "widths"), [(3, 1, WIDTHS), (1, 2, (4, 8)), (2, 11, (5, 3, 7)), (3, 1, (6, 6, 6, 6))]
)
def test_it_has_the_parameters_that_the_grid_counts(
    names: dict[str, Any], join: Join, channels: int, classes: int, widths: tuple[int, ...]
) -> None:
    net: nn.Module = names["UNet"](join, widths, channels, classes)
    counted = sum(each.numel() for each in net.parameters())
    assert counted == params_at(Architecture("unet", channels, widths, classes, join), len(widths) - 1)
    step = 2 ** (len(widths) - 1)
    assert net(torch.rand(2, channels, 2 * step, 3 * step)).shape == (2, classes, 2 * step, 3 * step)


@pytest.mark.parametrize("join", get_args(Join))
def test_with_the_same_weights_it_gives_the_same_answer(names: dict[str, Any], join: Join) -> None:
    torch.manual_seed(0)
    net: Any = names["UNet"](join, (4, 8, 16), 3, 2)
    grid = GridNet(Architecture("unet", 3, (4, 8, 16), 2, join))
    pairs = [(net.down[row], grid.blocks[f"{row}_0"]) for row in range(3)]
    for at, key in enumerate(("1_1", "0_2")):
        pairs.append((net.join[at], grid.blocks[key]))
        grid.ups[key].load_state_dict(net.up[at].state_dict())
    for own, block in pairs:
        block.conv1.load_state_dict(own[0].state_dict())  # type: ignore[union-attr]
        block.conv2.load_state_dict(own[2].state_dict())  # type: ignore[union-attr]
    grid.heads["2"].load_state_dict(net.head.state_dict())
    image = torch.rand(1, 3, 16, 24)
    assert torch.allclose(net(image), grid(image, 2), atol=1e-6)


def test_run_as_a_script_it_prints_shapes_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(CODE), run_name="__main__")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0].strip() for line in lines] == list(get_args(Join))
    for line, join in zip(lines, get_args(Join), strict=True):
        assert "(1, 3, 96, 128) -> (1, 1, 96, 128)" in line
        assert f"{params_at(Architecture('unet', 3, WIDTHS, 1, join), 4):,} parameters" in line


def test_another_word_is_refused(names: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="skips is 'dense'; choose"):
        names["UNet"](skips="dense")
