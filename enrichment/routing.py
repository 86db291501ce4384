"""The one Kerala district that a posting is routed to, with the words that decided it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from adwatch.model import Mention

_ROLE = {"offered_at": 3.0, "origin": 1.0, "destination": 1.0}
_KIND = {"locality": 1.0, "town": 1.2, "taluk": 1.2, "district": 1.0}
_TITLE = 1.5


class Route(NamedTuple):
    """A district and why; both empty where no place of Kerala is named."""

    district: str
    why: str


def route(
    mentions: list[Mention], located: list[Mention], pictured: Sequence[Mention] = ()
) -> Route:
    """Return the district of the place that the site states (`located`), else the one voted for.

    Each place named in the words votes for its district: where something is offered counts more
    than where somebody comes from, the title more than the text. Only where neither names a place
    of Kerala, what is written in the pictures decides.
    """
    stated = _best(located, "stated place")
    return stated or _best(mentions, "") or _best(pictured, "picture") or Route("", "")


def _best(mentions: Sequence[Mention], where: str) -> Route | None:
    votes: dict[str, float] = defaultdict(float)
    words: dict[str, list[str]] = defaultdict(list)
    for mention in mentions:
        district = str(mention.attributes.get("district") or "") if mention.kind == "place" else ""
        if not district:
            continue
        weight = _ROLE[str(mention.attributes["role"])] * _KIND[str(mention.attributes["kind"])]
        votes[district] += weight * (_TITLE if mention.field == "title" else 1.0)
        words[district].append(f"{mention.raw} ({where or mention.field})")
    if not votes:
        return None
    best = max(votes, key=lambda district: votes[district])
    return Route(best, ", ".join(dict.fromkeys(words[best])))
