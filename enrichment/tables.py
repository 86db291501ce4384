"""The one loader of data tables: reads files of `enrichment/data` and nothing else does.

Extractors take ready tables from here at import, so that none of them does I/O.
"""

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import yaml

from adwatch.yamlfile import _Loader

DATA = Path(__file__).parent / "data"


def mapping(name: str) -> dict[str, Any]:
    """Return the YAML file `data/<name>.yml`, a mapping."""
    table = yaml.load((DATA / f"{name}.yml").read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    if not isinstance(table, dict):
        raise TypeError(f"data/{name}.yml: not a mapping")
    return table
