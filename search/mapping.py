"""The explicit mapping of the indices: every field of a posting, and what is derived from it.

`dynamic: strict`: a field that nobody thought about is refused, never guessed. Words are searched
in the `folded_*` fields alone: Python writes every script in Latin letters there, since the
embedded node has no such analyser.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, get_args

from adwatch.model import MentionKind

Mapping = dict[str, Any]

KEYWORD: Mapping = {"type": "keyword", "ignore_above": 2048}
TEXT: Mapping = {"type": "text"}
DATE: Mapping = {"type": "date"}
KEPT: Mapping = {"type": "keyword", "index": False, "doc_values": False}
"""Kept in the source, not searched."""
FOUND_BY: Mapping = {"type": "keyword", "doc_values": False}
"""Searched, never counted or sorted by."""
KEPT_OBJECT: Mapping = {"type": "object", "enabled": False}
DIMENSIONS = 384
VECTOR: Mapping = {
    "type": "dense_vector",
    "dims": DIMENSIONS,
    "similarity": "cosine",
    "index_options": {"type": "int8_hnsw"},
}
"""For search by meaning; in 8 bits the graph of a million postings takes 0.5 GB, not 2."""

VECTORS_SHOWN: Mapping = {"index.mapping.exclude_source_vectors": False}
"""Else what is read back and written again loses its vector, and no posting is ever unchanged."""

CONTACT_KINDS: tuple[MentionKind, ...] = ("phone", "email", "handle", "upi", "crypto")
"""Mentions by which a person or a business can be reached, and by which postings are linked."""

POSTING: Mapping = {
    "id": KEYWORD,
    "version": KEYWORD,
    "source": KEYWORD,
    "url": KEYWORD,
    "platform": KEYWORD,
    "title": KEPT,
    "text": KEPT,
    "author": KEYWORD,
    "posted_at": DATE,
    "captured_at": DATE,
    "first_seen": DATE,
    "location_raw": KEPT,
    "price_raw": KEPT,
    "images": KEPT,
    "pictures": KEPT_OBJECT,
    "captures": KEYWORD,
    "lang": KEYWORD,
    "district": KEYWORD,
    "district_why": KEPT,
    "mentions": KEPT_OBJECT,
    "findings": KEPT_OBJECT,
    "category": KEYWORD,
    "addends": KEPT_OBJECT,
    "score": {"type": "float"},
    "band": KEYWORD,
    "network": KEYWORD,
    "campaign": KEYWORD,
    "embedding": VECTOR,
}
"""One entry a field of `adwatch.model.Posting`."""

FOUND: Mapping = dict.fromkeys(get_args(MentionKind), KEYWORD) | {
    "age": {"type": "integer"},
    "height": {"type": "integer"},
    "price": {"type": "double"},
}
"""The values of the mentions by kind: flat fields make facets and look-ups exact and fast."""

DERIVED: Mapping = {
    "folded_title": TEXT,
    "folded_text": TEXT,
    "folded_facts": TEXT,
    "contact": KEYWORD,
    "indicator": KEYWORD,
    "found": {"properties": FOUND},
    "point": {"type": "geo_point"},
    "twin": KEYWORD,
    "bands": FOUND_BY,
    "picture": KEYWORD,
    "phash": KEYWORD,
}
"""What `search.document` makes from a posting so that it can be found."""

SEEN: Mapping = {
    "last_seen": DATE,
    "gone": {"type": "boolean"},
    "worded_at": KEPT,
    "versions": KEPT_OBJECT,
}
"""What `search.merge` alone knows: when a posting was seen, and since when in which words."""

REVIEW: Mapping = {
    "review": {
        "properties": {
            "verdict": KEYWORD,
            "reason": KEPT,
            "by": KEYWORD,
            "at": DATE,
            "tags": KEYWORD,
            "assigned": KEYWORD,
        }
    }
}
"""Officers' own fields: the pipeline never writes below `review`."""

MAIL: Mapping = {
    "id": KEYWORD,
    "unit": KEYWORD,
    "to": KEYWORD,
    "subject": TEXT,
    "sent_at": DATE,
    "message_id": KEYWORD,
    "postings": KEYWORD,
}
"""One document a digest mail that a mail server accepted: `search.mails.Mail`."""

POSTINGS_PROPERTIES: Mapping = POSTING | DERIVED | SEEN | REVIEW


def postings_alias(prefix: str) -> str:
    """Return the alias over all monthly indices of postings."""
    return f"{prefix}-postings"


def mails_alias(prefix: str) -> str:
    """Return the alias of the index of mails."""
    return f"{prefix}-mails"


def fingerprint(properties: Mapping) -> str:
    """Return the version of a mapping: eight hex digits that change with any of its fields."""
    text = json.dumps(properties, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def template(alias: str, properties: Mapping, more: Mapping) -> Mapping:
    """Return the index template by which every `<alias>-*` index gets mapping and alias.

    `more` are the settings that this cluster's version needs: `VECTORS_SHOWN` or none.
    """
    return {
        "index_patterns": [f"{alias}-*"],
        "priority": 200,
        "template": {
            "aliases": {alias: {}},
            "mappings": {
                "dynamic": "strict",
                "_meta": {"fields": fingerprint(properties)},
                "properties": properties,
            },
            "settings": {
                "number_of_shards": 1,
                "auto_expand_replicas": "0-1",
                # A delivery and a decision refresh by themselves; each refresh costs a segment.
                "refresh_interval": "30s",
                **more,
            },
        },
    }


def differences(wanted: Mapping, live: Mapping, path: str = "") -> Iterator[str]:
    """Yield in what the live fields are not as the model says; fields that are missing are none.

    Both are the `properties` of a mapping. Elasticsearch adds settings of its own to a field and
    leaves out what is as ever, so only what the model says is compared.
    """
    for name, field in wanted.items():
        there = live.get(name)
        if there is None:
            continue
        if "properties" in field:
            yield from differences(
                field["properties"], there.get("properties", {}), f"{path}{name}."
            )
        # The type first: the rest follows from it.
        for key in sorted(field.keys() - {"properties"}, key=lambda key: (key != "type", key)):
            if not _is_as(field[key], there.get(key)):
                yield f"{path}{name}: {key} is {there.get(key)}, the model says {field[key]}"
                break


def _is_as(wanted: object, there: object) -> bool:
    if isinstance(wanted, dict) and isinstance(there, dict):
        return wanted.items() <= there.items()
    return wanted == there
