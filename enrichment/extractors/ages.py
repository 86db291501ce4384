"""Ages of persons on offer or sought, not of things, contracts or experience.

`value` is whole years ("24"; "0" with attribute `months` for a baby). A range is two mentions with
attribute `bound` (min, max), as is "below 30" or "above 21"; "in her 20s" has `decade`.
"""

import re

from adwatch.model import Mention
from enrichment import tables
from enrichment.agecues import FEWEST_WORDED, RANGE, YEAR_WORDS, Around
from enrichment.cardinals import cardinals
from enrichment.context import Attribute, Context
from enrichment.numerals import NUMERALS
from enrichment.phrases import END, LETTER, any_of, reading, spellings

NAME = "ages"
_TABLE = tables.mapping("ages")
_NUMBER = re.compile(
    r"(?<![0-9₹$€£+#])(?<![0-9][.,/])"
    r"(?:(?<![a-z/])|(?<=age)|(?<=[^a-z][mf])|(?<=\b[mf]/)|(?<=male/)|(?<=age/)|(?<=boy/)|(?<=girl/))"
    r"[1-9][0-9]?(?![0-9]|[.,:][0-9]|/[0-9](?!'|\.[0-9]|\s?f|[0-9]{2}\s?cm))"
)
_DECADES = {word: int(value) for word, value in reading(_TABLE["decades"]).items()}
_DECADE_BEFORE = re.compile(r"\b(?:my|her|his|their|early|mid|late)[ -]$")
_MONTHS = re.compile(
    rf"[\s-]?(?:{any_of(spellings(_TABLE['months']))})"
    rf"[\s-]?(?:{any_of(spellings(_TABLE['months_old']))})"
)
_LIST = re.compile(r"\s?(?:,|/|&|and|or)\s?")
_LIST_ENDS = re.compile(
    rf"\s?(?:[^{LETTER}\s]|$|(?:{any_of(spellings(_TABLE['list_ends']))}){END})"
)
_OLDEST = 99
_GROWN = frozenset(w for w, numeral in NUMERALS.items() if int(numeral.digits) >= FEWEST_WORDED)

Number = tuple[int, int, int]


def extract(text: str, context: Context) -> list[Mention]:
    """Return the ages of persons in a text."""
    numbers = sorted(_figures(context) + _worded(context), key=lambda each: each[1])
    groups = [_around(group, context) for group in _grouped(numbers, context.plain.text)]
    accepted = _listed(groups, [around.is_age() for around, _ in groups], context.plain.text)
    found = [
        mention
        for (around, group), age in zip(groups, accepted, strict=True)
        for mention in _mentions(around, group, age, context)
    ]
    return found + _decades(context)


def _around(group: list[Number], context: Context) -> tuple[Around, list[Number]]:
    around = Around(context, group[0][0], group[0][1], group[-1][2], ranged=len(group) > 1)
    return around, group


def _figures(context: Context) -> list[Number]:
    matches = (
        _NUMBER.match(context.plain.text, context.words[place][1])
        for place in context.amounts
        if len(context.words[place][0]) <= 2
    )
    return [(int(match[0]), *match.span()) for match in matches if match]


def _worded(context: Context) -> list[Number]:
    """Read numbers in words, "twenty two", where years, an age or a person are spoken of."""
    if context.vocabulary.isdisjoint(_GROWN) or context.vocabulary.isdisjoint(YEAR_WORDS):
        return []
    return [
        (int(number.value), number.start, number.end)
        for number in cardinals(context)
        if not number.scaled and FEWEST_WORDED <= number.value <= _OLDEST
    ]


def _decades(context: Context) -> list[Mention]:
    """Read "in her late twenties"."""
    view = context.plain.text
    return [
        context.mention("age", str(_DECADES[word]), start, end, NAME, decade=True)
        for word, start, end in (context.words if context.vocabulary & _DECADES.keys() else ())
        if word in _DECADES and _DECADE_BEFORE.search(view[max(start - 8, 0) : start])
    ]


def _grouped(numbers: list[Number], view: str) -> list[list[Number]]:
    """Join the two ends of a range."""
    groups: list[list[Number]] = []
    for number in numbers:
        last = groups[-1] if groups else []
        rising = len(last) == 1 and last[0][0] < number[0]
        if rising and RANGE.fullmatch(view, last[0][2], number[1]):
            last.append(number)
        else:
            groups.append([number])
    return groups


def _listed(
    groups: list[tuple[Around, list[Number]]], accepted: list[bool], view: str
) -> list[bool]:
    """Accept the neighbours of an age in a list: "age 19, 21, 23"."""
    result = list(accepted)
    steps = list(zip(range(len(groups) - 1), range(1, len(groups)), strict=True))
    for here, there in [*steps, *((right, left) for left, right in reversed(steps))]:
        left, right = groups[min(here, there)][0], groups[max(here, there)][0]
        beside = _LIST.fullmatch(view, left.end, right.start)
        if result[here] and beside and _LIST_ENDS.match(view, right.end):
            result[there] = True
    return result


def _mentions(around: Around, group: list[Number], age: bool, context: Context) -> list[Mention]:
    if len(group) == 1 and _MONTHS.match(context.plain.text, around.end) and not around.thing:
        return [_mention((0, around.start, around.end), context, months=group[0][0])]
    if not age:
        return []
    if len(group) > 1:
        return [_mention(group[0], context, bound="min"), _mention(group[1], context, bound="max")]
    if around.decade:
        return [_mention(group[0], context, decade=True)]
    return [_mention(group[0], context, **({"bound": around.bound} if around.bound else {}))]


def _mention(number: Number, context: Context, **attributes: Attribute) -> Mention:
    value, start, end = number
    return context.mention("age", str(value), start, end, NAME, **attributes)
