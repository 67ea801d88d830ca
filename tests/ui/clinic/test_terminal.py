"""The clinic without a browser: an error, masks and a log by the command line, in every language, as text and JSON."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from unet_demo.core.clinic.log.samples import sample_text
from unet_demo.home import HOUSE
from unet_demo.ui.clinic import terminal
from unet_demo.ui.clinic.terminal import RECOGNISED, UNREAD, WRONG_USE, main
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue

ERROR = (
    "RuntimeError: Given groups=1, weight of size [64, 3, 3, 3], expected input[1, 4, 120, 160] to have 3 channels, "
    "but got 4 channels instead"
)
TRACE = f'Traceback (most recent call last):\n  File "train.py", line 42, in forward\n    x = self.inc(x)\n{ERROR}\n'


def asked(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str]:
    """The exit status, and what was printed on either stream."""
    status = main(argv, "unet-demo doctor")
    out, err = capsys.readouterr()
    return status, out + err


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    path = tmp_path / "truth mask.png"
    pixels = np.zeros((16, 16), np.uint8)
    pixels[4:9, 4:9] = 255
    Image.fromarray(pixels).save(path)
    return path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_error_names_its_cause_its_place_and_the_line_to_change(
    lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("loss 0.3\n" * 5000 + TRACE))
    status, said = asked(capsys, "--lang", lang)
    assert status == RECOGNISED
    assert catalogue(lang)["error.cause"] in said
    assert "train.py:42" in said
    assert "+ " in said
    assert "**" not in said


def test_json_holds_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    status, said = asked(capsys, "--json", *ERROR.split())
    told = json.loads(said)
    assert status == RECOGNISED
    assert (told["recognised"], told["family"], told["causes"][0]["id"]) == (True, "channels", "first_alpha")


@pytest.mark.parametrize("text", ["my cat ate it", "KeyError: 'image'", ""])
def test_what_is_not_known_ends_with_three(
    text: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    status, said = asked(capsys)
    assert status == UNREAD
    assert said.strip() == terminal.say_in("en")("error.unread")


def test_bytes_that_are_no_text_are_read_as_far_as_they_are_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.TextIOWrapper(io.BytesIO(b"\xff\xc3(caf\xe9\n" * 9 + TRACE.encode()), "utf-8")
    monkeypatch.setattr(sys, "stdin", raw)
    assert asked(capsys)[0] == RECOGNISED


@pytest.mark.parametrize("lang", LANGUAGES)
def test_masks_are_counted_and_a_file_that_is_none_is_a_sentence(
    lang: str, mask: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.png"
    other.write_bytes(b"no picture")
    status, said = asked(capsys, "--lang", lang, "--json", "mask", str(mask), str(other))
    first, second = json.loads(said)["masks"]
    assert status == RECOGNISED
    assert (first["kind"], first["size"], [each["value"] for each in first["values"]]) == ("binary", [16, 16], [0, 255])
    assert first["lines"]["bce"][1] == "target = (mask > 0)[None].astype(np.float32)"
    assert second["refused"]
    assert asked(capsys, "mask", str(other))[0] == UNREAD
    assert "bce: " in asked(capsys, "--lang", lang, "mask", str(mask))[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_log_is_read_with_its_evidence(lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log.csv"
    path.write_text(sample_text("nan"))
    status, said = asked(capsys, "--lang", lang, "--json", "log", str(path))
    told = json.loads(said)
    assert status == RECOGNISED
    assert told["findings"][0]["id"].startswith("nan")
    assert "NaN" in asked(capsys, "--lang", lang, "log", str(path))[1]
    path.write_text("Dear diary")
    assert asked(capsys, "log", str(path)) == (UNREAD, terminal.say_in("en")("log.error.unread") + "\n")


@pytest.mark.parametrize("argv", [("mask",), ("log",), ("mask", "not there.png"), ("log", "/")])
def test_wrong_use_is_a_sentence(argv: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    status, said = asked(capsys, *argv)
    assert status == WRONG_USE
    assert len(said.splitlines()) == 1


def test_reading_an_error_loads_nothing_heavy() -> None:
    heavy = ("torch", "streamlit", "numpy", "scipy", "PIL", "pandas")
    code = (
        "import sys; from unet_demo.__main__ import main; main(['doctor', *sys.argv[1].split()]); "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, ERROR], cwd=HOUSE, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
