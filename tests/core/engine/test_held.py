"""What is held of a visitor's picture: in a store, each of them known to the sweep, and after its time nothing."""

from __future__ import annotations

import ast
import gc
import sys
import weakref
from pathlib import Path
from typing import Any

import pytest

import unet_demo.core
from unet_demo.core.engine import activations as engine_activations
from unet_demo.core.engine import engine, store
from unet_demo.core.engine.subject import Subject
from unet_demo.core.gallery.gallery import sample
from unet_demo.core.last_layer import door
from unet_demo.core.nets.grid import Node
from unet_demo.core.one_by_one import door as one_by_one_door
from unet_demo.core.one_by_one.points import operations_of
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.core.pruning import door as pruning_door
from unet_demo.core.skips import gradient_door

LONG_S = 3600.0


def test_after_its_time_nothing_is_held_in_any_store(monkeypatch: pytest.MonkeyPatch) -> None:
    from unet_demo.core.skips import survival

    picture, build = lesson_copy(sample("smear").load()), "unetpp"
    engine_activations.opened("nuclei", picture, build)
    door.last_of("nuclei", picture, build)
    one_by_one_door.sameness_of("nuclei", picture, build, operations_of(engine.architecture_of("nuclei", build))[0])
    pruning_door.pruned_at("nuclei", picture, 4)
    gradient_door.read_back("nuclei", picture, build)
    filled: list[store.Store[Any, Any]] = [engine_activations._opened, door._kept, one_by_one_door._kept]
    filled += [pruning_door._held, survival._fitted]
    assert all(len(each) for each in filled)
    core = [module for name, module in sys.modules.items() if name.startswith("unet_demo.core")]
    known = {id(each) for module in core for each in vars(module).values() if isinstance(each, store.Store)}
    assert set(map(id, filled)) == known <= set(map(id, store.stores()))
    activations = pruning_door._held._entries[Subject("nuclei", build, picture).key_without_truth].value[Node(0, 0)]
    gone = weakref.ref(activations)
    del activations
    for each in store.stores():
        monkeypatch.setattr(each, "_now", lambda now=each._now: now() + LONG_S)
    store.sweep_all()
    assert [len(each) for each in filled] == [0] * len(filled)
    gc.collect()
    assert gone() is None


def test_nothing_else_in_the_core_keeps_things_in_an_order_of_its_own() -> None:
    """A bounded memory is a store; the engine's models and no visitor's things stay for good."""
    for path in Path(unet_demo.core.__path__[0]).rglob("*.py"):
        text = path.read_text("utf-8")
        used = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
        assert "OrderedDict" not in used or path.stem in ("store", "engine"), path
