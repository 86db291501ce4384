"""Speaks to whoever runs a command: tables for a person at a terminal, JSON Lines for a program."""

import sys
import unicodedata
from collections.abc import Iterable

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from rich.text import Text

from adwatch.errors import Trouble

_err = Console(stderr=True, highlight=False)


def at_terminal() -> bool:
    """Whether a person reads standard output."""
    return sys.stdout.isatty()


def note(sentence: str) -> None:
    """Tell the person something that is not the command's result."""
    _err.print(sentence, markup=False, soft_wrap=True)


def complain(trouble: Trouble) -> None:
    """Say what broke and what to do."""
    _err.print("adwatch:", style="bold red", end=" ")
    _err.print(trouble.what, markup=False, soft_wrap=True)
    if trouble.remedy:
        _err.print(trouble.remedy, markup=False, soft_wrap=True)


def show(report: BaseModel) -> None:
    """Print a report: a small table at a terminal, one JSON line otherwise."""
    if not at_terminal():
        emit(report)
        return
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value in report.model_dump(mode="json").items():
        table.add_row(name.replace("_", " "), Text(harmless(_cell(value))))
    Console(highlight=False).print(table)


def emit(record: BaseModel) -> None:
    """Print a record as one JSON line, at once."""
    sys.stdout.write(record.model_dump_json() + "\n")
    sys.stdout.flush()


def rows(title: str, head: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    """Print a table for a person."""
    table = Table(*head, title=title, title_justify="left")
    for line in lines:
        table.add_row(*(Text(harmless(cell)) for cell in line))
    Console(highlight=False).print(table)


def harmless(text: str) -> str:
    """Return crawled text without what would command a terminal (escapes) or reorder it (bidi)."""
    return "".join(
        c if c in "\n\u200c\u200d" or unicodedata.category(c)[0] != "C" else " " for c in text
    )


def _cell(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {item}" for key, item in value.items()) or "none"
    if isinstance(value, list):
        return "\n".join(str(item) for item in value) or "none"
    return str(value)
