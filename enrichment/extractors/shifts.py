"""Working hours and shifts: "9am to 6pm", "night shift", "12 hrs duty", "24x7".

`value` is `09:00-18:00`, a word (night, day, morning, evening, rotating, full time, part time,
24x7) or hours a day (`12h`).
"""

import re

from adwatch.model import Mention
from enrichment import tables
from enrichment.context import Context
from enrichment.lookup import Lookup
from enrichment.phrases import END, LETTER, choosing, word_set

NAME = "shifts"
_TABLE = tables.mapping("persons")
_NAMED = Lookup(_TABLE["shifts"])
_any = choosing(_TABLE)
_EVENING = word_set(_TABLE["evening"])
_TIMING = word_set(_TABLE["timing"])
_HALF = rf"(?:{_any('morning')}|{_any('evening')})"
_CLOCK = rf"(?:\s?(?:{_any('clock')}){END})?"


def _time(name: str) -> str:
    return (
        rf"(?:(?P<before{name}>{_HALF})\s{{1,2}})?(?P<hour{name}>[01]?[0-9]|2[0-4])"
        rf"(?:[:.](?P<minute{name}>[0-5][0-9]))?(?![0-9]|[.,:][0-9])"
        rf"(?:\s?(?P<after{name}>{_HALF})(?![{LETTER}]))?{_CLOCK}"
    )


_RANGE = re.compile(rf"{_time('1')}\s?(?:{_any('until')})\s?{_time('2')}")
_HALF_BEFORE = re.compile(rf"(?:{_HALF})\s{{1,2}}$")
_HOURS = re.compile(
    rf"(?P<hours>[1-9]|1[0-9]|2[0-4])\s?-?(?:{_any('hours')}){END}\s?(?:of\s|a\sday\s)?(?:{_any('duty')}){END}"
)
_WORD = re.compile(rf"[{LETTER}]+")
_LOOK = 24
_NOON = 12
_EARLIEST = 5


def extract(text: str, context: Context) -> list[Mention]:
    """Return the shifts and working hours that a text states."""
    found = [
        (context.words[hit.first][1], context.words[hit.last][2], hit.meaning)
        for hit in _NAMED.find(context)
    ]
    end = 0
    for place in context.figures:
        start = context.words[place][1]
        if start >= end and len(context.words[place][0]) <= 2:
            read = _hours(context.plain.text, start)
            end = read[0][1] if read else end
            found += read
    return [context.mention("shift", value, first, last, NAME) for first, last, value in found]


def _hours(view: str, start: int) -> list[tuple[int, int, str]]:
    """Return the hours of work that begin at a figure, if any."""
    match = _HOURS.match(view, start)
    if match:
        return [(*match.span(), f"{match['hours']}h")]
    ahead = _HALF_BEFORE.search(view, max(start - _LOOK, 0), start)
    match = _RANGE.match(view, ahead.start() if ahead else start)
    if match is None:
        return []
    halves = _halves(match)
    if not any(halves) and not _is_timed(view, match.start()):
        return []
    first, last = _clock(match, halves)
    return [(*match.span(), f"{first}-{last}")] if first and last else []


def _is_timed(view: str, start: int) -> bool:
    said = _WORD.findall(view, max(start - _LOOK, 0), start)
    return not _TIMING.isdisjoint(said[-2:])


def _halves(match: re.Match[str]) -> tuple[str, str]:
    """Return `am`, `pm` or nothing for both times."""
    said = (match["before1"] or match["after1"], match["before2"] or match["after2"])
    first, last = ("" if word is None else "pm" if word in _EVENING else "am" for word in said)
    return first, last


def _clock(match: re.Match[str], halves: tuple[str, str]) -> tuple[str, str]:
    """Return both times on the clock of 24 hours; empty where there is no such time."""
    low, high = int(match["hour1"]), int(match["hour2"])
    first, last = halves
    if not first:
        first = "pm" if last == "pm" and (low < _EARLIEST or low == _NOON) else "am"
    if not last:
        last = "pm" if high <= _NOON and (high <= low or high < _EARLIEST) else "am"
        last = last if first == "am" or halves[0] == "" else "am"
    return _on_clock(low, match["minute1"], first), _on_clock(high, match["minute2"], last)


def _on_clock(hour: int, minute: str | None, half: str) -> str:
    if half == "pm" and hour < _NOON:
        hour += _NOON
    elif half == "am" and hour == _NOON:
        hour = 0
    return f"{hour % 24:02}:{minute or '00'}" if hour <= 24 else ""
