"""Remembers in which condition of their sources the engineers were told last."""

import json
from collections.abc import Mapping
from pathlib import Path

from adwatch.disk import writing
from adwatch.settings import Settings


def read(settings: Settings) -> dict[str, str]:
    """Return the condition of each source, as it was told; none before the first mail."""
    path = _path(settings)
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def write(settings: Settings, conditions: Mapping[str, str]) -> None:
    """Remember what was told.

    Raises:
        Trouble: the disk refuses.

    """
    path = _path(settings)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(conditions, indent=1), encoding="utf-8")
        part.replace(path)


def _path(settings: Settings) -> Path:
    return settings.home / "crawl" / "told.json"
