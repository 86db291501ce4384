"""Shows what a query found in a posting's own text: the folded view leads back to its spans."""

import re

from adwatch.model import TEXT_FIELDS, Posting
from enrichment.normalise import fold
from search.types import Highlight

MOST = 50


def highlights(posting: Posting, marks: re.Pattern[str]) -> tuple[Highlight, ...]:
    """Return where the title and text show what was asked for; at most `MOST` places."""
    found = []
    for field in TEXT_FIELDS:
        view = fold(getattr(posting, field))
        for match in marks.finditer(view.text):
            start, end = view.span(*match.span())
            found.append(Highlight(field=field, start=start, end=end))
    return tuple(found[:MOST])
