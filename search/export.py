"""Hits as a file to hand on: CSV, JSON Lines or XLSX in a zip, with a manifest of hashes.

Streamed with no cap. A cell of a CSV that a spreadsheet would run as a formula is made harmless by
an apostrophe (OWASP, CSV injection); in XLSX every text is written as text, so E.164 stays as it
is. The manifest names the SHA-256 of the data, so that a copy can be checked.
"""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

import xlsxwriter
from pydantic import AwareDatetime

from adwatch.model import Frozen
from search.columns import Cell, cells
from search.types import Hit

Format = Literal["csv", "jsonl", "xlsx"]
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_767
MOST_ROWS = 1_000_000
CHUNK = 1 << 16
LEADS = "Leads, never proof."
BYTE_ORDER_MARK = "\ufeff"


class Manifest(Frozen):
    """What an export holds and where from; names the hash's algorithm, as BSA 2023 s.63 asks."""

    file: str
    postings: int
    bytes: int
    algorithm: Literal["SHA-256"] = "SHA-256"
    digest: str
    query: str
    by: str
    at: AwareDatetime
    columns: tuple[str, ...]
    note: str


class Order(Frozen):
    """What somebody wants exported; `unmasked` is why what could identify a child is in it."""

    format: Format
    columns: tuple[str, ...]
    query: str
    by: str
    at: AwareDatetime
    unmasked: str = ""

    @property
    def note(self) -> str:
        """What stands in the manifest for whoever gets the file."""
        if not self.unmasked:
            return f"{LEADS} What could identify a child is withheld."
        return (
            f"{LEADS} What could identify a child is in it, for this reason: {self.unmasked}. "
            "Disclosing it is an offence (POCSO Act s.23, JJ Act s.74)."
        )


def archive(hits: Iterable[Hit], order: Order, done: Callable[[Manifest], None]) -> Iterator[bytes]:
    """Yield a zip with the data and its manifest; `done` is told the manifest at the end.

    A stream that breaks off has no manifest and is no valid zip.
    """
    sink = _Sink()
    name = f"postings.{order.format}"
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        counted, digest, size = _Counted(hits), hashlib.sha256(), 0
        rows = (cells(hit, order.columns, unmasked=bool(order.unmasked)) for hit in counted)
        with packed.open(name, "w", force_zip64=True) as member:
            for piece in WRITERS[order.format](rows, order.columns):
                digest.update(piece)
                size += len(piece)
                member.write(piece)
                yield sink.taken()
        manifest = Manifest(
            file=name,
            postings=counted.count,
            bytes=size,
            digest=digest.hexdigest(),
            query=order.query,
            by=order.by,
            at=order.at,
            columns=order.columns,
            note=order.note,
        )
        packed.writestr("manifest.json", manifest.model_dump_json(indent=2))
    done(manifest)
    yield sink.taken()


def harmless(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell.lstrip().startswith(FORMULA):
        return f"'{cell}"
    return cell


def _csv(rows: Iterable[list[Cell]], columns: tuple[str, ...]) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    text.write(BYTE_ORDER_MARK)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()


def _jsonl(rows: Iterable[list[Cell]], columns: tuple[str, ...]) -> Iterator[bytes]:
    for row in rows:
        record = dict(zip(columns, row, strict=True))
        yield json.dumps(record, ensure_ascii=False).encode() + b"\n"


def _xlsx(rows: Iterable[list[Cell]], columns: tuple[str, ...]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False}) as book:
            sheet: Any = None
            for number, row in enumerate(rows):
                if number % MOST_ROWS == 0:
                    sheet = _sheet(book, columns)
                _fill(sheet, number % MOST_ROWS + 1, row)
            if sheet is None:
                _sheet(book, columns)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _sheet(book: Any, columns: tuple[str, ...]) -> Any:  # noqa: ANN401 - xlsxwriter has no types
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    _fill(sheet, 0, columns)
    return sheet


def _fill(sheet: Any, number: int, row: Iterable[Cell]) -> None:  # noqa: ANN401
    for place, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(number, place, cell[:LONGEST_CELL])
        else:
            sheet.write_number(number, place, cell)


WRITERS: dict[Format, Callable[[Iterable[list[Cell]], tuple[str, ...]], Iterator[bytes]]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "xlsx": _xlsx,
}


class _Counted:
    """Counts what is iterated."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        self._hits = hits
        self.count = 0

    def __iter__(self) -> Iterator[Hit]:
        for hit in self._hits:
            self.count += 1
            yield hit


class _Sink(io.RawIOBase):
    """A file that is only written to, and gives away what was written."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401 - any buffer
        self._kept += data
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since the last call."""
        data, self._kept = bytes(self._kept), bytearray()
        return data
