"""A posting as a document of the index, and back: pure functions.

The document holds the posting's own fields as they are, so that what comes back is exactly what was
delivered, beside derived fields to find it by. What is empty is absent from the index (null), so
that "has no district" can be asked for. Of the embedding the index keeps the numbers alone.
"""

import hashlib
import re
from collections import defaultdict
from datetime import datetime
from typing import Any, get_args

import numpy as np

from adwatch.model import ID_LENGTH, Mention, MentionKind, Posting
from adwatch.vectors import unpack
from enrichment.normalise import folded
from search.copies import SCHEME, bands, hidden_in, shingles
from search.mapping import CONTACT_KINDS, POSTINGS_PROPERTIES

Document = dict[str, Any]
Values = dict[MentionKind, list[str]]

KINDS: tuple[MentionKind, ...] = get_args(MentionKind)
NAMING: tuple[MentionKind, ...] = ("place", "name", "handle")
VECTOR_FIELD = "embedding"
"""Many bytes that no page shows: leave it out of what a search brings back."""
COPY_FIELDS = ("twin", "bands")
"""Which copies a posting belongs to; `bands` has the first of them alone."""
LEAST_TWIN = 40
"""Letters; a shorter text is too ordinary to be taken for the copy of another."""
_LETTERS = re.compile(r"[^\W\d_]+")
_NO_ASCII_LETTER = bytes(set(range(128)) - set(range(ord("a"), ord("z") + 1)))


def document(posting: Posting) -> Document:
    """Return all fields that the pipeline owns, save when the posting was seen."""
    own = {name: value or None for name, value in posting.model_dump(mode="json").items()}
    found = values(posting)
    text = folded(posting.text)
    return own | {
        "score": posting.score,
        VECTOR_FIELD: vector(posting.embedding),
        "folded_title": folded(posting.title),
        "folded_text": text,
        "folded_facts": folded(" ".join(facts(posting, found))),
        "contact": [contact(kind, value) for kind in CONTACT_KINDS for value in found[kind]],
        "indicator": sorted({finding.indicator for finding in posting.findings}),
        "found": found,
        "point": points(posting),
        "twin": twin(posting, text),
        "bands": bands(shingles(text, hidden_in(own["mentions"] or ()))) or None,
        "picture": [picture.sha256 for picture in posting.pictures],
        "phash": [picture.phash for picture in posting.pictures if picture.phash],
    }


def posting_of(source: Document) -> Posting:
    """Return the posting that a document was made from, without its embedding."""
    names = Posting.model_fields.keys() & source.keys() - {VECTOR_FIELD}
    return Posting.model_validate(
        {name: source[name] for name in names if source[name] is not None}
    )


def rebuilt(source: Document) -> Document:
    """Return a stored document with everything that is derived made anew, all else as it was."""
    known = {name: value for name, value in source.items() if name in POSTINGS_PROPERTIES}
    kept = {VECTOR_FIELD: source.get(VECTOR_FIELD)}
    if is_settled(source):
        kept |= {name: source.get(name) for name in COPY_FIELDS}
    return known | document(posting_of(source)) | kept


def is_settled(source: Document) -> bool:
    """Whether a stored document has been given its place among its copies, by today's keys."""
    return str(source.get("twin") or "").startswith(SCHEME)


def contact(kind: str, value: str) -> str:
    """Return the one word that stands for a contact in the index and in addresses."""
    return f"{kind}:{value}"


def is_contact(mention: Mention) -> bool:
    """Whether a mention is a way to reach somebody."""
    return mention.kind in CONTACT_KINDS


def values(posting: Posting) -> Values:
    """Return the distinct values of the mentions, sorted, under each kind.

    Every kind is named, so that a partial update empties what is found no more.
    """
    found: defaultdict[MentionKind, set[str]] = defaultdict(set)
    for mention in posting.mentions:
        found[mention.kind].add(mention.value)
    return {kind: sorted(found[kind]) if kind in found else [] for kind in KINDS}


def facts(posting: Posting, found: Values) -> list[str]:
    """Return words that are not in the text: `Kochi` for a place's alias, those of pictures."""
    named = [value for kind in NAMING for value in found[kind]]
    return [*named, posting.district, posting.author, posting.location_raw, posting.pictured]


def points(posting: Posting) -> list[dict[str, float]]:
    """Return where the places of a posting lie."""
    places = (m.attributes for m in posting.mentions if m.kind == "place")
    located = {
        (float(place["lat"] or 0), float(place["lon"] or 0))
        for place in places
        if place.get("lat") is not None and place.get("lon") is not None
    }
    return [{"lat": lat, "lon": lon} for lat, lon in sorted(located)]


def vector(embedding: str) -> list[float] | None:
    """Return the numbers of a posting's embedding, None when it has none."""
    if not embedding:
        return None
    # Five places are what float16 holds; more would be bytes without a meaning.
    rounded: list[float] = np.round(unpack(embedding).astype(np.float64), 5).tolist()
    return rounded


def twin(posting: Posting, text: str) -> str:
    """Return the key of a posting's text: the letters of the folded text without its contacts.

    So the same words with another number, price or decoration have one key; near copies are given
    that of the first of them (`search.joining`). Each posting has one (a short text its id), since
    those without a value would collapse into one row.
    """
    for raw in {m.raw for m in posting.mentions if m.field == "text" and is_contact(m)}:
        text = text.replace(folded(raw), " ")
    letters = _letters(text)
    if len(letters) < LEAST_TWIN:
        return posting.id
    return SCHEME + hashlib.sha256(letters).hexdigest()[:ID_LENGTH]


def _letters(text: str) -> bytes:
    """Return the letters of a folded text; most are ASCII alone, where this is ten times faster."""
    if text.isascii():
        return text.encode().translate(None, _NO_ASCII_LETTER)
    return "".join(_LETTERS.findall(text)).encode("utf-8", "surrogatepass")


def moment(value: str | None) -> datetime | None:
    """Return a stored time."""
    return datetime.fromisoformat(value) if value else None
