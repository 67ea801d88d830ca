"""What real Keras did with the exported net and with the six fragments: two records, and the commands that made them.

Keras is no dependency: benchmarks/keras_unet.py and benchmarks/keras_bugs.py run it and write the records.
"""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from unet_demo.home import ASSETS

FOLDER = ASSETS / "records"


@dataclass(frozen=True)
class Case:
    """One exported net in Keras: `difference` is the largest |logit of Keras - logit of PyTorch| with equal weights.

    `logit` is the largest |logit| there was, for comparison; `loss` what one training step cost; `metric` and
    `expected` the score as Keras counted it after that step, and as this product counts it from the same answer.
    """

    widths: tuple[int, ...]
    classes: int
    in_channels: int
    weights: str  # a file of assets/weights, or "random"
    text: str  # which texts were run: code_export.fingerprint
    params: int
    shape: tuple[int, ...]  # of the answer, (B, H, W, classes)
    difference: float
    logit: float
    loss: float
    metric: float
    expected: float


@dataclass(frozen=True)
class Said:
    """What a fragment did: the code that ran, what it printed, and the error it ended with ("" where none)."""

    code: str
    printed: str
    raised: str

    @property
    def scores(self) -> dict[str, float]:
        """What `evaluate` printed. Raises ValueError where something else was printed."""
        found: dict[str, float] = ast.literal_eval(self.printed)
        return found


@cache
def about(name: str) -> dict[str, str]:
    """Of a record ("keras_unet", "keras_bugs"): "command", "keras" (its version) and "backend" (all it ran on)."""
    record = _read(name)
    backend = record.get("backend") or ", ".join(record["runs"])
    return {"command": record["command"], "keras": record["keras"], "backend": backend}


@cache
def cases() -> dict[str, tuple[Case, ...]]:
    """Every exported net that was run in Keras, by backend."""
    return {
        backend: tuple(
            Case(**{**case, "widths": tuple(case["widths"]), "shape": tuple(case["shape"])}) for case in found
        )
        for backend, found in ((backend, run["cases"]) for backend, run in _read("keras_unet")["runs"].items())
    }


@cache
def softmax_in_head() -> dict[str, str]:
    """By backend: the error of training with a softmax in the head and a loss that takes probabilities, "" if none."""
    return {backend: run["softmax_in_head"] for backend, run in _read("keras_unet")["runs"].items()}


@cache
def said(bug: str, which: str) -> Said:
    """What Keras did with a fragment, `which` "wrong", "mend" or "also". Raises KeyError for one that was not run."""
    return Said(**_read("keras_bugs")["fragments"][bug][which])


def _read(name: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return record
