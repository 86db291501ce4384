"""The one Kerala district that a posting is routed to, with the words that decided it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from adwatch.model import Mention
from enrichment import tables
from enrichment.context import Context
from enrichment.phrases import any_of, spellings

_TABLE = tables.mapping("routing")
_ROLE = {"offered_at": 3.0, "origin": 1.0, "destination": 1.0}
_KIND = {"locality": 1.0, "town": 1.2, "taluk": 1.2, "district": 1.0}
_TITLE = 1.5
_PIN_WEIGHT, _AREA_CODE_WEIGHT = 3.5, 0.8
_PINS = {row["pin"]: row["district"] for row in tables.rows("pincodes")}
_AREAS = {code: name for name, codes in _TABLE["area_codes"].items() for code in str(codes).split()}
_PIN = re.compile(
    rf"(?:(?:{any_of(spellings(_TABLE['pin']))})\W{{0,3}}|[a-z]\s?[-–]\s?)"
    r"(?P<pin>6[7-9][0-9] ?[0-9]{3})(?![0-9]|[.,][0-9])"
)
_AREA_CODE_DIGITS = (4, 3)


class Route(NamedTuple):
    """A district and why; both empty where nothing speaks of Kerala."""

    district: str
    why: str


class _Vote(NamedTuple):
    district: str
    weight: float
    why: str


def route(
    mentions: list[Mention],
    located: list[Mention],
    read: list[Context],
) -> Route:
    """Return the district of the place that the site states (`located`), else the one voted for.

    Each place named in the words votes for its district: where something is offered counts more
    than where somebody comes from, the title more than the text. A postal index number counts more
    than a place, the area code of a fixed line less. Only where none of these speaks of Kerala,
    what is written in the pictures decides.
    """
    stated = _best(_places(located, "stated place"))
    written = [mention for mention in mentions if mention.field != "pictured"]
    pictured = [mention for mention in mentions if mention.field == "pictured"]
    voted = [*_places(written, ""), *_pins(read), *_area_codes(written)]
    return stated or _best(voted) or _best(_places(pictured, "picture")) or Route("", "")


def _places(mentions: list[Mention], where: str) -> Iterator[_Vote]:
    for mention in mentions:
        district = str(mention.attributes.get("district") or "") if mention.kind == "place" else ""
        if district:
            weight = _ROLE[str(mention.attributes["role"])] * _KIND[str(mention.attributes["kind"])]
            weight *= _TITLE if mention.field == "title" else 1.0
            yield _Vote(district, weight, f"{mention.raw} ({where or mention.field})")


def _pins(read: list[Context]) -> Iterator[_Vote]:
    for context in read:
        for match in _PIN.finditer(context.plain.text):
            pin = match["pin"].replace(" ", "")
            if pin in _PINS:
                yield _Vote(_PINS[pin], _PIN_WEIGHT, f"{pin} (PIN)")


def _area_codes(mentions: list[Mention]) -> Iterator[_Vote]:
    for mention in mentions:
        if mention.kind != "phone" or mention.attributes.get("type") != "fixed":
            continue
        national = mention.value.removeprefix("+91")
        codes = (national[:digits] for digits in _AREA_CODE_DIGITS)
        code = next((code for code in codes if code in _AREAS), "")
        if code and national != mention.value:
            yield _Vote(_AREAS[code], _AREA_CODE_WEIGHT, f"0{code} (area code)")


def _best(voted: Iterator[_Vote] | list[_Vote]) -> Route | None:
    sums: dict[str, float] = defaultdict(float)
    words: dict[str, list[str]] = defaultdict(list)
    for vote in voted:
        sums[vote.district] += vote.weight
        words[vote.district].append(vote.why)
    if not sums:
        return None
    best = max(sums, key=lambda district: sums[district])
    return Route(best, ", ".join(dict.fromkeys(words[best])))
