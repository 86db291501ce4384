"""Whether the words around a number say that it counts the years of a person.

Used by `extractors.ages`; the words are those of data/ages.yml.
"""

import re

from enrichment import tables
from enrichment.context import Context
from enrichment.gazetteer import NAMES
from enrichment.phrases import END, LETTER, START, choosing, spellings, word_set

_TABLE = tables.mapping("ages")
_WORD = re.compile(rf"[{LETTER}]+")
_ENGLISH = tables.words("english")
_any = choosing(_TABLE)
PERSONS, _NOT = word_set(_TABLE["persons"]), word_set(_TABLE["not"])
"""Words for persons, in six languages."""
YEAR_WORDS = frozenset(
    word
    for key in ("before", "after", "years", "turned", "children")
    for word in re.split(r"[\s']", " ".join(spellings(_TABLE[key])))
)
RANGE = re.compile(rf"\s?\+?\s?(?:{_any('years')})?\s?(?:-|~|&|{_any('range')})\s?")
_LIMIT = rf"(?:\s?(?:[:=.,()-]|{_any('limit')}))"
_SAID_BEFORE = re.compile(rf"{START}(?:{_any('before')}){_LIMIT}{{0,4}}\s*$")
_TURNED = re.compile(rf"{START}(?:{_any('turned')})\s(?:(?:{_any('about')})\s)?$")
_SAID_AFTER = re.compile(rf"\+?[\s-]{{0,2}}(?:{_any('after')}){END}")
_YEARS = re.compile(rf"\+?[\s-]{{0,2}}(?:{_any('years')}){END}")
_SEX_AFTER = re.compile(r"\s?[/-]?\s?[mf](?![a-z0-9])")
_SEX_BEFORE = re.compile(r"(?<![a-z0-9'])(?:[mf]|(?:fe)?male|girl|lady|boy)\s?[/:,-]?\s?$")
_MOST = re.compile(rf"{START}(?:{_any('most')})(?:\W{{0,2}}age\W{{0,2}})?\s?$")
_LEAST = re.compile(rf"{START}(?:{_any('least')})\s?$")
_BOUND_AFTER = re.compile(
    rf"\+?\s?(?:{_any('years')}|{_any('after')})?\s?(?:(?P<most>{_any('most_after')})|{_any('least_after')})"
)
_RELATION = re.compile(rf"{START}(?:{_any('relations')})[ (,-]{{1,2}}$")
_CHILDREN = re.compile(rf"{START}(?:{_any('children')})[ (,:-]{{1,3}}(?:aged?\s)?$")
_INTRODUCED = re.compile(r"(?:^|[^a-z0-9@._/-])(?P<name>[a-z]{2,15})(?P<sign>\s?[,(/:-]\s?|\s)$")
_INTRODUCING = re.compile(
    r"(?:\bit'?s|\bi'?m|\bi am|\bthis is|\bname is|\bme|\bhi|\bhey)[ ,]{1,2}[a-z]{2,15} $"
)
_NATIVE_NAME = re.compile(r"(?:^|[.!।\n]\s?)[\u0900-\u0dff]{2,20}\s?,\s?$")
_ALONE_BEFORE = re.compile(r"[,(|/•]\s?$")
_ALONE_AFTER = re.compile(r"\s?(?:[,)|;•]|[.](?!\S)|$|(?:from|in|at|here|new)\s)")
_DECADE = re.compile(r"\+?\s?'?s(?![a-z0-9])")
_DECADE_BEFORE = re.compile(r"(?:\b(?:my|her|his|their|early|mid|late|mature|in)\b[ -]{0,2}){1,3}$")
_GOES_ON = re.compile(r"[ -]?[0-9]|\s?/\s?[0-9](?!'|\.|\s?f|[0-9]{2}\s?cm)")
_COUNTED = re.compile(rf"\s?(?:%|°|(?:{_any('counted')}){END})")
_BELOW = re.compile(r"\s(?:or |and )?below\b")
_WANTED = re.compile(r"\s(?:only|preferred|can apply|apply)\b")
_SENTENCE_END = re.compile(r"[.!;\n](?=\s|$)")
_CLAUSE_END = re.compile(r"[,;|!\n]|[.](?=\s|$)")
_LOOK = 48
_NEAR_WORDS = 4
_FAR_WORDS = 7
_THING_WITHIN = 3
_YOUNGEST, _GROWN, FEWEST_WORDED = 3, 16, 13
_OLDEST_UNSAID = 85


