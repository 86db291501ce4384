"""How places are written in Malayalam, by the gazetteer: pure."""

import re
from functools import cache

from enrichment import tables

_MALAYALAM = re.compile(r"[\u0d00-\u0d7f .-]+")


def malayalam(name: str) -> str:
    """Return a place's usual spelling in Malayalam, else its name as it is."""
    return _spellings().get(name, name)


@cache
def _spellings() -> dict[str, str]:
    """Return the first Malayalam spelling of each place that has one, by its English name."""
    found: dict[str, str] = {}
    for row in tables.rows("places"):
        for spelling in row["spellings"].split(";"):
            if _MALAYALAM.fullmatch(spelling):
                found.setdefault(row["name"], spelling)
    return found
