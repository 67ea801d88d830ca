"""Memory that is not there: on the graphics card, in the machine, between a loader's processes."""

from __future__ import annotations

from unet_demo.core.errors.records import Cause, Family, Parts, cause, wording

_SIZE = r"(?P<asked>\d[\d.,]{0,18} ?(?:[KMGT]i?B|bytes))"
WORDINGS = (
    wording("card", "CUDA out of memory", r"CUDA out of memory\.? (?:Tried to allocate " + _SIZE + ")?"),
    wording("card", "CUDA error: out of memory", r"CUDA error: out of memory"),
    wording("card", "HIP out of memory", r"HIP out of memory"),
    wording("card", ": out of memory", r"cuda runtime error \(2\) : out of memory"),
    wording("card", "MPS backend out of memory", r"MPS backend out of memory"),
    wording(
        "card", "OOM when allocating", r"OOM when allocating tensor with shape ?\[(?P<wanted_shape>[\d, ]{1,60})\]"
    ),
    wording(
        "machine",
        "you tried to allocate",
        r"(?:not enough memory: |can't allocate memory: )?you tried to allocate " + _SIZE,
    ),
    wording(
        "machine",
        "Unable to allocate",
        r"Unable to allocate " + _SIZE + r" for an array with shape \((?P<wanted_shape>[\d, ]{1,60})",
    ),
    wording(
        "machine",
        "Failed to allocate memory for requested buffer",
        r"Failed to allocate memory for requested buffer of size "
        r"(?P<asked>\d{1,18})",
    ),
    wording(
        "shared", "killed by signal: Bus error", r"DataLoader worker \(pid \S{1,12}\) is killed by signal: Bus error"
    ),
    wording("shared", "shared memory", r"unable to (?:open|allocate|write to) shared memory"),
)


def _explain(kind: str, parts: Parts) -> tuple[Cause, ...]:
    if kind == "shared":
        return (cause("memory_shared", "DataLoader(data, num_workers=8)", "DataLoader(data, num_workers=0)"),)
    if kind == "machine":
        shape = parts.shape("wanted_shape") or ()
        return (
            ()
            if shape and (len(shape) == 2 or (len(shape) == 4 and shape[0] > 500))
            else (
                cause(
                    "memory_tiles",
                    "out = net(image)",
                    "out = torch.cat([net(tile) for tile in image.split(512, dim=-2)], dim=-2)",
                ),
            )
        )
    return (
        cause("memory_batch", "DataLoader(data, batch_size=16)", "DataLoader(data, batch_size=4)"),
        cause("memory_grad", "out = net(image)", "with torch.no_grad():\n    out = net(image)"),
        cause("memory_sum", "total += loss", "total += loss.item()"),
    )


FAMILY = Family("memory", WORDINGS, _explain)
