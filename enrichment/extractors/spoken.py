"""Languages that a person speaks or has to speak: "English speaking", "ഹിന്ദി അറിയണം".

`value` is the English name of the language; attribute `code` is ISO 639. "English medium school"
and "Tamil movie" are none.
"""

from typing import Any

from adwatch.model import Mention
from enrichment import tables
from enrichment.context import Context
from enrichment.lookup import Hit, Lookup
from enrichment.phrases import word_set

NAME = "spoken"
_TABLE = tables.mapping("persons")
_LANGUAGES: dict[str, dict[str, Any]] = _TABLE["spoken"]
_WORDS = Lookup({name: entry["words"] for name, entry in _LANGUAGES.items()})
_AFTER = Lookup({"after": _TABLE["spoken_after"]})
_BEFORE = Lookup({"before": _TABLE["spoken_before"]})
_THINGS, _JOINS = (word_set(_TABLE[key]) for key in ("spoken_things", "joins"))
_WITHIN = 2


def extract(text: str, context: Context) -> list[Mention]:
    """Return the languages that a text says are spoken."""
    hits = _WORDS.find(context)
    if not hits:
        return []
    said_after = {hit.first for hit in _AFTER.find(context)}
    said_before = {hit.last for hit in _BEFORE.find(context)}
    return [
        _mention(hit, context)
        for group in _lists(hits, context)
        if _is_spoken(group, context, said_before, said_after)
        for hit in group
    ]


def _lists(hits: list[Hit], context: Context) -> list[list[Hit]]:
    """Group the languages that stand in one list: "English, Hindi and Malayalam"."""
    groups: list[list[Hit]] = []
    for hit in hits:
        last = groups[-1][-1] if groups else None
        if last and _is_joined(last, hit, context):
            groups[-1].append(hit)
        else:
            groups.append([hit])
    return groups


def _is_joined(left: Hit, right: Hit, context: Context) -> bool:
    between = range(left.last + 1, right.first)
    if any(context.word(place) not in _JOINS for place in between):
        return False
    gaps = (context.gap(place).strip() for place in range(left.last + 1, right.first + 1))
    return all(gap in ("", ",", "/", "&", "+", "-", "|") for gap in gaps)


def _is_spoken(
    group: list[Hit], context: Context, said_before: set[int], said_after: set[int]
) -> bool:
    first, last = group[0].first, group[-1].last
    if context.word(last + 1) in _THINGS or context.word(first - 1) in _THINGS:
        return False
    after = any(
        last + step in said_after and _is_open(last + 1, last + step, context)
        for step in range(1, _WITHIN + 1)
    )
    return after or any(
        first - step in said_before and _is_open(first - step + 1, first, context)
        for step in range(1, _WITHIN + 1)
    )


def _is_open(first: int, last: int, context: Context) -> bool:
    """Whether no sentence ends between the words."""
    return all(not set(context.gap(place)) & set(".!?;\n") for place in range(first, last + 1))


def _mention(hit: Hit, context: Context) -> Mention:
    start, end = context.words[hit.first][1], context.words[hit.last][2]
    code = _LANGUAGES[hit.meaning]["code"]
    return context.mention("spoken", hit.meaning, start, end, NAME, code=code)
