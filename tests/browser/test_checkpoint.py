"""The place for a checkpoint in a real Chromium: it reads as Python does, and of a large file only the header goes."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from damaged_headers import damaged_onnx, damaged_safetensors, small_onnx, small_safetensors
from hypothesis import given
from hypothesis import strategies as st
from modules import modules_in
from playwright.sync_api import Browser, Page, expect
from served import SLOW_MS, serving

from unet_demo.core.clinic.checkpoint.fit import state_shapes
from unet_demo.core.clinic.checkpoint.header import sent_by
from unet_demo.core.clinic.checkpoint.refusal import HeaderError
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.paper import PAPER
from unet_demo.core.pruning.onnx_export import onnx_of

READ = """async (files) => {
    const { readingOf } = await import("/checkpoint/reading.js");
    const read = async (text) => readingOf(new File([Uint8Array.from(atob(text), (it) => it.charCodeAt(0))], "a"));
    return JSON.stringify(await Promise.all(files.map(read)));
}"""
SCRIPT = """
import streamlit as st

from unet_demo.core.clinic.checkpoint.header import header_of
from unet_demo.core.clinic.checkpoint.identify import identified
from unet_demo.core.clinic.checkpoint.refusal import HeaderError
from unet_demo.ui.components.checkpoint import show_checkpoint_zone

def take(sent):
    try:
        header = header_of(sent)
        told = identified(header)
        told = f"{header.format} {header.bytes} {told.kind} {told.params} {told.in_channels}"
    except HeaderError as error:
        told = error.reason
    st.session_state.told = f"heard {st.session_state.get('count', 0) + 1}: {told}"
    st.session_state.count = st.session_state.get("count", 0) + 1

@st.fragment
def zone():
    words = {"name": "label", "choose": "choose", "help": "help", "reading": "…"}
    words |= {"read": "{name} {size}", "refused": "no {name}"}
    show_checkpoint_zone(words, take)
    st.markdown(st.session_state.get("told", "nothing yet"))

zone()
"""
MOST_SENT = 40_000  # bytes over the websocket for the classic net's header


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    with modules_in(browser) as page:
        yield page


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that shows the component and nothing else."""
    folder = tmp_path_factory.mktemp("checkpoint")
    script = folder / "zone_alone.py"
    script.write_text(SCRIPT, encoding="utf-8")
    with serving(str(script), folder / "log.txt") as address:
        yield address


@pytest.fixture
def shown(browser: Browser, address: str) -> Iterator[Callable[..., tuple[Page, list[int]]]]:
    """`shown()` -> a page with the zone, and the sizes of all that it sends; no script may have thrown."""
    thrown: list[str] = []
    contexts: list[Any] = []

    def show(width: int = 1280, **how: Any) -> tuple[Page, list[int]]:
        context = browser.new_context(viewport={"width": width, "height": 900}, **how)
        contexts.append(context)
        page, sizes = context.new_page(), list[int]()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sizes.append(len(frame))))
        page.goto(address, timeout=SLOW_MS)
        expect(page.locator(".checkpoint .zone")).to_be_visible()
        return page, sizes

    yield show
    for context in contexts:
        context.close()
    assert thrown == []


def in_python(data: bytes) -> dict[str, Any]:
    try:
        return sent_by(data)
    except HeaderError as error:
        return {"wrong": error.reason, "values": dict(error.values)}


def in_browser(page: Page, *files: bytes) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(page.evaluate(READ, [base64.b64encode(file).decode() for file in files]))
    return read


@given(st.lists(damaged_safetensors() | damaged_onnx() | st.binary(max_size=80), min_size=6, max_size=6))
def test_the_browser_reads_damaged_files_as_python_does(modules: Page, files: list[bytes]) -> None:
    for data, read in zip(files, in_browser(modules, *files), strict=True):
        assert read == in_python(data), data


def long_packed() -> bytes:
    """An ONNX file whose operations do not fit into one window of the walker, with numbers of ten bytes."""
    from onnx import TensorProto, helper

    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, None, "side"]) for name in ("x", "y")]
    names = ["x", *(f"between {number:04} " + "é🙂" * 20 for number in range(900)), "y"]
    nodes = [
        helper.make_node("Pad", [one], [other], pads=[-1, 2**62, 0, 3], axis=-(2**63), auto_pad="SAME_UPPER")
        for one, other in zip(names, names[1:], strict=False)
    ]
    weights = [helper.make_tensor(f"w{number}", TensorProto.FLOAT, [3, 1], [1.0, 2.0, 3.0]) for number in range(20)]
    made = helper.make_model(helper.make_graph(nodes, "g", ends[:1], ends[1:], weights), producer_name="somebody")
    helper.set_model_props(made, {"a": "b" * 3000, "é": "🙂"})
    return bytes(made.SerializeToString())


