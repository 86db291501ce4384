"""What is asked of the index, by whom, and what comes back."""

from typing import Literal

from pydantic import AwareDatetime, Field

from adwatch.model import Frozen, Posting, TextField
from search.protect import is_protected
from search.versions import Version

Facet = Literal[
    "band",
    "indicator",
    "district",
    "review",
    "assigned",
    "tag",
    "category",
    "lang",
    "source",
    "platform",
    "place",
    "contact",
    "age",
    "price",
]
Sort = Literal["newest", "score", "relevance", "meaning"]
Selection = dict[Facet, tuple[str, ...]]

UNKNOWN = "unknown"
"""The facet value of postings that have none."""
TIME_ZONE = "+05:30"
"""Kerala's: days that people name are days there."""
WINDOW = 10_000
"""How deep pages go; `scan` has no such end."""


class Query(Frozen):
    """Words in the query language, and what to keep or leave out.

    Values of one facet are alternatives; different facets must all match. `since` (inclusive) and
    `until` (exclusive) bound when a posting was first seen. `twin` keeps the copies of one text;
    `collapse` shows each text once. `opened` are facets to count beside the usual ones.
    """

    text: str = Field(default="", max_length=2000)
    include: Selection = Field(default_factory=dict)
    exclude: Selection = Field(default_factory=dict)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    twin: str = Field(default="", max_length=40)
    collapse: bool = False
    opened: tuple[Facet, ...] = ()
    sort: Sort = "newest"
    page: int = Field(default=1, ge=1)
    size: int = Field(default=20, ge=1, le=1000)


class Access(Frozen):
    """Whose postings a person may see: those of some districts, or (None) all."""

    districts: tuple[str, ...] | None


class Highlight(Frozen):
    """Where a posting's own text shows what the query asked for, in code points."""

    field: TextField
    start: int
    end: int


class Review(Frozen):
    """What stands about a posting: the verdict of an officer (empty: none), and why."""

    verdict: str
    reason: str
    by: str
    at: AwareDatetime


class Hit(Frozen):
    """A posting that was found; `versions` only where its words changed, and for its page alone."""

    posting: Posting
    first_seen: AwareDatetime | None
    last_seen: AwareDatetime | None
    gone: bool
    highlights: tuple[Highlight, ...] = ()
    review: Review | None = None
    tags: tuple[str, ...] = ()
    assigned: str = ""
    twin: str = ""
    versions: tuple[Version, ...] = ()

    @property
    def protected(self) -> bool:
        """Whether it may be about a child, by its words now or by those that it had."""
        return is_protected(self.posting) or any(each.protected for each in self.versions)


class Results(Frozen):
    """One page of hits; each facet's counts respect all filters but its own.

    `days` counts by the day of Kerala (`2026-11-24`) on which postings were first seen; `copies`
    says how many hits share a text with one on this page, by its `twin`.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: dict[Facet, dict[str, int]]
    days: dict[str, int] = Field(default_factory=dict)
    copies: dict[str, int] = Field(default_factory=dict)
