"""What the tagger of names sees: parts of features, each a function of a small key.

Training and tagging share this module. A part depends on its key alone, so that the tagger can keep
the sum of its weights by key, and a known word costs a look-up.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from enrichment.context import Context
from enrichment.names.lexicon import (
    BRAND_WORDS,
    BRANDS,
    GIVEN_KINDS,
    JOINING,
    LINKING,
    PARTICLES,
    Entry,
    entry_of,
    look_up,
)

_LONGEST_BRAND = 3
_LONGEST_WORD, _LONGEST_GAP = 40, 12
"""What is kept by word or gap must stay small, whatever a posting holds."""
_NEAR = 8
_EDGE = entry_of("", "", 0)
_SCRIPTS = {"\u0d00": "ml", "\u0900": "hi", "\u0b80": "ta"}
_LISTED_KINDS = frozenset("gsnm")
Key = tuple[Any, ...]


class Reading(NamedTuple):
    """The words of a text made ready: look-ups, and the manner of the whole text."""

    context: Context
    entries: list[Entry]
    style: str


def read(context: Context) -> Reading:
    """Return a text made ready for the tagger."""
    entries = [look_up(word[:_LONGEST_WORD]) for word, _, _ in context.words]
    text = context.text
    style = "lower" if text.islower() else "upper" if text.isupper() else "mixed"
    return Reading(context, entries, style)


def candidates(reading: Reading) -> list[int]:
    """Return the places of words that may be names.

    Words known as given names and as nothing else are; ordinary ones and family names only where
    they are capitalised or beside a title, a word like "contact" or another name; unknown ones
    only in the first two cases.
    """
    context, entries, _ = reading
    beside = _beside_signs(entries)
    found = []
    for place, entry in enumerate(entries):
        kind = entry.kind
        if not entry.is_name:
            likely = not kind and len(entry.bare) > 1 and _stands_out(place, context, beside)
        elif "o" in kind or GIVEN_KINDS.isdisjoint(kind):
            after_name = place and entries[place - 1].is_name and context.gap(place) == " "
            native = not entry.bare.isascii() and not GIVEN_KINDS.isdisjoint(kind)
            likely = after_name or native or _stands_out(place, context, beside)
        else:
            likely = True
        if likely and not _in_brand(place, context):
            found.append(place)
    return found


def keys(place: int, reading: Reading, last: int) -> tuple[Key, ...]:
    """Return the keys of a word's parts, in the order of `PARTS`.

    `last`: the place of the last name before the word, or less than 0.
    """
    context, entries, style = reading
    follows = _follows(place, last, entries)
    own = entries[place]
    before, after = _entry(place - 1, entries), _entry(place + 1, entries)
    gap_before = gap_class(context.gap(place)[:_LONGEST_GAP] if place else "^")
    gap_after = gap_class(
        context.gap(place + 1)[:_LONGEST_GAP] if place + 1 < len(entries) else "$"
    )
    shape = shape_of(place, context)
    return (
        (own.bare, own.kind, shape),
        ("p", _token(before), before.kind, gap_before),
        ("n", _token(after), after.kind, gap_after),
        ("pp", _token(_entry(place - 2, entries)), ""),
        ("nn", _token(_entry(place + 2, entries)), _entry(place + 2, entries).kind),
        (own.kind, shape, gap_before, gap_after, before.kind, after.kind, follows, style),
    )


def _own(word: str, kind: str, shape: str) -> Iterator[str]:
    yield f"k={kind}|{shape}"
    yield f"w={word}"
    if _LISTED_KINDS.isdisjoint(kind):
        yield from (f"e{length}={word[-length:]}" for length in (2, 3, 4))
        yield from (f"b{length}={word[:length]}" for length in (2, 3))
        yield f"l={min(len(word), _NEAR)}"


def _beside(side: str, word: str, kind: str, gap: str) -> Iterator[str]:
    yield f"{side}={word}"
    yield f"{side}={word}|{gap}"
    yield f"{side}k={kind}|{gap}"
    yield f"{side}g={gap}"


def _farther(side: str, word: str, kind: str) -> Iterator[str]:
    yield f"{side}={word}"
    yield f"{side}k={kind}"


def _joint(
    kind: str, shape: str, before: str, after: str, left: str, right: str, follows: str, style: str
) -> Iterator[str]:
    yield f"j1={kind}|{shape}|{before}"
    yield f"j2={kind}|{follows}|{before}"
    yield f"j3={kind}|{left}|{before}"
    yield f"j4={kind}|{right}|{after}"
    yield f"j5={kind}|{shape}|{style}"
    yield f"j6={kind}|{before}|{after}"
    yield f"j7={shape}|{follows}|{left}|{right}"


PARTS: tuple[Callable[..., Iterator[str]], ...] = (
    _own, _beside, _beside, _farther, _farther, _joint,
)  # fmt: skip


def _follows(place: int, last: int, entries: list[Entry]) -> str:
    """Return how a word is tied to the last name: next, after an initial, after "and", or not."""
    if last < 0 or last < place - 2:
        return ""
    if last == place - 1:
        return "next"
    between = entries[place - 1].bare
    if len(between) == 1 or between in PARTICLES:
        return "initial"
    return "joined" if between in JOINING else ""


def _entry(place: int, entries: list[Entry]) -> Entry:
    return entries[place] if 0 <= place < len(entries) else _EDGE


def _token(entry: Entry) -> str:
    word = entry.bare
    if word.isdigit():
        return f"#{min(len(word), _NEAR)}"
    return "@" if len(word) == 1 else word


@lru_cache(maxsize=4096)
def gap_class(gap: str) -> str:
    """Return what kind of gap stands between two words."""
    if "\n" in gap:
        return "n"
    return gap.strip()[:1] or gap[:1]


def shape_of(place: int, context: Context) -> str:
    """Return the script of a word, for Latin whether it is written low, Capital or UPPER."""
    word, start, end = context.words[place]
    if not word.isascii():
        return next((name for low, name in _SCRIPTS.items() if low <= word[0] <= _top(low)), "x")
    first, last = context.plain.span(start, end)
    raw = context.text[first:last]
    if raw.isupper() and len(raw) > 1:
        return "AA"
    return "A" if raw[:1].isupper() else "a"


def _top(low: str) -> str:
    return chr(ord(low) + 0x7F)


def _stands_out(place: int, context: Context, beside: set[int]) -> bool:
    if place in beside:
        return not context.words[place][0].isdigit()
    word, start, _ = context.words[place]
    starts = context.plain.starts
    return word[0].isascii() and context.text[start if starts is None else starts[start]].isupper()


def _beside_signs(entries: list[Entry]) -> set[int]:
    """Return the places after a title or an announcing word, and before words like "chechi"."""
    found = set()
    for place, entry in enumerate(entries):
        if entry.is_sign:
            if "a" in entry.kind:
                found.add(place - 1)
            if "t" in entry.kind or "c" in entry.kind:
                linked = _entry(place + 1, entries).bare in LINKING
                found |= {place + 1, place + 2} if linked else {place + 1}
    return found


def _in_brand(place: int, context: Context) -> bool:
    if context.word(place) not in BRAND_WORDS:
        return False
    return any(
        "_".join(context.word(at) for at in range(first, last + 1)) in BRANDS
        for first in range(max(place - _LONGEST_BRAND + 1, 0), place + 1)
        for last in range(place, first + _LONGEST_BRAND)
    )
