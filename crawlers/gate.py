"""The browser's only way out: a SOCKS5 server (RFC 1928) that resolves and connects for it.

A browser resolves names itself, follows redirects itself and opens connections that no route sees.
Here each of them ends at one place, where the guard checks the address that is connected to.
"""

import asyncio
import contextlib
import socket
import struct
from ipaddress import ip_address
from typing import Final

from crawlers.guard import Guard

CONNECT_SECONDS: Final = 15
_VERSION: Final = 5
_CONNECT: Final = 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_OK, _NOT_ALLOWED, _UNREACHABLE, _UNSUPPORTED = 0, 2, 4, 7
_CHUNK: Final = 1 << 16


class Gate:
    """Serves on a free loopback port from `open` to `close`; `bytes` counts what came in."""

    def __init__(self, guard: Guard) -> None:
        """Take a port at once, so that the browser can be told of it before anything runs."""
        self._guard = guard
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._server: asyncio.Server | None = None
        self.bytes = 0

    @property
    def address(self) -> str:
        """The proxy's address as a browser takes it."""
        return f"socks5://127.0.0.1:{self._socket.getsockname()[1]}"

    async def open(self) -> None:
        """Begin to serve."""
        self._server = await asyncio.start_server(self._serve, sock=self._socket)

    def close(self) -> None:
        """Stop serving."""
        if self._server:
            self._server.close()
        self._socket.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            host, port = await _ask(reader, writer)
            answer, far = await self._connect(host, port)
            writer.write(struct.pack("!BBBBIH", _VERSION, answer, 0, _IPV4, 0, 0))
            await writer.drain()
            if far:
                await asyncio.gather(self._pass(reader, far[1]), self._pass(far[0], writer, True))
        writer.close()

    async def _connect(
        self, host: str, port: int
    ) -> tuple[int, tuple[asyncio.StreamReader, asyncio.StreamWriter] | None]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            addresses = [str(entry[4][0]) for entry in found]
            allowed = [a for a in addresses if self._guard.lets(host, port, a)]
            if not allowed:
                return _NOT_ALLOWED, None
            async with asyncio.timeout(CONNECT_SECONDS):
                return _OK, await asyncio.open_connection(allowed[0], port)
        except (OSError, UnicodeError):
            return _UNREACHABLE, None

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
