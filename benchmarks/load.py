"""A crowd on the Segment page over Streamlit's real websocket protocol: speed, errors, mix-ups, memory.

    python -m benchmarks.load [--visitors 100] [--think 2] [--seconds 30] [--rounds 4] [--url URL] [--json]

Each visitor brings a picture of their own, then thinks and acts: one step in ten uploads a new 256x256 picture, the
others let go of the depth or the threshold control. A step lasts until the page's script has finished. Every picture
carries its visitor's number in light and dark squares, and nuclei whose truth is known: what comes back must show
the same squares, and a mask that fits these nuclei. In each round everybody comes and leaves again. Without --url the
server is started here, as `make app` starts it; server and crowd then share this machine's cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.guest import Guest, Scene, Tally, make_scenes
from benchmarks.visitor import Visitor
from unet_demo.ui.components.viewer.blob import unpack

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "MALLOC_ARENA_MAX": "2"}
TARGETS_MS = {"slider": 150, "picture": 1000}
LEAVING_S = 5.0


async def crowd(url: str, asked: argparse.Namespace, scenes: list[Scene], tally: Tally) -> None:
    """Everybody comes within a while, acts until the round is over, and leaves. Steps count once all are there."""
    arriving = asked.visitors / 100 * asked.arrive
    start = time.perf_counter()

    async def guest(number: int) -> None:
        await asyncio.sleep(arriving * number / asked.visitors)
        arrived = Tally()
        visitor = Visitor(url, "segment", "lang=en", source=f"127.1.{number // 200}.{1 + number % 200}")
        try:
            async with visitor:
                each = Guest(visitor, number, scenes, arrived)
                await each.arrive()
                while (now := time.perf_counter() - start) < arriving + asked.seconds:
                    await asyncio.sleep(each.random.uniform(0.5, 1.5) * asked.think)
                    each.tally = tally if now > arriving else arrived
                    await each.act()
        except Exception as error:  # noqa: BLE001 - whatever stops a visitor is a finding
            tally.wrong[f"{type(error).__name__}: {str(error)[:80]}"] += 1
        tally.wrong.update(arrived.wrong)
        tally.checked += arrived.checked
        tally.busy += arrived.busy

    await asyncio.gather(*(guest(number) for number in range(asked.visitors)))


def resident_mb(pid: int | None) -> int | None:
    """Memory of the server process now; None when it is not ours to look at."""
    if pid is None:
        return None
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    if not found:
        raise RuntimeError("The server has ended; it has to live through the crowd; look at what it wrote above.")
    return round(int(found[1]) / 1024)


@contextmanager
def server(url: str | None, root: Path = ROOT) -> Iterator[tuple[str, int | None]]:
    """(address, process) of a server: the one at `url`, or one started from a checkout and stopped afterwards."""
    if url:
        yield url.rstrip("/"), None
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "asgi.py", "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=root, env={**os.environ, **ENVIRONMENT}, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(20)


async def warm_up(url: str) -> None:
    """One visitor looks in until the model is there."""
    async with Visitor(url, "segment", "lang=en") as visitor:
        for _ in range(120):
            await visitor.rerun()
            try:
                if unpack(visitor.find("viewer_segment").body.bytes)[2] is not None:
                    return
            except KeyError:
                pass
            await asyncio.sleep(0.5)
    raise TimeoutError("The page shows no mask after a minute; a trained model is needed; look at the server's log.")


def summary(tally: Tally) -> dict[str, dict[str, float]]:
    """Per kind of step: how many, median, 95th percentile and slowest in ms."""
    rows = {}
    for kind, seconds in tally.seconds.items():
        cuts = statistics.quantiles(seconds, n=20, method="inclusive") if len(seconds) > 1 else [0.0] * 19
        rows[kind] = {
            "steps": len(seconds),
            "p50_ms": round(cuts[9] * 1e3, 1),
            "p95_ms": round(cuts[18] * 1e3, 1),
            "max_ms": round(max(seconds, default=0) * 1e3, 1),
            "target_p95_ms": TARGETS_MS[kind],
        }
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=100)
    parser.add_argument("--think", type=float, default=2.0, help="seconds between two steps, on average")
    parser.add_argument("--seconds", type=float, default=30.0, help="length of a round once everybody is there")
    parser.add_argument("--arrive", type=float, default=20.0, help="seconds in which each hundred visitors arrive")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--url", help="a server that runs already")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    scenes = make_scenes(16)
    rounds = []
    with server(asked.url) as (url, pid):
        asyncio.run(warm_up(url))
        before = resident_mb(pid)
        for _ in range(asked.rounds):
            tally = Tally()
            asyncio.run(crowd(url, asked, scenes, tally))
            full = resident_mb(pid)
            time.sleep(LEAVING_S)
            rounds.append(
                {
                    **summary(tally),
                    "pictures_checked": tally.checked,
                    "busy": tally.busy,
                    "wrong": dict(tally.wrong),
                    "mb_full_and_empty": [full, resident_mb(pid)],
                }
            )
            if not asked.json:
                print(json.dumps(rounds[-1]), flush=True)
    if asked.json:
        print(json.dumps({"visitors": asked.visitors, "think_s": asked.think, "mb_before": before, "rounds": rounds}))


if __name__ == "__main__":
    main()
