"""Saved searches of the screens that are mailed like those in the unit's file.

A unit's file is the engineer's; these a supervisor, or who saved the search, switches on and off.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from elasticsearch import Elasticsearch
from pydantic import ValidationError

from adwatch.errors import Trouble
from adwatch.model import FLAGGED, stable_id
from search.alerts.units import SavedSearch
from search.desk.db import Desk
from search.desk.saved import Saved, saved_of
from search.query import check, count
from search.types import Access, Query
from search.web.state import query_of

WEEK = timedelta(days=7)
MOST_A_DAY = 100
"""More than this in a daily mail is read by nobody."""


def as_search(saved: Saved) -> SavedSearch:
    """Return a saved search as the digest follows it: flagged postings, whenever first seen.

    Raises:
        Trouble: it cannot be read, or as a mail it would bring everything or never anything.

    """
    query = query_of(parse_qsl(urlsplit(saved.address).query))
    check(query)
    _refuse_what_no_mail_is(query)
    try:
        return SavedSearch(
            name=f"desk-{stable_id(saved.title, saved.address)}",
            title=saved.title,
            title_ml=saved.title,
            text=query.text,
            include=query.include,
            exclude=query.exclude,
        )
    except ValidationError as error:
        raise Trouble(
            f"'{saved.title}' could never be mailed: {error.errors()[0]['msg']}.",
            "Only postings of the bands high and medium are mailed.",
        ) from error


def followed(desk: Desk, unit: str) -> Iterator[SavedSearch | Trouble]:
    """Yield the searches that a unit wants mailed, or why one of them can no longer be."""
    for saved in saved_of(desk, unit):
        if saved.alert:
            try:
                yield as_search(saved)
            except Trouble as trouble:
                yield Trouble(f"{unit}: '{saved.title}': {trouble}", trouble.remedy)


def expected(
    client: Elasticsearch, prefix: str, search: SavedSearch, access: Access, now: datetime
) -> float:
    """Return how many postings a day the last week would have brought.

    Raises:
        Trouble: more than anybody would read.

    """
    a_day = count(client, prefix, search.query(now - WEEK), access) / WEEK.days
    if a_day > MOST_A_DAY:
        raise Trouble(
            f"This search would mail about {a_day:.0f} postings a day; nobody would read them.",
            f"Narrow it to {MOST_A_DAY} a day at most.",
        )
    return a_day


def _refuse_what_no_mail_is(query: Query) -> None:
    narrowing = {facet for facet in query.include if facet != "band"} | query.exclude.keys()
    every_band = set(query.include.get("band", FLAGGED)) >= set(FLAGGED)
    if not query.text and not narrowing and every_band:
        raise Trouble(
            "This search would mail every flagged posting.", "Give it words or a filter first."
        )
    if query.twin:
        raise Trouble(
            "This search lists the copies of one text, which no mail can follow.",
            "Save the search without them.",
        )
