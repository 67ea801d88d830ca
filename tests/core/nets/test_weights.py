"""Weights files: a round trip, every way in which one can be wrong, and saving that cannot leave half a file."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from unet_demo.core.nets.damage import WeightsError
from unet_demo.core.nets.model import GridNet, UNet, UNetPlusPlus, fold
from unet_demo.core.nets.weights import load_model, read_about, save_model, save_tensors

WIDTHS = (4, 6, 8)


def saved(path: Path, net: GridNet | None = None) -> GridNet:
    torch.manual_seed(0)
    net = fold(net or UNetPlusPlus(widths=WIDTHS, norm=True))
    save_model(net, path, {"seed": "0", "command": "test"})
    return net


@pytest.mark.parametrize("net", [UNetPlusPlus(widths=WIDTHS, classes=2), UNet(in_channels=1, widths=WIDTHS)])
def test_round_trip(net: GridNet, tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "net.safetensors"
    net = saved(path, net)
    loaded = load_model(path)
    assert loaded.architecture == net.architecture
    assert loaded.state_dict().keys() == net.state_dict().keys()
    assert all(torch.equal(value, net.state_dict()[name]) for name, value in loaded.state_dict().items())
    image = torch.rand(1, net.architecture.in_channels, 8, 12)
    for depth in net.architecture.head_depths:
        torch.testing.assert_close(loaded(image, depth), net(image, depth), atol=1e-5, rtol=1e-5)


def test_a_loaded_model_is_frozen_channels_last_and_in_the_asked_precision(tmp_path: Path) -> None:
    saved(tmp_path / "net.safetensors")
    loaded = load_model(tmp_path / "net.safetensors", precision=torch.bfloat16)
    assert not loaded.training
    for parameter in loaded.parameters():
        assert not parameter.requires_grad
        assert parameter.dtype == torch.bfloat16
        assert parameter.dim() < 4 or parameter.is_contiguous(memory_format=torch.channels_last)


def test_the_header_says_what_the_file_holds(tmp_path: Path) -> None:
    saved(tmp_path / "net.safetensors")
    about = read_about(tmp_path / "net.safetensors")
    assert (about["seed"], about["command"]) == ("0", "test")
    described = json.loads(about["architecture"])
    assert described == {"kind": "unetpp", "in_channels": 3, "widths": [4, 6, 8], "classes": 1, "join": "concat"}


def test_half_the_bytes_give_nearly_the_same_net(tmp_path: Path) -> None:
    net = saved(tmp_path / "whole.safetensors")
    save_model(net, tmp_path / "half.safetensors", {}, torch.float16)
    sizes = [(tmp_path / f"{name}.safetensors").stat().st_size for name in ("whole", "half")]
    assert sizes[1] < 0.7 * sizes[0]
    half = load_model(tmp_path / "half.safetensors")
    image = torch.rand(1, 3, 16, 16)
    assert torch.allclose(half(image, 2), net(image, 2), atol=1e-2)
    assert not torch.equal(half(image, 2), net(image, 2))


def test_a_header_from_before_there_were_other_joins_means_concatenation(tmp_path: Path) -> None:
    net = saved(tmp_path / "old.safetensors")
    described = {"kind": "unetpp", "in_channels": 3, "widths": list(WIDTHS), "classes": 1}
    save_tensors(net.state_dict(), tmp_path / "old.safetensors", {"architecture": json.dumps(described)})
    assert load_model(tmp_path / "old.safetensors").architecture == net.architecture


def missing(path: Path) -> None:
    assert not path.exists()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def a_folder(path: Path) -> None:
    path.mkdir()


def truncated(path: Path) -> None:
    saved(path)
    path.write_bytes(path.read_bytes()[:-100])


def cut_in_the_header(path: Path) -> None:
    saved(path)
    path.write_bytes(path.read_bytes()[:60])


def pickled(path: Path) -> None:
    path.write_bytes(pickle.dumps({"a": Trap(str(path.parent / "sprung"))}))


def torch_saved(path: Path) -> None:
    torch.save({"a": Trap(str(path.parent / "sprung"))}, path)


def without_architecture(path: Path) -> None:
    save_file({"a": torch.zeros(1)}, path)


def of_another_architecture(path: Path) -> None:
    described = {"kind": "unetpp", "in_channels": 3, "widths": [4, 6, 10], "classes": 1}
    save_tensors(fold(UNetPlusPlus(widths=WIDTHS)).state_dict(), path, {"architecture": json.dumps(described)})


def of_a_senseless_architecture(path: Path) -> None:
    described = {"kind": "unetpp", "in_channels": 3, "widths": [4], "classes": 1}
    save_tensors(fold(UNetPlusPlus(widths=WIDTHS)).state_dict(), path, {"architecture": json.dumps(described)})


def with_a_header_that_is_no_description(path: Path) -> None:
    save_tensors({"a": torch.zeros(1)}, path, {"architecture": "[3, 4]"})


def with_a_tensor_missing(path: Path) -> None:
    saved(path)
    about, kept = read_about(path), load_model(path).state_dict()
    kept.pop("heads.1.bias")
    save_tensors(kept, path, about)


class Trap:
    """Unpickling this creates a file."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str, str], object], tuple[str, str]]:
        return open, (self.path, "w")


