"""Calendar dates, day first as in India.

`value` is ISO 8601: `2026-05-12`, or `--05-12` where no year is written (nothing is guessed from
today). A date that no calendar has (31 February) is none.
"""

import calendar
import re

from adwatch.model import Mention
from enrichment import tables
from enrichment.context import Context
from enrichment.phrases import LETTER, any_of, reading

NAME = "dates"
_MONTHS = {word: int(month) for word, month in reading(tables.mapping("dates")["months"]).items()}
_MONTH = any_of(_MONTHS)
_MONTH_NAMES = frozenset(_MONTHS)
_YEAR = r"(?:19[5-9][0-9]|20[0-4][0-9])"
_FIGURES = re.compile(
    r"(?<![0-9./-])(?:"
    rf"(?P<year>{_YEAR})(?P<dash>[-/.])(?P<month>[01]?[0-9])(?P=dash)(?P<day>[0-3]?[0-9])"
    r"|(?P<day2>[0-3]?[0-9])(?P<dash2>[-/.])(?P<month2>[01]?[0-9])(?P=dash2)"
    rf"(?P<year2>{_YEAR}|[0-9]{{2}})"
    r")(?![0-9]|[./-][0-9])"
)
_NAMED = re.compile(
    rf"(?<![0-9{LETTER}])(?P<day>[0-3]?[0-9])\s?(?:st|nd|rd|th)?[\s,.-]{{0,3}}(?:of\s)?(?P<month>{_MONTH})"
    rf"(?![{LETTER}])(?:[\s,.'-]{{1,3}}(?P<year>{_YEAR})(?![0-9]))?"
    rf"|(?<![{LETTER}])(?P<month2>{_MONTH})(?![{LETTER}])[\s.-]{{0,2}}(?P<day2>[0-3]?[0-9])"
    rf"\s?(?:st|nd|rd|th)?(?![0-9{LETTER}:]|[.,][0-9])(?:[\s,.-]{{1,3}}(?P<year2>{_YEAR})(?![0-9]))?"
)
_YEAR_FIRST = re.compile(
    rf"(?<![0-9{LETTER}])(?P<year>{_YEAR})[\s,.-]{{1,3}}(?P<month>{_MONTH})[\s,.-]{{1,2}}"
    rf"(?P<day>[0-3]?[0-9])(?![0-9{LETTER}:])"
)
_LISTED = re.compile(
    r"(?<![0-9./-])([0-3]?[0-9])\s?(?:st|nd|rd|th)?\s?(?:-|to|and|&|,|മുതൽ|से|முதல்)\s?$"
)
_VERBS = frozenset({"may", "mar", "march"})
_CENTURY = 2000
_LEAP_YEAR = 2000
_LOOK_BACK = 14


def extract(text: str, context: Context) -> list[Mention]:
    """Return the calendar dates of a text."""
    view = context.plain.text
    starts = [context.words[place][1] for place in context.figures]
    found = [
        (*match.span(), _iso(match)) for start in starts if (match := _FIGURES.match(view, start))
    ]
    if not context.vocabulary.isdisjoint(_MONTH_NAMES):
        found += _named(view)
    return [
        context.mention("date", value, start, end, NAME) for start, end, value in found if value
    ]


def _named(view: str) -> list[tuple[int, int, str]]:
    """Return the dates whose month is a word; "1st to 5th Dec" is two."""
    found = []
    taken = -1
    for match in sorted([*_YEAR_FIRST.finditer(view), *_NAMED.finditer(view)], key=_first):
        if match.start() < taken:
            continue
        taken = match.end()
        value = _iso(match)
        found.append((*match.span(), value))
        earlier = _LISTED.search(view, max(match.start() - _LOOK_BACK, 0), match.start())
        if value and earlier and match["day"]:
            found.append((*earlier.span(1), _on_day(value, int(earlier[1]))))
    return found


def _first(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), -match.end()


def _on_day(value: str, day: int) -> str:
    """Return the date with another, earlier day."""
    return f"{value[:-2]}{day:02}" if 1 <= day < int(value[-2:]) else ""


def _iso(match: re.Match[str]) -> str:
    if match.re is _YEAR_FIRST:
        return _checked(match["year"], _MONTHS[match["month"]], int(match["day"]))
    if match["day2"] and match.re is _NAMED and not match["year2"] and match["month2"] in _VERBS:
        return ""
    day = int(match["day"] or match["day2"])
    named = match["month"] or match["month2"]
    month = _MONTHS[named] if named in _MONTHS else int(named)
    year = match["year"] or match["year2"] or ""
    if len(year) == len("26"):
        year = str(_CENTURY + int(year))
    return _checked(year, month, day)


def _checked(year: str, month: int, day: int) -> str:
    """Return the date in ISO 8601 if a calendar has it."""
    if not 1 <= month <= len(calendar.month_name) - 1:
        return ""
    if not 1 <= day <= calendar.monthrange(int(year or _LEAP_YEAR), month)[1]:
        return ""
    return f"{year or '-'}-{month:02}-{day:02}"
