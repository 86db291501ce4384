"""One module for each kind of fact; each has `extract(text, context) -> list[Mention]`.

`ALL` lists them. Extractors are pure and know nothing of each other: where two claim the same
characters, `enrichment.settle` decides.
"""

from collections.abc import Callable

from adwatch.model import Mention
from enrichment.context import Context
from enrichment.extractors import (
    ages,
    crypto,
    dates,
    emails,
    features,
    handles,
    heights,
    licences,
    names,
    nationalities,
    phones,
    places,
    prices,
    reviews,
    shifts,
    spoken,
    upi,
    urls,
)

Extractor = Callable[[str, Context], list[Mention]]

ALL: dict[str, Extractor] = {
    module.NAME: module.extract
    for module in (
        phones,
        emails,
        handles,
        upi,
        urls,
        crypto,
        places,
        prices,
        ages,
        names,
        dates,
        licences,
        heights,
        features,
        nationalities,
        spoken,
        shifts,
        reviews,
    )
}
