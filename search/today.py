"""What a unit begins its day with: what came in, what waits, which words are on the rise."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from elasticsearch import Elasticsearch

from adwatch.model import FLAGGED, Frozen
from search.alerts.wording import KERALA
from search.client import speaking_to
from search.facets import FIELDS, counted
from search.mapping import postings_alias
from search.protect import PROTECTED_BY
from search.query import visible
from search.types import UNKNOWN, Access

Clause = dict[str, Any]

WEEK = timedelta(days=7)
MOST_WORDS = 15
LEAST_POSTINGS = 3
LEAST_RISE = 2.0
"""How many times as frequent as at all times a word must be."""
SAMPLE = 500
"""Postings a shard (a month) whose words are read: each costs time; a rising word is in many."""
_WORD = re.compile(r"[^\W\d_]{3,}")


class Today(Frozen):
    """Counts of flagged postings; `since` is midnight in Kerala, `rising` the words of the week.

    `districts` and `indicators` count those first seen today; `waiting` those not yet decided:
    all, those of whoever asks, and nobody's.
    """

    since: datetime
    seen: int
    flagged: int
    districts: dict[str, int]
    indicators: dict[str, int]
    waiting: dict[str, int]
    rising: dict[str, int]


def today(client: Elasticsearch, prefix: str, access: Access, who: str, now: datetime) -> Today:
    """Count what a person may see.

    Raises:
        Trouble: the cluster does not answer.

    """
    since = datetime.combine(now.astimezone(KERALA).date(), time(), KERALA)
    with speaking_to(client):
        found = client.search(
            index=postings_alias(prefix),
            query=visible({"match_all": {}}, access),
            aggs={
                "today": _kept([_since(since)], {"flagged": _kept([_FLAGGED], _BY)}),
                "waiting": _kept([_FLAGGED, _absent("review.verdict")], _waiting(who)),
                "week": _kept([_since(since - WEEK), _NO_CHILD], _rising(access)),
            },
            size=0,
        )["aggregations"]
    flagged = found["today"]["flagged"]
    waiting = found["waiting"]
    return Today(
        since=since,
        seen=found["today"]["doc_count"],
        flagged=flagged["doc_count"],
        districts=counted(flagged["districts"]),
        indicators=counted(flagged["indicators"]),
        waiting={"all": waiting["doc_count"]}
        | {name: waiting[name]["doc_count"] for name in ("mine", "nobody")},
        rising=_words(found["week"]["sample"]["words"]),
    )


def _kept(filters: list[Clause], aggregations: Clause) -> Clause:
    return {"filter": {"bool": {"filter": filters}}, "aggs": aggregations}


def _since(moment: datetime) -> Clause:
    return {"range": {"first_seen": {"gte": moment.isoformat()}}}


def _absent(field: str) -> Clause:
    return {"bool": {"must_not": {"exists": {"field": field}}}}


def _rising(access: Access) -> Clause:
    """Return the words of the week against those of all that the person may see.

    Who may see everything is answered by what the index knows of each word, which is quicker.
    """
    words: Clause = {
        "field": "folded_text",
        "filter_duplicate_text": True,
        "min_doc_count": LEAST_POSTINGS,
        "size": 3 * MOST_WORDS,
    }
    if access.districts is not None:
        words["background_filter"] = visible({"match_all": {}}, access)
    sampled = {"words": {"significant_text": words}}
    return {"sample": {"sampler": {"shard_size": SAMPLE}, "aggs": sampled}}


def _waiting(who: str) -> Clause:
    assigned = FIELDS["assigned"]
    return {
        "mine": {"filter": {"term": {assigned: who}}},
        "nobody": {"filter": _absent(assigned)},
    }


def _words(answer: Clause) -> dict[str, int]:
    """Return the rising words; what has a digit may be a contact, and is no word."""
    usual = LEAST_RISE * answer["doc_count"] / max(answer["bg_count"], 1)
    rising = {
        bucket["key"]: bucket["doc_count"]
        for bucket in answer["buckets"]
        if _WORD.fullmatch(bucket["key"]) and bucket["doc_count"] >= usual * bucket["bg_count"]
    }
    return dict(list(rising.items())[:MOST_WORDS])


_FLAGGED: Clause = {"terms": {"band": list(FLAGGED)}}
_NO_CHILD: Clause = {"bool": {"must_not": {"term": {"indicator": PROTECTED_BY}}}}
_BY: Clause = {
    "districts": {"terms": {"field": FIELDS["district"], "missing": UNKNOWN, "size": 20}},
    "indicators": {"terms": {"field": FIELDS["indicator"], "size": 20}},
}
