"""How persons look: complexion, build, hair, marks, clothes as last seen.

For comparing postings with missing persons. `value` is `trait:word` (`build:slim`, `mark:scar`,
`wearing`); a word that things share ("slim", "dark") counts only beside a person. A mark's
attribute `where` is the part of the body.
"""

import re

from adwatch.model import Mention
from enrichment import tables
from enrichment.agecues import PERSONS
from enrichment.context import Context
from enrichment.lookup import Hit, Lookup
from enrichment.phrases import LETTER, word_set

NAME = "features"
_TABLE = tables.mapping("persons")
_SURE, _SHARED = Lookup(_TABLE["looks"]), Lookup(_TABLE["looks_of_persons"])
_WEARING = Lookup({"wearing": _TABLE["wearing"]})
_OF_PERSONS = PERSONS | word_set(_TABLE["missing"])
_THINGS = word_set(_TABLE["looks_things"])
_WHERE = re.compile(
    r"\s(?:on|in|over|above|below|near|under)\s(?:the\s|her\s|his\s|my\s)?([a-z]+(?:\s[a-z]+)?)"
)
_CLOTHES = re.compile(rf"[\s:-]{{1,3}}[{LETTER}, &/-]{{3,60}}")
_NEAR = 3


def extract(text: str, context: Context) -> list[Mention]:
    """Return the looks of persons that a text states."""
    hits = [hit for hit in _SURE.find(context) if not _is_thing(hit, context)]
    taken = {place for hit in hits for place in range(hit.first, hit.last + 1)}
    hits += [
        hit
        for hit in _SHARED.find(context)
        if hit.first not in taken and _is_persons(hit, context) and not _is_thing(hit, context)
    ]
    mentions = [_mention(hit, context) for hit in sorted(hits, key=lambda hit: hit.first)]
    return mentions + [each for hit in _WEARING.find(context) for each in _clothes(hit, context)]


def _is_thing(hit: Hit, context: Context) -> bool:
    beside = (hit.first - 1, hit.last + 1, hit.last + 2)
    return any(context.word(place) in _THINGS for place in beside)


def _is_persons(hit: Hit, context: Context) -> bool:
    """Whether a person is named in the few words around."""
    around = (*range(hit.first - _NEAR, hit.first), *range(hit.last + 1, hit.last + 1 + _NEAR))
    return any(context.word(place) in _OF_PERSONS for place in around)


def _mention(hit: Hit, context: Context) -> Mention:
    start, end = context.words[hit.first][1], context.words[hit.last][2]
    where = _WHERE.match(context.plain.text, end) if hit.meaning.startswith("mark:") else None
    placed = {"where": where[1]} if where else {}
    return context.mention("feature", hit.meaning, start, end, NAME, **placed)


def _clothes(hit: Hit, context: Context) -> list[Mention]:
    """Return what a person was last seen wearing, where the posting speaks of a person missed."""
    if context.vocabulary.isdisjoint(_OF_PERSONS):
        return []
    end = context.words[hit.last][2]
    clothes = _CLOTHES.match(context.plain.text, end)
    if clothes is None:
        return []
    start = context.words[hit.first][1]
    stop = clothes.start() + len(clothes.group().rstrip(" ,-&/"))
    return [context.mention("feature", "wearing", start, stop, NAME)]
