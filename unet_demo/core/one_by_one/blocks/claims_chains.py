"""Experiments for the claim about deep chains of convolutions: what vanishes at the start, and what then degrades."""

from __future__ import annotations

import math

import numpy as np

from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.lessons.told import told_lower
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.scoring.compare import studied

DEEP, SEEDS = 24, (0, 1, 2)
CHAINS = ("plain", "he", "norm", "shortcuts")  # the last one normalised too
REACHED = ("plain_4", "plain_24", "residual_24", "exploding_24")  # chains of the stored study
PAIRS = (("plain_24", "plain_4"), ("residual_24", "plain_24"), ("plain_24", "exploding_24"))


def deep_chains() -> Figures:
    """Gradients of chains of 24 blocks before training, first block over last; and what their training reached.

    The stored training is a part of it as soon as its card is there.
    """
    first: dict[str, list[float]] = {}
    ratio: dict[str, str] = {}
    low: dict[str, float] = {}
    for kind in CHAINS:
        found = _gradients(kind)
        first[kind] = [a for a, _ in found]
        ratios = [a / b if b else 0.0 for a, b in found]
        low[kind], ratio[kind] = min(ratios), _middle(ratios)
    nets, command = studied("degradation")
    there = [pair for pair in PAIRS if nets.keys() >= {*pair}]
    said = {f"{one}_{other}": told_lower(nets[one], nets[other], "loss") for one, other in there}
    return {
        "blocks": DEEP,
        "seeds": len(SEEDS),
        "plain": f"{max(first['plain']):.0e}",
        **{kind: ratio[kind] for kind in CHAINS[1:]},
        **{id: f"{nets[id].mean:.3f}" if id in nets else "–" for id in REACHED},
        "study_seeds": len(nets["plain_24"].seeds) if nets else 0,
        "steps": nets["plain_24"].steps if nets else 0,
        **{f"{one}_{other}": said.get(f"{one}_{other}") or "–" for one, other in PAIRS},
        "command": command or "–",
        "vanishes": max(first["plain"]) < 1e-12,
        "start_alone": min(first["he"]) > 1e-6 and low["he"] > 0.1,
        "norm_alone": min(first["norm"]) > 1e-6 and low["norm"] > 0.1,
    }


def _middle(values: list[float]) -> str:
    """Geometric mean, two digits: "7.9", "2,300"."""
    middle = math.exp(sum(math.log(max(each, 1e-30)) for each in values) / len(values))
    return f"{float(f'{middle:.1e}'):,.0f}" if middle > 10 else f"{middle:.2g}"


def _gradients(kind: str) -> list[tuple[float, float]]:
    """Root mean square gradient of the first and of the last block's 3x3 weights, seed by seed, on small scenes."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    from unet_demo.core.training.study_nets import StudyChain

    scenes = [nuclei(2, 5.5, 0.25, 0.1, "fluorescence", 5000 + seed, 16, 16) for seed in range(4)]
    pixels = np.stack([scene.pixels / max(1, int(scene.pixels.max())) for scene in scenes])
    truth = np.stack([scene.truth > 0 for scene in scenes if scene.truth is not None])
    images, masks = (torch.from_numpy(each.astype(np.float32))[:, None] for each in (pixels, truth))
    found = []
    for seed in SEEDS:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            net = StudyChain(DEEP, shortcuts=kind == "shortcuts")
            for block in net.blocks if kind in ("plain", "he") else ():
                assert isinstance(block, nn.Sequential)
                block[1], block[4] = nn.Identity(), nn.Identity()
                for at in (0, 3) if kind == "he" else ():
                    nn.init.kaiming_normal_(block.get_parameter(f"{at}.weight"), nonlinearity="relu")
        weights = [net.get_parameter(f"blocks.{at}.0.weight") for at in (0, DEEP - 1)]
        loss = F.binary_cross_entropy_with_logits(net(images), masks)
        front, back = (float(each.square().mean().sqrt()) for each in torch.autograd.grad(loss, weights))
        found.append((front, back))
    return found


CLAIMS = (claim(63, "one_by_one", "misleading", deep_chains, "vanishes", "start_alone", "norm_alone"),)
