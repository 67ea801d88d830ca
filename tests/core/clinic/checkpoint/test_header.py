"""Headers out of whole and damaged files: the same as the formats' own packages read, and never another error."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from damaged_headers import damaged_onnx, damaged_safetensors, small_onnx, small_safetensors
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import save

from unet_demo.core.clinic.checkpoint import records
from unet_demo.core.clinic.checkpoint.header import header_of, read_header, sent_by
from unet_demo.core.clinic.checkpoint.records import End, Header
from unet_demo.core.clinic.checkpoint.refusal import HeaderError
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.model import GridNet
from unet_demo.core.pruning.onnx_export import onnx_of


def refused(data: bytes) -> str:
    with pytest.raises(HeaderError) as caught:
        read_header(data)
    assert str(caught.value).endswith(".")
    return caught.value.reason


def test_safetensors_says_what_was_saved() -> None:
    tensors = {
        "a.weight": torch.zeros(4, 3, 3, 3),
        "b": torch.zeros(0, 2),
        "c": torch.zeros((), dtype=torch.int64),
        "d": torch.zeros(5, dtype=torch.float16),
    }
    data = save(tensors, {"made": "here"})
    header = read_header(data)
    assert (header.format, header.bytes, header.metadata, header.graph) == (
        "safetensors",
        len(data),
        {"made": "here"},
        None,
    )
    assert {each.name: (each.dtype, each.shape) for each in header.tensors} == {
        "a.weight": ("F32", (4, 3, 3, 3)),
        "b": ("F32", (0, 2)),
        "c": ("I64", ()),
        "d": ("F16", (5,)),
    }


def test_onnx_says_what_its_own_package_says() -> None:
    data = onnx_of(GridNet(Architecture("unetpp", 3, (2, 4, 6), 2)), 2)
    header, graph = read_header(data), onnx.load_from_string(data).graph
    assert header.graph is not None
    assert [(each.name, each.shape) for each in header.tensors] == [
        (each.name, tuple(each.dims)) for each in graph.initializer
    ]
    assert [(each.op, each.inputs, each.outputs) for each in header.graph.operations] == [
        (each.op_type, tuple(each.input), tuple(each.output)) for each in graph.node
    ]
    for end, own in zip((*header.graph.inputs, *header.graph.outputs), (*graph.input, *graph.output), strict=True):
        dims = own.type.tensor_type.shape.dim
        assert end == End(own.name, "F32", tuple(dim.dim_param or dim.dim_value for dim in dims))
    assert header.graph.operations[0].settings == {"kernel_shape": (3, 3), "pads": (1, 1, 1, 1)}
    model = onnx.load_from_string(data)
    assert header.graph.opset == model.opset_import[0].version
    assert header.graph.producer == f"{model.producer_name} {model.producer_version}".strip()
    notes = {each.key: each.value[: records.NOTE_CHARS] for each in model.metadata_props}
    assert header.metadata == notes


def model_of(weights: list[Any], nodes: list[Any]) -> bytes:
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("x", "w", "y")]
    graph = helper.make_graph(nodes, "g", ends[:2], ends[2:], weights)
    return bytes(helper.make_model(graph, ir_version=8).SerializeToString())


def test_weights_among_the_inputs_are_no_inputs_and_numbers_of_any_kind_are_jumped_over() -> None:
    weight = helper.make_tensor("w", TensorProto.FLOAT, (2, 2), [1.0, 2, 3, 4])  # as float_data, not raw
    node = helper.make_node("Resize", ["x", "w"], ["y"], mode="linear", axis=-1)
    header = read_header(model_of([weight], [node]))
    assert header.graph is not None
    assert header.graph.inputs == (End("x", "F32", None),)
    assert header.graph.operations[0].settings == {"mode": "linear", "axis": (-1,)}
    assert [each.shape for each in header.tensors] == [(2, 2)]


def test_numbers_in_another_file_are_refused() -> None:
    weight = numpy_helper.from_array(np.zeros((2, 2), np.float32), "w")
    onnx.external_data_helper.set_external_data(weight, "elsewhere")
    weight.ClearField("raw_data")
    weight.data_location = TensorProto.EXTERNAL
    assert refused(model_of([weight], [])) == "external"


def test_two_gigabytes_are_refused_before_they_are_there() -> None:
    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[50_000, 50_000])
    assert refused(model_of([weight], [])) == "large"


def archive(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(name, "content of this entry")
    return file.getvalue()


def torch_file(**how: Any) -> bytes:
    file = io.BytesIO()
    torch.save({"a": torch.zeros(3)}, file, **how)
    return file.getvalue()


def a_numpy_file() -> bytes:
    file = io.BytesIO()
    np.save(file, np.zeros(3))
    return file.getvalue()


FILES: Mapping[str, tuple[bytes, str]] = {
    "torch": (torch_file(), "pickle"),
    "torch before 1.6": (torch_file(_use_new_zipfile_serialization=False), "pickle"),
    "plain pickle": (pickle.dumps({"a": [1, 2, 3]}), "pickle"),
    "zip": (archive("readme.txt"), "zip"),
    "keras": (archive("metadata.json"), "keras"),
    "npz": (archive("a.npy"), "numpy"),
    "npy": (a_numpy_file(), "numpy"),
    "hdf5": (b"\x89HDF\r\n\x1a\n" + bytes(40), "keras"),
    "gguf": (b"GGUF" + bytes(40), "gguf"),
    "tflite": (b"\x1c\0\0\0TFL3" + bytes(40), "tensorflow"),
    "saved model": (b"\x08\x01\x12" + bytes(40), "tensorflow"),
    "pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "pointer"),
    "page": (b"<!DOCTYPE html><html></html>", "page"),
    "nothing": (b"", "empty"),
    "text": (b"a text of some length", "unknown"),
}


@pytest.mark.parametrize("name", FILES)
def test_other_files_are_told_by_their_first_bytes(name: str) -> None:
    data, reason = FILES[name]
    assert refused(data) == reason


def test_a_pickle_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*arguments: Any, **options: Any) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(pickle, "loads", opened)
    monkeypatch.setattr(pickle, "load", opened)
    monkeypatch.setattr(torch, "load", opened)
    monkeypatch.setattr(zipfile, "ZipFile", opened)
    assert refused(FILES["torch"][0]) == refused(FILES["plain pickle"][0]) == "pickle"


def written(header: object, data: bytes = b"", length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def entry(shape: list[Any], begin: Any, end: Any, dtype: Any = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (written({}, length=10_000), "cut"),
        (written({}, length=2**63), "cut"),
        (written(b'{"a": 1'), "json"),
        (written(b'{"a": NaN}'), "json"),
        (written(b'{"\xff": 1}'), "json"),
        (written(b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}"), "json"),
        (written({"__metadata__": {"a": 1}}), "json"),
        (written({"a": 1}), "entry"),
        (written({"a": entry([1], 0, "4")}, bytes(4)), "entry"),
        (written({"a": entry([-1], 0, 4)}, bytes(4)), "entry"),
        (written({"a": entry([True], 0, 4)}, bytes(4)), "entry"),
        (written({"a": entry([1.5], 0, 4)}, bytes(4)), "entry"),
        (written({"a": entry([2**60], 0, 4)}, bytes(4)), "entry"),
        (written({"a": entry([1] * 9, 0, 4)}, bytes(4)), "entry"),
        (written({"a" * 301: entry([1], 0, 4)}, bytes(4)), "entry"),
        (written({"a": entry([1], 0, 4, "Q7")}, bytes(4)), "dtype"),
        (written({"a": entry([2], 0, 4)}, bytes(4)), "places"),
        (written({"a": entry([1], 4, 0)}, bytes(4)), "places"),
        (written({"a": entry([1], 0, 4), "b": entry([1], 0, 4)}, bytes(4)), "places"),
        (written({"a": entry([1], 4, 8)}, bytes(8)), "places"),
        (written({"a": entry([1], 0, 4)}, bytes(8)), "places"),
        (written({"a": entry([2], 0, 8)}, bytes(4)), "cut"),
        (written({f"{number}": entry([0], 0, 0) for number in range(10_001)}), "many"),
        (written(b"{" + b" " * records.HEADER_BYTES, b" " * 9), "long"),
    ],
)
def test_a_safetensors_file_that_is_not_whole_says_why(data: bytes, reason: str) -> None:
    assert refused(data) == reason


@given(damaged_safetensors())
def test_a_damaged_safetensors_file_gives_a_header_or_its_own_error(data: bytes) -> None:
    assert read_or_reason(data)


@given(damaged_onnx())
def test_a_damaged_onnx_file_gives_a_header_or_its_own_error(data: bytes) -> None:
    assert read_or_reason(data)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_header_or_its_own_error(data: bytes) -> None:
    assert read_or_reason(data)
    assert read_or_reason(b"\x08\x07" + data)


def read_or_reason(data: bytes) -> Header | str:
    try:
        return read_header(data)
    except HeaderError as error:
        return error.reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
PLACES = ("format", "bytes", "tensors", "metadata", "graph", "wrong", "values")


@given(st.dictionaries(st.sampled_from(PLACES), JSON), st.sampled_from([small_safetensors(), small_onnx()]))
def test_whatever_is_sent_gives_a_header_or_its_own_error(odd: dict[str, Any], data: bytes) -> None:
    for sent in (odd, {**sent_by(data), **odd}):
        try:
            assert isinstance(header_of(sent), Header)
        except HeaderError:
            continue


@pytest.mark.parametrize("sent", [None, 3, [], "", {"wrong": "nothing", "values": {}}, {"wrong": "cut", "values": {}}])
def test_what_is_no_header_is_refused(sent: object) -> None:
    with pytest.raises(HeaderError) as caught:
        header_of(sent)
    assert caught.value.reason == "sent"


def test_a_reason_that_was_sent_is_the_error() -> None:
    with pytest.raises(HeaderError, match="Got 3 bytes; 9 are needed") as caught:
        header_of({"wrong": "cut", "values": {"got": 3, "need": 9}})
    assert caught.value.values == {"got": 3, "need": 9}


@pytest.mark.parametrize("data", [small_safetensors(), small_onnx()])
def test_more_than_was_read_is_not_taken_from_the_browser(data: bytes) -> None:
    sent = sent_by(data)
    many = {**sent, "tensors": [["a", "F32", [1]]] * (records.TENSORS + 1)}
    long = {**sent, "tensors": [["a" * (records.NAME_CHARS + 1), "F32", [0]]]}
    noted = {**sent, "metadata": {"a": "b" * (records.NOTE_CHARS + 1)}}
    for wrong in (many, long, noted):
        with pytest.raises(HeaderError):
            header_of(wrong)
    assert header_of(sent) == read_header(data)
