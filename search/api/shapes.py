"""What the API says and is told, and how a hit becomes that: pure."""

from typing import Annotated, Self

from pydantic import AwareDatetime, Field

from adwatch.model import Band, Category, Frozen, Posting
from search.batch import LONGEST_LINE, MOST_LINES
from search.desk.reviews import Decision, Verdict
from search.types import Facet, Hit, Review
from search.versions import Version
from search.web.rows import contacts, reasons

Line = Annotated[str, Field(min_length=1, max_length=LONGEST_LINE)]


class Problem(Frozen):
    """What went wrong, and what to do about it."""

    error: str
    remedy: str = ""


class Why(Frozen):
    """An indicator, its reason, the words that show it, and the law to read."""

    indicator: str
    why: str
    words: tuple[str, ...]
    law: tuple[str, ...]


class Listed(Frozen):
    """A posting in a list.

    What could identify a child is left out (`withheld`): title, text, author, address, contacts,
    names in the words. It is read on its own (`/postings/{id}`), with a reason.
    """

    id: str
    source: str
    platform: str
    lang: str
    district: str
    category: Category | None
    band: Band
    score: float
    first_seen: AwareDatetime | None
    last_seen: AwareDatetime | None
    gone: bool
    review: Review | None
    tags: tuple[str, ...]
    assigned: str
    findings: tuple[Why, ...]
    withheld: bool
    title: str = ""
    text: str = ""
    author: str = ""
    url: str = ""
    contacts: tuple[str, ...] = ()

    @classmethod
    def of(cls, hit: Hit, *, withheld: bool) -> Self:
        """Return what a list says of a hit."""
        posting = hit.posting
        facts = {
            name: getattr(posting, name)
            for name in (
                "id",
                "source",
                "platform",
                "lang",
                "district",
                "category",
                "band",
                "score",
            )
        }
        seen = {
            name: getattr(hit, name)
            for name in ("first_seen", "last_seen", "gone", "review", "tags", "assigned")
        }
        return cls(
            **facts,
            **seen,
            findings=_whys(posting, masked=withheld),
            withheld=withheld,
            **({} if withheld else _identifying(posting)),
        )


class Page(Frozen):
    """One page of hits with the counts of the facets."""

    total: int
    hits: tuple[Listed, ...]
    facets: dict[Facet, dict[str, int]]


class Opened(Frozen):
    """One posting with all that is known of it, and what officers decided, newest first.

    `versions` are the words that it had, the oldest first; none where they never changed.
    """

    posting: Posting
    first_seen: AwareDatetime | None
    last_seen: AwareDatetime | None
    gone: bool
    review: Review | None
    tags: tuple[str, ...]
    assigned: str
    versions: tuple[Version, ...]
    decisions: tuple[Decision, ...]


class NewDecision(Frozen):
    """A decision; one that dismisses has one of the reasons of the screens."""

    verdict: Verdict
    reason: str = Field(default="", max_length=40)
    note: str = Field(default="", max_length=500)


class NewHold(Frozen):
    """Why a posting is kept beyond its retention: a case, an order."""

    reason: str = Field(min_length=1, max_length=200)


class Batch(Frozen):
    """Telephone numbers, addresses, handles or names to look for, each by itself."""

    values: tuple[Line, ...] = Field(min_length=1, max_length=MOST_LINES)


class AuditLine(Frozen):
    """One row of the audit log."""

    number: int
    at: AwareDatetime
    who: str
    act: str
    subject: str
    details: str


def _whys(posting: Posting, *, masked: bool) -> tuple[Why, ...]:
    return tuple(
        Why(indicator=each.indicator, why=each.why, words=each.words, law=each.law)
        for each in reasons(posting, masked=masked)
    )


def _identifying(posting: Posting) -> dict[str, object]:
    return {
        "title": posting.title,
        "text": posting.text,
        "author": posting.author,
        "url": posting.url,
        "contacts": tuple(f"{link.kind}:{link.value}" for link in contacts(posting)),
    }