class Around:
    """What stands around a number (or a range, `low` its lower end) at `start:end` of the view."""

    def __init__(self, context: Context, low: int, start: int, end: int, *, ranged: bool) -> None:
        """Keep the number and the few words before it."""
        self.context, self.low, self.start, self.end = context, low, start, end
        self.ranged = ranged
        self.view = context.plain.text
        self.before = self.view[max(start - _LOOK, 0) : start]

    @property
    def said(self) -> list[str]:
        """The words before the number."""
        return _WORD.findall(self.before)

    @property
    def follows(self) -> list[str]:
        """The words after the number in its sentence."""
        return _WORD.findall(_SENTENCE_END.split(self.view[self.end : self.end + _LOOK])[0])

    @property
    def person(self) -> bool:
        """Whether a person is named close by."""
        near = self.said[-_NEAR_WORDS:] + self.follows[: _NEAR_WORDS + 1]
        return not PERSONS.isdisjoint(near)

    @property
    def thing(self) -> bool:
        """Whether a thing or a term is named close by, for larger numbers in the same clause."""
        if self.low < FEWEST_WORDED:
            near = self.said[-_NEAR_WORDS:] + self.follows[: _NEAR_WORDS + 1]
        else:
            said = _WORD.findall(_CLAUSE_END.split(self.before)[-1])
            near = said[-_NEAR_WORDS:] + self._clause[: _NEAR_WORDS + 1]
        return not _NOT.isdisjoint(near)

    @property
    def _clause(self) -> list[str]:
        return _WORD.findall(_CLAUSE_END.split(self.view[self.end : self.end + _LOOK])[0])

    @property
    def bound(self) -> str:
        """`max`, `min` or empty: below 30, 18 and above."""
        after = _BOUND_AFTER.match(self.view, self.end)
        if _MOST.search(self.before) or (after and after["most"]):
            return "max"
        return "min" if _LEAST.search(self.before) or after else ""

    @property
    def decade(self) -> bool:
        """Whether the number is a decade of life: in my 20s."""
        return self.low % 10 == 0 and _DECADE.match(self.view, self.end) is not None

    def is_age(self) -> bool:
        """Whether the number counts the years of a person."""
        if self.decade:
            return self.person or _DECADE_BEFORE.search(self.before) is not None
        if _SAID_BEFORE.search(self.before):
            return True
        after = _SAID_AFTER.match(self.view, self.end)
        if after:
            return self._is_said_after(after.group())
        if _CHILDREN.search(self.before) and _ALONE_AFTER.match(self.view, self.end):
            return _NOT.isdisjoint(self._clause[:_THING_WITHIN])
        if self.thing:
            return False
        plausible = FEWEST_WORDED <= self.low <= _OLDEST_UNSAID
        if _YEARS.match(self.view, self.end):
            bounded = self.ranged or self.bound != ""
            if self.low >= _YOUNGEST and self._is_introduced():
                return True
            return self.person or (plausible and bounded)
        return plausible and self._is_bare_age()

    def _is_said_after(self, after: str) -> bool:
        if self.low < FEWEST_WORDED and after.isascii() and not self.person:
            return False
        return _NOT.isdisjoint(self._clause[:_THING_WITHIN]) and (self.person or not self.thing)

    def _is_bare_age(self) -> bool:
        """Whether a number without a unit is an age, by what stands right beside it."""
        if _COUNTED.match(self.view, self.end):
            return False
        if _SEX_AFTER.match(self.view, self.end) or _SEX_BEFORE.search(self.before):
            return True
        if _TURNED.search(self.before):
            return True
        if _RELATION.search(self.before) and not _GOES_ON.match(self.view, self.end):
            return True
        if self.ranged or self.bound:
            return self._is_bound()
        return self._is_alone()

    def _is_bound(self) -> bool:
        """Whether a range or bound is one of persons: "girls 18-24", "21-30 only", "35 below"."""
        if not PERSONS.isdisjoint(self.said[-_FAR_WORDS:] + self.follows[:2]):
            return True
        if not self.ranged:
            return self.bound == "max" and _BELOW.match(self.view, self.end) is not None
        wanted = _WANTED.match(self.view, self.end) is not None
        return wanted and not PERSONS.isdisjoint(self.context.vocabulary)

    def _is_alone(self) -> bool:
        """Whether the number stands between commas after a name or a person: "Riya, 24, Kochi"."""
        if self.low < _GROWN or not _ALONE_AFTER.match(self.view, self.end):
            return False
        if _INTRODUCING.search(self.before) or _NATIVE_NAME.search(self.before):
            return True
        if not _ALONE_BEFORE.search(self.before):
            return False
        return self._is_introduced() or not PERSONS.isdisjoint(self.said[-_FAR_WORDS:])

    def _is_introduced(self) -> bool:
        """Whether a person's name stands before the number, written with a capital."""
        match = _INTRODUCED.search(self.before)
        if match is None or match["name"] in _ENGLISH or match["name"] in NAMES:
            return False
        at = self.start - len(self.before) + match.start("name")
        return self.context.text[self.context.plain.span(at, at + 1)[0]].isupper()
