"""Ages of persons on offer or sought, not of things, contracts or experience.

`value` is whole years ("24"; "0" with attribute `months` for a baby). A range is two mentions with
attribute `bound` (min, max), as is "below 30" or "above 21".
"""

import re

from adwatch.model import Mention
from enrichment import tables
from enrichment.context import Attribute, Context
from enrichment.numerals import DIGITS, NUMERALS
from enrichment.phrases import END, LETTER, START, any_of, spellings

NAME = "ages"
_TABLE = tables.mapping("ages")
_WORD = re.compile(rf"[{LETTER}]+")


def _any(key: str) -> str:
    return any_of(spellings(_TABLE[key]))


_PERSONS, _NOT = frozenset(spellings(_TABLE["persons"])), frozenset(spellings(_TABLE["not"]))
_YEAR_WORDS = frozenset(
    word
    for key in ("before", "after", "years")
    for word in " ".join(spellings(_TABLE[key])).split()
)
_NUMBER = re.compile(
    r"(?<![0-9.,/₹$+#])(?:(?<![a-z])|(?<=age)|(?<=[^a-z][mf]))[1-9][0-9]?(?![0-9]|[.,:/][0-9])"
)
_RANGE = re.compile(rf"\s?\+?\s?(?:-|&|{_any('range')})\s?")
_LIMIT = rf"(?:\s?(?:[:=.,()-]|{_any('limit')}))"
_SAID_BEFORE = re.compile(rf"{START}(?:{_any('before')}){_LIMIT}{{0,4}}\s*$")
_TURNED = re.compile(rf"{START}(?:{_any('turned')})\s$")
_SAID_AFTER = re.compile(rf"\+?[\s-]{{0,2}}(?:{_any('after')}){END}")
_YEARS = re.compile(rf"\+?[\s-]{{0,2}}(?:{_any('years')}){END}")
_SEX_AFTER = re.compile(r"\s?[/-]?\s?[mf](?![a-z0-9])")
_SEX_BEFORE = re.compile(r"(?<![a-z0-9'])(?:[mf]|(?:fe)?male|girl|lady|boy)\s?[/:,-]?\s?$")
_MONTHS = re.compile(rf"[\s-]?(?:{_any('months')})[\s-]?(?:{_any('months_old')})")
_MOST = re.compile(rf"{START}(?:{_any('most')})(?:\W{{0,2}}age\W{{0,2}})?\s?$")
_LEAST = re.compile(rf"{START}(?:{_any('least')})\s?$")
_BOUND_AFTER = re.compile(
    rf"\+?\s?(?:{_any('years')}|{_any('after')})?\s?(?:(?P<most>{_any('most_after')})|{_any('least_after')})"
)
_RELATION = re.compile(rf"{START}(?:{_any('relations')})[ (,-]{{1,2}}$")
_GOES_ON = re.compile(r"[ -]?[0-9]")
_LIST = re.compile(r"\s?(?:,|/|&|and|or)\s?")
_COUNTED = re.compile(rf"\s?(?:%|(?:{_any('counted')}){END})")
_SENTENCE_END = re.compile(r"[.!;\n](?=\s|$)")
_LOOK = 48
_NEAR_WORDS = 4
_FAR_WORDS = 7
_THING_WITHIN = 3
_FEWEST_WORDED = 13
_OLDEST_UNSAID = 85

Number = tuple[int, int, int]


def extract(text: str, context: Context) -> list[Mention]:
    """Return the ages of persons in a text."""
    view = context.plain.text
    numbers = sorted(_figures(context) + _worded(context), key=lambda each: each[1])
    groups = _grouped(numbers, view)
    accepted = _listed(groups, [_is_age(group, view) for group in groups], view)
    return [
        mention
        for group, age in zip(groups, accepted, strict=True)
        for mention in _mentions(group, age, view, context)
    ]


def _figures(context: Context) -> list[Number]:
    matches = (
        _NUMBER.match(context.plain.text, context.words[place][1])
        for place in context.figures
        if len(context.words[place][0]) <= 2
    )
    return [(int(match[0]), *match.span()) for match in matches if match]


