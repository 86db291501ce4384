"""Reads web archives: WARC files (ISO 28500), plain or gzipped, and WACZ packages of them.

Only what a crawl would have kept comes out: responses, and the drawn pages and pictures of the
captures that adwatch's own browser made.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Final, Literal

import brotli
import zstandard
from scrapy.http import Headers, TextResponse
from scrapy.responsetypes import responsetypes
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from adwatch.errors import Trouble
from adwatch.evidence import Exchange
from crawlers.draft import Unreadable

LARGEST: Final = 64 << 20
"""Bytes that a page may have when unpacked."""
Kind = Literal["response", "rendered", "screenshot"]


def exchanges(path: Path) -> Iterator[Exchange]:
    """Yield the exchanges of a WARC or WACZ file, in its order.

    Raises:
        Trouble: the file cannot be read or is not a web archive.

    """
    try:
        if path.suffix == ".wacz":
            yield from _packed(path)
        else:
            with path.open("rb") as file:
                yield from _read(file)
    except (OSError, ArchiveLoadFailed, zipfile.BadZipFile) as error:
        raise Trouble(
            f"{path}: not a web archive that can be read ({error}).",
            "Give a .warc, .warc.gz or .wacz file.",
        ) from error


def text(exchange: Exchange) -> str:
    """Return the words of a stored response, unpacked and decoded as a crawl does it.

    Raises:
        Unreadable: it is not text, or cannot be unpacked within bounds.

    """
    headers = Headers([(name, value) for name, value in exchange.response_headers])
    packed = (headers.get("Content-Encoding") or b"").decode("latin-1").lower()
    body = _unpacked(exchange.body, packed)
    kind = responsetypes.from_args(headers=headers, url=exchange.url, body=body)
    if not issubclass(kind, TextResponse):
        stated = (headers.get("Content-Type") or b"data of no stated type").decode("latin-1")
        raise Unreadable(f"not a page but {stated}")
    return str(kind(exchange.url, headers=headers, body=body).text)


def _packed(path: Path) -> Iterator[Exchange]:
    with zipfile.ZipFile(path) as package:
        for name in sorted(package.namelist()):
            if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
                with package.open(name) as file:
                    yield from _read(file)


def _read(file: IO[bytes]) -> Iterator[Exchange]:
    for record in ArchiveIterator(file, arc2warc=True):
        if record.rec_type == "response" and record.http_headers:
            yield _exchange(record, "response")
        elif record.rec_type == "resource":
            picture = (record.content_type or "").startswith("image/")
            yield _exchange(record, "screenshot" if picture else "rendered")


def _exchange(record: ArcWarcRecord, kind: Kind) -> Exchange:
    answered = record.http_headers if kind == "response" else None
    headers = answered.headers if answered else [("content-type", record.content_type or "")]
    chunked = answered and answered.get_header("transfer-encoding") == "chunked"
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    moment = record.rec_headers.get_header("WARC-Date")
    return Exchange(
        url=record.rec_headers.get_header("WARC-Target-URI"),
        status=int(answered.get_statuscode()) if answered else 200,
        response_headers=tuple(headers),
        body=stream.read(LARGEST),
        fetched_at=datetime.fromisoformat(moment),
        kind=kind,
    )


def _unpacked(body: bytes, encoding: str) -> bytes:
    unpack = _UNPACK.get(encoding)
    if not body or unpack is None:
        return body
    try:
        return unpack(body)
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise Unreadable(f"not {encoding} data, though it says so") from error


def _zlib(*window_bits: int) -> Callable[[bytes], bytes]:
    def unpack(body: bytes) -> bytes:
        for bits in window_bits[:-1]:
            try:
                return zlib.decompressobj(bits).decompress(body, LARGEST)
            except zlib.error:
                continue
        return zlib.decompressobj(window_bits[-1]).decompress(body, LARGEST)

    return unpack


def _zstd(body: bytes) -> bytes:
    with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(body)) as stream:
        return stream.read(LARGEST)


_UNPACK: Final[dict[str, Callable[[bytes], bytes]]] = {
    "gzip": _zlib(31),
    "x-gzip": _zlib(31),
    # Servers call both zlib and bare deflate data "deflate".
    "deflate": _zlib(15, -15),
    "br": lambda body: bytes(brotli.decompress(body)),
    "zstd": _zstd,
}
