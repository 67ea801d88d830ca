"""Every row of the table of nets, end to end: file, hash, header, card, and the stored scores once more."""

from __future__ import annotations

import hashlib

import pytest
from proofs import later

from unet_demo.core.engine import engine
from unet_demo.core.gallery.gallery import samples_of
from unet_demo.core.gallery.generated import TASKS_DRAWN
from unet_demo.core.nets.cards import FOLDER, load_card
from unet_demo.core.nets.grid import macs_at, params_at
from unet_demo.core.nets.tasks import BUILDS, NETS, TASKS, Net, has_net, net_of, tasks_there
from unet_demo.core.nets.weights import load_model, read_about
from unet_demo.core.training.evaluate import SCENES, evaluate, own_examples

MOST_BYTES, MOST_BYTES_TOGETHER = 10_000_000, 60_000_000
nets = pytest.mark.parametrize("net", NETS, ids=lambda net: f"{net.task}-{net.build}")
SCORED_AT_ONCE = {("cats", "unetpp"), ("nuclei", "noskips")}  # quick ones, of outlined pictures and of scenes
each_scored = pytest.mark.parametrize(
    "net",
    [each for net in NETS for each in ([net] if (net.task, net.build) in SCORED_AT_ONCE else later(net))],
    ids=lambda net: f"{net.task}-{net.build}",
)


@nets
def test_the_file_is_the_one_in_the_table(net: Net) -> None:
    data = (FOLDER / net.file).read_bytes()
    assert hashlib.sha256(data).hexdigest() == net.sha256
    assert len(data) <= MOST_BYTES
    assert net_of(net.task, net.build) is net


def test_all_weights_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.safetensors")) <= MOST_BYTES_TOGETHER
    assert {path.name for path in FOLDER.glob("*.safetensors")} == {net.file for net in NETS}


@nets
def test_the_header_holds_the_net_of_its_row_and_the_command_that_made_it(net: Net) -> None:
    architecture, build = load_model(FOLDER / net.file).architecture, BUILDS[net.build]
    assert (architecture.kind, architecture.join) == (build.kind, build.join)
    assert architecture.classes == TASKS[net.task].outputs
    assert "python -m unet_demo.core.train" in read_about(FOLDER / net.file)["command"]


@nets
def test_the_card_counts_what_each_depth_holds(net: Net) -> None:
    architecture, card = load_model(FOLDER / net.file).architecture, load_card(net.file)
    assert card.weights == net.file
    for scores in card.scores:
        assert scores.pictures > 0
        assert [head.depth for head in scores.heads] == list(architecture.head_depths)
        for head in scores.heads:
            assert TASKS[net.task].score in head.scores
            assert head.params == params_at(architecture, head.depth)
            assert head.macs_256 == macs_at(architecture, head.depth, 256, 256)


@each_scored
def test_the_stored_scores_come_out_again(net: Net) -> None:
    task = TASKS[net.task]
    stored, examples = load_card(net.file).on("scenes" if task.id in TASKS_DRAWN else "outlined"), own_examples(task)
    assert stored.pictures == len(examples) == (SCENES if task.id in TASKS_DRAWN else 3)
    again = evaluate(load_model(FOLDER / net.file), examples, task)
    for before, now in zip(stored.heads, again, strict=True):
        assert now.scores.keys() == before.scores.keys()
        assert now.scores[task.score] == pytest.approx(before.scores[task.score], abs=2e-3)


@pytest.mark.parametrize("task", tasks_there())
def test_the_engine_runs_the_first_picture_of_every_task(task: str) -> None:
    run = engine.run(task, samples_of(task)[0].load())
    assert run.task == task
    assert run.blocks == 15
    assert (run.classes is not None) == (TASKS[task].outputs > 1)


def test_an_unknown_net_is_refused_with_the_names_of_those_there_are() -> None:
    with pytest.raises(KeyError, match="choose one of nuclei/unetpp"):
        net_of("nuclei", "nothing")


def test_a_net_is_there_where_the_table_has_its_row() -> None:
    rows = {(net.task, net.build) for net in NETS}
    assert {(task, build) for task in TASKS for build in BUILDS if has_net(task, build)} == rows
    assert not has_net("nuclei", "nothing")
