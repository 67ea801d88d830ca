"""Our UNet++ at L1 and L4 beside MONAI's BasicUNetPlusPlus: same widths, picture, threads, machine and run.

    pip install -r benchmarks/requirements.txt
    python -m benchmarks.peer [--threads 1 2] [--rounds 15] [--json]

Every round runs every contestant once, in turn, so that whatever else the machine does falls on all of them alike.
The ratio is the peer's median time over ours. Weights are random: they do not change the work.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import monai
import torch
from monai.networks.nets import BasicUNetPlusPlus
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from unet_demo.core.nets.grid import macs_at
from unet_demo.core.nets.model import UNetPlusPlus, fold

WIDTHS = (16, 32, 64, 128, 256)
SIDE = 256
MM_SIDE = 1024
TARGETS = {"L1": 10.0, "L4": 1.6, "L1 bf16": 18.0, "L4 bf16": 2.9}

Contestant = Callable[[], object]


def has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 itself; emulated bfloat16 says nothing about a net."""
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def cpu_name() -> str:
    """Model name of the processor."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def peer_net() -> nn.Module:
    """The peer as its documentation builds it: float32, evaluation mode, deep supervision."""
    net: nn.Module = BasicUNetPlusPlus(
        spatial_dims=2, in_channels=3, out_channels=1, features=(*WIDTHS, WIDTHS[0]),
        deep_supervision=True, upsample="deconv", norm="batch", act="relu",
    )  # fmt: skip
    return net.eval()


def counted_macs(run: Contestant) -> int:
    """Multiply-accumulates of one call, counted while it runs."""
    with FlopCounterMode(display=False) as counter:
        run()
    return int(counter.get_total_flops()) // 2


def product(dtype: torch.dtype) -> Contestant:
    """The machine's own measure: a product of two square matrices."""
    left, right = torch.rand(2, MM_SIDE, MM_SIDE).to(dtype)
    return lambda: left @ right


def contestants(image: Tensor) -> dict[str, tuple[Contestant, int, str]]:
    """Name -> (one run, its multiply-accumulates, the matrix product it is held against)."""
    torch.manual_seed(0)
    last = torch.channels_last
    peer, peer_last = peer_net(), peer_net().to(memory_format=last)  # type: ignore[call-overload]
    image_last = image.to(memory_format=last)
    peer_macs = counted_macs(partial(peer, image))
    runs: dict[str, tuple[Contestant, int, str]] = {
        "peer": (partial(peer, image), peer_macs, "product"),
        "peer channels-last": (partial(peer_last, image_last), peer_macs, "product"),
    }
    dtypes = {"": torch.float32} | ({" bf16": torch.bfloat16} if has_bfloat16() else {})
    for suffix, dtype in dtypes.items():
        net = fold(UNetPlusPlus(norm=True)).to(dtype).to(memory_format=last)  # type: ignore[call-overload]
        pixels = image.to(dtype, memory_format=last)
        runs["product" + suffix] = (product(dtype), MM_SIDE**3, "product" + suffix)
        for depth in (1, 4):
            macs = macs_at(net.architecture, depth, SIDE, SIDE)
            runs[f"L{depth}{suffix}"] = (partial(net, pixels, depth), macs, "product" + suffix)
    return runs


def measure(runs: dict[str, tuple[Contestant, int, str]], rounds: int) -> dict[str, list[float]]:
    """Seconds of every contestant in every round, taken in turn after two rounds that do not count."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(rounds + 2):
        for name, (run, _, _) in runs.items():
            start = time.perf_counter()
            run()
            if turn >= 2:
                seconds[name].append(time.perf_counter() - start)
    return seconds


def summary(runs: dict[str, tuple[Contestant, int, str]], seconds: dict[str, list[float]]) -> dict[str, dict[str, Any]]:
    """Per contestant: median and tenth to ninetieth percentile in ms, ratio to the peer, share of the product rate."""
    median = {name: statistics.median(taken) for name, taken in seconds.items()}
    rate = {name: runs[name][1] / median[name] for name in runs}
    rows = {}
    for name, (_, macs, product) in runs.items():
        tenths = statistics.quantiles(seconds[name], n=10, method="inclusive")
        ratios = [p / s for p, s in zip(seconds["peer"], seconds[name], strict=True)]
        ratio_tenths = statistics.quantiles(ratios, n=10, method="inclusive")
        rows[name] = {
            "macs": macs,
            "median_ms": median[name] * 1e3,
            "p10_ms": tenths[0] * 1e3,
            "p90_ms": tenths[-1] * 1e3,
            "faster_than_peer": median["peer"] / median[name],
            "faster_p10_p90": [ratio_tenths[0], ratio_tenths[-1]],
            "target": TARGETS.get(name),
            "share_of_product_rate": rate[name] / rate[product],
        }
    return rows


def show(threads: int, rows: dict[str, dict[str, Any]]) -> None:
    """One table for people."""
    print(f"\n{threads} thread{'s' if threads > 1 else ''}")
    titles = f"{'GMAC':>7}{'median ms':>11}{'p10..p90':>16}{'x peer':>8}{'p10..p90':>15}{'target':>8}{'of mm rate':>12}"
    print(f"{'':20}{titles}")
    for name, row in rows.items():
        spread = f"{row['p10_ms']:.1f}..{row['p90_ms']:.1f}"
        faster = "..".join(f"{value:.2f}" for value in row["faster_p10_p90"])
        target = f"{row['target']:.1f}" if row["target"] else ""
        ratio = "" if name.startswith("product") else f"{row['faster_than_peer']:.2f}"
        print(
            f"{name:20}{row['macs'] / 1e9:7.2f}{row['median_ms']:11.1f}{spread:>16}{ratio:>8}"
            f"{faster if ratio else '':>15}{target:>8}{row['share_of_product_rate']:12.0%}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=15, help="counted rounds, at least 2")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    asked = parser.parse_args()
    about = {
        "cpu": cpu_name(),
        "capability": torch.backends.cpu.get_cpu_capability(),
        "bfloat16_instructions": has_bfloat16(),
        "torch": torch.__version__,
        "monai": monai.__version__,
        "picture": [3, SIDE, SIDE],
        "rounds": asked.rounds,
    }
    if not asked.json:
        print(*(f"{key}: {value}" for key, value in about.items()), sep="\n")
    results = {}
    with torch.inference_mode():
        runs = contestants(torch.rand(1, 3, SIDE, SIDE))
        for threads in asked.threads:
            torch.set_num_threads(threads)
            results[threads] = summary(runs, measure(runs, asked.rounds))
            if not asked.json:
                show(threads, results[threads])
    if asked.json:
        print(json.dumps({**about, "threads": results}, indent=2))
    elif not has_bfloat16():
        print("\nbfloat16: not measured, this processor has no bfloat16 instructions")


if __name__ == "__main__":
    main()
