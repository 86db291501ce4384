"""A web server whose resources misbehave, each by its name: `http://127.0.0.1:PORT/<name>/...`.

It speaks HTTP by hand, because no web framework would agree to most of this. `/list?to=a,b,c` is a
well-behaved list that leads to those resources; `/good/N` is an ad as it should be.
"""

import asyncio
import gzip
import threading
import zlib
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import cache
from time import monotonic
from urllib.parse import parse_qs, urlsplit

import brotli
import zstandard

Writer = asyncio.StreamWriter
Resource = Callable[["Hostile", Writer, str], Awaitable[None]]
MEGABYTE = 1 << 20
RESOURCES: dict[str, Resource] = {}


def resource(function: Resource) -> Resource:
    RESOURCES[function.__name__.strip("_").replace("_", "-")] = function
    return function


class Hostile:
    """The running server.

    `asked` counts requests by path, `moments` tells when they came, `connections` counts the TCP
    connections. `trap` is where some resources lead, `front` the site's front page.
    """

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.moments: dict[str, list[float]] = defaultdict(list)
        self.connections = 0
        self.trap = self.front = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._thread.start()
        server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0), self._loop
        ).result()
        self.port = server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._cancel_all(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _cancel_all(self) -> None:
        pending = asyncio.all_tasks() - {asyncio.current_task()}
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        self.connections += 1
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            target = head.split(b" ")[1].decode()
            self.asked[urlsplit(target).path] += 1
            self.moments[urlsplit(target).path].append(monotonic())
            name = target.split("/")[1].partition("?")[0]
            await RESOURCES.get(name, missing)(self, writer, target)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


@contextmanager
def hostile() -> Iterator[Hostile]:
    server = Hostile()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def answer(
    body: bytes | str, status: str = "200 OK", kind: str = "text/html", **headers: str
) -> bytes:
    data = body if isinstance(body, bytes) else body.encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(data)}", "Connection: close"]
    lines += [f"Content-Type: {kind}"] if kind else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def ad(name: str, words: str = "Room for rent near the bus stand.") -> str:
    return (
        f"<html><head><title>{name}</title></head><body><h1>Ad {name}</h1>"
        f"<div class=text><p>{words} Call 98470 00999.</p></div></body></html>"
    )


