"""Why a file is not read: a reason by name, with what was got. The words on screen are prose; these are for a log.

The browser reads files by the same rules and names the same reasons: ui/components/checkpoint. No torch in here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Values = Mapping[str, str | int]

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "pickle": "Got a pickle, which can run code when it is opened; safetensors or ONNX is needed; convert it",
        "zip": "Got a zip archive; a safetensors or ONNX file is needed; unpack it or convert what lies in it",
        "keras": "Got a Keras file; a safetensors or ONNX file is needed; export it as ONNX",
        "tensorflow": "Got a TensorFlow file; a safetensors or ONNX file is needed; export it as ONNX",
        "gguf": "Got a GGUF file; a safetensors or ONNX file is needed; bring the file that it was made from",
        "numpy": "Got NumPy arrays; a safetensors or ONNX file is needed; save them with safetensors.numpy.save_file",
        "pointer": "Got a pointer of Git LFS; the file itself is needed; fetch it with: git lfs pull",
        "page": "Got a web page; the file itself is needed; download it anew",
        "empty": "Got {bytes} bytes; a safetensors or ONNX file is needed; choose another",
        "unknown": "Got a file that begins as neither safetensors nor ONNX; one of them is needed; convert it",
        "cut": "Got {got} bytes; {need} are needed; download the file anew",
        "long": "Got a header of {got} bytes; {most} at most are read; bring a file with fewer names",
        "json": "Got a header that is no JSON object of tensors; a whole safetensors file is needed; save it anew",
        "entry": "Got a tensor {name} without valid type, shape and place; all three are needed; save the file anew",
        "dtype": "Got the type {dtype} for {name}; one of safetensors' own is needed; save it as F32 or F16",
        "places": "Got {name} at a place that does not fit its shape or its neighbours; save the file anew",
        "many": "Got more than {most} {what}; fewer are needed; bring a smaller net",
        "damaged": "Got an ONNX file that cannot be read at byte {at}; a whole one is needed; export it anew",
        "external": "Got {name} with its numbers in another file; one file is needed; save it with its data inside",
        "large": "Got {bytes} declared bytes; {most} at most are read; bring a smaller net",
        "unread": "Got a file that the browser could not read; it has to stay where it is; choose it once more",
        "sent": "Got a message that is no header; one as the page sends it is needed; choose the file once more",
    }
)


class HeaderError(ValueError):
    """A file that is not read. `reason` is one of REASONS, `values` what the sentence about it needs."""

    def __init__(self, reason: str, **values: str | int) -> None:
        super().__init__(REASONS[reason].format(**values) + ".")
        self.reason, self.values = reason, values
