"""Names of persons, several in one posting kept apart.

`enrichment.names` says which words are names; here they are joined with each other and with their
initials. Titles and words like "chechi", "sir", "bhai" are left out, and so are case endings.
`value` is in Latin letters, capitalised, as the name is usually spelt.
"""

from adwatch.model import Mention
from enrichment.context import Context
from enrichment.names import lexicon
from enrichment.names.tagger import names

NAME = "names"
_INSIDE = frozenset({" ", ".", ". ", "'", "-"})
_BEFORE_FIRST = frozenset({" ", "."})
_MOST_INITIALS, _MOST_WORDS = 3, 5
_MOST_BETWEEN = 2


def extract(text: str, context: Context) -> list[Mention]:
    """Return the names of persons in a text."""
    found: list[Mention] = []
    group: list[int] = []
    for place in [*names(context), len(context.words) + 1]:
        if group and (len(group) == _MOST_WORDS or not _joined(group[-1], place, context)):
            if not _is_business(group, context):
                found.append(_mention(group, context))
            group = []
        group.append(place)
    return found


def _joined(last: int, place: int, context: Context) -> bool:
    """Whether two words are parts of one name: side by side, or with initials or "al" between."""
    if place > len(context.words) or _has_ending(last, context):
        return False
    return all(
        context.gap(at) in _INSIDE and (at == place or _may_stand_inside(at, context))
        for at in range(last + 1, place + 1)
    )


def _has_ending(place: int, context: Context) -> bool:
    """Whether a case ending follows: it closes a name ("അനുവും അഞ്ജുവും" are two)."""
    word = context.word(place)
    return lexicon.look_up(word).length < len(word)


def _is_business(group: list[int], context: Context) -> bool:
    """Whether the next words, written alike, make it the name of a firm, a school or a street."""
    for after in range(group[-1] + 1, min(group[-1] + 1 + _MOST_BETWEEN, len(context.words))):
        alike = context.is_capital(after) == context.is_capital(group[-1])
        if context.gap(after) != " " or not alike:
            return False
        entry = lexicon.look_up(context.word(after))
        if "b" in entry.kind:
            return True
        if not entry.is_name:
            return False
    return False


def _mention(group: list[int], context: Context) -> Mention:
    first, last = _from(group[0], context), _to(group[-1], context)
    entries = [lexicon.look_up(context.word(place)) for place in range(first, last + 1)]
    value = " ".join(lexicon.value(entry.bare) for entry in entries)
    start = context.words[first][1]
    return context.mention("name", value, start, context.words[last][1] + entries[-1].length, NAME)


def _from(place: int, context: Context) -> int:
    """Return the first of the initials before a name: "K. P. Rajan"."""
    for first in range(place, place - _MOST_INITIALS, -1):
        if not first or context.gap(first) not in _INSIDE or not _is_initial(first - 1, context):
            return first
    return place - _MOST_INITIALS


def _to(place: int, context: Context) -> int:
    """Return the last of the initials after a name: "Bindu K S", but not "Bindu. I am"."""
    last = place
    while last - place < _MOST_INITIALS and last + 1 < len(context.words):
        gaps = _BEFORE_FIRST if last == place else _INSIDE
        if context.gap(last + 1) not in gaps or not _is_initial(last + 1, context):
            break
        last += 1
    return last


def _may_stand_inside(place: int, context: Context) -> bool:
    return context.word(place) in lexicon.PARTICLES or _is_initial(place, context)


def _is_initial(place: int, context: Context) -> bool:
    """Whether a word is one capital letter, and not the beginning of a degree like M.Sc."""
    word = context.word(place)
    if len(word) != 1 or not word.isalpha() or not context.is_capital(place):
        return False
    degree = place + 1 < len(context.words) and context.gap(place + 1) == "."
    return not degree or len(context.word(place + 1)) == 1