async def missing(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(answer("<p>Not here.</p>", "404 Not Found"))


@resource
async def _list(server: Hostile, writer: Writer, target: str) -> None:
    names = parse_qs(urlsplit(target).query).get("to", [""])[0].split(",")
    items = "".join(f'<li class=ad><a href="/{name}">{name}</a></li>' for name in names if name)
    writer.write(answer(f"<html><body><ul>{items}</ul></body></html>"))


@resource
async def good(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(answer(ad(target)))


@resource
async def stall(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<html>")
    await writer.drain()
    await asyncio.sleep(60)


@resource
async def silent(server: Hostile, writer: Writer, target: str) -> None:
    await asyncio.sleep(60)


@resource
async def drop(server: Hostile, writer: Writer, target: str) -> None:
    writer.transport.abort()


@resource
async def partial(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html>"
    )


@resource
async def broken_chunks(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    writer.write(b"5\r\n<html\r\nzz\r\nnot a chunk\r\n")


@resource
async def nonsense(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(b"\x00\x01\x02 this is not HTTP\r\n\r\n")


@resource
async def wrong_charset(server: Hostile, writer: Writer, target: str) -> None:
    body = ad(target, "മുറി വാടകയ്ക്ക്").encode()
    writer.write(answer(body, kind="text/html; charset=ascii"))


@resource
async def no_such_charset(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(answer(ad(target, "മുറി").encode(), kind="text/html; charset=klingon"))


@resource
async def redirect_loop(server: Hostile, writer: Writer, target: str) -> None:
    step = int(target.rpartition("/")[2] or 0) + 1 if target.count("/") > 1 else 1
    writer.write(answer("", "302 Found", Location=f"/redirect-loop/{step % 3}"))


@resource
async def redirect_private(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(answer("", "302 Found", Location=server.trap))


@resource
async def redirect_file(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(answer("", "302 Found", Location="file:///etc/passwd"))


@resource
async def moved(server: Hostile, writer: Writer, target: str) -> None:
    """An ad at first, then nothing but the way to the front page."""
    if server.asked[target] < 2:
        writer.write(answer(ad(target)))
    else:
        writer.write(answer("", "302 Found", Location=server.front))


@resource
async def error_500(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(answer("<p>Internal error</p>", "500 Internal Server Error"))


@resource
async def too_many(server: Hostile, writer: Writer, target: str) -> None:
    """Ask once to come back in a second, then serve."""
    if server.asked[target] < 2:
        writer.write(answer("", "429 Too Many Requests", Retry_After="1"))
    else:
        writer.write(answer(ad(target)))


@resource
async def come_tomorrow(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(answer("", "503 Service Unavailable", Retry_After="86400"))


@resource
async def endless(server: Hostile, writer: Writer, target: str) -> None:
    """Lists without an end, each with an ad that leads nowhere new."""
    number = int(target.rpartition("/")[2] or 0)
    more = f'<a class=next href="/endless/{number + 1}">Next</a>'
    writer.write(answer(f'<ul><li class=ad><a href="/good/1">one</a></li></ul>{more}'))


@resource
async def calendar(server: Hostile, writer: Writer, target: str) -> None:
    """A calendar that has a next month for ever, with a longer address each time."""
    more = f'<a class=next href="{target}x/">Next month</a>'
    writer.write(answer(f"<table><tr><td>1</td></tr></table>{more}"))


@resource
async def cookie_wall(server: Hostile, writer: Writer, target: str) -> None:
    """Send everybody back to itself for a cookie that it never accepts."""
    writer.write(answer("", "302 Found", Location="/cookie-wall", Set_Cookie="ok=1; Max-Age=0"))


@resource
async def bomb(server: Hostile, writer: Writer, target: str) -> None:
    encoding = target.rpartition("/")[2]
    writer.write(answer(_bomb(encoding), Content_Encoding=encoding))


@resource
async def nested(server: Hostile, writer: Writer, target: str) -> None:
    depth = 50_000
    body = "<div>" * depth + "</div>" * depth
    writer.write(answer(f"<html><body>{body}{ad(target, 'After the nest.')}</body></html>"))


@resource
async def huge(server: Hostile, writer: Writer, target: str) -> None:
    """200 MB, with no word of it beforehand."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
    for _ in range(200):
        writer.write(b"<p>spam</p>" * (MEGABYTE // 11))
        await writer.drain()


@resource
async def huge_stated(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 209715200\r\n\r\n<html>"
    )
    await writer.drain()
    await asyncio.sleep(5)


@resource
async def document(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(answer(b"%PDF-1.7\n\x00\x01\xff\xfe" * 50, kind="application/pdf"))


@resource
async def untyped(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(answer(bytes(range(256)) * 20, kind=""))


@resource
async def empty(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(answer(b""))


@resource
async def forbidden(server: Hostile, writer: Writer, target: str) -> None:
    writer.write(answer("<p>Go away</p>", "403 Forbidden"))


@resource
async def page_of_traps(server: Hostile, writer: Writer, target: str) -> None:
    """A page that makes a browser reach for whatever it can."""
    trap, host = server.trap, server.trap.removeprefix("http://").rstrip("/")
    port = host.rpartition(":")[2]
    writer.write(
        answer(
            f"""<html><head><link rel=stylesheet href="{trap}style.css">
<link rel=prefetch href="{trap}prefetch"><link rel=preconnect href="{trap}">
<script src="{trap}script.js"></script></head><body><h1>Ad with traps</h1>
<div class=text><p>Room for rent. Call 98470 00999.</p></div>
<img src="{trap}picture.png"><iframe src="{trap}frame"></iframe>
<iframe src="http://localhost:{port}/"></iframe><iframe src="file:///etc/passwd"></iframe>
<iframe src="http://[::ffff:127.0.0.1]:{port}/"></iframe><iframe src="http://2130706433:{port}/">
</iframe><iframe src="/redirect-private"></iframe><object data="{trap}object"></object>
<script>
fetch("{trap}fetch").catch(() => 0); fetch("/redirect-private").catch(() => 0);
new WebSocket("ws://{host}/socket"); navigator.sendBeacon("{trap}beacon", "x");
try {{ new EventSource("{trap}events"); open("file:///etc/passwd"); }} catch {{}}
try {{ open("{trap}popup"); open("data:text/html,x"); }} catch {{}}
try {{ location.href = "file:///etc/passwd"; }} catch {{}}
</script></body></html>"""
        )
    )


@cache
def _bomb(encoding: str, unpacked: int = 100 * MEGABYTE) -> bytes:
    """Return 100 MB of spaces, packed."""
    block = b" " * MEGABYTE
    if encoding == "gzip":
        return gzip.compress(block * (unpacked // MEGABYTE))
    if encoding == "deflate":
        return zlib.compress(block * (unpacked // MEGABYTE))
    if encoding == "br":
        return brotli.compress(block * (unpacked // MEGABYTE), quality=1)
    return zstandard.compress(block * (unpacked // MEGABYTE))
