"""The only way out of the browser, and of all that goes through Tor.

A browser resolves names itself, follows redirects itself and opens connections that no route sees.
Here each of them ends at one place, a SOCKS5 server (RFC 1928), where the guard checks the address
that is connected to, or the name that Tor is asked for.

What can connect to addresses alone gets a door instead: a port of this machine that leads through
Tor to one host.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from functools import partial
from ipaddress import ip_address
from typing import Final

from adwatch.runtime.ports import LOOPBACK
from crawlers.guard import Guard
from crawlers.tor import Streams, tunnel

CONNECT_SECONDS: Final = 15
_VERSION: Final = 5
_CONNECT: Final = 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_OK, _NOT_ALLOWED, _UNREACHABLE, _UNSUPPORTED = 0, 2, 4, 7
_CHUNK: Final = 1 << 16
_BROKEN: Final = (OSError, asyncio.IncompleteReadError, asyncio.CancelledError)
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Gate:
    """Serves on a free loopback port from `open` to `close`; `bytes` counts what came in.

    With `tor`, the address of its SOCKS port, everything goes there.
    """

    def __init__(self, guard: Guard, tor: str = "") -> None:
        """Take a port at once, so that the browser can be told of it before anything runs."""
        self._guard, self._tor = guard, tor
        self._socket = socket.create_server((LOOPBACK, 0))
        self._doors: dict[tuple[str, int], socket.socket] = {}
        self._servers: list[asyncio.Task[asyncio.Server]] = []
        self.bytes = 0

    @property
    def address(self) -> str:
        """The proxy's address as a browser takes it."""
        return f"socks5://{LOOPBACK}:{self._socket.getsockname()[1]}"

    def open(self) -> None:
        """Begin to serve, on the running event loop."""
        self._start(self._serve, self._socket)

    def door(self, host: str, port: int) -> int:
        """Return a port of this machine from which everything is led to that host."""
        if (host, port) not in self._doors:
            self._doors[host, port] = socket.create_server((LOOPBACK, 0))
            self._start(partial(self._lead, host, port), self._doors[host, port])
        return int(self._doors[host, port].getsockname()[1])

    def close(self) -> None:
        """Stop serving."""
        for server in self._servers:
            server.cancel()
        for listening in (self._socket, *self._doors.values()):
            listening.close()

    def _start(self, serve: Serve, listening: socket.socket) -> None:
        self._servers.append(asyncio.ensure_future(asyncio.start_server(serve, sock=listening)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(*_BROKEN):
            host, port = await _ask(reader, writer)
            answer, far = await self._connect(host, port)
            writer.write(struct.pack("!BBBBIH", _VERSION, answer, 0, _IPV4, 0, 0))
            await writer.drain()
            if far:
                await self._join((reader, writer), far)
        writer.close()

    async def _lead(
        self, host: str, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(*_BROKEN):
            _, far = await self._connect(host, port)
            if far:
                await self._join((reader, writer), far)
        writer.close()

    async def _connect(self, host: str, port: int) -> tuple[int, Streams | None]:
        if not self._guard.lets_name(host, port):
            return _NOT_ALLOWED, None
        try:
            if self._tor:
                return _OK, await tunnel(self._tor, host, port)
            return await self._reach(host, port)
        except (OSError, UnicodeError, asyncio.IncompleteReadError):
            return _UNREACHABLE, None

    async def _reach(self, host: str, port: int) -> tuple[int, Streams | None]:
        """Look a name up and connect to the first of its addresses that the guard lets through."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        allowed = [a for a in addresses if self._guard.lets(host, port, a)]
        if not allowed:
            return _NOT_ALLOWED, None
        async with asyncio.timeout(CONNECT_SECONDS):
            return _OK, await asyncio.open_connection(allowed[0], port)

    async def _join(self, near: Streams, far: Streams) -> None:
        await asyncio.gather(self._pass(near[0], far[1]), self._pass(far[0], near[1], True))

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, inward: bool = False
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(_CHUNK):
                self.bytes += len(data) * inward
                writer.write(data)
                await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
    """Return the host and port that the client wants."""
    _, methods = await reader.readexactly(2)
    await reader.readexactly(methods)
    writer.write(bytes([_VERSION, 0]))
    _, command, _, kind = await reader.readexactly(4)
    if kind == _NAME:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode("ascii")
    else:
        host = str(ip_address(await reader.readexactly(4 if kind == _IPV4 else 16)))
    (port,) = struct.unpack("!H", await reader.readexactly(2))
    if command != _CONNECT:
        writer.write(struct.pack("!BBBBIH", _VERSION, _UNSUPPORTED, 0, _IPV4, 0, 0))
        raise OSError("only CONNECT is served")
    return host, port
