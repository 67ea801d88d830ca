"""Experiments for the claims about what the last layer gives, and about the code of a training that goes round.

Heads with several channels are fitted here, in closed form, to the features of the shipped U-Net; what real Keras said
is read from records that name the command (see core.keras_record).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unet_demo.core.gallery.gallery import sample, samples_of
from unet_demo.core.last_layer.keras_record import about, said
from unet_demo.core.lessons.claim import Figures, claim
from unet_demo.core.lessons.claim_records import range_of, scores_of_study, study
from unet_demo.core.lessons.trained import DEPTH, TOP, Seen, look_at
from unet_demo.core.nets.paper import paper_plan
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.scoring.metrics import iou

if TYPE_CHECKING:
    from torch import Tensor

ENDS = ("down.0.layers.0.weight", "join.0.layers.2.weight")  # 3x3 convolutions of a study's U-Net, first and last
RIM_PX, FLOOR = 2, 1e-3  # what counts as the rim of a nucleus; added to every variance of a fit, in parts of the mean


def _rims(seen: Seen) -> Tensor:
    """(H, W): 0 background, 1 the outermost RIM_PX of a nucleus, 2 its inside."""
    import torch
    from scipy import ndimage

    inside = ndimage.binary_erosion(seen.truth, iterations=RIM_PX)
    return torch.from_numpy(seen.truth.astype(np.int64) + inside)


def _fitted(features: Tensor, chosen: Tensor, classes: int) -> tuple[Tensor, Tensor]:
    """Weight (classes, C, 1, 1) and bias (classes,) of a 1x1 convolution from features (C, H, W) to `chosen` (H, W).

    Linear discriminant analysis: classes that differ by their means alone, so that a softmax of the answer is a
    probability as far as that holds.
    """
    import torch

    x, y = features.double().flatten(1).T, chosen.flatten()
    means = torch.stack([x[y == each].mean(dim=0) for each in range(classes)])
    spread = torch.cov((x - means[y]).T)
    spread += FLOOR * spread.diagonal().mean() * torch.eye(len(spread), dtype=torch.float64)
    weight = torch.linalg.solve(spread, means.T).T
    bias = torch.bincount(y, minlength=classes).double().div(len(y)).log() - (weight * means).sum(dim=1) / 2
    return weight.float()[:, :, None, None], bias.float()


def _scores(seen: Seen, chosen: Tensor, classes: int) -> Tensor:
    """(classes, H, W): what a head fitted to `chosen` (H, W) says of the features it was fitted to."""
    from torch.nn import functional as F

    features = seen.done[TOP].clone()
    return F.conv2d(features, *_fitted(features[0], chosen, classes))[0]


def one_channel_or_two() -> Figures:
    """One channel and a sigmoid beside two channels and a softmax; and how many the paper and the tasks here take."""
    import torch

    seen = look_at("crowded")
    with torch.inference_mode():
        rest, nucleus = _scores(seen, torch.from_numpy(seen.truth.astype(np.int64)), 2)
        two, one = torch.softmax(torch.stack([rest, nucleus]), dim=0)[1], torch.sigmoid(nucleus - rest)
        shipped = seen.model.head(DEPTH, seen.done).shape[1]
    difference, paper = float((two - one).abs().max()), (paper_plan().answer or (0,))[0]
    return {
        "shipped": shipped,
        "paper": paper,
        "street": TASKS["street"].outputs,
        "difference": f"{difference:.1e}",
        "same_map": difference < 1e-5,
        "both_are_done": (shipped, paper) == (1, 2),
    }


def logits_first() -> Figures:
    """What comes out of the shipped head and of one for three classes, before and after sigmoid or softmax."""
    import torch

    seen = look_at("crowded")
    with torch.inference_mode():
        logits = seen.model.head(DEPTH, seen.done)
        three = _scores(seen, _rims(seen), 3)
        sums, after = three.sum(dim=0), torch.softmax(three, dim=0).sum(dim=0)
        outside = float(((logits < 0) | (logits > 1)).float().mean())
        probabilities = torch.sigmoid(logits)
    return {
        "low": f"{float(logits.min()):.1f}",
        "high": f"{float(logits.max()):.1f}",
        "outside": round(100 * outside),
        "sum_low": f"{float(sums.min()):.1f}",
        "sum_high": f"{float(sums.max()):.1f}",
        "after": f"{float(after.mean()):.3f}",
        "no_probabilities": outside > 0.5 and float(sums.max() - sums.min()) > 1,
        "sums_to_one": float((after - 1).abs().max()) < 1e-5,
        "between": 0 <= float(probabilities.min()) < float(probabilities.max()) <= 1,
    }


def sigmoid_for_several() -> Figures:
    """A sigmoid behind one channel; behind three, each fitted to tell its class from the rest; a softmax in its place.

    Where the three do not agree that exactly one class is there, a choice is still to be made.
    """
    import torch

    seen = look_at("crowded")
    with torch.inference_mode():
        logits, rims = seen.model.head(DEPTH, seen.done), _rims(seen)
        moved = int(((torch.sigmoid(logits) >= 0.5) != (logits >= 0)).sum())
        pairs = [_scores(seen, (rims == each).long(), 2) for each in range(3)]
        alone = torch.sigmoid(torch.stack([yes - no for no, yes in pairs]))
        sums, votes = alone.sum(dim=0), (alone >= 0.5).sum(dim=0)
        softmax = torch.softmax(_scores(seen, rims, 3), dim=0).sum(dim=0)
    several, none = (float(each.float().mean()) for each in (votes > 1, votes == 0))
    return {
        "moved": moved,
        "sum_low": f"{float(sums.min()):.2f}",
        "sum_high": f"{float(sums.max()):.2f}",
        "several": f"{100 * several:.1f}",
        "none": f"{100 * none:.1f}",
        "softmax": f"{float(softmax.mean()):.3f}",
        "fine_for_one": moved == 0,
        "clash": several + none > 0.01,
        "softmax_settles": float((softmax - 1).abs().max()) < 1e-5,
    }


def sigmoids_inside() -> Figures:
    """Two small nets with the same weights learn four scenes for a moment: ReLUs between the layers, or sigmoids.

    Beside them the stored study, in which both were trained for longer.
    """
    import torch
    from torch.nn import functional as F

    from unet_demo.core.training.study_nets import Activation, StudyUNet

    steps, kinds = 40, list[Activation](["relu", "sigmoid"])
    scenes = [nuclei(5, 5.5, 0.25, 0.1, "fluorescence", 5000 + seed, 32, 32) for seed in range(4)]
    pixels = np.stack([scene.pixels.astype(np.float32) / max(1, int(scene.pixels.max())) for scene in scenes])
    truth = np.stack([scene.truth > 0 for scene in scenes if scene.truth is not None])
    images, masks = torch.from_numpy(pixels)[:, None], torch.from_numpy(truth.astype(np.float32))[:, None]
    base = float(masks.mean())
    ends, overlaps, shares = [], [], []
    for kind in kinds:
        net = StudyUNet((4, 8, 16), skips=(0, 1), activation=kind, norm=False)
        _draw(net)
        named = dict(net.named_parameters())
        names, weights = list(named), list(named.values())
        speeds = [torch.zeros_like(each) for each in weights]
        for step in range(steps):  # momentum by hand: loading torch.optim alone takes a second
            gradients = torch.autograd.grad(F.binary_cross_entropy_with_logits(net(images), masks), weights)
            if not step:
                first, last = (float(gradients[names.index(each)].square().mean().sqrt()) for each in ENDS)
                shares.append(first / last)
            with torch.no_grad():
                for weight, speed, gradient in zip(weights, speeds, gradients, strict=True):
                    weight.sub_(speed.mul_(0.9).add_(gradient), alpha=0.1)
        with torch.no_grad():
            answer = net(images)
            ends.append(float(F.binary_cross_entropy_with_logits(answer, masks)))
        overlaps.append(iou(answer.numpy() >= 0, masks.numpy() > 0))
    scores, command = scores_of_study("activation")
    blind = -base * np.log(base) - (1 - base) * np.log(1 - base)  # the same probability for every pixel
    return {
        "steps": steps,
        **{f"{kind}_loss": f"{end:.3f}" for kind, end in zip(kinds, ends, strict=True)},
        **{f"{kind}_iou": f"{found:.2f}" for kind, found in zip(kinds, overlaps, strict=True)},
        **{f"{kind}_share": f"{share:.2g}" for kind, share in zip(kinds, shares, strict=True)},
        "blind": f"{blind:.3f}",
        "study_steps": study("activation")["rows"][0]["steps"],
        **{f"study_{kind}": range_of(scores[kind]) for kind in kinds},
        "command": command,
        "relu_learns": ends[0] < 0.5 * blind and overlaps[0] > 0.6,
        "sigmoid_flat": ends[1] > 0.95 * blind and overlaps[1] < 0.1,
        "starved": 5 * shares[1] < shares[0],
        "behind": max(scores["sigmoid"]) < min(scores["relu"]),
    }


def _draw(net: object) -> None:
    """He's start from numbers of its own, the same for every net of one build."""
    import torch
    from torch import nn

    assert isinstance(net, nn.Module)
    generator = torch.Generator().manual_seed(0)
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d) and layer.bias is not None:
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
            nn.init.zeros_(layer.bias)


