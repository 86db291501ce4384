"""Tor's SOCKS port (RFC 1928), which is told names and never addresses.

So a site's name is looked up inside Tor alone, and no name server learns of it (RFC 7686).
"""

import asyncio
import struct
from typing import Final

from adwatch.errors import Exit, Trouble
from adwatch.runtime.ports import answers

TUNNEL_SECONDS: Final = 60
"""Longest wait for a way to a site: an onion site is met half-way, over six relays."""
_GREETING: Final = b"\x05\x01\x00"
_AGREED: Final = b"\x05\x00"
_FAILURES: Final = {
    1: "Tor failed",
    2: "Tor's rules forbid it",
    3: "the network cannot be reached",
    4: "no such site, or it does not answer",
    5: "the site refused the connection",
    6: "the way to the site timed out",
}
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def tunnel(proxy: str, host: str, port: int) -> Streams:
    """Return a connection through the proxy to a host, given by its name.

    Args:
        proxy: host and port of the SOCKS port.
        host: the site's name, at most 255 bytes.
        port: the site's port.

    Raises:
        OSError: there is no way to it; the text says why.

    """
    async with asyncio.timeout(TUNNEL_SECONDS):
        place, _, door = proxy.rpartition(":")
        reader, writer = await asyncio.open_connection(place.strip("[]"), int(door))
        try:
            await _ask(reader, writer, host.encode("ascii"), port)
        except BaseException:
            writer.close()
            raise
    return reader, writer


def demand(proxy: str) -> str:
    """Return the proxy's address if something answers there; raise `Trouble` if not."""
    if not answers(proxy):
        raise Trouble(
            f"Tor does not answer at {proxy}.",
            "Start it (Debian: apt install tor), or say where it is: ADWATCH_TOR=<host>:<port>.",
            Exit.UNREACHABLE,
        )
    return proxy


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: bytes, port: int
) -> None:
    writer.write(_GREETING)
    if await reader.readexactly(2) != _AGREED:
        raise OSError("not a SOCKS port that is open to all")
    writer.write(struct.pack("!BBBBB", 5, 1, 0, 3, len(name)) + name + struct.pack("!H", port))
    _, answer, _, kind = await reader.readexactly(4)
    if answer:
        raise OSError(_FAILURES.get(answer, f"SOCKS error {answer}"))
    bound = {1: 4, 4: 16}.get(kind) or (await reader.readexactly(1))[0]
    await reader.readexactly(bound + 2)
