"""A net whose file is missing or damaged is its own trouble: named, told to the log once, and nobody else's."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BufferedReader
from pathlib import Path
from typing import Any

import pytest
from damages import DAMAGES, copy_with, gone, of_another_net, one_byte_changed, put_in_place, truncated

from unet_demo.core.engine import engine
from unet_demo.core.nets.cards import FOLDER, load_card, read_study
from unet_demo.core.nets.damage import WeightsError
from unet_demo.core.nets.tasks import NETS, Net
from unet_demo.core.pictures.images import Picture
from unet_demo.core.pruning import advisor
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.unet import door

PAIR = (NETS[1], NETS[-1])
by_file = pytest.mark.parametrize("net", NETS, ids=lambda net: net.file.split(".")[0])
by_damage = pytest.mark.parametrize("harm", DAMAGES, ids=lambda harm: harm.__name__)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "unet_demo"]


def refused(net: Net) -> WeightsError:
    with pytest.raises(WeightsError) as caught:
        engine.model_of(net.task, build=net.build)
    return caught.value


def scene() -> Picture:
    return nuclei(16, 5.5, 0.25, 0.1, "fluorescence", 1, 64, 64)


@by_damage
@by_file
def test_a_damaged_net_is_named_and_told_once(
    net: Net,
    harm: Callable[[Path], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine.boot()
    copy_with(tmp_path, {net.file: harm})
    put_in_place(tmp_path, monkeypatch)
    for _ in range(3):
        error = refused(net)
        assert error.file == net.file
        assert f"git checkout -- assets/weights/{net.file}" in str(error)
        assert str(tmp_path) not in str(error)
    with pytest.raises(WeightsError, match=net.file):
        engine.norms_of(net.task, net.build)
    assert lines(caplog) == [str(error)]
    assert all(record.exc_info is None for record in caplog.records if record.name == "unet_demo")


def test_the_others_run_beside_a_damaged_pair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    engine.boot()
    copy_with(tmp_path, {NETS[1].file: gone, NETS[-1].file: one_byte_changed})
    put_in_place(tmp_path, monkeypatch)
    for net in NETS:
        if net in PAIR:
            with pytest.raises(WeightsError, match=net.file):
                engine.run(net.task, scene(), build=net.build)
        else:
            assert engine.run(net.task, scene(), build=net.build).build == net.build
    assert len(lines(caplog)) == len(PAIR)


@pytest.mark.parametrize("harm", [gone, of_another_net], ids=lambda harm: harm.__name__)
def test_boot_ends_ready_beside_a_damaged_first_net(
    harm: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    engine.boot()
    copy_with(tmp_path, {NETS[0].file: harm})
    put_in_place(tmp_path, monkeypatch)
    monkeypatch.setattr(engine, "_ready", type(engine._ready)())
    monkeypatch.setattr(engine, "freeze", lambda: None)
    assert engine.state() == "waiting"
    engine.boot()
    assert engine.state() == "ready"
    assert engine.trouble() is None
    assert len(lines(caplog)) == 1
    assert NETS[0].file in lines(caplog)[0]
    assert engine.run("cats", scene()).task == "cats"


def test_torch_that_cannot_be_loaded_is_a_trouble_of_all(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    engine.boot()
    monkeypatch.setattr(engine, "_ready", type(engine._ready)())
    monkeypatch.setattr(engine, "_trouble", None)
    monkeypatch.setattr(engine, "freeze", lambda: None)

    def no_torch() -> None:
        raise ImportError("No module named 'torch'")

    with monkeypatch.context() as without:
        without.setattr(engine, "_load_libraries", no_torch)
        for _ in range(2):
            with pytest.raises(engine.BootError, match="No module named 'torch'"):
                engine.boot()
        assert engine.state() == "trouble"
        assert isinstance(engine.trouble(), engine.BootError)
        assert len(lines(caplog)) == 1
    engine.boot()
    assert engine.state() == "ready"
    assert engine.trouble() is None


def test_a_file_that_is_put_right_is_read_without_a_new_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    engine.boot()
    net = NETS[0]
    copy_with(tmp_path, {net.file: gone})
    put_in_place(tmp_path, monkeypatch)
    refused(net)
    (tmp_path / net.file).write_bytes(b"something else")
    assert "not a readable" in str(refused(net))
    (tmp_path / net.file).write_bytes((FOLDER / net.file).read_bytes())
    assert engine.model_of(net.task).architecture.kind == "unetpp"
    assert len(lines(caplog)) == 2  # two troubles, a line each


def test_a_broken_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.boot()
    net, read = NETS[0], list[str]()
    copy_with(tmp_path, {net.file: one_byte_changed})
    put_in_place(tmp_path, monkeypatch)
    whole = hashlib.file_digest

    def counted(file: BufferedReader, how: str) -> Any:
        read.append(file.name)
        return whole(file, how)

    monkeypatch.setattr(hashlib, "file_digest", counted)
    for _ in range(5):
        assert "sha256" in str(refused(net))
    assert len(read) == 1


def test_numbers_of_a_damaged_net_cannot_be_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.boot()
    copy_with(tmp_path, {"nuclei-unet.safetensors": truncated})
    put_in_place(tmp_path, monkeypatch)
    place = door.place_of(engine.architecture_of("nuclei").nodes[0], "conv2", 0, 5, 5)
    with pytest.raises(WeightsError, match=r"nuclei-unet\.safetensors"):
        door.examined("nuclei", scene(), "unet", place)
    assert door.examined("nuclei", scene(), "unetpp", place)[1].shape == (64, 64)


def test_a_damaged_net_takes_no_place_from_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.boot()
    copy_with(tmp_path, {"cats-unetpp.safetensors": gone})
    put_in_place(tmp_path, monkeypatch)
    for _ in range(advisor.AT_ONCE + 1):
        with pytest.raises(WeightsError, match=r"cats-unetpp\.safetensors"):
            advisor.survey("cats", [("one", scene())])


def half_of_it(path: Path) -> None:
    data = path.read_text(encoding="utf-8")
    path.unlink()
    path.write_text(data.replace('"heads": [', '"tails": [', 1), encoding="utf-8")


def with_no_numbers(path: Path) -> None:
    data = path.read_text(encoding="utf-8")
    path.unlink()
    path.write_text(data.replace('"iou": 0', '"iou": NaN, "none": 0', 1), encoding="utf-8")


@pytest.mark.parametrize("harm", [*DAMAGES, half_of_it, with_no_numbers], ids=lambda harm: harm.__name__)
def test_a_damaged_card_is_named_and_told_once(
    harm: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    copy_with(tmp_path, {"nuclei-unetpp.card.json": harm})
    put_in_place(tmp_path, monkeypatch)
    for _ in range(3):
        with pytest.raises(WeightsError, match=r"nuclei-unetpp\.card\.json") as caught:
            load_card("nuclei-unetpp.safetensors")
    assert "git checkout -- assets/weights/nuclei-unetpp.card.json" in str(caught.value)
    assert len(lines(caplog)) == 1
    assert load_card("nuclei-unet.safetensors").weights == "nuclei-unet.safetensors"


@pytest.mark.parametrize("text", ["", "[]", "{}", "3", '{"command": "c", "rows": []}', '{"command": 3, "rows": [{}]}'])
def test_a_damaged_study_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "some.card.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WeightsError, match=r"some\.card\.json"):
        read_study(path)


def test_a_study_that_is_a_folder_or_gone_is_named() -> None:
    for path in (FOLDER / "studies", FOLDER / "studies" / "never_run.card.json"):
        with pytest.raises(WeightsError, match="git checkout -- assets/weights/studies"):
            read_study(path)


def test_what_is_harmed_here_is_never_the_stored_file() -> None:
    """The copies are hard links: each is cut before anything is written."""
    for net in NETS:
        assert hashlib.sha256((FOLDER / net.file).read_bytes()).hexdigest() == net.sha256
