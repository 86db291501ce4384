"""Amounts of money: salaries, rents, rates, fees, with currency and the unit they are paid per.

`value` is the amount in whole currency as a plain number ("150000" for 1.5 lakh; decimals only
where written). A range is two mentions. Attributes: `currency` (ISO 4217; rupees where only a word
such as "salary" announces the amount), `per` (hour, night, day, month; absent where unsaid).
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from adwatch.model import Mention
from enrichment import tables
from enrichment.context import Context
from enrichment.numerals import NUMERALS
from enrichment.phrases import END, LETTER, any_of, reading, spellings

NAME = "prices"
_TABLE = tables.mapping("money")
_CURRENCIES, _SCALES, _PER = (reading(_TABLE[key]) for key in ("currencies", "scales", "per"))
_CUES, _NOT_AFTER = frozenset(spellings(_TABLE["cues"])), frozenset(spellings(_TABLE["not_after"]))
_PERIODS = frozenset(spellings(_TABLE["periods"]))
_CODES = "|".join(
    f"(?<={code})" for code in ("rs", "rs.", "inr", "aed", "sar", "qar", "usd", "omr", "kwd", "dhs")
)
_AMOUNT = re.compile(
    rf"(?:(?<![0-9.,{LETTER}@#+])|{_CODES})"
    r"(?P<number>[0-9]{1,3}(?:,[0-9]{2,3}){1,3}|[0-9]{1,9})(?P<part>\.[0-9]{1,2})?"
    r"(?![0-9]|[.,][0-9])"
)
_BEFORE = re.compile(rf"(?:^|(?<=[^{LETTER}]))({any_of(_CURRENCIES)})[\s.:]{{0,3}}$")
_SCALE = re.compile(rf"\s?({any_of(_SCALES)}){END}")
_AFTER = re.compile(rf"\s{{0,2}}(?:({any_of(_CURRENCIES)}){END}|/-|/=)")
_PER_AFTER = re.compile(
    rf"[\s./=-]{{0,3}}(?:(?:\(|\+|{any_of(spellings(_TABLE['before_per']))})\s?)?"
    rf"(?:/\s?|(?:{any_of(spellings(_TABLE['each']))})\s)?({any_of(_PER)}){END}"
)
_RANGE = re.compile(r"\s?(?:/-)?\s?(?:-|to|till|upto|se|മുതൽ|से|முதல்)\s?(?:rs\.?|₹|inr|aed)?\s?")
_WORD = re.compile(rf"[{LETTER}]+|[0-9]+")
_WORD_AFTER = re.compile(rf"[^.;,!\n{LETTER}]{{0,3}}([{LETTER}]+)")
_CLAUSE = re.compile(r"[,;\n|]|\. ")
_SAYS_PER = re.compile(
    rf"[\s.=-]{{0,4}}(?:\(|only\s|plus\s)?(?:/|{any_of(spellings(_TABLE['says_per']))})"
)
_ONLY = re.compile(rf"\s?(?:{any_of(spellings(_TABLE['only']))}){END}")
_NO_PRICE = re.compile(r"(?:\b(?:no|nos|id|code|pin|model|year|since|in)\W{0,2}|[#/.])$")
_LONGEST_ABBREVIATION = 3
_LOOK_BACK = 32
_NEAREST_WORDS = 4
_MOST = 10**9
_LEAST_BY_CUE = 100
_LONGEST_NUMBER = 7
_LAKH = 100_000


class _Amount(NamedTuple):
    """An amount as read; `announced` where something beside the number says that it is money."""

    value: Decimal
    start: int
    end: int
    scale: int
    currency: str
    per: str
    announced: bool


def extract(text: str, context: Context) -> list[Mention]:
    """Return the amounts of money in a text."""
    view = context.plain.text
    amounts = [_read(match, view) for match in _figures(context)]
    amounts += _worded(context)
    return [
        _mention(amount, context)
        for amount in _shared(sorted(amounts, key=lambda each: each.start), view)
        if amount.announced and 0 < amount.value < _MOST
    ]


def _figures(context: Context) -> Iterator[re.Match[str]]:
    """Yield the numbers of a text, grouped digits (25,000) as one."""
    end = 0
    for place in context.figures:
        start = context.words[place][1]
        match = _AMOUNT.match(context.plain.text, start) if start >= end else None
        if match:
            end = match.end()
            yield match


def _read(match: re.Match[str], view: str) -> _Amount:
    start, end = match.span()
    before = view[max(start - _LOOK_BACK, 0) : start]
    ahead = _BEFORE.search(before[-12:])
    scaled = _SCALE.match(view, end)
    scale = int(_SCALES[scaled[1]]) if scaled else 1
    end = scaled.end() if scaled else end
    behind = _AFTER.match(view, end)
    end = behind.end() if behind else end
    per = _PER_AFTER.match(view, end)
    currency = _CURRENCIES[ahead[1]] if ahead else ""
    if behind and behind[1]:
        currency = currency or _CURRENCIES[behind[1]]
    value = Decimal(match["number"].replace(",", "") + (match["part"] or "")) * scale
    announced = bool(currency or behind) or _is_announced(value, scale, per, before, view, end)
    if ahead:
        start -= len(before[-12:]) - ahead.start()
    unit = _PER[per[1]] if per else _per_before(before)
    return _Amount(value, start, end, scale, currency, unit, announced)


def _is_announced(
    value: Decimal, scale: int, per: re.Match[str] | None, before: str, view: str, end: int
) -> bool:
    """Whether a number without currency is money, by the words around it and its size."""
    following = _WORD_AFTER.match(view, end)
    if following and following[1] in _NOT_AFTER and not per:
        return False
    if scale >= _LAKH:
        return True
    if value < _LEAST_BY_CUE or _NO_PRICE.search(before):
        return False
    said = _WORD.findall(_CLAUSE.split(before)[-1])[-_NEAREST_WORDS:]
    grouped = "," in view[max(end - _LONGEST_NUMBER, 0) : end] and said[-1:] in (["for"], ["at"])
    cued = grouped or not _CUES.isdisjoint(said) or (said[-1:] and said[-1] in _PERIODS)
    return bool(
        cued or scale > 1 or (per and _SAYS_PER.match(per.group())) or _ONLY.match(view, end)
    )


def _per_before(before: str) -> str:
    """Return the unit said before the amount in its clause: "monthly salary 20000"."""
    for word in reversed(_WORD.findall(_CLAUSE.split(before)[-1])[-_NEAREST_WORDS:]):
        if word[0].isdigit():
            break
        if word in _PER and len(word) > _LONGEST_ABBREVIATION:
            return _PER[word]
    return ""


def _worded(context: Context) -> list[_Amount]:
    """Read amounts whose number is a word: "two lakh", "ഒരു ലക്ഷം"."""
    if context.vocabulary.isdisjoint(_SCALES):
        return []
    words, view = context.words, context.plain.text
    found = []
    for (number, start, near), (scale, far, end) in pairwise(words):
        numeral = NUMERALS.get(number)
        if numeral is None or len(scale) < 2 or scale not in _SCALES or far - near > 2:
            continue
        behind = _AFTER.match(view, end)
        factor = int(_SCALES[scale])
        currency = _CURRENCIES[behind[1]] if behind and behind[1] else ""
        before = view[max(start - _LOOK_BACK, 0) : start]
        stop = behind.end() if behind else end
        announced = bool(currency) or _is_announced(
            Decimal(factor), factor, None, before, view, stop
        )
        value = Decimal(numeral.digits) * factor
        found.append(_Amount(value, start, stop, factor, currency, _per_before(before), announced))
    return found


def _shared(amounts: list[_Amount], view: str) -> list[_Amount]:
    """Give both ends of a range what either says: scale, currency, unit."""
    result = list(amounts)
    for place, (low, high) in enumerate(pairwise(amounts)):
        if low.end > high.start or not _RANGE.fullmatch(view, low.end, high.start):
            continue
        if not (low.announced or high.announced):
            continue
        factor = high.scale if low.scale == 1 and low.value < high.value / high.scale else 1
        currency, per = low.currency or high.currency, high.per or low.per
        result[place] = result[place]._replace(
            value=low.value * factor, currency=currency, per=per, announced=True
        )
        result[place + 1] = high._replace(currency=currency, per=per, announced=True)
    return result


def _mention(amount: _Amount, context: Context) -> Mention:
    value = f"{amount.value.normalize():f}"
    per = {"per": amount.per} if amount.per else {}
    currency = amount.currency or "INR"
    return context.mention("price", value, amount.start, amount.end, NAME, currency=currency, **per)
