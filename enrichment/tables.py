"""The one loader of data tables: reads files of `enrichment/data` and nothing else does.

Extractors take ready tables from here at import, so that none of them does I/O.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def mapping(name: str) -> dict[str, Any]:
    """Return the YAML file `data/<name>.yml`, a mapping."""
    text = (DATA / f"{name}.yml").read_text(encoding="utf-8")
    table = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    if not isinstance(table, dict):
        raise TypeError(f"data/{name}.yml: not a mapping")
    return table


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of the table `data/<name>.tsv`; lines that begin with `#` say its source."""
    with (DATA / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader((line for line in file if line[0] != "#"), delimiter="\t")


def document(name: str) -> dict[str, Any]:
    """Return the JSON file `data/<name>.json`, an object."""
    table = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    if not isinstance(table, dict):
        raise TypeError(f"data/{name}.json: not an object")
    return table


def words(name: str) -> frozenset[str]:
    """Return the words of the list `data/<name>.txt`."""
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
