"""Places, by gazetteer and context, with district, coordinates and the part they play.

A name is a place unless the words around it say otherwise ("Delhi Darbar", "Kottayam Kunjachan");
a name that is also a word (Mala, Pala) is one only with two signs: a capital letter, a preposition
or case ending, a word such as "junction", another place beside it. Attributes: `kind`, `district`,
`state`, `country`, `lat`, `lon`, `role` (offered_at, destination, origin).
"""

from functools import lru_cache
from typing import NamedTuple

from adwatch.model import Mention
from enrichment import tables
from enrichment.context import Context
from enrichment.gazetteer import CUES, LAST_LETTERS, NAMES, Name, Place, Role, inflected, sounding
from enrichment.normalise import folded
from enrichment.phrases import word_set
from enrichment.sounds import key

NAME = "places"
_FEWEST_SIGNS = 2
_TIGHT = frozenset({" ", "-", "  "})
_SHORTEST_STEM = 3
_LONGEST = 40
_SHORTEST_HEARD = 5
_LONG_SOUND = 8
_SHORTEST_TAGGED = 4
_REVIEWED = frozenset({"district", "taluk", "town"})


def _roles(where: str) -> dict[str, Role]:
    """Return the role that a word before or after a name gives it."""
    listed = CUES[where]
    roles: dict[str, Role] = dict.fromkeys(word_set(listed["at"]), "offered_at")
    roles |= dict.fromkeys(word_set(listed["to"]), "destination")
    return roles | dict.fromkeys(word_set(listed["from"]), "origin")


_BEFORE, _AFTER = _roles("before"), _roles("after")
_NOUNS = word_set(CUES["nouns"])
_NOT_BEFORE = word_set(CUES["not_before"])
_NOT_AFTER = word_set(CUES["not_after"])
_INSTITUTIONS = word_set(CUES["institutions"])
_GIVEN_NAMES = tables.words("reviewed/given_names")
_ORDINARY = _GIVEN_NAMES.union(
    *map(tables.words, ("english", "reviewed/manglish", "reviewed/hinglish"))
)


class _Match(NamedTuple):
    name: Name
    first: int
    last: int
    role: Role | None
    inflected: bool
    heard: bool = False
    """Found by its sound, not its spelling."""


def extract(text: str, context: Context) -> list[Mention]:
    """Return the places named in a text."""
    matches = _matches(context)
    sure = {
        place
        for match in matches
        if not match.name.ambiguous
        for place in (match.first, match.last)
    }
    accepted = [
        match
        for match in matches
        if not _is_other_name(match, context)
        and (not match.name.ambiguous or _signs(match, context, sure) >= _FEWEST_SIGNS)
    ]
    return _mentions(accepted, context)


def stated(context: Context) -> list[Mention]:
    """Return the places of a text that is known to state a place and nothing else."""
    matches = _matches(context)
    return _mentions(matches, context)


def _matches(context: Context) -> list[_Match]:
    found: list[_Match] = []
    tags = "#" in context.plain.text
    words = [word for word, _, _ in context.words]
    for place in [at for at, word in enumerate(words) if tags or _may_be_place(word)]:
        word = words[place]
        if len(word) > _LONGEST or (found and place <= found[-1].last):
            continue
        match = _longest(word, place, context) if word in NAMES else None
        if match is None and len(word) > _SHORTEST_STEM and word[-2:] in LAST_LETTERS:
            ending = inflected(word)
            match = ending and _Match(ending.name, place, place, ending.role, True)
        if match is None and tags and context.gap(place).endswith("#"):
            match = _tagged(word, place)
        if match is None and len(word) >= _SHORTEST_HEARD:
            match = _heard(word, place, context)
        if match:
            found.append(match)
    return found


@lru_cache(maxsize=32_768)
def _may_be_place(word: str) -> bool:
    """Whether a word alone may begin a name of a place; most words are passed over by it."""
    if word in NAMES:
        return True
    if len(word) > _LONGEST:
        return False
    if len(word) > _SHORTEST_STEM and word[-2:] in LAST_LETTERS and inflected(word):
        return True
    return len(word) >= _SHORTEST_HEARD and word not in _ORDINARY and sounding(word) is not None


