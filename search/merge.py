"""What one record changes in the index, given what is stored: pure functions.

Partitions may arrive late, twice or out of order. So the newest words win (`captured_at`),
`first_seen` only ever goes back, `last_seen` only forward, all words that there ever were stay in
`versions`, and fields that the pipeline does not own (`review`) are in no action at all.
"""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from adwatch.model import Posting, Sighting
from search.document import COPY_FIELDS, Document, document, is_settled, moment
from search.versions import (
    LONG_AGO,
    VERSIONS_FIELD,
    WORDED_FIELD,
    Version,
    fields_of,
    joined,
    version_of,
    versions_in,
)

Record = Posting | Sighting
Action = dict[str, Any]
SEEN_FIELDS = (
    *("captured_at", "first_seen", "last_seen", "gone"),
    *("version", "title", "text", "twin", "indicator", WORDED_FIELD, VERSIONS_FIELD),
)


class Stored(NamedTuple):
    """The document of an id, as far as merging needs it; `home` is its concrete index.

    `settled` is the text that was given its place among its copies, None if none was.
    """

    home: str
    seq_no: int
    primary_term: int
    captured_at: datetime | None
    first_seen: datetime | None
    last_seen: datetime | None
    gone: bool
    versions: tuple[Version, ...] = ()
    settled: str | None = None


def stored_of(hit: dict[str, Any]) -> Stored:
    """Return what a search hit with `SEEN_FIELDS` and sequence numbers says."""
    source = hit["_source"]
    return Stored(
        home=hit["_index"],
        seq_no=hit["_seq_no"],
        primary_term=hit["_primary_term"],
        captured_at=moment(source.get("captured_at")),
        first_seen=moment(source.get("first_seen")),
        last_seen=moment(source.get("last_seen")),
        gone=bool(source.get("gone")),
        versions=versions_in(source),
        settled=(source.get("text") or "") if is_settled(source) else None,
    )


def action(record: Record, stored: Stored | None, alias: str) -> Action | None:
    """Return the bulk action for a record, or None for a sighting of what is not in the index."""
    if stored is None:
        return _creation(record, alias) if isinstance(record, Posting) else None
    changed = (
        _merged_posting(record, stored)
        if isinstance(record, Posting)
        else _seen(stored, record.seen_at, gone=record.gone)
    )
    return {
        "_op_type": "update",
        "_index": stored.home,
        "_id": record.id,
        "if_seq_no": stored.seq_no,
        "if_primary_term": stored.primary_term,
        "doc": changed,
    }


def changed(plan: Action) -> Document:
    """Return the document, or the part of one, that an action writes."""
    written: Document = plan["_source"] if "_source" in plan else plan["doc"]
    return written


def monthly_index(alias: str, first_seen: datetime | None) -> str:
    """Return the concrete index of a posting; months are what retention drops."""
    return f"{alias}-{first_seen.astimezone(UTC):%Y.%m}" if first_seen else undated_index(alias)


def undated_index(alias: str) -> str:
    """Return the index of postings with no time at all (handed over by hand)."""
    return f"{alias}-undated"


def _creation(posting: Posting, alias: str) -> Action:
    first_seen = posting.first_seen or posting.captured_at
    made = document(posting)
    return {
        "_op_type": "create",
        "_index": monthly_index(alias, first_seen),
        "_id": posting.id,
        "_source": made
        | {
            "first_seen": _text(first_seen),
            "last_seen": _text(posting.captured_at),
            "gone": False,
            WORDED_FIELD: made["captured_at"],
        },
    }


def _merged_posting(posting: Posting, stored: Stored) -> Document:
    known = [t for t in (posting.first_seen, posting.captured_at, stored.first_seen) if t]
    first_seen = min(known, default=None)
    captured_at = posting.captured_at or LONG_AGO
    seen = _seen(stored, captured_at, gone=False) | {
        "first_seen": _text(first_seen),
        **fields_of(joined(stored.versions, version_of(posting))),
    }
    if captured_at < (stored.captured_at or LONG_AGO):
        return seen
    made = document(posting)
    if stored.settled == posting.text:
        for name in COPY_FIELDS:
            del made[name]
    return made | seen


def _seen(stored: Stored, at: datetime, *, gone: bool) -> Document:
    if at < (stored.last_seen or LONG_AGO):
        return {"last_seen": _text(stored.last_seen), "gone": stored.gone}
    return {"last_seen": _text(at if at > LONG_AGO else None), "gone": gone}


def _text(moment: datetime | None) -> str | None:
    """Write a time as pydantic does, so that an equal time is an unchanged field."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None
