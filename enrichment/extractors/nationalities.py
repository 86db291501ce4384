"""Nationality or origin of persons on offer or sought: "Nepali girls", "Filipina maid".

`value` is the English word ("Nepali"); attributes `country` (ISO 3166) and, for Indians, `state`.
"Chinese food" and "Bengali cotton saree" are things; the language alone ("speaks Bengali") is for
the extractor of languages.
"""

from typing import Any

from adwatch.model import Mention
from enrichment import tables
from enrichment.agecues import PERSONS
from enrichment.context import Context
from enrichment.lookup import Hit, Lookup
from enrichment.phrases import word_set

NAME = "nationalities"
_TABLE = tables.mapping("persons")
_NATIONS: dict[str, dict[str, Any]] = _TABLE["nationalities"]
_WORDS = Lookup({name: entry["words"] for name, entry in _NATIONS.items()})
_PERSONAL, _CUES, _THINGS, _JOINS = (
    word_set(_TABLE[key]) for key in ("personal", "nationality_cues", "nationality_things", "joins")
)
_PERSONS = PERSONS | word_set(_TABLE["nationality_persons"])
_SPEECH = word_set(_TABLE["spoken_after"]) | word_set(_TABLE["spoken_before"])
_AFTER, _BEFORE = 3, 2


def extract(text: str, context: Context) -> list[Mention]:
    """Return the nationalities of persons that a text names."""
    hits = _WORDS.find(context)
    meant = [_is_of_person(hit, context) for hit in hits]
    for place in range(len(hits) - 2, -1, -1):
        joined = _is_joined(hits[place], hits[place + 1], context)
        meant[place] = meant[place] or (joined and meant[place + 1])
    for place in range(1, len(hits)):
        joined = _is_joined(hits[place - 1], hits[place], context)
        meant[place] = meant[place] or (joined and meant[place - 1])
    return [_mention(hit, context) for hit, yes in zip(hits, meant, strict=True) if yes]


def _is_of_person(hit: Hit, context: Context) -> bool:
    follows = [context.word(hit.last + step) for step in range(1, _AFTER + 1)]
    if follows[0] in _THINGS or follows[0] in _SPEECH or follows[1] in _SPEECH:
        return False
    if context.word(hit.first) in _PERSONAL:
        return True
    before = [context.word(hit.first - step) for step in range(1, _BEFORE + 1)]
    if before[0] in _SPEECH:
        return False
    if follows[0] in _CUES or not _CUES.isdisjoint(before[:1]):
        return True
    return any(word in _PERSONS for word in _until_end(hit, follows, context))


def _until_end(hit: Hit, follows: list[str], context: Context) -> list[str]:
    """Return the words after, up to the end of the clause or another thing."""
    words: list[str] = []
    for step, word in enumerate(follows, 1):
        if not word or word in _THINGS or context.gap(hit.last + step).strip(" -/&"):
            break
        words.append(word)
    return words


def _is_joined(left: Hit, right: Hit, context: Context) -> bool:
    """Whether two nationalities stand in one list: "Nepali, Bengali and Assamese girls"."""
    between = [context.word(place) for place in range(left.last + 1, right.first)]
    return all(word in _JOINS for word in between) and context.gap(right.first).strip() in (
        "", ",", "/", "&", "-",
    )  # fmt: skip


def _mention(hit: Hit, context: Context) -> Mention:
    start, end = context.words[hit.first][1], context.words[hit.last][2]
    entry = _NATIONS[hit.meaning]
    known = {key: entry[key] for key in ("country", "state") if key in entry}
    return context.mention("nationality", hit.meaning, start, end, NAME, **known)
