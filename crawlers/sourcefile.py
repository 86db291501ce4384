"""Writes a drafted source as a file that an engineer completes and reviews."""

from datetime import date
from pathlib import Path
from typing import Final

import yaml

from adwatch.disk import writing
from adwatch.errors import Trouble
from adwatch.settings import Settings
from crawlers.source import Source

_HEAD: Final = """\
# yaml-language-server: $schema=../source.schema.json
# Drafted on {day} from what {url} showed. Check each line before you rely on it.
"""
TO_FILL: Final = ("owner", "legal_basis")
"""Keys that only a person can fill in; the file is refused until they are."""


def text_of(source: Source, day: date, owner: str = "", legal_basis: str = "") -> str:
    """Return the file's text."""
    told = source.model_dump(mode="json", exclude_defaults=True, exclude={"name"})
    told |= {"owner": owner, "legal_basis": legal_basis}
    body = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=1000)
    for key in TO_FILL:
        body = body.replace(f"{key}: ''\n", f"{key}: ''  # to be filled in\n")
    return _HEAD.format(day=day, url=source.start[0]) + body


def path_for(name: str, settings: Settings) -> Path:
    """Return where a new source's file will lie.

    Raises:
        Trouble: there is such a source already.

    """
    path = settings.sources / f"{name}.yml"
    if path.exists():
        raise Trouble(f"{path}: there is such a source already.", "Choose another --name.")
    return path


def write(path: Path, text: str) -> None:
    """Write the file.

    Raises:
        Trouble: the folder cannot be written.

    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
