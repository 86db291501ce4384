"""Crawls an "onion site" in a network of its own, and prints what the kernel counted of it.

Run under `unshare --map-root-user --net`: there is nothing but a loopback device that is down. The
kernel counts each try to reach any other address ("no route"), and each datagram, so also each
question to a name server. Lists are fetched plainly, ads in a browser: `sealed_crawl.py HOME`.
"""

import fcntl
import json
import socket
import struct
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from hostile import hostile
from socks import socks

from adwatch.settings import Settings
from crawlers.run import crawl
from crawlers.source import Source

SIOCSIFFLAGS, IFF_UP = 0x8914, 1
SITE = f"{'a' * 56}.onion"
TRAPS = "good/1,redirect-private,page-of-traps/1"
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def raise_loopback() -> None:
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))


def strayed() -> dict[str, int]:
    """Return how often anything in this network was tried that is not TCP to this machine."""
    rows = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines()]
    counts = {
        names[0] + name: int(value)
        for names, values in zip(rows[::2], rows[1::2], strict=True)
        for name, value in zip(names[1:], values[1:], strict=True)
    }
    return {name: counts[name] for name in ("Ip:OutNoRoutes", "Udp:OutDatagrams")}


def control() -> None:
    """Stray on purpose."""
    with socket.socket() as any_socket:
        any_socket.connect_ex(("198.51.100.1", 80))
    with socket.socket(type=socket.SOCK_DGRAM) as datagrams, suppress(OSError):
        datagrams.sendto(b"?", ("127.0.0.1", 53))


def main() -> None:
    raise_loopback()
    (home,) = sys.argv[1:]
    with hostile() as site, socks(site.port) as tor:
        site.trap = "http://clear.example:80/"
        source = Source(
            name="sealed",
            title="An onion site",
            platform="classified",
            start=(f"http://{SITE}/list?to={TRAPS}", f"http://{SITE}/redirect-private/start"),
            schedule="0 0 * * *",
            owner="tests",
            legal_basis="this machine",
            proxy="tor",
            delay=0,
            browser={"page": {"wait_for": "body"}},
            selectors={"item": "li.ad"},
        )
        report = crawl(source, Settings(home=Path(home), tor=tor.address), NOW)
        before = strayed()
        control()
        told = {
            "asked": sorted({name for name, _ in tor.asked}),
            "strayed": before,
            "control": strayed(),
            "new": report.new,
            "errors": report.errors,
            "redirects": [path for path in sorted(site.asked) if "redirect" in path],
        }
    sys.stdout.write(json.dumps(told))


main()
