"""What the index found, as a hit: a pure function."""

from typing import Any

from search.document import moment, posting_of
from search.highlight import highlights
from search.language import Parsed
from search.types import Hit, Review
from search.versions import VERSIONS_FIELD, versions_in


def hit_of(found: dict[str, Any], parsed: Parsed | None = None) -> Hit:
    """Return what the index found as a hit; `parsed` says what to mark in it."""
    source = found["_source"]
    posting = posting_of(source)
    review = source.get("review") or {}
    return Hit(
        posting=posting,
        first_seen=moment(source.get("first_seen")),
        last_seen=moment(source.get("last_seen")),
        gone=bool(source.get("gone")),
        highlights=highlights(posting, parsed.marks) if parsed and parsed.marks else (),
        review=_review(review),
        tags=tuple(review.get("tags") or ()),
        assigned=review.get("assigned") or "",
        twin=source.get("twin") or "",
        versions=versions_in(source) if source.get(VERSIONS_FIELD) else (),
    )


def _review(stored: dict[str, Any]) -> Review | None:
    if not stored.get("by"):
        return None
    return Review(
        verdict=stored.get("verdict") or "",
        reason=stored.get("reason") or "",
        by=stored["by"],
        at=stored["at"],
    )
