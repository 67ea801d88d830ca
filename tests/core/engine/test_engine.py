"""The one door to the net: what it gives, what it counts, and how it behaves when it is full."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from pictures import truth_of

from unet_demo.core.engine import background, engine, jobs, passes, timing
from unet_demo.core.engine.run import MEAN, Run
from unet_demo.core.nets.cards import FOLDER
from unet_demo.core.nets.damage import WeightsError
from unet_demo.core.nets.grid import Node, needed
from unet_demo.core.nets.model import Block
from unet_demo.core.pictures.images import Picture, picture_of
from unet_demo.core.scenes.nuclei import nuclei


@pytest.fixture(scope="module")
def scene() -> Picture:
    return nuclei(40, 11, 0.2, 0.08, "fluorescence", 3)


@pytest.fixture(scope="module")
def full(scene: Picture) -> Run:
    return engine.run("nuclei", scene)


def test_importing_the_engine_does_not_load_torch() -> None:
    code = "import sys; from unet_demo.core.engine import engine; print('torch' in sys.modules, engine.ready())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_run_holds_every_head_and_finds_the_nuclei(scene: Picture, full: Run) -> None:
    assert full.heads == (1, 2, 3, 4)
    assert full.probability.shape == (4, 256, 256)
    assert not full.probability.flags.writeable
    truth = truth_of(scene) > 0
    mask = full.mask("4", 0.5)
    assert (mask & truth).sum() / (mask | truth).sum() > 0.7


@pytest.mark.parametrize(("depth", "blocks"), [(1, 3), (2, 6), (3, 10), (4, 15)])
def test_a_pruned_run_runs_only_its_blocks_and_gives_the_same_heads(
    scene: Picture, full: Run, monkeypatch: pytest.MonkeyPatch, depth: int, blocks: int
) -> None:
    ran: list[Block] = []
    real = Block.forward

    def counted(self: Block, x: torch.Tensor) -> torch.Tensor:
        ran.append(self)
        return real(self, x)

    monkeypatch.setattr(Block, "forward", counted)
    passes._recorded.clear()
    run = engine.run("nuclei", scene, depth)
    assert len(ran) == run.blocks == blocks
    assert np.array_equal(run.probability, full.probability[:depth])
    ran.clear()
    assert engine.run("nuclei", scene, depth).blocks == blocks
    assert ran == []  # the recording is what runs, and it holds two convolutions a block, one an up-step, one a head
    recorded = passes.recorded(engine.model_of("nuclei"), depth).maps
    assert isinstance(recorded, torch.jit.ScriptFunction)
    graph = str(recorded.inlined_graph)
    ups = sum(node.col > 0 for node in needed(engine.architecture_of("nuclei"), depth))
    assert graph.count("aten::_convolution") == 2 * blocks + ups + depth


def test_a_recorded_pass_gives_what_a_pass_step_by_step_gives(scene: Picture, full: Run) -> None:
    by_step = engine.run("nuclei", scene, 4, [Node(0, 4)])
    assert np.array_equal(by_step.probability, full.probability)
    assert by_step.blocks == full.blocks


def test_mean_of_all_heads_is_their_rounded_average(full: Run) -> None:
    exact = full.probability.astype(float).mean(axis=0)
    assert np.abs(full.at(MEAN) - exact).max() <= 0.5
    with pytest.raises(ValueError, match='Depth is "5"'):
        full.at("5")


def test_8_and_16_bit_give_the_same_mask(scene: Picture, full: Run) -> None:
    deep = picture_of(scene.pixels.astype(np.uint16) * 257)
    dim = picture_of(scene.pixels.astype(np.uint16) * 11 + 300)
    for other in (deep, dim):
        assert np.array_equal(engine.run("nuclei", other).mask("4", 0.5), full.mask("4", 0.5))


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (333, 250), (16, 16)])
def test_any_size_comes_back_at_its_own_size(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, size, np.uint8)
    assert engine.run("nuclei", picture_of(pixels)).size == size


def test_activations_travel_for_small_pictures_only(scene: Picture) -> None:
    run = engine.run("nuclei", scene, 2, want=[Node(0, 2), Node(2, 0)])
    assert {node: a.shape for node, a in run.activations.items()} == {
        Node(0, 2): (16, 256, 256),
        Node(2, 0): (64, 64, 64),
    }
    with pytest.raises(ValueError, match="activations are kept up to 65536 pixels"):
        engine.run("nuclei", picture_of(np.zeros((300, 300), np.uint8)), want=[Node(0, 0)])


def test_a_large_picture_goes_through_tiles_and_reports_progress() -> None:
    big = nuclei(200, 12, 0.1, 0.1, "fluorescence", 5, 700, 900)
    heard: list[float] = []
    run = engine.run("nuclei", big, 2, on_progress=heard.append)
    assert run.tiles == len(heard) == 4
    assert heard[-1] == 1
    assert run.blocks == 4 * 6


def test_a_full_queue_says_busy_at_once_and_gives_its_places_back() -> None:
    engine.boot()
    go = threading.Event()
    held = []
    with pytest.raises(engine.Busy, match="places are taken"):  # noqa: PT012
        for _ in range(engine.QUEUE + 1):
            held.append(engine.submit(go.wait))  # noqa: PERF401 - kept up to the one that fails
    assert len(held) == engine.QUEUE
    assert not engine.idle()
    go.set()
    for future in held:
        future.result(timeout=10)
    wait_until(engine.idle)
    assert engine.submit(lambda: 7).result(timeout=10) == 7


def test_a_lone_pass_takes_the_idle_cores_and_a_crowd_shares_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SLOTS", 3)
    engine.boot()
    wait_until(engine.idle)
    assert engine.submit_pass(torch.get_num_threads).result(timeout=10) == 3
    wait_until(engine.idle)
    monkeypatch.setattr(engine, "_under_way", 1)
    assert engine.submit_pass(torch.get_num_threads).result(timeout=10) == 1


def test_a_failing_piece_of_work_gives_its_place_back() -> None:
    for _ in range(engine.QUEUE + 3):
        with pytest.raises(ZeroDivisionError):
            engine.submit(lambda: 1 / 0).result(timeout=10)


def test_models_are_loaded_once_and_frozen(scene: Picture) -> None:
    engine.boot()
    model = engine.model_of("nuclei")
    threads = [threading.Thread(target=engine.model_of, args=("nuclei",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert engine.model_of("nuclei") is model
    assert not model.training
    assert not any(parameter.requires_grad for parameter in model.parameters())


def test_wrong_weights_name_the_file_and_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scene: Picture
) -> None:
    engine.boot()
    monkeypatch.setattr(engine, "_models", type(engine._models)())
    monkeypatch.setattr("unet_demo.core.nets.cards.FOLDER", tmp_path)
    with pytest.raises(WeightsError, match=r"nuclei-unetpp.safetensors is missing.*git checkout") as missing:
        engine.run("nuclei", scene)
    assert missing.value.file == "nuclei-unetpp.safetensors"
    whole = (FOLDER / "nuclei-unetpp.safetensors").read_bytes()
    (tmp_path / "nuclei-unetpp.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WeightsError, match="not a readable safetensors file"):
        engine.run("nuclei", scene)


def wait_until(true: Callable[[], bool], patience_s: float = 60) -> None:
    end = time.monotonic() + patience_s
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    assert true()


def big_picture() -> Picture:
    return nuclei(150, 12, 0.1, 0.1, "fluorescence", 5, 800, 800)


def test_a_job_ends_with_the_run_of_its_picture() -> None:
    job = jobs.start("nuclei", big_picture())
    wait_until(lambda: job.state != "running")
    assert job.state == "done"
    assert job.progress == 1
    assert job.result().picture_key == job.picture_key


def test_a_job_can_be_stopped_and_frees_its_place() -> None:
    job = jobs.start("nuclei", big_picture())
    job.stop()
    wait_until(lambda: job.state != "running")
    assert job.state == "stopped"
    with pytest.raises(RuntimeError, match="This job is stopped"):
        job.result()
    jobs.start("nuclei", big_picture()).stop()


def test_a_job_that_nobody_looks_at_stops_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "LEFT_ALONE_S", 0.0)
    job = jobs.start("nuclei", big_picture())
    wait_until(lambda: job.state != "running")
    assert job.state == "stopped"


def test_only_so_many_jobs_at_once() -> None:
    wait_until(lambda: jobs._places._value == jobs.JOBS_AT_ONCE)
    running = [jobs.start("nuclei", big_picture()) for _ in range(jobs.JOBS_AT_ONCE)]
    with pytest.raises(engine.Busy, match="large pictures are under way"):
        jobs.start("nuclei", big_picture())
    for job in running:
        job.stop()
    wait_until(lambda: all(job.state == "stopped" for job in running))


def test_times_are_measured_once_for_every_depth(monkeypatch: pytest.MonkeyPatch) -> None:
    key = timing.key_of("nuclei", 60, 50, "cpu", "float32")
    assert (key.height, key.width) == (64, 64)
    assert not timing.times_of(key).finished
    wait_until(lambda: timing.times_of(key).finished)
    times = timing.times_of(key)
    assert times.passes == timing.PASSES
    assert sorted(times.by_depth_ms) == [1, 2, 3, 4]
    assert all(ms > 0 for ms in times.by_depth_ms.values())
    assert timing.times_of(key) is times
    assert not timing.times_of(key, again=True).finished
    wait_until(lambda: timing.times_of(key).finished)


def test_a_large_picture_is_timed_by_its_tile() -> None:
    key = timing.key_of("nuclei", 6000, 6000, "cpu", "float32")
    assert (key.height, key.width) == (704, 704)


def test_needed_blocks_agree_with_what_ran(full: Run) -> None:
    assert full.blocks == len(needed(engine.architecture_of("nuclei"), 4))


def test_devices_and_precisions_always_offer_the_processor() -> None:
    assert engine.devices()[-1] == "cpu"
    assert engine.precisions("nuclei", "cpu")[0] == "float32"
