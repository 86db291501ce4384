"""Looks up many phones or names at once: a list in, the number of hits for each out."""

import csv
import io
from collections.abc import Sequence
from itertools import islice

import phonenumbers
from elasticsearch import Elasticsearch

from adwatch.errors import Trouble
from adwatch.model import Frozen
from search.client import speaking_to
from search.fields import REGION, quoted
from search.language import parse
from search.mapping import postings_alias
from search.query import visible
from search.types import Access

MOST_LINES = 500
LONGEST_LINE = 200
AT_ONCE = 100


class Found(Frozen):
    """One line of the list: what was written, what was asked, how many postings show it."""

    written: str
    asked: str
    postings: int


def lines(text: str) -> list[str]:
    """Return the first cell of each row of a CSV (or each line), each once.

    Raises:
        Trouble: there is none, or there are too many, or one is too long.

    """
    cells = (row[0].strip() for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) if row)
    wanted = list(dict.fromkeys(cell for cell in cells if cell))
    if not wanted:
        raise Trouble("The list is empty.", "Write one phone or name a line, in the first column.")
    if len(wanted) > MOST_LINES:
        raise Trouble(f"The list has {len(wanted):,} lines.", f"Split it by {MOST_LINES}.")
    longest = max(wanted, key=len)
    if len(longest) > LONGEST_LINE:
        raise Trouble(f"'{longest[:30]}…' is too long.", f"Write at most {LONGEST_LINE} letters.")
    return wanted


def asked(written: str) -> str:
    """Return the query for a line: a phone number in any form, else the words as a phrase."""
    matches = list(phonenumbers.PhoneNumberMatcher(written, REGION))
    is_phone = len(matches) == 1 and len(matches[0].raw_string) >= len(written) - 2
    return written if is_phone else quoted(written)


def look_up(
    client: Elasticsearch, prefix: str, written: Sequence[str], access: Access
) -> list[Found]:
    """Return for each line how many postings a person may see show it; those found most first.

    Raises:
        Trouble: a line holds nothing to look for, or the cluster does not answer.

    """
    found: list[Found] = []
    remaining = iter(written)
    with speaking_to(client):
        while part := list(islice(remaining, AT_ONCE)):
            found += _counted(client, postings_alias(prefix), part, access)
    return sorted(found, key=lambda line: -line.postings)


def _counted(client: Elasticsearch, alias: str, written: list[str], access: Access) -> list[Found]:
    queries = [asked(line) for line in written]
    searches = [
        part
        for query in queries
        for part in (
            {},
            {"query": visible(parse(query).clause, access), "size": 0, "track_total_hits": True},
        )
    ]
    answers = client.msearch(index=alias, searches=searches)["responses"]
    return [
        Found(written=line, asked=query, postings=answer["hits"]["total"]["value"])
        for line, query, answer in zip(written, queries, answers, strict=True)
    ]
