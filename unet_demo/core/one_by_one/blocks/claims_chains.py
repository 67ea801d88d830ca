"""Experiments for the claim about deep chains of convolutions: what vanishes at the start, and what then degrades."""

from __future__ import annotations

import math

import numpy as np

from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.nets.cards import read_study
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.home import ASSETS

DEEP, SEEDS = 24, (0, 1, 2)
CHAINS = ("plain", "he", "norm", "shortcuts")  # the last one normalised too
DEGRADATION = "weights/studies/degradation.card.json"


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
    reached, command = _degradation()
    return {
        "blocks": DEEP,
        "seeds": len(SEEDS),
        "plain": f"{max(first['plain']):.0e}",
        **{kind: ratio[kind] for kind in CHAINS[1:]},
        **{id: f"{loss:.3f}" if loss else "–" for id, loss in reached.items()},
        "command": command,
        "vanishes": max(first["plain"]) < 1e-12,
        "start_alone": min(first["he"]) > 1e-6 and low["he"] > 0.1,
        "norm_alone": min(first["norm"]) > 1e-6 and low["norm"] > 0.1,
        "degrades": command == "–" or reached["plain_24"] > max(reached["plain_4"], reached["residual_24"]),
    }


def _middle(values: list[float]) -> str:
    """Geometric mean, two digits: "7.9", "2,300"."""
    middle = math.exp(sum(math.log(max(each, 1e-30)) for each in values) / len(values))
    return f"{float(f'{middle:.1e}'):,.0f}" if middle > 10 else f"{middle:.2g}"


def _degradation() -> tuple[dict[str, float], str]:
    """Training loss that each chain of the study reached, mean of its seeds, and the command; 0 and a dash: no card."""
    path = ASSETS / DEGRADATION
    if not path.exists():
        return dict.fromkeys(("plain_4", "plain_24", "residual_24"), 0.0), "–"
    card = read_study(path)
    found: dict[str, list[float]] = {}
    for row in card["rows"]:
        found.setdefault(row["variant"], []).append(row["score"])
    return {id: sum(each) / len(each) for id, each in found.items()}, card["command"]


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


CLAIMS = (claim(63, "one_by_one", "misleading", deep_chains, "vanishes", "start_alone", "norm_alone", "degrades"),)
