"""Sums above what a recruiting agent may lawfully charge for work abroad.

A sum counts when a word for a charge stands nearer to it than any word for pay. A fee of any size
before an interview is found by words.
"""

from collections.abc import Iterable, Iterator

from adwatch.model import Mention
from classifiers.indicator import Parts
from classifiers.reading import Meant, Place, Reading, apart

CEILING = 30_000 * 1.18
"""Rupees. SOURCE: Emigration Rules 1983, r. 25 (Rs 30,000) with 18 % GST."""
RUPEES = {
    "INR": 1, "USD": 85, "EUR": 95, "GBP": 110, "AED": 23, "SAR": 22, "QAR": 23, "KWD": 275,
    "OMR": 220, "BHD": 225, "SGD": 64, "MYR": 19, "CAD": 61, "AUD": 55, "NZD": 50, "THB": 2.4,
}  # fmt: skip
"""Rupees for a unit. SOURCE: rounded rates of 2026; they only tell fees from pocket money."""
FARTHEST = 10
"""Most words between a sum and the word that says what it is for."""


def find(reading: Reading, meant: Meant, parts: Parts) -> Iterator[Place]:
    """Yield sums that the worker is to pay and that exceed the ceiling."""
    sums = [mention for mention in reading.posting.mentions if _exceeds(mention)]
    if not sums or not any(reading.any_of(parts["abroad"])):
        return
    fees = list(reading.any_of(parts["fee"], meant))
    pay = list(reading.any_of(parts["pay"]))
    for mention in sums:
        for place in reading.place_of(mention):
            if _nearest(place, fees) < min(_nearest(place, pay), FARTHEST):
                yield place


def _exceeds(mention: Mention) -> bool:
    if mention.kind != "price" or mention.attributes.get("per"):
        return False
    return float(mention.value) * RUPEES.get(str(mention.attributes["currency"]), 0) > CEILING


def _nearest(place: Place, others: Iterable[Place]) -> int:
    distances = [apart(place, other) for other in others]
    return min((words for words in distances if words is not None), default=FARTHEST + 1)
