"""What a file is, by its first bytes: nothing is opened to find out, and the name does not count."""

from __future__ import annotations

from unet_demo.core.clinic.checkpoint.refusal import HeaderError

FIRST_BYTES = 512
_MAGIC = (
    (0, b"\x80\x02", "pickle"), (0, b"\x80\x03", "pickle"), (0, b"\x80\x04", "pickle"), (0, b"\x80\x05", "pickle"),
    (0, b"\x89HDF\r\n\x1a\n", "keras"), (0, b"GGUF", "gguf"), (0, b"\x93NUMPY", "numpy"), (4, b"TFL3", "tensorflow"),
    (0, b"\x08\x01\x12", "tensorflow"), (0, b"version https://git-lfs", "pointer"),
    (0, b"<!DOCTYPE", "page"), (0, b"<!doctype", "page"), (0, b"<html", "page"),
)  # fmt: skip
_ENTRIES = ((b"data.pkl", "pickle"), (b".npy", "numpy"), (b"metadata.json", "keras"), (b"config.json", "keras"))


def kind_of(first: bytes, size: int) -> str:
    """ "safetensors" or "onnx" by the first FIRST_BYTES of a file of `size` bytes. Raises HeaderError for any other."""
    if size < 10:
        raise HeaderError("empty", bytes=size)
    for at, magic, reason in _MAGIC:
        if first.startswith(magic, at):
            raise HeaderError(reason)
    if first.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise HeaderError(_archive(first))
    if first[8:9] == b"{":
        return "safetensors"
    if first[0] == 0x08:  # ir_version, which every ONNX file has first
        return "onnx"
    raise HeaderError("unknown")


def _archive(first: bytes) -> str:
    """Of a zip archive what its first entry says that it is."""
    name = first[30 : 30 + int.from_bytes(first[26:28], "little")]
    return next((reason for end, reason in _ENTRIES if name.endswith(end)), "zip")
