"""Decides whether a new model may take the running one's place, and writes down why.

Both are measured on the same frozen postings, which neither has learned from. A new model is
promoted only where no figure falls below its floor, or below the running model's by more than
chance explains (`TOLERANCE`).
"""

import math
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from adwatch.disk import writing
from adwatch.errors import Trouble
from adwatch.labelled import below

if TYPE_CHECKING:
    from classifiers.evaluate import Report

TOLERANCE = 0.02
CURRENT, PREVIOUS, REPORT = "current.npz", "previous.npz", "report.md"


def figures(report: "Report") -> dict[str, float]:
    """Return the figures that have floors, all of them better when higher."""
    found = {
        "concern average precision": report.concern.average_precision.value,
        "concern recall at precision 0.80": report.concern.recall_at_precision.value,
        "ordinary postings not flagged": 1 - report.concern.false_alarms.value,
        "strong indicators macro F1": report.strong_macro_f1.value,
        "categories macro F1": report.category_macro_f1.value,
    } | {
        f"average precision {lang}": own.average_precision.value
        for lang, own in report.by_language.items()
    }
    return {name: value for name, value in found.items() if not math.isnan(value)}


def objections(
    new: Mapping[str, float], running: Mapping[str, float], floors: Mapping[str, float]
) -> list[str]:
    """Return why the new model may not be promoted, a sentence each; nothing where it may."""
    fallen = [
        f"{name} falls from {running[name]:.3f} to {new[name]:.3f}"
        for name in running
        if name in new and new[name] < running[name] - TOLERANCE
    ]
    return below(new, floors) + fallen


def promote(candidate: Path, folder: Path) -> None:
    """Make a model's file the running one and keep the one before for `roll_back`."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / CURRENT).exists():
            (folder / CURRENT).replace(folder / PREVIOUS)
        shutil.move(candidate, folder / CURRENT)


def roll_back(folder: Path) -> str:
    """Put the model before the running one back, and say which one runs now.

    Raises:
        Trouble: no model of this installation's own is running.

    """
    if not (folder / CURRENT).exists():
        raise Trouble(
            f"{folder}: the model that adwatch ships is running.", "There is none to go back to."
        )
    with writing(folder):
        if (folder / PREVIOUS).exists():
            (folder / PREVIOUS).replace(folder / CURRENT)
            return "the model that ran before"
        (folder / CURRENT).unlink()
        return "the model that adwatch ships"


def page(
    new: Mapping[str, float],
    running: Mapping[str, float],
    versions: tuple[str, str],
    against: list[str],
) -> str:
    """Return the comparison as Markdown for a person."""
    verdict = "Not promoted: " + "; ".join(against) + "." if against else "Promoted."
    rows = [f"| {name} | {running.get(name, math.nan):.3f} | {new[name]:.3f} |" for name in new]
    return "\n".join(
        [
            "# A model's comparison",
            "",
            f"{verdict} Measured on frozen postings that neither model has learned from.",
            "",
            f"| figure | running `{versions[1]}` | new `{versions[0]}` |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )
