"""`unet-demo app --port 8600`: the app behind the server's own door, in the process that was started."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

from unet_demo.home import HOUSE

# one thread for each pass and no core kept busy in waiting for it; few heaps: see benchmarks/README.md
SETTINGS = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "MALLOC_ARENA_MAX": "2"}


def main(argv: Sequence[str], prog: str) -> int:
    """Command line; on POSIX the server takes this process over, elsewhere its exit status is returned."""
    options, others = _parser(prog).parse_known_args(argv)
    command, environment = command_of(options.port, others), {**SETTINGS, **os.environ}
    print(f"http://localhost:{options.port}", flush=True)
    if os.name == "posix":
        os.execve(command[0], command, environment)  # never returns
    return subprocess.run(command, env=environment, check=False).returncode


def command_of(port: int, others: Sequence[str]) -> list[str]:
    """What starts the server. The working directory stays the user's own and is not searched for modules (-P).

    Streamlit finds .streamlit/config.toml beside the script; it outweighs the user's own.
    """
    script = str(HOUSE / "asgi.py")
    return [sys.executable, "-P", "-m", "streamlit", "run", script, "--server.port", str(port), *others]


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog,
        usage=f"{prog} [-h] [--port PORT] [options of streamlit run]",
        description="Start the app and print its address. Other options are handed to `streamlit run`, "
        "for instance --server.address 127.0.0.1.",
        allow_abbrev=False,
    )
    parser.add_argument("--port", type=int, default=8501)
    return parser
