"""Crawls the source that stdin describes and prints the peak memory of this process in KiB."""

import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

from adwatch.settings import Settings
from crawlers.run import crawl
from crawlers.source import Source

crawl(
    Source.model_validate_json(sys.stdin.read()),
    Settings(home=Path(sys.argv[1])),
    datetime(2026, 11, 24, tzinfo=UTC),
)
sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
