"""Amounts of money: salaries, rents, rates, fees, with currency and the unit they are paid per.

`value` is the amount in whole currency as a plain number ("150000" for 1.5 lakh; decimals only
where written). A range is two mentions. Attributes: `currency` (ISO 4217; where the words name
none, that of the posting's other amounts, else rupees), `per` (hour, night, day, month; absent
where unsaid).
"""

import re
from collections import Counter
from itertools import pairwise

from adwatch.model import Mention
from enrichment.amounts import RANGE, RATES, Amount, amounts
from enrichment.context import Context
from enrichment.phrases import LETTER

NAME = "prices"
_MOST = 10**9
_LEAST, _ALIKE = 100, 4
_IN_LIST = re.compile(rf"\s?[,/&]\s?(?:[{LETTER}]+\s){{1,2}}")
_HOME = "INR"
_ABROAD = frozenset({"USD", "EUR", "GBP", "CAD", "AUD", "SGD", "AED"})


def extract(text: str, context: Context) -> list[Mention]:
    """Return the amounts of money in a text."""
    view = context.plain.text
    read = _listed(_shared(_joined(amounts(context), view), view), view)
    money = any(each.announced for each in read) or sum(each.likely for each in read) > 1
    stated = [each for each in read if each.announced or (each.likely and money)]
    usual = _usual_currency(stated, view)
    return [_mention(each, usual, context) for each in stated if 0 < each.value < _MOST]


def _joined(read: list[Amount], view: str) -> list[Amount]:
    """Join the parts of one amount: "1 lakh 20 thousand"."""
    joined: list[Amount] = []
    for amount in read:
        last = joined[-1] if joined else None
        if last and last.scale > amount.scale >= 1 and last.goes_on_with(amount, view):
            joined[-1] = amount.after(last)
        else:
            joined.append(amount)
    return joined


def _shared(read: list[Amount], view: str) -> list[Amount]:
    """Give both ends of a range what either says: scale, currency, unit."""
    result = list(read)
    for place, (low, high) in enumerate(pairwise(read)):
        if low.end > high.start or not RANGE.fullmatch(view, low.end, high.start):
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


def _listed(read: list[Amount], view: str) -> list[Amount]:
    """Announce the round neighbours of an amount in a list: "mason 1100, helper 850 per day"."""
    result = list(read)
    for place, (left, right) in enumerate(pairwise(read)):
        known, other = (left, right) if left.announced else (right, left)
        if not known.announced or other.announced or not _is_alike(known, other):
            continue
        if left.end <= right.start and _IN_LIST.fullmatch(view, left.end, right.start):
            at = place + (other is right)
            result[at] = other._replace(announced=True, currency=other.currency or known.currency)
    return result


def _is_alike(known: Amount, other: Amount) -> bool:
    round_sum = other.value >= _LEAST and other.value % 10 == 0
    return round_sum and other.free and known.value / _ALIKE <= other.value <= known.value * _ALIKE


def _usual_currency(stated: list[Amount], view: str) -> str:
    """Return the currency of amounts that name none: the posting's one foreign currency."""
    named = Counter(amount.currency for amount in stated if amount.currency)
    if not named:
        return "USD" if any(_in_dollars(each, view) for each in stated) else _HOME
    most = named.most_common(1)[0][0]
    return most if most in _ABROAD and _HOME not in named else _HOME


def _in_dollars(amount: Amount, view: str) -> bool:
    """Whether an amount is written as only American advertisements do: 120 hh, 80 roses."""
    return amount.disguised or RATES.match(view, amount.end) is not None


def _mention(amount: Amount, usual: str, context: Context) -> Mention:
    value = f"{amount.value.normalize():f}"
    per = {"per": amount.per} if amount.per else {}
    currency = amount.currency or (_HOME if amount.scale >= 1000 else usual)
    return context.mention("price", value, amount.start, amount.end, NAME, currency=currency, **per)