@pytest.mark.parametrize(
    "spoil",
    [
        missing, empty, garbage, a_folder, truncated, cut_in_the_header, pickled, torch_saved, without_architecture,
        of_another_architecture, of_a_senseless_architecture, with_a_header_that_is_no_description,
        with_a_tensor_missing,
    ],
)  # fmt: skip
def test_a_wrong_file_is_named_with_its_remedy(spoil: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "odd-name.safetensors"
    spoil(path)
    with pytest.raises(WeightsError, match="odd-name.safetensors") as caught:
        load_model(path)
    assert "git checkout -- assets/weights/odd-name.safetensors" in str(caught.value)
    assert str(tmp_path) not in str(caught.value), "the address on this machine is nobody's business"
    assert not (tmp_path / "sprung").exists(), "the file was unpickled"


def test_the_trap_springs_when_unpickled(tmp_path: Path) -> None:
    pickled(tmp_path / "trap")
    pickle.loads((tmp_path / "trap").read_bytes())["a"].close()
    assert (tmp_path / "sprung").exists()


def test_a_depth_without_a_head_is_refused(tmp_path: Path) -> None:
    saved(tmp_path / "net.safetensors")
    with pytest.raises(WeightsError, match=r"net.safetensors has heads at depths \(1, 2\); depth 3 was asked for"):
        load_model(tmp_path / "net.safetensors", depth=3)
    assert load_model(tmp_path / "net.safetensors", depth=2).architecture.depth == 2


@pytest.mark.parametrize("step", ["save_file", "os.fsync", "os.replace"])
def test_a_failing_save_leaves_the_old_file(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "net.safetensors"
    saved(path)
    before = path.read_bytes()

    def disk_is_full(_: object, part: object = None, *__: object) -> None:
        if step == "save_file":
            Path(str(part)).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(f"unet_demo.core.nets.weights.{step}", disk_is_full)
        with pytest.raises(OSError, match="No space left"):
            save_model(fold(UNet(widths=WIDTHS)), path, {})
    assert path.read_bytes() == before
    assert load_model(path).architecture.kind == "unetpp"


def test_saving_leaves_no_other_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(tmp_path / "net.safetensors")
    saved(tmp_path / "net.safetensors", UNet(widths=WIDTHS))
    assert load_model(tmp_path / "net.safetensors").architecture.kind == "unet"
    monkeypatch.setattr("unet_demo.core.nets.weights.os.replace", lambda *_: (_ for _ in ()).throw(OSError("no")))
    with pytest.raises(OSError, match="no"):
        saved(tmp_path / "net.safetensors")
    assert [file.name for file in tmp_path.iterdir()] == ["net.safetensors"]
