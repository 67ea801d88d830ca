"""Where things lie is reckoned in one module, and what is installed is what the requirements say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from unet_demo import home
from unet_demo.core.nets import damage
from unet_demo.ui.frame import section

COUNTED = re.compile(r"\.parents\b|\.parent\.parent\b")


def test_no_other_module_reckons_where_the_top_is() -> None:
    counting = {path.name for path in home.PACKAGE.rglob("*.py") if COUNTED.search(path.read_text("utf-8"))}
    assert counting == set()
    assert home.IS_CHECKOUT
    assert (home.PAGES / "segment.py").is_file()
    assert (home.ASSETS / "prose" / "en" / "shared" / "frame.toml").is_file()


def test_the_pattern_finds_what_it_forbids() -> None:
    assert COUNTED.search("Path(__file__).resolve().parents[3]")
    assert COUNTED.search("Path(__file__).parent.parent / 'assets'")
    assert not COUNTED.search('_CSS = Path(__file__).parent / "frame.css"')


def test_the_installed_package_needs_what_the_requirements_pin() -> None:
    project = tomllib.loads((home.HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["dependencies"] == Path(home.HOUSE, "requirements.txt").read_text("utf-8").split()


def test_everything_of_the_top_that_runs_rides_in_the_package() -> None:
    build = tomllib.loads((home.HOUSE / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    inside = build["targets"]["wheel"]["force-include"]
    assert set(inside.values()) == {f"unet_demo/house/{name}" for name in inside}
    for name in inside:
        assert (home.HOUSE / name).exists(), name
        assert any(f"/{name}".startswith(each) for each in build["targets"]["sdist"]["include"]), name
    assert {"app.py", "asgi.py", "pages", "assets", ".streamlit/config.toml"} == set(inside)


@pytest.mark.parametrize(
    ("is_checkout", "remedy", "said"),
    [
        (True, "git checkout -- assets/weights/x.safetensors", "git checkout"),
        (False, "installing unet-demo anew", "anew"),
    ],
)
def test_a_damaged_file_is_restored_by_what_brought_it(
    monkeypatch: pytest.MonkeyPatch, is_checkout: bool, remedy: str, said: str
) -> None:
    monkeypatch.setattr(damage, "IS_CHECKOUT", is_checkout)
    monkeypatch.setattr(section, "IS_CHECKOUT", is_checkout)
    assert damage.remedy(home.ASSETS / "weights" / "x.safetensors").endswith(remedy)
    assert said in section.sentence_of(damage.WeightsError("x.safetensors", ""), "")
