"""The spool: partitions of records between the rooms, so that nothing collected is ever lost.

A partition is one file `<stage>/<source>/<run>.jsonl.zst`. While it is being written it is a local
`.part` file, flushed after each record, so that a killed writer loses nothing that it had yielded:
`recover` turns such a file into a partition. A step that has dealt with a partition leaves a
receipt; a partition without one is pending and is dealt with by the next run. Writing a partition
anew takes its receipts away, so that later steps see it again.

The root is a folder or any fsspec address (`s3://bucket/prefix`); zstd frames follow RFC 8878.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Literal, Self, TypeVar

import zstandard
from pydantic import BaseModel, ValidationError
from upath import UPath

from adwatch.disk import writing
from adwatch.errors import Exit, Trouble
from adwatch.settings import Settings

Stage = Literal["crawled", "sightings", "processed", "failed"]
CRAWL_STAGES: tuple[Stage, ...] = ("crawled", "sightings")
T = TypeVar("T", bound=BaseModel)
SUFFIX = ".jsonl.zst"
PART = ".part"


@dataclass(frozen=True, order=True)
class Partition:
    """The name of one partition."""

    stage: Stage
    source: str
    run: str


class Spool:
    """Partitions below one root; `scratch` is a local folder for partitions being written."""

    def __init__(self, root: str, scratch: Path) -> None:
        """Touch nothing until something is written."""
        self._root = UPath(root)
        self._scratch = scratch

    def writer(self, partition: Partition) -> "Writer":
        """Return a context manager that writes a partition and publishes it at its end."""
        part = self._scratch / f"{_name(partition)}.{os.getpid()}{PART}"
        return Writer(part, lambda: self._publish(part, partition))

    def partitions(self, stage: Stage, source: str = "") -> list[Partition]:
        """Return the finished partitions of a stage, oldest run first."""
        folder = self._root / stage
        if not folder.exists():
            return []
        names = [(path.parent.name, path.name) for path in folder.glob(f"*/*{SUFFIX}")]
        found = [Partition(stage, owner, name.removesuffix(SUFFIX)) for owner, name in names]
        return sorted(
            (p for p in found if source in ("", p.source)), key=lambda p: (p.run, p.source)
        )

    def read(self, partition: Partition, model: type[T]) -> Iterator[T]:
        """Yield the records of a partition."""
        path = self._path(partition)
        with path.open("rb") as raw:
            for number, line in enumerate(_lines(raw), 1):
                try:
                    yield model.model_validate_json(line)
                except ValidationError as error:
                    raise Trouble(
                        f"{path}:{number}: not a {model.__name__} ({error.errors()[0]['msg']}).",
                        "Was it written by another version of adwatch, or is the disk damaged?",
                    ) from error

    def pending(self, stage: Stage, step: str, source: str = "") -> list[Partition]:
        """Return the partitions of a stage for which `step` has left no receipt."""
        return [p for p in self.partitions(stage, source) if not self._receipt(p, step).exists()]

    def finish(self, partition: Partition, step: str, receipt: BaseModel) -> None:
        """Leave a receipt: `step` has dealt with every record of the partition."""
        path = self._receipt(partition, step)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(receipt.model_dump_json() + "\n", encoding="utf-8")

    def remove(self, partition: Partition) -> None:
        """Delete a partition whose records are kept elsewhere now."""
        self._path(partition).unlink(missing_ok=True)

    def recover(self, source: str) -> list[Partition]:
        """Publish what killed crawls of a source left behind; the caller holds that source."""
        recovered = []
        for stage in CRAWL_STAGES:
            for part in sorted((self._scratch / stage / source).glob(f"*{PART}")):
                partition = Partition(stage, source, part.name.partition(SUFFIX)[0])
                whole = part.with_suffix(".whole")
                with part.open("rb") as raw, whole.open("wb") as out:
                    _compress(_lines(raw), out)
                self._publish(whole, partition)
                part.unlink()
                recovered.append(partition)
        return recovered

    def _publish(self, part: Path, partition: Partition) -> None:
        """Move a local file to its place: atomically on a local disk, by upload elsewhere."""
        target = self._path(partition)
        with writing(part):
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.protocol in ("", "file"):
                shutil.move(part, str(target))
            else:
                target.write_bytes(part.read_bytes())
                part.unlink()
        for receipt in (self._root / "receipts").glob(f"*/{_name(partition)}.json"):
            receipt.unlink()

    def _path(self, partition: Partition) -> UPath:
        return self._root / _name(partition)

    def _receipt(self, partition: Partition, step: str) -> UPath:
        return self._root / "receipts" / step / f"{_name(partition)}.json"


def open_spool(settings: Settings) -> Spool:
    """Return the spool of an installation; partitions being written lie below its home."""
    return Spool(settings.spool_root, settings.home / "scratch")


class Writer:
    """Writes one partition, flushed after each record, and publishes it at the end.

    A partition with no record is not published. When the body raises, what was written is
    published all the same: it was collected.
    """

    def __init__(self, part: Path, publish: Callable[[], None]) -> None:
        """See `Spool.writer`."""
        self._part = part
        self._publish = publish
        self.count = 0

    def __enter__(self) -> Self:
        """Open the part file."""
        with writing(self._part):
            self._part.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("wb")
            self._zstd = zstandard.ZstdCompressor().stream_writer(self._file, closefd=False)
        return self

    def write(self, record: BaseModel) -> None:
        """Append a record; it survives the death of this process once the call returns."""
        with writing(self._part):
            self._zstd.write(record.model_dump_json().encode() + b"\n")
            self._zstd.flush(zstandard.FLUSH_BLOCK)
            self._file.flush()
        self.count += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file and publish it, unless the disk failed: then `recover` finds the part."""
        if isinstance(error, Trouble) and error.code == Exit.LOCAL_RESOURCE:
            with suppress(OSError):
                self._file.close()
            return
        with writing(self._part):
            self._zstd.close()  # type: ignore[no-untyped-call]
            os.fsync(self._file.fileno())
            self._file.close()
        if self.count:
            self._publish()
        else:
            self._part.unlink()


def _name(partition: Partition) -> str:
    return f"{partition.stage}/{partition.source}/{partition.run}{SUFFIX}"


def _compress(lines: Iterator[bytes], out: BinaryIO) -> None:
    with zstandard.ZstdCompressor().stream_writer(out, closefd=False) as zstd:
        for line in lines:
            zstd.write(line + b"\n")


def _lines(raw: IO[bytes]) -> Iterator[bytes]:
    """Yield whole lines; the cut-off last line of a killed writer was never reported as kept."""
    with zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True) as zstd:
        rest = b""
        while chunk := zstd.read(1 << 16):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
