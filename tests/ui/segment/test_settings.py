"""A precision that was chosen for one net is not carried to a net that does not have it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from unet_demo.core.engine import engine
from unet_demo.ui.frame import choices, visit


@pytest.mark.parametrize(("task", "runs_in"), [("street", "bfloat16"), ("nuclei", "float32")])
def test_a_net_runs_in_a_precision_that_it_has(monkeypatch: pytest.MonkeyPatch, task: str, runs_in: str) -> None:
    here = SimpleNamespace(settings=visit.Settings(precision="bfloat16", border="mirror"))
    has = {"street": ("float32", "bfloat16"), "nuclei": ("float32",)}
    monkeypatch.setattr(choices, "tab", lambda: here)
    monkeypatch.setattr(choices, "get", lambda name: task)
    monkeypatch.setattr(engine, "ready", lambda: True)
    monkeypatch.setattr(engine, "precisions", lambda task, device: has[task])
    assert (visit.settings().precision, visit.settings().border) == (runs_in, "mirror")


def test_nothing_is_measured_for_who_asked_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def measured(*_: str) -> None:
        raise AssertionError("float32 is there without asking")

    monkeypatch.setattr(choices, "tab", lambda: SimpleNamespace(settings=None))
    monkeypatch.setattr(engine, "ready", lambda: True)
    monkeypatch.setattr(engine, "precisions", measured)
    assert visit.settings() == visit.Settings()
