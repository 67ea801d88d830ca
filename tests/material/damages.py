"""What can happen to a stored file, and a folder of weights in which it has happened to some of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from unet_demo.core.engine import engine, store, timing
from unet_demo.core.nets import cards, damage
from unet_demo.core.nets.tasks import NETS

WHOLE = cards.FOLDER


def gone(path: Path) -> None:
    path.unlink()


def truncated(path: Path) -> None:
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[: len(data) // 2])


def empty(path: Path) -> None:
    path.unlink()
    path.write_bytes(b"")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def of_another_net(path: Path) -> None:
    other = next(net.file for net in NETS if not path.name.startswith(net.file.split(".")[0]))
    path.unlink()
    path.write_bytes((WHOLE / other).with_suffix("".join(path.suffixes[-2:])).read_bytes())


def one_byte_changed(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.unlink()
    path.write_bytes(data)


DAMAGES: tuple[Callable[[Path], None], ...] = (gone, truncated, empty, a_folder, of_another_net, one_byte_changed)


def copy_with(folder: Path, damaged: Mapping[str, Callable[[Path], None]]) -> None:
    """The weights and their cards in `folder`, some of them damaged; hard links otherwise, where the disk has them."""
    for path in (each for each in WHOLE.iterdir() if each.is_file()):
        try:
            os.link(path, folder / path.name)
        except OSError:
            (folder / path.name).symlink_to(path)
    for file, harm in damaged.items():
        harm(folder / file)


def put_in_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the app find its weights in `folder`, as if it had just been started: nothing of before is kept."""
    monkeypatch.setattr(cards, "FOLDER", folder)
    for each in store.stores():
        each.clear()
    kept = (engine, "_models"), (engine, "_norms"), (damage, "_troubles"), (timing, "_times")
    for module, name in kept:
        monkeypatch.setattr(module, name, type(getattr(module, name))())
