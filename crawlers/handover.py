"""Reads postings from files that somebody handed over, as if their source had been crawled.

CSV (with a head line) and JSON Lines name the parts of an ad as `Draft` does; saved HTML pages, and
web archives (WARC, WACZ), are read by the source's platform.
"""

import csv
import hashlib
import json
import mimetypes
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from w3lib.encoding import html_to_unicode

from adwatch.errors import Trouble
from adwatch.evidence import Exchange
from adwatch.model import Frozen, Posting
from crawlers import archive, platforms, replay
from crawlers.build import build_posting
from crawlers.draft import Draft, Unreadable
from crawlers.reading.address import absolute
from crawlers.reading.markup import document, value
from crawlers.source import Source

_ARCHIVES: Final = (".warc", ".warc.gz", ".wacz")
_PAGES: Final = (".html", ".htm")
_READ: Final = (*_ARCHIVES, *_PAGES, ".csv", ".jsonl")
_SAVED_FROM: Final = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")


class Found(Frozen):
    """A draft, when its words were fetched, and the SHA-256 of what shows it."""

    draft: Draft
    at: datetime
    captures: tuple[str, ...]


def postings_from(path: Path, source: Source, now: datetime) -> Iterator[Posting]:
    """Yield the postings of a file, or of all files of a folder.

    Args:
        path: a .csv, .jsonl, .html, .warc, .warc.gz or .wacz file, or a folder of such files.
        source: where the content comes from; its platform reads pages.
        now: when it was handed over: "2 hours ago" in a saved page counts from here, in an archive
            from when the page was archived.

    Raises:
        Trouble: a file cannot be read; names file, line and column.

    """
    for file in files(path):
        for found in drafts(file, source, now):
            yield build_posting(found.draft, source, found.at, found.captures)


def files(path: Path) -> list[Path]:
    """Return the file, or the files of a folder that can be read.

    Raises:
        Trouble: there is none.

    """
    inside = sorted(path.iterdir()) if path.is_dir() else [path]
    readable = [file for file in inside if file.name.endswith(_READ) and file.is_file()]
    if not readable:
        raise Trouble(f"{path}: nothing to read there.", f"Give a file of {', '.join(_READ)}.")
    return readable


def exchanges(file: Path, now: datetime) -> Iterator[Exchange]:
    """Yield what must be kept as evidence: an archive's exchanges, or the file as it is."""
    if file.name.endswith(_ARCHIVES):
        yield from archive.exchanges(file)
    else:
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        yield Exchange(
            url=f"file:{file.name}",
            status=200,
            response_headers=(("content-type", kind),),
            body=_bytes(file),
            fetched_at=now,
            kind="file",
        )


def drafts(file: Path, source: Source, now: datetime) -> Iterator[Found]:
    """Yield what stands in a file; raises like `postings_from`."""
    if file.name.endswith(_ARCHIVES):
        stored = list(replay.pages(archive.exchanges(file)))
        for draft, page in replay.drafts(stored, source):
            yield Found(draft=draft, at=page.fetched_at, captures=page.captures)
        return
    data = _bytes(file)
    captures = (hashlib.sha256(data).hexdigest(),)
    for draft in _read(file, data, source):
        yield Found(draft=draft, at=now, captures=captures)


def _read(file: Path, data: bytes, source: Source) -> Iterable[Draft]:
    if file.name.endswith(_PAGES):
        return _saved_page(file, data, source)
    lines = _text(file, data).splitlines(keepends=True)
    return _csv(file, lines) if file.suffix == ".csv" else _json_lines(file, lines)


def _saved_page(file: Path, data: bytes, source: Source) -> tuple[Draft, ...]:
    body = html_to_unicode(None, data)[1]
    try:
        url = _address(body) or f"file:{file.name}"
        return platforms.load(source.platform).postings(body, url, source)
    except Unreadable as error:
        raise Trouble(
            f"{file}: {error}.", "Was it saved as a page, or is it another file?"
        ) from error


def _address(body: str) -> str:
    """Return where a page was saved from, as the browser or the page itself says."""
    if found := _SAVED_FROM.search(body[:4096]):
        return found.group(1)
    page = document(body)
    stated = ('link[rel="canonical"]::attr(href)', 'meta[property="og:url"]::attr(content)')
    return next((url for path in stated if (url := absolute(value(page, path), ""))), "")


def _csv(file: Path, lines: list[str]) -> Iterator[Draft]:
    table = csv.DictReader(lines, strict=True)
    unknown = set(table.fieldnames or ()) - set(Draft.model_fields)
    if unknown or not table.fieldnames:
        raise Trouble(
            f"{file}:1: no such columns: {', '.join(sorted(unknown)) or 'the file is empty'}.",
            f"The head line may name: {', '.join(Draft.model_fields)}.",
        )
    try:
        for row in table:
            yield _draft(file, table.line_num, {k: v for k, v in row.items() if v})
    except csv.Error as error:
        raise Trouble(f"{file}:{table.line_num}: not CSV ({error}).", "Mend that line.") from error


def _json_lines(file: Path, lines: list[str]) -> Iterator[Draft]:
    for number, line in enumerate(lines, 1):
        try:
            parts = json.loads(line) if line.strip() else None
        except ValueError as error:
            raise Trouble(f"{file}:{number}: not JSON ({error}).", "Mend that line.") from error
        if parts is not None:
            yield _draft(file, number, parts)


def _draft(file: Path, line: int, parts: object) -> Draft:
    if isinstance(parts, dict):
        # What has no address of its own is known by the file and the line that it stands in.
        parts = {"url": f"file:{file.name}#{parts.get('key') or line}", **parts}
        if isinstance(images := parts.get("images"), str):
            parts["images"] = tuple(images.split())
    try:
        return Draft.model_validate(parts)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in problem["loc"])
        raise Trouble(f"{file}:{line}: {key}: {problem['msg']}.", "Mend that line.") from error


def _text(file: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Trouble(
            f"{file}: not UTF-8 text (byte {error.start}).", "Save it as UTF-8 and try again."
        ) from error


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Trouble(f"{file}: cannot be read ({error.strerror}).", "Check its rights.") from error
