"""The columns of an export, and what each shows of a hit: pure functions.

What could identify a child is withheld (POCSO Act s.23, JJ Act s.74), as everywhere outside a
posting's own page, unless somebody with the right to it has said why it is needed.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from adwatch.model import MentionKind
from search.document import values
from search.protect import is_protected
from search.types import Hit

Cell = str | float
WITHHELD = "[withheld: may concern a child]"


def _time(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(part for part in parts if part))


def _found(kind: MentionKind) -> Callable[[Hit], Cell]:
    return lambda hit: _joined(values(hit.posting)[kind])


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
    "places": _found("place"),
    "ages": _found("age"),
    "heights": _found("height"),
    "looks": _found("feature"),
    "nationalities": _found("nationality"),
    "speaks": _found("spoken"),
    "shifts": _found("shift"),
    "prices": _found("price"),
    "title": lambda hit: hit.posting.title,
    "text": lambda hit: hit.posting.text,
    "in_pictures": lambda hit: hit.posting.pictured,
    "author": lambda hit: hit.posting.author,
    "names": _found("name"),
    "phones": _found("phone"),
    "emails": _found("email"),
    "handles": _found("handle"),
    "upi": _found("upi"),
    "crypto": _found("crypto"),
    "url": lambda hit: hit.posting.url,
    "captures": lambda hit: _joined(hit.posting.captures),
}
IDENTIFYING = frozenset(
    "title text in_pictures author names heights looks phones emails handles upi crypto url".split()
)


def cells(hit: Hit, columns: Iterable[str], *, unmasked: bool = False) -> list[Cell]:
    """Return what the columns show of a hit; `unmasked` also what could identify a child."""
    protected = not unmasked and is_protected(hit.posting)
    return [
        WITHHELD if protected and name in IDENTIFYING else COLUMNS[name](hit) for name in columns
    ]