def _worded(context: Context) -> list[Number]:
    """Read numbers in words, "twenty two", where years or an age are spoken of."""
    if context.vocabulary.isdisjoint(_YEAR_WORDS):
        return []
    words = context.words
    found = []
    skip = False
    for place, (word, start, end) in enumerate(words):
        numeral = None if skip else NUMERALS.get(word)
        skip = False
        if numeral is None or len(numeral.digits) < 2 or word[0].isdigit():
            continue
        unit = DIGITS.get(words[place + 1][0]) if numeral.tens and place + 1 < len(words) else None
        value = int(numeral.digits) + (int(unit.digits) if unit else 0)
        skip = unit is not None
        found.append((value, start, words[place + 1][2] if unit else end))
    return [each for each in found if each[0] >= _FEWEST_WORDED]


def _grouped(numbers: list[Number], view: str) -> list[list[Number]]:
    """Join the two ends of a range."""
    groups: list[list[Number]] = []
    for number in numbers:
        last = groups[-1] if groups else []
        rising = len(last) == 1 and last[0][0] < number[0]
        if rising and _RANGE.fullmatch(view, last[0][2], number[1]):
            last.append(number)
        else:
            groups.append([number])
    return groups


def _listed(groups: list[list[Number]], accepted: list[bool], view: str) -> list[bool]:
    """Accept the neighbours of an age in a list: "age 19, 21, 23"."""
    result = list(accepted)
    steps = list(zip(range(len(groups) - 1), range(1, len(groups)), strict=True))
    for here, there in [*steps, *((right, left) for left, right in reversed(steps))]:
        left, right = groups[min(here, there)], groups[max(here, there)]
        if result[here] and _LIST.fullmatch(view, left[-1][2], right[0][1]):
            result[there] = True
    return result


def _is_age(group: list[Number], view: str) -> bool:
    """Whether the words around say that the number counts the years of a person."""
    start, end = group[0][1], group[-1][2]
    before = view[max(start - _LOOK, 0) : start]
    said = _WORD.findall(before)
    follows = _WORD.findall(_SENTENCE_END.split(view[end : end + _LOOK])[0])
    near = said[-_NEAR_WORDS:] + follows[: _NEAR_WORDS + 1]
    person, thing = not _PERSONS.isdisjoint(near), not _NOT.isdisjoint(near)
    if _SAID_BEFORE.search(before):
        return True
    after = _SAID_AFTER.match(view, end)
    if after:
        if group[0][0] < _FEWEST_WORDED and after.group().isascii() and not person:
            return False
        return _NOT.isdisjoint(follows[:_THING_WITHIN]) and (person or not thing)
    if thing:
        return False
    bounded = len(group) > 1 or _bound(before, view, end) != ""
    if _YEARS.match(view, end):
        return person or (bounded and _FEWEST_WORDED <= group[0][0] <= _OLDEST_UNSAID)
    if not _FEWEST_WORDED <= group[0][0] <= _OLDEST_UNSAID or _COUNTED.match(view, end):
        return False
    if _SEX_AFTER.match(view, end) or _SEX_BEFORE.search(before) or _TURNED.search(before):
        return True
    if _RELATION.search(before) and not _GOES_ON.match(view, end):
        return True
    return bounded and not _PERSONS.isdisjoint(said[-_FAR_WORDS:] + follows[:2])


def _bound(before: str, view: str, end: int) -> str:
    after = _BOUND_AFTER.match(view, end)
    if _MOST.search(before) or (after and after["most"]):
        return "max"
    return "min" if _LEAST.search(before) or after else ""


def _mentions(group: list[Number], age: bool, view: str, context: Context) -> list[Mention]:
    start, end = group[0][1], group[-1][2]
    if len(group) == 1 and _MONTHS.match(view, end) and not _is_of_thing(view, end):
        return [_mention((0, start, end), context, months=group[0][0])]
    if not age:
        return []
    if len(group) > 1:
        return [_mention(group[0], context, bound="min"), _mention(group[1], context, bound="max")]
    bound = _bound(view[max(start - _LOOK, 0) : start], view, end)
    return [_mention(group[0], context, **({"bound": bound} if bound else {}))]


def _is_of_thing(view: str, end: int) -> bool:
    return not _NOT.isdisjoint(_WORD.findall(view, end, end + _LOOK)[: _NEAR_WORDS + 1])


def _mention(number: Number, context: Context, **attributes: Attribute) -> Mention:
    value, start, end = number
    return context.mention("age", str(value), start, end, NAME, **attributes)
