"""Heights of persons, in whole centimetres: 5'4", 5 feet 4, 5.4 ft, 162 cm, 1.62 m.

`value` is centimetres ("163"). A decimal of feet is read as inches, as people in India write it
(5.10 is 5'10"). A height of a thing ("6 ft table", 5'x4') is none.
"""

import re

from adwatch.model import Mention
from enrichment import tables
from enrichment.agecues import PERSONS
from enrichment.context import Context
from enrichment.phrases import END, LETTER, choosing, word_set

NAME = "heights"
_TABLE = tables.mapping("persons")["height"]
_any = choosing(_TABLE)
_ANNOUNCED = word_set(_TABLE["announce"])
_THINGS = word_set(_TABLE["things"])
_NUMBER_START = r"(?<![0-9.,'x*])(?<![x*]\s)"
_NOT_AREA = r"(?!\s?['\"]?\s?[x*]\s?[0-9])"
_INCHES = r"(?P<inches>1[01]|[0-9](?:\.5)?)"
_FEET = re.compile(
    rf"{_NUMBER_START}(?P<feet>[3-7])(?:"
    rf"\s?(?P<quote>['′´])\s?(?:{_INCHES}\s?(?:\"|″|''|′′|{_any('inches')})?)?"
    rf"|\s?(?:{_any('feet')}){END}\.?[\s,]{{0,2}}(?:(?P<more>1[01]|[0-9])(?![0-9])\s?"
    rf"(?P<said>\"|''|(?:{_any('inches')}){END})?)?"
    rf"|[.](?P<part>1[01]|0?[0-9])\s?(?P<unit>['′\"]|(?:{_any('feet')}){END}|(?:{_any('inches')}){END})?"
    rf")(?![0-9]){_NOT_AREA}"
)
_CENTIMETRES = re.compile(
    rf"{_NUMBER_START}(?:(?P<low>1[0-9]{{2}})\s?(?:-|to)\s?)?(?P<cm>1[0-9]{{2}}|20[0-9])"
    rf"(?P<unit>\s?(?:{_any('centimetres')}){END})?(?![0-9]|[.,][0-9]){_NOT_AREA}"
)
_METRES = re.compile(
    rf"{_NUMBER_START}(?P<metres>1\.[3-9][0-9]?)\s?(?:m|mtr|mtrs|meter|meters|metre|metres){END}"
)
_WORD = re.compile(rf"[{LETTER}]+")
_CLAUSE = re.compile(r"[;!\n]|[.](?=\s|$)")
_LOOK = 40
_NEAR, _ANNOUNCED_WITHIN = 4, 3
_FOOT, _INCH = 30.48, 2.54
_SHORTEST, _TALLEST = 90, 215

Found = tuple[int, int, float]


def extract(text: str, context: Context) -> list[Mention]:
    """Return the heights of persons in a text."""
    if not context.figures:
        return []
    view = context.plain.text
    found: list[Found] = []
    for place in context.figures:
        start = context.words[place][1]
        if found and start < found[-1][1]:
            continue
        found += _feet(view, start) or _metric(view, start)
    return [
        context.mention("height", str(round(tall)), start, end, NAME)
        for start, end, tall in found
        if _SHORTEST <= tall <= _TALLEST
    ]


def _feet(view: str, start: int) -> list[Found]:
    match = _FEET.match(view, start)
    if match is None:
        return []
    inches = match["inches"] or match["more"] or match["part"]
    sure = bool((match["quote"] and match["inches"]) or (match["more"] and match["said"]))
    if not _is_meant(match, view, sure=sure, bare=not (sure or match["quote"] or inches)):
        return []
    end = match.start() + len(match.group().rstrip(" ,"))
    return [(match.start(), end, int(match["feet"]) * _FOOT + float(inches or 0) * _INCH)]


def _metric(view: str, start: int) -> list[Found]:
    match = _METRES.match(view, start)
    if match and _is_meant(match, view):
        return [(*match.span(), float(match["metres"]) * 100)]
    match = _CENTIMETRES.match(view, start)
    if match is None or not _is_meant(match, view, bare=not match["unit"]):
        return []
    low = [(*match.span("low"), float(match["low"]))] if match["low"] else []
    return [*low, (match.start("cm"), match.end(), float(match["cm"]))]


def _is_meant(match: re.Match[str], view: str, *, sure: bool = False, bare: bool = False) -> bool:
    """Whether a person's height is meant; a `bare` number must be announced as one."""
    before = _WORD.findall(_CLAUSE.split(view[max(match.start() - _LOOK, 0) : match.start()])[-1])
    after = _WORD.findall(_CLAUSE.split(view[match.end() : match.end() + _LOOK])[0])
    near = before[-_NEAR:] + after[:_NEAR]
    if not _THINGS.isdisjoint(near):
        return False
    announced = not _ANNOUNCED.isdisjoint(before[-_ANNOUNCED_WITHIN:] + after[:2])
    unitless = match.re is _FEET and match["part"] and not match["unit"]
    if bare or unitless:
        return announced
    return sure or announced or not PERSONS.isdisjoint(before + after)
