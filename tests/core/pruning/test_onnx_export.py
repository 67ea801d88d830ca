"""The ONNX file gives the app's logits, one picture at a time and three, and says how its input is made."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray

from unet_demo.core.engine import engine
from unet_demo.core.gallery.gallery import sample
from unet_demo.core.nets.cards import FOLDER
from unet_demo.core.nets.grid import params_at
from unet_demo.core.nets.tasks import NETS, TASKS
from unet_demo.core.pictures.images import padded
from unet_demo.core.pictures.normalise import normalise
from unet_demo.core.pruning import home
from unet_demo.core.pruning.onnx_export import onnx_of
from unet_demo.home import ASSETS, HOUSE

every_depth = pytest.mark.parametrize("depth", [1, 2, 3, 4])


def session_of(file: bytes) -> Any:
    return onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])


def run_in(session: Any, image: NDArray[np.float32]) -> NDArray[np.float32]:
    logits: NDArray[np.float32] = session.run(["logits"], {"image": image})[0]
    return logits


@every_depth
@pytest.mark.parametrize("batch", [1, 3])
def test_onnx_gives_the_same_logits(depth: int, batch: int) -> None:
    model = engine.model_of("nuclei")
    session = session_of(onnx_of(model, depth))
    for side, width in ((16, 16), (64, 80), (96, 80)):
        image = torch.rand(batch, 3, side, width, generator=torch.Generator().manual_seed(side))
        with torch.inference_mode():
            expected = model(image, depth).numpy()
        assert np.abs(run_in(session, image.numpy()) - expected).max() < 1e-4


@pytest.mark.parametrize(("task", "shown"), [("nuclei", "smear"), ("membranes", "membranes")])
def test_what_its_notes_ask_for_gives_the_apps_mask(task: str, shown: str) -> None:
    """Scaled and padded as the notes say; only where a logit is 0 to the last digits may a pixel fall otherwise."""
    picture = sample(shown).load()
    image = padded(normalise(picture.pixels, picture.levels), 16).transpose(2, 0, 1)[None]
    logits = run_in(session_of(home.onnx(task, 2)), np.ascontiguousarray(image))
    logits = logits[0, 0, : picture.height, : picture.width]
    differs = (logits >= 0) != engine.run(task, picture, 2).mask("2", 0.5)
    assert not (differs & (np.abs(logits) > 1e-4)).any()
    assert 0.01 < (logits >= 0).mean() < 0.99


@every_depth
def test_a_side_that_the_poolings_do_not_divide_ends_as_the_notes_say(depth: int) -> None:
    file = onnx_of(engine.model_of("nuclei"), depth)
    said = {each.key: each.value for each in onnx.load_from_string(file).metadata_props}
    assert "multiples of 16 (2^4)" in said["padding"]
    assert f"a side that 2^{depth} does not divide ends in an error at a Concat" in said["padding"]
    with pytest.raises(Exception, match="[Cc]oncat"):
        run_in(session_of(file), np.zeros((1, 3, 2**depth * 8 + 2 ** (depth - 1), 2**depth * 8), np.float32))


@pytest.mark.parametrize("task", TASKS)
def test_the_file_says_what_it_is(task: str) -> None:
    model = onnx.load_from_string(home.onnx(task, 2))
    said = {each.key: each.value for each in model.metadata_props}
    (net,) = [net for net in NETS if (net.task, net.build) == (task, "unetpp")]
    assert said["task"] == task
    assert said["classes"].split(", ") == list(TASKS[task].classes)
    assert said["depth"] == "L2 of L4"
    assert said["weights_sha256"] == hashlib.sha256((FOLDER / net.file).read_bytes()).hexdigest()
    assert "0.5 and 99.8" in said["scaling"]
    assert (str(TASKS[task].side_px) in said["size"]) == (TASKS[task].side_px is not None)
    version = said["unet_demo"]
    assert f'version = "{version}"' in (HOUSE / "pyproject.toml").read_text("utf-8")
    image, logits = (model.graph.input[0], model.graph.output[0])
    assert said["scaling"] in image.doc_string
    assert said["padding"] in image.doc_string
    assert "logit" in logits.doc_string
    assert [each.dim_param for each in image.type.tensor_type.shape.dim] == ["batch", "", "height", "width"]


@pytest.mark.parametrize("task", TASKS)
def test_the_licence_is_the_one_that_the_package_names(task: str) -> None:
    licence = TASKS[task].licence
    assert licence in (HOUSE / "pyproject.toml").read_text("utf-8")
    rows = [line for line in (ASSETS / "README.md").read_text("utf-8").splitlines() if f"`{task}-unetpp." in line]
    words = {"CC0-1.0": "CC0", "MIT": "MIT", "CC-BY-NC-4.0": "CC BY-NC 4.0"}.get(licence, "non-commercial use")
    assert len(rows) == 1
    assert words in rows[0].split("|")[-2]


def test_onnx_holds_no_weight_too_many() -> None:
    model = engine.model_of("nuclei")
    graph = onnx.load_from_string(onnx_of(model, 2)).graph
    assert sum(int(np.prod(each.dims)) for each in graph.initializer) == params_at(model.architecture, 2)
