"""What is held of a visitor's picture: in a store, each of them known to the sweep, and after its time nothing."""

from __future__ import annotations

import ast
import gc
import importlib
import pkgutil
import weakref
from pathlib import Path

import pytest

import unet_demo.core
from unet_demo.core import engine, inside, last_views, point_views, prune_views, skip_views, store
from unet_demo.core.gallery import sample
from unet_demo.core.grid import Node
from unet_demo.core.lesson import lesson_copy
from unet_demo.core.points import operations_of
from unet_demo.core.subject import Subject

LONG_S = 3600.0


def test_after_its_time_nothing_is_held_in_any_store(monkeypatch: pytest.MonkeyPatch) -> None:
    from unet_demo.core import survival

    picture, build = lesson_copy(sample("smear").load()), "unetpp"
    inside.opened("nuclei", picture, build)
    last_views.last_of("nuclei", picture, build)
    point_views.sameness_of("nuclei", picture, build, operations_of(engine.architecture_of("nuclei", build))[0])
    prune_views.pruned_at("nuclei", picture, 4)
    skip_views.read_back("nuclei", picture, build)
    filled = [inside._opened, last_views._kept, point_views._kept, prune_views._held, survival._fitted]
    assert all(len(each) for each in filled)
    assert set(map(id, filled)) <= set(map(id, store.stores()))
    activations = prune_views._held._entries[Subject("nuclei", build, picture).key_without_truth].value[Node(0, 0)]
    gone = weakref.ref(activations)
    del activations
    for each in store.stores():
        monkeypatch.setattr(each, "_now", lambda now=each._now: now() + LONG_S)
    store.sweep_all()
    assert [len(each) for each in store.stores()] == [0] * len(store.stores())
    gc.collect()
    assert gone() is None


def test_nothing_else_in_the_core_keeps_things_in_an_order_of_its_own() -> None:
    """A bounded memory is a store; the engine's models and no visitor's things stay for good."""
    for found in pkgutil.iter_modules(unet_demo.core.__path__):
        text = Path(importlib.import_module(f"unet_demo.core.{found.name}").__file__ or "").read_text("utf-8")
        used = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
        assert "OrderedDict" not in used or found.name in ("store", "engine"), found.name
