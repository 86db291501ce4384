"""What a word can be by itself: a given name, a family name, an ordinary word, a place, a title.

Names in Malayalam, Devanagari and Tamil script are also known by their sound, so that a name listed
in Latin letters is met in all four scripts; Malayalam and Tamil case endings are taken off first.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from enrichment import sounds, tables
from enrichment.gazetteer import NAMES as PLACES
from enrichment.normalise import folded, plain
from enrichment.phrases import any_of, reading, spellings, word_set

_TABLE = tables.mapping("names")


def _listed(name: str) -> frozenset[str]:
    return frozenset(plain(" ".join(sorted(tables.words(name)))).text.split())


_KERALA = _listed("reviewed/given_names") | _listed("names/kerala")
_GIVEN = _KERALA | _listed("names/india") | _listed("names/world") | word_set(_TABLE["words"])
_FARTHER = _listed("names/faker")
_FAMILY = word_set(_TABLE["surnames"]) | _listed("names/surnames") | _listed("names/native_family")
_CANONICAL = reading(_TABLE["native"])
_NATIVE = _listed("names/native") | word_set(_TABLE["native_words"]) | _CANONICAL.keys()
_LANGUAGES = ("english", "reviewed/manglish", "reviewed/hinglish")
_ORDINARY = (
    frozenset().union(*map(tables.words, _LANGUAGES)) - _GIVEN
    | word_set(_TABLE["words"])
    | word_set(_TABLE["native_words"])
)
ANNOUNCING, LINKING, JOINING = (
    word_set(_TABLE["announcing"]),
    word_set(_TABLE["linking"]),
    word_set(_TABLE["joining"]),
)
PARTICLES = word_set(_TABLE["particles"])
"""Words before a name ("contact"), between those and a name ("is"), between names ("and"), and
inside of one ("al")."""
_CLASSES = {
    "g": _GIVEN, "f": _FARTHER, "s": _FAMILY, "n": _NATIVE, "o": _ORDINARY, "p": PLACES.keys(),
    "b": word_set(_TABLE["business"]), "t": word_set(_TABLE["honorifics"]),
    "a": word_set(_TABLE["after"]), "c": ANNOUNCING,
}  # fmt: skip
_BY_SOUND = (
    {sounds.key(name): name for name in sorted(_FARTHER)}
    | {sounds.key(name): name for name in sorted(_GIVEN | _FAMILY)}
    | {sounds.key(name): name for name in sorted(_KERALA, reverse=True)}
)
_FEWEST_SOUNDS, _FEWEST_LETTERS = 3, 4
_SOUND_ALIKES = word_set(_TABLE["sound_alikes"])
_SPELT_ALIKE = (
    ("aa", "a"),
    ("ee", "i"),
    ("oo", "u"),
    ("th", "t"),
    ("dh", "d"),
    ("w", "v"),
    ("zh", "l"),
    ("sh", "s"),
)
_NASAL, _DOUBLED = re.compile(r"m(?=[^aeiouymbp])"), re.compile(r"(.)\1+")
BRANDS = _listed("names/brands")
"""What is called like a person and is none; the words joined by `_`."""
BRAND_WORDS = frozenset(word for brand in BRANDS for word in brand.split("_"))

_ENDINGS = {
    script: re.compile(f"(?:{any_of(spellings(listed))})$")
    for script, listed in _TABLE["endings"].items()
}
_SHORTEST = {"Latin": 3, "Malayalam": 2, "Tamil": 2}
"""Characters of a name that an ending may leave."""
_BARE = {"ന": "ൻ", "ല": "ൽ", "ര": "ർ", "ള": "ൾ", "ണ": "ൺ"}
NAME_KINDS = frozenset("gfsnmk")
GIVEN_KINDS = NAME_KINDS - {"s"}
SIGN_KINDS = frozenset("tac")
_BEFORE_ENDINGS = frozenset("gfsnma")


class Entry(NamedTuple):
    """A word: its classes as letters, what it is without case ending, how much of it that takes.

    Classes: g given name, f given name from far away, s family name, n name in an Indian script,
    m the same by how it is romanised, k sounds like a name, o ordinary word, p place, b business,
    t title before, a title after, c what announces a name ("contact"). `is_name`: it can be a
    name; `is_sign`: a name is likely beside it.
    """

    kind: str
    bare: str
    length: int
    is_name: bool
    is_sign: bool


def entry_of(kind: str, bare: str, length: int) -> Entry:
    """Return an entry; what is asked of it most often is worked out once."""
    name, sign = (not kinds.isdisjoint(kind) for kinds in (NAME_KINDS, SIGN_KINDS))
    return Entry(kind, bare, length, name, sign)


@lru_cache(maxsize=65_536)
def look_up(word: str) -> Entry:
    """Return what a word of the plain view is."""
    if word in _SOUND_ALIKES:
        return entry_of("", word, len(word))
    kind = _kind(word)
    if not NAME_KINDS.isdisjoint(kind) or len(word) < 4 or (kind and word.isascii()):
        return entry_of(kind, word, len(word))
    kind = kind or _sounding(word)
    if "m" in kind:
        return entry_of(kind, word, len(word))
    script = _script(word)
    ending = _ENDINGS[script].search(word)
    if ending and ending.start() >= _SHORTEST[script]:
        for bare, kept in _without(word, word[: ending.start()]):
            found = _kind(bare) or _sounding(bare)
            if not _BEFORE_ENDINGS.isdisjoint(found) and "o" not in found:
                return entry_of(found, bare, kept)
    return entry_of(kind, word, len(word))


def value(bare: str) -> str:
    """Return a name in Latin letters as it is usually spelt, capitalised."""
    if bare in _CANONICAL:
        return _CANONICAL[bare]
    latin = _latin(bare)
    if not bare.isascii() and latin not in _GIVEN:
        latin = _BY_SOUND.get(sounds.key(latin), latin)
    return latin.capitalize()


def _kind(word: str) -> str:
    return "".join(letter for letter, words in _CLASSES.items() if word in words)


def _script(word: str) -> str:
    if word.isascii():
        return "Latin"
    return "Tamil" if "\u0b80" <= word[0] <= "\u0bff" else "Malayalam"


def _without(word: str, stem: str) -> list[tuple[str, int]]:
    """Return what the word may be without its ending, and how many characters of it those are.

    An ending may have changed the last letter of the name; then the name is the whole word.
    """
    whole = len(word)
    found = [(stem, len(stem))]
    if word[len(stem)] == "ന":
        found.append((stem + "ൻ", whole))
    if stem[-1] in _BARE:
        found.append((stem[:-1] + _BARE[stem[-1]], whole))
    if not stem.isascii():
        found.append((stem + "്", whole))
    return found


def _latin(word: str) -> str:
    """Return a word in Latin letters; names end on a half vowel (ബിനോയ്) without writing it."""
    latin = folded(word)
    shorter = latin.removesuffix("u")
    return shorter if word[-1] == "്" and shorter in _GIVEN else latin


def _sounding(word: str) -> str:
    """Return m, s or k for a word in an Indian script that is spelt or sounds like a name."""
    if word.isascii() or word in _SOUND_ALIKES:
        return ""
    latin = _latin(word)
    spelling = _spelling(latin)
    ordinary = "o" if latin in _ORDINARY else ""
    if spelling in _GIVEN_SPELLINGS and len(spelling) >= _FEWEST_LETTERS:
        return f"m{ordinary}"
    if spelling in _FAMILY_SPELLINGS:
        return f"s{ordinary}"
    key = sounds.key(latin)
    return "k" if len(key) >= _FEWEST_SOUNDS and key in _BY_SOUND else ""


def _spelling(latin: str) -> str:
    """Return a word without the choices that Indian writers make between letters."""
    for letters, one in _SPELT_ALIKE:
        latin = latin.replace(letters, one)
    return _DOUBLED.sub(r"\1", _NASAL.sub("n", latin))


_GIVEN_SPELLINGS, _FAMILY_SPELLINGS = (
    frozenset(map(_spelling, names)) for names in (_GIVEN, _FAMILY)
)
