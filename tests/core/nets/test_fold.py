"""Folding batch normalisation into the convolutions changes the form of a net and nothing that it computes."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from unet_demo.core.nets.model import GridNet, UNetPlusPlus, fold

WIDTHS = (4, 6, 8, 10, 12)


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def picture(seed: int) -> Tensor:
    return torch.rand(2, 3, 32, 48, generator=torch.Generator().manual_seed(seed))


def trained(steps: int = 6) -> GridNet:
    """A net with batch normalisation whose statistics, scales and shifts are anything but 0 and 1."""
    torch.manual_seed(2)
    net = UNetPlusPlus(widths=WIDTHS, norm=True)
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    for step in range(steps):
        image = picture(step)
        loss = torch.stack([((net(image, depth) - image[:, :1]) ** 2).mean() for depth in (1, 2, 3, 4)]).sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return net.eval()


def test_folded_equals_unfolded() -> None:
    net = trained()
    moved = [m.running_var for m in net.modules() if isinstance(m, nn.BatchNorm2d) and m.running_var is not None]
    assert all(not torch.allclose(variance, torch.ones_like(variance)) for variance in moved)
    image = picture(9)
    for dtype, tolerance in ((torch.float32, 1e-4), (torch.float64, 1e-12)):
        net, image = net.to(dtype), image.to(dtype)
        folded = fold(net)
        for depth in (1, 2, 3, 4):
            logits = folded(image, depth)
            torch.testing.assert_close(logits, net(image, depth), atol=tolerance, rtol=tolerance)


def test_folding_leaves_the_trained_net_alone_and_gives_a_frozen_one() -> None:
    net = trained(steps=1).train()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    folded = fold(net)
    assert net.training
    assert all(parameter.requires_grad for parameter in net.parameters())
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert not folded.training
    assert not any(parameter.requires_grad for parameter in folded.parameters())
    assert not any(isinstance(module, nn.BatchNorm2d) for module in folded.modules())
    assert not list(folded.buffers())


def test_a_folded_net_has_the_keys_of_one_built_without_normalisation() -> None:
    folded = fold(UNetPlusPlus(widths=WIDTHS, norm=True))
    fresh = UNetPlusPlus(widths=WIDTHS)
    assert {k: v.shape for k, v in folded.state_dict().items()} == {k: v.shape for k, v in fresh.state_dict().items()}
