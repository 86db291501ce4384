"""Names of persons, several in one posting kept apart.

A known given name that is capitalised, with initials and surname after it; or an unknown
capitalised word after "name is", "Mr", "my name"; or a word before "chechi", "madam". Names of
businesses ("Devi Textiles") and of places are left out. `value` is in Latin letters, capitalised.
"""

from adwatch.model import Mention
from enrichment import tables
from enrichment.context import Context
from enrichment.gazetteer import NAMES as PLACES
from enrichment.phrases import reading, spellings

NAME = "names"
_TABLE = tables.mapping("names")


def _words(key: str) -> frozenset[str]:
    return frozenset(spellings(_TABLE[key]))


_GIVEN = tables.words("reviewed/given_names")
_SURNAMES, _HONORIFICS, _AFTER = _words("surnames"), _words("honorifics"), _words("after")
_STRONG, _WEAK, _BUSINESS, _ALSO_WORDS = map(_words, ("strong", "weak", "business", "words"))
_NATIVE = reading(_TABLE["native"])
_NATIVE_WORDS = _words("native_words")
_KNOWN = _GIVEN | _NATIVE.keys()
_TELLING = _STRONG | _HONORIFICS | _AFTER
_JOINERS = frozenset({"is", "am", "ji", "person", "me", "mr", "ms", "mrs", "dr", "miss", "for"})
_ORDINARY = tables.words("english") - _KNOWN
_MOST_WORDS = 3
_MOST_GAP = 2


def extract(text: str, context: Context) -> list[Mention]:
    """Return the names of persons in a text."""
    found: list[Mention] = []
    last = -1
    for place in _likely(context):
        end = _name_at(place, last, context) if place > last else None
        if end is not None:
            found.append(_mention(place, end, context))
            last = end
    return found


def _likely(context: Context) -> list[int]:
    """Return the places of known names and of what stands beside words that announce names."""
    words = context.words
    known = {place for place, (word, _, _) in enumerate(words) if word in _KNOWN}
    if not context.vocabulary.isdisjoint(_TELLING):
        for place, (word, _, _) in enumerate(words):
            if word in _TELLING:
                known |= {place - 1} if word in _AFTER else {place + 1, place + 2}
    return sorted(place for place in known if 0 <= place < len(words))


def _name_at(place: int, previous: int, context: Context) -> int | None:
    """Return the last word of the name that begins at this word, or None.

    `previous` is the last word of the name before it: "Priya, Neha and Pooja" are all names.
    """
    word = context.words[place][0]
    if word in _NATIVE:
        sure = word not in _NATIVE_WORDS or _sign(place, context) or _is_aged(place, context)
        return place if sure and context.word(place + 1) not in _BUSINESS else None
    if not word.isascii() or len(word) < 3 or word in _ORDINARY:
        return None
    joined = _joined(place, previous, context)
    known, sign = word in _GIVEN, max(_sign(place, context), joined)
    capital = context.is_capital(place)
    if not (known and (capital or sign)) and not (sign > 1 and capital and word not in PLACES):
        return None
    last = _last(place, sign, context)
    if known and word in _ALSO_WORDS and not sign and last == place and not _is_aged(last, context):
        return None
    return None if sign < 2 and _is_business(last, context) else last


def _joined(place: int, previous: int, context: Context) -> int:
    """Return 1 if a comma or "and" joins this word to the name before it."""
    if previous < 0:
        return 0
    if previous == place - 1:
        return int(context.gap(place).strip() in (",", "&", "/"))
    return int(previous == place - 2 and context.word(place - 1) in ("and", "or", "aur"))


def _is_business(last: int, context: Context) -> bool:
    """Whether the next words make it the name of a firm, a school or a street."""
    for place in (last + 1, last + 2):
        if place >= len(context.words) or context.gap(place).strip(" "):
            return False
        if context.word(place) in _BUSINESS:
            return True
        if not context.is_capital(place):
            return False
    return False


def _sign(place: int, context: Context) -> int:
    """Return how surely the words beside say that a name stands here: 2 surely, 1 perhaps, 0 no."""
    if context.word(place + 1) in _AFTER and len(context.gap(place + 1)) <= _MOST_GAP:
        return 2
    if not place or len(context.gap(place)) > _MOST_GAP + 1 or "\n" in context.gap(place):
        return 0
    before = context.word(place - 1)
    if "." in context.gap(place) and before not in _HONORIFICS:
        return 0
    if before in _HONORIFICS and len(context.gap(place)) <= _MOST_GAP:
        return 2
    if (before in _JOINERS and context.word(place - 2) in _STRONG) or before in _STRONG:
        return 2
    return 1 if before in _WEAK else 0


def _last(place: int, sign: int, context: Context) -> int:
    """Return the last word of the name: initials, second names and surnames are part of it."""
    last = place
    capital = context.is_capital(place)
    while last - place < _MOST_WORDS - 1 and last + 1 < len(context.words):
        word = context.word(last + 1)
        gap = context.gap(last + 1)
        same = context.is_capital(last + 1) == capital
        part = word in _SURNAMES or word in _GIVEN or (len(word) == 1 and word.isalpha())
        if gap not in (" ", ". ", ".") or not same or not part or (len(word) == 1 and not capital):
            break
        last += 1
    return last


def _is_aged(last: int, context: Context) -> bool:
    """Whether an age stands right after: "Sneha 24", "Sneha (24)"."""
    after = context.word(last + 1)
    return after.isdigit() and len(after) == 2 and len(context.gap(last + 1)) <= _MOST_GAP


def _mention(first: int, last: int, context: Context) -> Mention:
    words = [word for word, _, _ in context.words[first : last + 1]]
    value = " ".join(_NATIVE.get(word, word.capitalize()) for word in words)
    start, end = context.words[first][1], context.words[last][2]
    return context.mention("name", value, start, end, NAME)
