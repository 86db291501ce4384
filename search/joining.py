"""Gives near copies one key (`twin`) as they are delivered, so that a list shows them as one row.

The first of its kind keeps its own key and, alone, its bands: it is what later ones are compared
with, so that likeness never drifts along a chain. A posting whose words did not change keeps its
key for ever. Why so: docs/adr/near-copies-join-a-stored-one.md.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from threading import Lock
from typing import Any, NamedTuple, Self

from elasticsearch import Elasticsearch

from search.copies import ALIKE, Hashes, hidden_in, likeness, shingles
from search.document import Document

MOST_FIRSTS = 10_000
"""So many firsts of their kind are remembered until the index has to show them."""
MOST_CANDIDATES = 2_000
COMPARED = ["id", "twin", "bands", "folded_text", "mentions"]


class First(NamedTuple):
    """A posting that later ones are compared with."""

    id: str
    twin: str
    folded_text: str
    mentions: list[dict[str, Any]]

    @classmethod
    def of(cls, source: Document) -> Self:
        """Return a stored or new document as what it is compared by."""
        said = source.get("mentions") or []
        return cls(source["id"], source["twin"], source.get("folded_text") or "", said)

    @property
    def shingles(self) -> Hashes:
        """Its words and pairs."""
        return shingles(self.folded_text, hidden_in(self.mentions))


ByBand = defaultdict[str, list[First]]


class Joining:
    """The firsts of one delivery, until the index shows them; several threads may ask."""

    def __init__(self, client: Elasticsearch, index: str, threads: int) -> None:
        """`index` is the alias in which stored firsts are looked for, `threads` how many ask."""
        self._client = client
        self._index = index
        self._lock = Lock()
        self._fresh: ByBand = defaultdict(list)
        self._older: deque[ByBand] = deque(maxlen=threads)
        self._count = 0

    def settle(self, documents: Iterable[Document]) -> None:
        """Let each document with bands join the first of its kind, or become one.

        A document without any keeps its own key: its text is short, or was settled before.
        """
        long = [made for made in documents if made.get("bands")]
        if not long:
            return
        stored = self._stored({band for made in long for band in made["bands"]})
        with self._lock:
            for made in long:
                self._settle(made, stored)
            full = self._count > MOST_FIRSTS
            if full:
                # Other threads may not have written their own yet: they are kept a round longer.
                self._older.append(self._fresh)
                self._fresh, self._count = defaultdict(list), 0
        if full:
            self._client.indices.refresh(index=self._index)

    def _settle(self, made: Document, stored: ByBand) -> None:
        own = First.of(made)
        near = {
            first.id: first
            for known in (stored, *self._older, self._fresh)
            for band in known.keys() & made["bands"]
            for first in known[band]
            if first.id != own.id
        }
        if near and (first := _nearest(own, near.values())):
            made |= {"twin": first.twin, "bands": None}
            return
        for band in made["bands"]:
            self._fresh[band].append(own)
        self._count += 1

    def _stored(self, bands: set[str]) -> ByBand:
        """Return the stored firsts by their bands."""
        answer = self._client.search(
            index=self._index,
            query={"bool": {"filter": {"terms": {"bands": sorted(bands)}}}},
            size=MOST_CANDIDATES,
            source_includes=COMPARED,
            sort=["_doc"],
            track_total_hits=False,
        )
        found: ByBand = defaultdict(list)
        for hit in answer["hits"]["hits"]:
            first = First.of(hit["_source"])
            for band in bands.intersection(hit["_source"]["bands"]):
                found[band].append(first)
        return found


def _nearest(own: First, near: Iterable[First]) -> First | None:
    """Return what is most like a posting among what is alike enough; ties by key."""
    said = own.shingles
    ranked = [(likeness(said, first.shingles), first) for first in near]
    alike = [(-share, first.twin, first.id, first) for share, first in ranked if share >= ALIKE]
    return min(alike)[-1] if alike else None
