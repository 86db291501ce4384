"""Crawls the source that stdin describes, with a stand-in for what looks at pictures.

No explicit picture is anywhere in this repository: here one that says "withheld" counts as such.
"""

import hashlib
import sys
from datetime import UTC, datetime
from pathlib import Path

from adwatch.model import Picture
from adwatch.settings import Settings
from crawlers.run import crawl
from crawlers.source import Source


def look(body: bytes) -> Picture:
    if not body.startswith(b"\x89PNG"):
        raise ValueError("no picture")
    return Picture(sha256=hashlib.sha256(body).hexdigest(), explicit=b"withheld" in body, width=1)


if __name__ == "__main__":
    report = crawl(
        Source.model_validate_json(sys.stdin.read()),
        Settings(home=Path(sys.argv[1])),
        datetime(2026, 11, 24, tzinfo=UTC),
        look,
    )
    sys.stdout.write(report.model_dump_json())
