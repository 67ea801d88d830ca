"""The server's own door: `streamlit run asgi.py`. Loads the model ahead of the first visitor, guards uploads and sends
Streamlit's own files compressed.

`streamlit run app.py` gives the same pages without these three.
"""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime import get_instance

from unet_demo.ui.server.guard import Guard, Ledger
from unet_demo.ui.server.preload import preload
from unet_demo.ui.server.static import Static, compress, streamlit_files


def send_small_packets_at_once() -> None:
    """Set TCP_NODELAY on every listening socket (connections inherit it): 44 ms less per step of a held key.

    Linux only; elsewhere nothing happens.
    """
    folder = Path("/proc/self/fd")
    for name in os.listdir(folder) if folder.is_dir() else ():
        with suppress(OSError), socket.socket(fileno=os.dup(int(name))) as each:
            if each.type == socket.SOCK_STREAM and each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Before the first request: quick packets; the model and brotli on their way, each in a thread of its own."""
    send_small_packets_at_once()
    preload()
    compress(files)
    yield


def is_living(session: str) -> bool:
    """Whether this session is connected."""
    return get_instance().is_active_session(session)


guard = Middleware(Guard, ledger=Ledger(is_living), origins=st.get_option("server.corsAllowedOrigins"))
pages = [path.stem for path in Path(__file__).with_name("pages").glob("*.py")]
files = streamlit_files(st.get_option("server.baseUrlPath"), pages)
app = st.App("app.py", lifespan=lifespan, middleware=[guard, Middleware(Static, table=files)])
