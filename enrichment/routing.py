"""The one Kerala district that a posting is routed to, with the words that decided it."""

from collections import defaultdict
from typing import NamedTuple

from adwatch.model import Mention

_WEIGHT = {"offered_at": 3.0, "origin": 1.0, "destination": 1.0}
_EXACT = {"locality": 1.0, "town": 1.2, "taluk": 1.2, "district": 1.0}
_TITLE = 1.5


class Route(NamedTuple):
    """A district and why; both empty where no place of Kerala is named."""

    district: str
    why: str


def route(mentions: list[Mention]) -> Route:
    """Return the district that most of the named places lie in, earlier and plainer ones first."""
    votes: dict[str, float] = defaultdict(float)
    words: dict[str, list[str]] = defaultdict(list)
    for mention in mentions:
        district = mention.attributes.get("district") if mention.kind == "place" else None
        if not isinstance(district, str) or not district:
            continue
        kind, role = str(mention.attributes["kind"]), str(mention.attributes["role"])
        votes[district] += (
            _WEIGHT[role] * _EXACT[kind] * (_TITLE if mention.field == "title" else 1.0)
        )
        words[district].append(f"{mention.raw} ({mention.field})")
    if not votes:
        return Route("", "")
    best = max(votes, key=lambda district: votes[district])
    return Route(best, ", ".join(dict.fromkeys(words[best])))
