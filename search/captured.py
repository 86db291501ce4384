"""Finds a posting's stored responses in the evidence store by their hashes."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from adwatch.evidence import LedgerLine
from adwatch.model import Capture, Posting

_SOURCE = re.compile(r"[a-z0-9][a-z0-9_-]*")


def captures_of(root: Path, posting: Posting) -> list[Capture]:
    """Return the stored responses that a posting names, oldest first; none kept here: empty."""
    return captures_by_hash(root, posting.source, posting.captures)


def captures_by_hash(root: Path, source: str, hashes: Iterable[str]) -> list[Capture]:
    """Return the stored responses of a source that have one of some hashes, oldest first."""
    if not _SOURCE.fullmatch(source):
        return []
    wanted = [f'"{sha256}"'.encode() for sha256 in hashes]
    ledgers = sorted((root / source).glob("*.ledger.jsonl"))
    found = {capture.sha256: capture for file in ledgers for capture in _lines(file, wanted)}
    return sorted(found.values(), key=lambda capture: capture.fetched_at)


def _lines(ledger: Path, wanted: Iterable[bytes]) -> Iterator[Capture]:
    """Yield the captures of one ledger; only the lines that name a wanted hash are read as JSON."""
    with ledger.open("rb") as lines:
        for line in lines:
            if any(sha256 in line for sha256 in wanted):
                yield LedgerLine.model_validate_json(line).capture
