"""The columns of an export, and what each shows of a hit: pure functions.

What could identify a child is withheld (POCSO Act s.23, JJ Act s.74), as everywhere outside a
posting's own page, unless somebody with the right to it has said why it is needed.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from adwatch.model import MentionKind
from search import protect
from search.document import values
from search.types import Hit

Cell = str | float
WITHHELD = "[withheld: may concern a child]"


def _time(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(part for part in parts if part))


def _found(kind: MentionKind) -> Callable[[Hit], Cell]:
    return lambda hit: _joined(values(hit.posting)[kind])


READ: dict[str, MentionKind] = {
    "places": "place",
    "ages": "age",
    "heights": "height",
    "looks": "feature",
    "nationalities": "nationality",
    "speaks": "spoken",
    "shifts": "shift",
    "prices": "price",
}
WHO: dict[str, MentionKind] = {
    "names": "name",
    "phones": "phone",
    "emails": "email",
    "handles": "handle",
    "upi": "upi",
    "crypto": "crypto",
}
"""Columns of the mentions of one kind: what an ad says, and who is behind it."""
COLUMNS: dict[str, Callable[[Hit], Cell]] = {
    "id": lambda hit: hit.posting.id,
    "band": lambda hit: hit.posting.band,
    "score": lambda hit: round(hit.posting.score, 4),
    "district": lambda hit: hit.posting.district,
    "category": lambda hit: hit.posting.category or "",
    "source": lambda hit: hit.posting.source,
    "platform": lambda hit: hit.posting.platform,
    "language": lambda hit: hit.posting.lang,
    "first_seen": lambda hit: _time(hit.first_seen),
    "last_seen": lambda hit: _time(hit.last_seen),
    "gone": lambda hit: "yes" if hit.gone else "no",
    "indicators": lambda hit: _joined(f.indicator for f in hit.posting.findings),
    "why": lambda hit: _joined(f.why for f in hit.posting.findings),
    "review": lambda hit: hit.review.verdict if hit.review else "",
    "tags": lambda hit: _joined(hit.tags),
    "assigned": lambda hit: hit.assigned,
    **{name: _found(kind) for name, kind in READ.items()},
    "title": lambda hit: hit.posting.title,
    "text": lambda hit: hit.posting.text,
    "in_pictures": lambda hit: hit.posting.pictured,
    "author": lambda hit: hit.posting.author,
    **{name: _found(kind) for name, kind in WHO.items()},
    "url": lambda hit: hit.posting.url,
    "captures": lambda hit: _joined(hit.posting.captures),
}
IDENTIFYING = frozenset({"title", "text", "in_pictures", "author", "url"}).union(
    name for name, kind in (READ | WHO).items() if kind in protect.IDENTIFYING
)


def cells(hit: Hit, columns: Iterable[str], *, unmasked: bool = False) -> list[Cell]:
    """Return what the columns show of a hit; `unmasked` also what could identify a child."""
    protected = not unmasked and hit.protected
    return [
        WITHHELD if protected and name in IDENTIFYING else COLUMNS[name](hit) for name in columns
    ]