def input_lost() -> Figures:
    """What Keras said to a model whose name for the input had been given to something else, and to the mended one."""
    wrong, mend = said("input", "wrong"), said("input", "mend")
    return {
        **about("keras_bugs"),
        "error": wrong.raised.replace("`", "'"),  # shown as code, between backticks
        "mended": mend.printed,
        "refused": wrong.raised.startswith("ValueError"),
        "mend_builds": bool(mend.printed) and not mend.raised,
    }


def rate_and_accuracy() -> Figures:
    """What Keras said to `lr`; and what "background everywhere" scores on the scenes with known truth."""
    wrong, mend = said("rate", "wrong"), said("rate", "mend")
    truths = [sample(each.id).load().truth for each in samples_of("nuclei") if each.kind == "scene"]
    objects = [truth > 0 for truth in truths if truth is not None]
    accuracies = [float((~each).mean()) for each in objects]
    overlaps = [iou(np.zeros_like(each), each) for each in objects]
    return {
        **about("keras_bugs"),
        "error": wrong.raised,
        "scenes": len(objects),
        "low": f"{100 * min(accuracies):.1f}",
        "high": f"{100 * max(accuracies):.1f}",
        "iou": f"{max(overlaps):.2f}",
        "refused": bool(wrong.raised),
        "mend_works": not mend.raised,
        "blind": max(accuracies) > 0.8 and max(overlaps) == 0,
    }


CLAIMS = (
    claim(17, "last_layer", "depends", one_channel_or_two, "same_map", "both_are_done"),
    claim(18, "last_layer", "misleading", logits_first, "no_probabilities", "sums_to_one", "between"),
    claim(33, "last_layer", "depends", sigmoid_for_several, "fine_for_one", "clash", "softmax_settles"),
    claim(34, "last_layer", "wrong", sigmoids_inside, "relu_learns", "sigmoid_flat", "starved", "behind"),
    claim(35, "last_layer", "wrong", input_lost, "refused", "mend_builds"),
    claim(36, "last_layer", "wrong", rate_and_accuracy, "refused", "mend_works", "blind"),
)
