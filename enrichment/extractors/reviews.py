"""Numbers under which an advertiser is rated on review boards: "TER 123456", "P411 ID P98765".

`value` is `board:number` in lower case, `review:number` where no board is named.
"""

import re

from adwatch.model import Mention
from enrichment import tables
from enrichment.context import Context
from enrichment.phrases import END, START, any_of, reading, spellings

NAME = "reviews"
_TABLE = tables.mapping("persons")
_BOARDS = reading(_TABLE["reviews"])
_WORDS = spellings(_TABLE["review_words"])
_FIRST = frozenset(phrase.split()[0].rstrip("0123456789") for phrase in (*_BOARDS, *_WORDS))
_SIGN = r"(?:\s?(?:id|no|nos|num|number|code|profile|review|reviews|rev)\.?){0,2}\s?[:#=.-]{0,2}\s?"
_REVIEW = re.compile(
    rf"{START}(?:(?P<board>{any_of(_BOARDS)})(?![a-z0-9]){_SIGN}"
    rf"|(?:{any_of(_WORDS)}){END}(?:\s?(?:id|no|number|code)\.?\s?[:#=-]{{0,2}}\s?|\s?#\s?))"
    r"(?P<number>[a-z]{0,2}[0-9]{4,9})(?![a-z0-9]|[.,][0-9])"
)


def extract(text: str, context: Context) -> list[Mention]:
    """Return the review numbers of a text."""
    if context.vocabulary.isdisjoint(_FIRST):
        return []
    return [
        context.mention(
            "review",
            f"{_BOARDS[match['board']] if match['board'] else 'review'}:{match['number']}",
            match.start(),
            match.end(),
            NAME,
        )
        for match in _REVIEW.finditer(context.plain.text)
    ]
