"""Reads the facts out of a posting: who to call, where, for how much, in which language.

`enrich(posting)` is a pure function: no I/O, no clock, the same words give the same mentions.
"""

from adwatch.model import Mention, Posting, TextField
from enrichment import extractors
from enrichment.context import Context, contexts
from enrichment.extractors import places
from enrichment.language import language
from enrichment.routing import route
from enrichment.settle import settle

WRITTEN: tuple[TextField, ...] = ("title", "text")
LONGEST_TEXT = 20_000
"""Characters of a field that are read; what stands behind them is kept but not searched."""


def enrich(posting: Posting) -> Posting:
    """Return the posting with its mentions, language and district; other fields stay.

    Each of its pictures is read by itself: no number begins in one and ends in another, and a badly
    read one cannot change the sense of the words beside it.
    """
    read = contexts({name: getattr(posting, name)[:LONGEST_TEXT] for name in WRITTEN})
    mentions = _mentions(read) + _in_pictures(posting)
    located = _located(posting.location_raw[:LONGEST_TEXT])
    district, why = route(mentions, located, read)
    return posting.model_copy(
        update={
            "mentions": tuple(mentions),
            "lang": language(read) or language(contexts({"pictured": posting.pictured})),
            "district": district,
            "district_why": why,
        }
    )


def _mentions(read: list[Context]) -> list[Mention]:
    """Return what all extractors find together in the fields of one text."""
    return settle(
        [
            mention
            for context in read
            if context.text
            for extract in extractors.ALL.values()
            for mention in extract(context.text, context)
        ]
    )


def _in_pictures(posting: Posting) -> list[Mention]:
    return [
        mention.model_copy(update={"start": start + mention.start, "end": start + mention.end})
        for start, picture in posting.pictures_at
        for mention in _mentions(contexts({"pictured": picture.text[:LONGEST_TEXT]}))
    ]


def _located(location: str) -> list[Mention]:
    """Return the places in what the site itself states as the posting's place."""
    return places.stated(contexts({"text": location})[0])
