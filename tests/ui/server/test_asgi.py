"""The server's own door: what is set up before the first visitor comes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[3]
SCRIPT = """
import socket, sys
import asgi
listening = socket.create_server(("127.0.0.1", 0))
assert not listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
asgi.send_small_packets_at_once()
assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
client = socket.create_connection(listening.getsockname())
assert listening.accept()[0].getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
assert asgi.files.keys() > {"/", "/unet", "/last_layer", "/favicon.png"}
assert [each.cls.__name__ for each in asgi.app._user_middleware] == ["Guard", "Static"]
assert "torch" not in sys.modules
"""


def test_small_packets_leave_at_once_and_torch_is_not_waited_for() -> None:
    """In a process of its own: building the app pins Streamlit's settings for the whole process."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