def test_the_browser_reads_whole_files_as_python_does(modules: Page) -> None:
    stored = Path("assets/weights/nuclei-unetpp.safetensors").read_bytes()[:20_000]
    nested = onnx_of(GridNet(Architecture("unetpp", 3, (4, 8, 16, 32), 2)), 3)
    files = [small_safetensors(), small_onnx(), nested, long_packed(), stored]
    told = [in_python(data) for data in files]
    assert in_browser(modules, *files) == told
    assert [each.get("wrong") for each in told] == [None, None, None, None, "cut"]


def classic_file(path: Path) -> int:
    """The classic U-Net as a safetensors file whose numbers are a hole; its size in bytes."""
    header, at = {}, 0
    for name, shape in state_shapes(PAPER.architecture).items():
        size = 4 * torch.Size(shape).numel()
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + at)
    return path.stat().st_size


def test_of_a_large_file_only_the_header_is_sent(shown: Callable[..., tuple[Page, list[int]]], tmp_path: Path) -> None:
    page, sizes = shown()
    size = classic_file(tmp_path / "classic.safetensors")
    assert size > 124_000_000
    before = sum(sizes)
    page.locator(".checkpoint input").set_input_files(tmp_path / "classic.safetensors")
    expect(page.get_by_text(f"heard 1: safetensors {size} unet")).to_be_visible()
    expect(page.locator(".checkpoint .told")).to_contain_text("classic.safetensors 124.")
    assert 1000 < sum(sizes) - before < MOST_SENT


def test_a_pickle_is_refused_and_an_onnx_file_is_read_after_it(
    shown: Callable[..., tuple[Page, list[int]]],
) -> None:
    page, sizes = shown()
    file = io.BytesIO()
    torch.save({"weight": torch.zeros(200_000)}, file)
    before = sum(sizes)
    brought: Any = {"name": "<b>net</b>.pth", "mimeType": "", "buffer": file.getvalue()}
    page.locator(".checkpoint input").set_input_files(brought)
    expect(page.get_by_text("heard 1: pickle")).to_be_visible()
    expect(page.locator(".checkpoint .told")).to_have_text("no <b>net</b>.pth")
    assert sum(sizes) - before < 4000
    data = onnx_of(GridNet(Architecture("unetpp", 3, (4, 8, 16), 1)), 2)
    for count in (2, 3):  # the same file once more
        page.locator(".checkpoint input").set_input_files({"name": "net.onnx", "mimeType": "", "buffer": data})
        expect(page.get_by_text(f"heard {count}: onnx {len(data)} unetpp")).to_be_visible()


def test_a_file_can_be_dropped(shown: Callable[..., tuple[Page, list[int]]]) -> None:
    page, _ = shown(390, color_scheme="dark")
    data = base64.b64encode(small_safetensors()).decode()
    held = page.evaluate_handle(
        """(text) => {
            const held = new DataTransfer();
            held.items.add(new File([Uint8Array.from(atob(text), (it) => it.charCodeAt(0))], "dropped.safetensors"));
            return held;
        }""",
        data,
    )
    zone = page.locator(".checkpoint .zone")
    zone.dispatch_event("dragover", {"dataTransfer": held})
    expect(zone).to_have_class("zone over")
    zone.dispatch_event("drop", {"dataTransfer": held})
    expect(page.get_by_text("heard 1: safetensors")).to_be_visible()
    expect(zone).to_have_class("zone")


def test_it_is_large_enough_for_a_finger_and_has_a_name(shown: Callable[..., tuple[Page, list[int]]]) -> None:
    page, _ = shown(360)
    for name in ("input", ".choose"):
        box = page.locator(f".checkpoint {name}").bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] + box["width"] <= 360
    field = page.get_by_role("button", name="label", exact=True)
    field.focus()
    expect(field).to_be_focused()
    assert page.locator(".checkpoint .zone").evaluate("(zone) => getComputedStyle(zone).outlineStyle") == "solid"
    with page.expect_file_chooser() as chooser:
        page.locator(".checkpoint .help").click(force=True)  # anywhere on the zone
    assert not chooser.value.is_multiple()