def _tagged(word: str, place: int) -> _Match | None:
    """Return the place that a hashtag begins or ends with: #kochijobs, #jobsinkochi."""
    for cut in range(len(word) - 1, _SHORTEST_TAGGED - 1, -1):
        for part in (word[:cut], word[-cut:]):
            for name in NAMES.get(part, ()):
                if not name.rest and not name.ambiguous:
                    return _Match(name, place, place, None, False)
    return None


def _heard(word: str, place: int, context: Context) -> _Match | None:
    """Return the place that an unknown word sounds like; a Latin one must look like a name."""
    if word.isascii():
        if word in _ORDINARY or not word.isalpha():
            return None
        if not (context.is_capital(place) or context.word(place - 1) in _BEFORE):
            return None
    elif not "\u0900" <= word[0] <= "\u0dff":
        return None
    heard = sounding(word)
    return heard and _Match(
        heard.name, place, place, heard.role, heard.role is not None, heard=True
    )


def _longest(word: str, place: int, context: Context) -> _Match | None:
    words, view = context.words, context.plain.text
    for name in NAMES.get(word, ()):
        last = place + len(name.rest)
        if last >= len(words):
            continue
        if all(
            words[place + step][0] == part
            and not view[words[place + step - 1][2] : words[place + step][1]].strip(" .-")
            for step, part in enumerate(name.rest, 1)
        ):
            return _Match(name, place, last, None, False)
    return None


def _is_other_name(match: _Match, context: Context) -> bool:
    """Whether the words beside make it a person, a business, an institution, a dish or a train."""
    after, before = context.word(match.last + 1), context.word(match.first - 1)
    if before in _NOT_AFTER or (before == "of" and context.word(match.first - 2) in _INSTITUTIONS):
        return True
    if not after or context.gap(match.last + 1) not in _TIGHT:
        return False
    named = after in _GIVEN_NAMES and context.is_capital(match.last + 1)
    return after in _NOT_BEFORE or named


def _signs(match: _Match, context: Context, sure: set[int]) -> int:
    """Return how many signs say that an ambiguous word is meant as a place."""
    near_place = not sure.isdisjoint(
        (match.first - 2, match.first - 1, match.last + 1, match.last + 2)
    )
    districts = {place.district.lower() for place in match.name.places}
    first = context.word(match.first)
    long = match.heard and len(key(folded(first))) >= _LONG_SOUND
    return (
        match.inflected
        + near_place
        + long
        + (match.heard and match.name.places[0].kind in _REVIEWED)
        + (not districts.isdisjoint(context.vocabulary))
        + context.is_capital(match.first)
        + (context.word(match.first - 1) in _BEFORE)
        + (context.word(match.last + 1) in _NOUNS or context.word(match.last + 1) in _AFTER)
        + (not first.isascii() and context.word(match.last + 1) in _NOUNS)
    )


def _mentions(matches: list[_Match], context: Context) -> list[Mention]:
    districts = {
        match.name.places[0].district for match in matches if len(match.name.places) == 1
    } - {""}
    return [_mention(match, context, districts) for match in matches]


def _mention(match: _Match, context: Context, districts: set[str]) -> Mention:
    place = _chosen(match.name.places, districts)
    return context.mention(
        "place",
        place.name,
        context.words[match.first][1],
        context.words[match.last][2],
        NAME,
        kind=place.kind,
        district=place.district,
        state=place.state,
        country=place.country,
        lat=place.lat,
        lon=place.lon,
        role=_role(match, place, context),
    )


def _chosen(places: tuple[Place, ...], districts: set[str]) -> Place:
    """Return the place that is meant where several have one name: in a district spoken of."""
    return next((place for place in places if place.district in districts), places[0])


def _role(match: _Match, place: Place, context: Context) -> Role:
    if match.role and match.role != "offered_at":
        return match.role
    before, after = context.word(match.first - 1), context.word(match.last + 1)
    role = _AFTER.get(after) or _BEFORE.get(before) or match.role
    if place.country != "IN" and role != "origin":
        return "destination"
    return role or "offered_at"
