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
_VERBS = frozenset({"may", "mar", "march"})
_CENTURY = 2000
_LEAP_YEAR = 2000


def extract(text: str, context: Context) -> list[Mention]:
    """Return the calendar dates of a text."""
    view = context.plain.text
    starts = [context.words[place][1] for place in context.figures]
    matches = [match for start in starts if (match := _FIGURES.match(view, start))]
    if not context.vocabulary.isdisjoint(_MONTHS):
        matches += _NAMED.finditer(view)
    found = ((match, _iso(match)) for match in matches)
    return [
        context.mention("date", value, match.start(), match.end(), NAME)
        for match, value in found
        if value
    ]


def _iso(match: re.Match[str]) -> str:
    if match["day2"] and match.re is _NAMED and not match["year2"] and match["month2"] in _VERBS:
        return ""
    day = int(match["day"] or match["day2"])
    named = match["month"] or match["month2"]
    month = _MONTHS[named] if named in _MONTHS else int(named)
    year = match["year"] or match["year2"] or ""
    if len(year) == len("26"):
        year = str(_CENTURY + int(year))
    if not 1 <= month <= len(calendar.month_name) - 1:
        return ""
    if not 1 <= day <= calendar.monthrange(int(year or _LEAP_YEAR), month)[1]:
        return ""
    return f"{year or '-'}-{month:02}-{day:02}"
