"""Cuts a posting's text into pieces, each with what marks it: pure functions.

Templates print the pieces; nothing here makes HTML, so nothing here can inject it.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import quote

from adwatch.model import Finding, Mention, Picture, Posting, TextField
from search.document import is_contact
from search.types import Highlight


class Span(NamedTuple):
    """Something to mark: `kind` is a CSS class, `note` says why, `target` is a link or empty."""

    start: int
    end: int
    kind: str
    note: str = ""
    target: str = ""


class Piece(NamedTuple):
    """A run of text under the same marks."""

    text: str
    kinds: str = ""
    note: str = ""
    target: str = ""


def contact_address(kind: str, value: str) -> str:
    """Return the address of a contact's page."""
    return f"/contact/{quote(kind, safe='')}/{quote(value, safe='')}"


class Notes(NamedTuple):
    """What is noted about a finding and about anything else that was read, in some language."""

    finding: Callable[[Finding], str]
    mention: Callable[[Mention], str]


AS_WRITTEN = Notes(lambda finding: finding.why, lambda mention: f"{mention.kind}: {mention.value}")
"""As the pipeline wrote it, in English."""


def spans(
    posting: Posting,
    field: TextField,
    found: Iterable[Highlight] = (),
    notes: Notes = AS_WRITTEN,
) -> list[Span]:
    """Return what is marked in a field: findings first, since theirs is the note that counts."""
    marked = [
        Span(f.start, f.end, f"finding {f.strength}", notes.finding(f), f"#why-{number}")
        for number, f in enumerate(posting.findings, 1)
        if f.field == field and f.start is not None and f.end is not None
    ]
    marked += [
        Span(
            m.start,
            m.end,
            "mention",
            notes.mention(m),
            contact_address(m.kind, m.value) if is_contact(m) else "",
        )
        for m in posting.mentions
        if m.field == field
    ]
    return marked + [Span(h.start, h.end, "match") for h in found if h.field == field]


def of_pictures(posting: Posting, marked: list[Span]) -> list[tuple[Picture, list[Piece]]]:
    """Return the pictures, each with the pieces of its words; `marked` counts in all together."""
    words = posting.pictured
    return [
        (picture, pieces(words, marked, start, start + len(picture.text)))
        for start, picture in posting.pictures_at
    ]


def pieces(
    text: str, marked: Iterable[Span], start: int = 0, end: int | None = None
) -> list[Piece]:
    """Return `text[start:end]` cut at every edge of a span; the pieces join to it again."""
    end = len(text) if end is None else min(end, len(text))
    inside = [s._replace(start=max(s.start, start), end=min(s.end, end)) for s in marked]
    inside = [span for span in inside if span.start < span.end]
    edges = sorted({start, end, *(s.start for s in inside), *(s.end for s in inside)})
    opening: dict[int, list[Span]] = {}
    for span in inside:
        opening.setdefault(span.start, []).append(span)
    result = []
    over: list[Span] = []
    for here, there in pairwise(edges):
        over = [span for span in over if span.end > here] + opening.get(here, [])
        result.append(_piece(text[here:there], over))
    return result


def _piece(text: str, over: list[Span]) -> Piece:
    kinds = dict.fromkeys(kind for span in over for kind in span.kind.split())
    notes = dict.fromkeys(span.note for span in over if span.note)
    target = next((span.target for span in over if span.target), "")
    return Piece(text, " ".join(kinds), "; ".join(notes), target)
