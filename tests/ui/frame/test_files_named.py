"""What a text says of a file is what the file holds, in both languages."""

from __future__ import annotations

import csv
import io
import json
import re
import struct

import numpy as np
import pytest
from pictures import truth_of
from scripts import texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.nets.grid import params_at
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pruning import home
from unet_demo.core.pruning.advisor import Look
from unet_demo.core.pruning.advisor import table_csv as advice_csv
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.scoring.downloads import class_table, table_csv
from unet_demo.core.scoring.instances import separate, table
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue

IN_EVERY_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)


def head_of(file: bytes) -> list[str]:
    return next(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def files() -> None:
    import streamlit as st

    from unet_demo.core.engine import engine
    from unet_demo.core.gallery import gallery
    from unet_demo.core.pictures.lesson import lesson_copy
    from unet_demo.ui.frame import choices
    from unet_demo.ui.segment.downloads import show_downloads

    choices.sync()
    task = choices.get("task")
    picture = lesson_copy(gallery.samples_of(task)[0].load())
    show_downloads(picture, engine.run(task, picture, 1))
    st.session_state["drawn"] = True


def named(said: str) -> list[str]:
    return re.findall(r"`(\w+)`", said)


@IN_EVERY_LANGUAGE
@pytest.mark.parametrize("task", ["nuclei", "street"])
def test_the_columns_of_the_tables(lang: str, task: str) -> None:
    engine.boot()
    app = AppTest.from_function(files, default_timeout=120)
    app.query_params["lang"], app.query_params["task"] = lang, task
    app.run()
    assert not app.exception
    scene = nuclei(count=5, radius_px=8, overlap=0.0, noise=0.1, stain="smear", seed=1)
    truth = truth_of(scene).astype(np.uint8)
    rows = table(separate(truth > 0)) if task == "nuclei" else class_table(truth % 3, TASKS[task].classes)
    assert named(texts(app)) == head_of(table_csv(rows))


@IN_EVERY_LANGUAGE
def test_the_columns_of_the_advisor(lang: str) -> None:
    words = catalogue(lang)
    head = head_of(advice_csv([Look("a", 1, 0.5, None, 3.0, 3)]))
    assert [id.removeprefix("advisor.column.") for id in words if id.startswith("advisor.column.")] == head


@IN_EVERY_LANGUAGE
@pytest.mark.parametrize("depth", [1, 3])
def test_the_weights_are_as_many_as_the_text_says(lang: str, depth: int) -> None:
    """A safetensors file: eight bytes with the length of its header, the header as JSON, the numbers."""
    engine.boot()
    file = home.weights("nuclei", depth)
    (length,) = struct.unpack("<Q", file[:8])
    header = json.loads(file[8 : 8 + length])
    about = header.pop("__metadata__")
    params = params_at(engine.architecture_of("nuclei"), depth)
    assert len(file) - 8 - length == 4 * params
    assert about["depth"] == str(depth)
    said = catalogue(lang)["home.command"].format(file=f"nuclei-L{depth}.safetensors")
    assert f"python pruned_net.py nuclei-L{depth}.safetensors picture.png mask.png" in said
    usage = re.search(r"python pruned_net\.py (.*)", home.code("nuclei", depth))
    assert usage
    assert len(usage[1].split("#")[0].split()) >= 3
