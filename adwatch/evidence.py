"""The evidence store: what sites sent, byte for byte, in append-only WARC files with a hash ledger.

A run of a source writes `<source>/<run>.warc.gz` (WARC 1.1, ISO 28500:2017) and beside it
`<run>.ledger.jsonl`: one line a capture, each with the SHA-256 of the body and of the line before
it, so that a changed, missing or moved capture shows. The hash algorithm is named because the
certificate for an electronic record asks for it (BSA 2023, s.63).
"""

import hashlib
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from pydantic import ValidationError
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from adwatch.disk import writing
from adwatch.model import Capture, Frozen

GENESIS = "0" * 64


class LedgerLine(Frozen):
    """A capture and the SHA-256 of the ledger line before it."""

    previous: str
    capture: Capture


class Exchange(Frozen):
    """One request and its response as they went over the wire, before they are stored."""

    url: str
    method: str = "GET"
    request_headers: tuple[tuple[str, str], ...] = ()
    status: int
    reason: str = ""
    response_headers: tuple[tuple[str, str], ...] = ()
    body: bytes
    fetched_at: datetime
    kind: Literal["response", "rendered", "screenshot", "file"] = "response"


class Problem(Frozen):
    """One thing that `verify` found wrong, with the place to look at."""

    file: str
    line: int
    what: str


class EvidenceWriter:
    """Appends the captures of one run; use as a context manager."""

    def __init__(self, root: Path, source: str, run: str) -> None:
        """Touch nothing until it is entered."""
        self._root = root
        self._source, self._run = source, run
        self._warc = root / source / f"{run}.warc.gz"
        self._ledger = root / source / f"{run}.ledger.jsonl"
        self._previous = GENESIS

    def __enter__(self) -> Self:
        """Open both files for appending; a resumed run goes on with its chain."""
        with writing(self._warc):
            self._warc.parent.mkdir(parents=True, exist_ok=True)
            self._warc_file = self._warc.open("ab")
            self._ledger_file = self._ledger.open("ab")
        if lines := self._ledger.read_bytes().splitlines():
            self._previous = _digest(lines[-1])
        self._writer = WARCWriter(self._warc_file, gzip=True, warc_version="WARC/1.1")
        return self

    def put(self, exchange: Exchange) -> Capture:
        """Store an exchange (request and response records) and return its capture.

        Raises:
            Trouble: the disk is full or unwritable.

        """
        with writing(self._warc):
            return self._put(exchange)

    def _put(self, exchange: Exchange) -> Capture:
        offset = self._warc_file.tell()
        for record in _records(self._writer, exchange):
            self._writer.write_record(record)
        self._warc_file.flush()
        capture = Capture(
            sha256=_digest(exchange.body),
            url=exchange.url,
            fetched_at=exchange.fetched_at,
            status=exchange.status,
            content_type=_header(exchange.response_headers, "content-type"),
            source=self._source,
            run=self._run,
            file=str(self._warc.relative_to(self._root)),
            offset=offset,
            kind=exchange.kind,
        )
        self._enter_in_ledger(capture)
        return capture

    def _enter_in_ledger(self, capture: Capture) -> None:
        line = LedgerLine(previous=self._previous, capture=capture).model_dump_json().encode()
        self._ledger_file.write(line + b"\n")
        self._ledger_file.flush()
        self._previous = _digest(line)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close both files."""
        self._warc_file.close()
        self._ledger_file.close()


def captures(root: Path, source: str = "*", run: str = "*") -> Iterator[Capture]:
    """Yield the captures that the ledgers list."""
    for ledger in sorted(root.glob(f"{source}/{run}.ledger.jsonl")):
        for line in ledger.read_bytes().splitlines():
            yield LedgerLine.model_validate_json(line).capture


def body(root: Path, capture: Capture) -> bytes:
    """Return the stored body of a capture.

    Raises:
        LookupError: the WARC file holds no response for it at its offset.

    """
    with (root / capture.file).open("rb") as file:
        file.seek(capture.offset)
        for record in ArchiveIterator(file, no_record_parse=False):
            if record.rec_type in ("response", "resource"):
                return bytes(record.raw_stream.read())
    raise LookupError(f"{capture.file}: no response at offset {capture.offset}")


def verify(root: Path) -> list[Problem]:
    """Read every capture back and return what does not match; empty means all is as it was."""
    problems: list[Problem] = []
    for ledger in sorted(root.glob("*/*.ledger.jsonl")):
        problems += _verify_ledger(root, ledger)
    for warc in sorted(root.glob("*/*.warc.gz")):
        if not warc.with_name(warc.name.replace(".warc.gz", ".ledger.jsonl")).exists():
            problems.append(Problem(file=str(warc), line=0, what="has no ledger"))
    return problems


def _verify_ledger(root: Path, ledger: Path) -> Iterator[Problem]:
    previous = GENESIS
    for number, line in enumerate(ledger.read_bytes().splitlines(), 1):
        try:
            entry = LedgerLine.model_validate_json(line)
        except ValidationError:
            yield Problem(file=str(ledger), line=number, what="is not a ledger line")
            continue
        if entry.previous != previous:
            yield Problem(file=str(ledger), line=number, what="does not follow the line before it")
        previous = _digest(line)
        if wrong := _check_body(root, entry.capture):
            yield Problem(file=str(ledger), line=number, what=wrong)


def _check_body(root: Path, capture: Capture) -> str:
    try:
        stored = _digest(body(root, capture))
    except Exception as error:
        return f"{capture.file} cannot be read at {capture.offset} ({error})"
    return "" if stored == capture.sha256 else f"the body in {capture.file} has SHA-256 {stored}"


def _records(writer: WARCWriter, exchange: Exchange) -> Iterator[object]:
    date = exchange.fetched_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if exchange.kind != "response":
        yield writer.create_warc_record(
            exchange.url,
            "resource",
            payload=io.BytesIO(exchange.body),
            warc_content_type=_header(exchange.response_headers, "content-type"),
            warc_headers_dict={"WARC-Date": date},
        )
        return
    response = writer.create_warc_record(
        exchange.url,
        "response",
        payload=io.BytesIO(exchange.body),
        http_headers=StatusAndHeaders(
            f"{exchange.status} {exchange.reason}".strip(),
            list(exchange.response_headers),
            protocol="HTTP/1.1",
        ),
        warc_headers_dict={"WARC-Date": date},
    )
    yield response
    yield writer.create_warc_record(
        exchange.url,
        "request",
        http_headers=StatusAndHeaders(
            f"{exchange.method} {exchange.url} HTTP/1.1",
            list(exchange.request_headers),
            is_http_request=True,
        ),
        warc_headers_dict={
            "WARC-Date": date,
            "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
        },
    )


def _header(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
