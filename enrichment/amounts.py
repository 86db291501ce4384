"""Reads numbers that may be money and judges, by what stands beside each, whether they are.

Used by `extractors.prices`; the words are those of data/money.yml.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from enrichment import tables
from enrichment.cardinals import MULTIPLES, SCALES, Cardinal, cardinals
from enrichment.context import Context
from enrichment.phrases import END, LETTER, any_of, choosing, reading, spellings, word_set

_TABLE = tables.mapping("money")


_any = choosing(_TABLE)
_CURRENCIES, _PER = reading(_TABLE["currencies"]), reading(_TABLE["per"])
_CUES, _NOT_AFTER, _PERIODS = (
    word_set(_TABLE["cues"]),
    word_set(_TABLE["not_after"]),
    word_set(_TABLE["periods"]),
)
_CUES_AFTER = word_set(_TABLE["cues_after"])
_DATIVES = tuple(spellings(_TABLE["datives"]))
_CUE_STEMS = tuple(spellings(_TABLE["cue_stems"]))
_AMOUNT = re.compile(
    r"(?<![0-9@#+])(?<![0-9][.,])"
    r"(?P<number>[0-9]{1,3}(?:,[0-9]{2,3}){1,3}|[0-9]{1,9})(?P<part>\.[0-9]{1,2})?"
    r"(?![0-9]|[.,][0-9])"
)
_BEFORE = re.compile(rf"(?:^|(?<=[^{LETTER}]))({any_of(_CURRENCIES)})[\s.:]{{0,3}}$")
_LETTER_BEFORE = re.compile(rf"[{LETTER}]$")
_SCALE = re.compile(rf"\s?({any_of(SCALES)}){END}")
_AFTER = re.compile(rf"\s{{0,2}}+(?:({any_of(_CURRENCIES)}){END}|/-|/=)")
# The look-ahead spares the ways of cutting a row of signs behind which no word stands.
_PER_AFTER = re.compile(
    rf"(?=[\s./=(+-]{{0,7}}+[0-9{LETTER}])[\s./=-]{{0,3}}(?:(?:\(|\+|{_any('before_per')})\s?)?"
    rf"(?:/\s?|(?:{_any('each')})\s)?({any_of(_PER)}){END}"
)
RANGE = re.compile(
    r"\s?(?:/-)?\s?(?:-|to|till|upto|se|മുതൽ|से|முதல்)\s?(?:rs\.?|₹|inr|aed|\$|£|€)?\s?"
)
_WORD = re.compile(rf"[{LETTER}]+|[0-9]+")
_WORD_AFTER = re.compile(rf"[^.;,!\n{LETTER}]{{0,3}}([{LETTER}]+)")
_CLAUSE = re.compile(r"[,;\n|]|\. ")
_SAYS_PER = re.compile(rf"[\s.=-]{{0,4}}(?:\(|only\s|plus\s)?(?:/|{_any('says_per')})")
_PER_ANY = re.compile(rf"\s?per\s[{LETTER}]{{3,}}")
_CLOSED = re.compile(r"\s?(?:$|[.,;!)\n|])")
_ONLY = re.compile(rf"\s?(?:{_any('only')}){END}")
RATES = re.compile(rf"\s?(?:/\s?)?(?:{_any('rates')}){END}")
_DISGUISED = re.compile(rf"\s?(?:{_any('disguised')}){END}")
_COUNT = r"(?:(?:a|an|one|two|three|1|2|3|oru|ek|half|full|whole|15|30|45|60|90))"
_TIME = re.compile(
    rf"\s?(?:{_any('times')}){END}"
    rf"|\s?(?:/\s?|for\s|per\s)?(?:the\s)?(?:{_COUNT}\s?-?){{1,2}}(?:{_any('times')}|{_any('spans')}){END}"
    rf"|\s?(?:/\s?|for\s|per\s)(?:the\s)?(?:{_any('times')}|{_any('spans')}){END}"
)
_RESULTS = re.compile(
    rf"(?:=|[0-9]\s?(?:{_any('spans')}|{_any('times')}|{_any('periods')})\s?(?:{_any('results')}))\s?$"
)
_NO_PRICE = re.compile(r"(?:\b(?:no|nos|id|code|pin|model|year|since|in)\W{0,2}|[#/]|[a-z0-9]\.)$")
_YEAR = (1950, 2100)
_LONGEST_ABBREVIATION = 3
_LONGEST_CURRENCY = 12
_LOOK_BACK = 32
_NEAREST_WORDS = 4
_LEAST_BY_CUE = 100
_LEAST_RATE, _ROUND = 40, 5
_LONGEST_NUMBER = 7
_LAKH = 100_000
# Codes of currencies that are also names of programs: "PHP 8", "CAD 2020".
_CODES_OF_THINGS, _SMALL = frozenset({"cad", "php"}), 10


class Amount(NamedTuple):
    """An amount as read.

    `announced` where something beside the number says that it is money, `likely` where something
    says so only in a posting that speaks of money elsewhere; `free` if it is large
    enough and the word after it does not say that it counts something else.
    """

    value: Decimal
    start: int
    end: int
    scale: int
    currency: str
    per: str
    announced: bool
    likely: bool = False
    disguised: bool = False
    free: bool = True

    def goes_on_with(self, other: "Amount", view: str) -> bool:
        """Whether the other amount is the smaller part of this one."""
        beside = view[self.end : other.start].strip() in ("", "and")
        return beside and other.start >= self.end and other.value < self.scale and other.scale > 1

    def after(self, larger: "Amount") -> "Amount":
        """Return the sum of the larger part and this one."""
        return self._replace(
            value=larger.value + self.value,
            start=larger.start,
            scale=larger.scale,
            currency=larger.currency or self.currency,
            announced=True,
        )


def amounts(context: Context) -> list[Amount]:
    """Return all numbers of a text that may be money, in order."""
    view = context.plain.text
    found = [amount for match in _figures(context) if (amount := _read(match, view))]
    return sorted([*found, *_worded(context)], key=lambda each: each.start)


def _figures(context: Context) -> Iterator[re.Match[str]]:
    """Yield the numbers of a text, grouped digits (25,000) as one."""
    end = 0
    for place in context.amounts:
        start = context.words[place][1]
        match = _AMOUNT.match(context.plain.text, start) if start >= end else None
        if match:
            end = match.end()
            yield match


def _read(match: re.Match[str], view: str) -> Amount | None:
    start, end = match.span()
    before = view[max(start - _LOOK_BACK, 0) : start]
    ahead = _BEFORE.search(before[-_LONGEST_CURRENCY:]) if before else None
    if ahead is None and _LETTER_BEFORE.search(before):
        return None
    scaled = _SCALE.match(view, end)
    scale = SCALES[scaled[1]] if scaled else 1
    end = scaled.end() if scaled else end
    behind = _AFTER.match(view, end)
    end = behind.end() if behind else end
    per = _PER_AFTER.match(view, end)
    currency = _CURRENCIES[ahead[1]] if ahead else ""
    if behind and behind[1]:
        currency = currency or _CURRENCIES[behind[1]]
    value = Decimal(match["number"].replace(",", "") + (match["part"] or "")) * scale
    if ahead and ahead[1] in _CODES_OF_THINGS and (value < _SMALL or _YEAR[0] < value < _YEAR[1]):
        return None
    announced = bool(currency or behind) or _is_announced(value, scale, per, before, view, end)
    if ahead:
        start -= len(before[-_LONGEST_CURRENCY:]) - ahead.start()
    disguise = _DISGUISED.match(view, end)
    likely = _is_rate(value, before, view, disguise.end() if disguise else end)
    return Amount(
        value, start, end, scale, currency,
        per=_PER[per[1]] if per else _per_before(before),
        announced=announced or (likely and disguise is not None),
        likely=likely,
        disguised=disguise is not None,
        free=value >= _LEAST_BY_CUE and not _is_barred(value, before, view, end),
    )  # fmt: skip


def _is_announced(
    value: Decimal, scale: int, per: re.Match[str] | None, before: str, view: str, end: int
) -> bool:
    """Whether a number without currency is money, by the words around it and its size."""
    following = _WORD_AFTER.match(view, end)
    if following and following[1] in _NOT_AFTER and not per:
        return False
    if scale >= _LAKH:
        return True
    if value >= _LEAST_RATE and RATES.match(view, end):
        return True
    if value < _LEAST_BY_CUE or _NO_PRICE.search(before):
        return False
    if scale > 1 or _PER_ANY.match(view, end) or _ONLY.match(view, end):
        return True
    if _RESULTS.search(before) or (following and following[1] in _CUES_AFTER):
        return True
    return bool(per and _SAYS_PER.match(per.group())) or _is_cued(value, before, view, end)


def _is_barred(value: Decimal, before: str, view: str, end: int) -> bool:
    """Whether the number counts something else or is a year."""
    following = _WORD_AFTER.match(view, end)
    barred = following is not None and following[1] in _NOT_AFTER
    return barred or _YEAR[0] < value < _YEAR[1] or _NO_PRICE.search(before) is not None


def _is_cued(value: Decimal, before: str, view: str, end: int) -> bool:
    """Whether the words before the number, in its clause, announce money."""
    said = _WORD.findall(_CLAUSE.split(before)[-1])[-_NEAREST_WORDS:]
    if not said:
        return False
    if said[-1] in ("for", "at") and not _YEAR[0] < value < _YEAR[1]:
        grouped = "," in view[max(end - _LONGEST_NUMBER, 0) : end]
        if grouped or _CLOSED.match(view, end):
            return True
    if not _CUES.isdisjoint(said) or said[-1] in _PERIODS:
        return True
    if said[-1].endswith(_DATIVES) and value % _ROUND == 0 and _CLOSED.match(view, end):
        return True
    return any(stem in word for word in said if word > "\u0b80" for stem in _CUE_STEMS)


def _is_rate(value: Decimal, before: str, view: str, end: int) -> bool:
    """Whether a round number stands before a time that is sold: 4000 for 2 hrs, 150 full hour."""
    if value < _LEAST_RATE or value % _ROUND or _NO_PRICE.search(before):
        return False
    return _TIME.match(view, end) is not None or RATES.match(view, end) is not None


def _per_before(before: str) -> str:
    """Return the unit said before the amount in its clause: "monthly salary 20000"."""
    for word in reversed(_WORD.findall(_CLAUSE.split(before)[-1])[-_NEAREST_WORDS:]):
        if word[0].isdigit():
            break
        if word in _PER and len(word) > _LONGEST_ABBREVIATION:
            return _PER[word]
    return ""


def _worded(context: Context) -> list[Amount]:
    """Read amounts whose number is in words: "two lakh", "പതിനായിരം", "ढाई हज़ार"."""
    if context.vocabulary.isdisjoint(MULTIPLES):
        return []
    found = [_spelt(number, context.plain.text) for number in cardinals(context) if number.scaled]
    return [each for each in found if each.value >= _LEAST_BY_CUE]


def _spelt(number: Cardinal, view: str) -> Amount:
    behind = _AFTER.match(view, number.end)
    currency = _CURRENCIES[behind[1]] if behind and behind[1] else ""
    end = behind.end() if behind else number.end
    before = view[max(number.start - _LOOK_BACK, 0) : number.start]
    per = _PER_AFTER.match(view, end)
    scale = 1000 if number.value < _LAKH else _LAKH
    announced = bool(currency) or _is_announced(number.value, scale, None, before, view, end)
    unit = _PER[per[1]] if per else _per_before(before)
    return Amount(number.value, number.start, end, scale, currency, unit, announced)
