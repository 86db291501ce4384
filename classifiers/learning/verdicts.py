"""Officers' verdicts as training rows.

A confirmed posting is of concern; a dismissed one is not, save where the reason says that the unit
knows it or that it is another office's work: that says nothing about its words.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from adwatch.labelled import Labelled
from adwatch.model import Frozen, stable_id

NO_JUDGEMENT = ("known to the unit", "outside our work")
MISREAD = "words misread"
_LETTERS = re.compile(r"[^\W\d_]+")


class Verdict(Frozen):
    """What an officer decided, with the words that were decided on."""

    id: str
    title: str = ""
    text: str = ""
    lang: str = ""
    verdict: Literal["confirmed", "dismissed", "reopened"]
    reason: str = ""


def rows_of(verdicts: Iterable[Verdict]) -> Iterator[tuple[str, Labelled]]:
    """Yield training rows with their families; copies of one text are one family."""
    for verdict in verdicts:
        concern = _concern(verdict)
        if concern is None:
            continue
        yield (
            _family(verdict),
            Labelled(
                id=f"verdict-{verdict.id}",
                title=verdict.title,
                text=verdict.text,
                lang=verdict.lang or None,
                concern=concern,
                indicators=() if verdict.reason.startswith(MISREAD) else None,
            ),
        )


def _concern(verdict: Verdict) -> bool | None:
    if verdict.verdict == "reopened" or verdict.reason.startswith(NO_JUDGEMENT):
        return None
    return verdict.verdict == "confirmed"


def _family(verdict: Verdict) -> str:
    """Return one name for texts that differ in numbers, spacing and punctuation only."""
    letters = _LETTERS.findall(f"{verdict.title} {verdict.text}".casefold())
    return f"verdict-{stable_id(*letters)}"
