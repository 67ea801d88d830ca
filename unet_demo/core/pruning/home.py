"""The door to what is taken home: files of a net pruned to one depth. No torch upstairs."""

from __future__ import annotations

from unet_demo.core.engine import engine
from unet_demo.core.nets.tasks import TASKS, net_of
from unet_demo.core.pruning.onnx_notes import about


def weights(task: str, depth: int) -> bytes:
    """A safetensors file with the weights of this depth alone. Raises Busy, ValueError for a depth without a head."""

    def pack() -> bytes:
        from unet_demo.core.pruning.take_home import pruned_weights

        return pruned_weights(engine.model_of(task), depth, {"task": task, "from": net_of(task).file})

    return engine.submit(pack).result()


def code(task: str, depth: int) -> str:
    """One Python file that loads and runs them. Raises ValueError as above."""
    from unet_demo.core.pruning.take_home import pruned_code

    return pruned_code(engine.architecture_of(task), depth, TASKS[task].side_px)


def onnx(task: str, depth: int) -> bytes:
    """The same net as an .onnx file. Raises Busy, ValueError as above."""

    def write() -> bytes:
        from unet_demo.core.pruning.onnx_export import onnx_of

        return onnx_of(engine.model_of(task), depth, about(task))

    return engine.submit(write).result()
