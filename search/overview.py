"""What a query finds, counted for the map and the timeline: by district, place and day."""

from elasticsearch import Elasticsearch

from adwatch.model import Frozen
from search.client import speaking_to
from search.facets import BY_DAY, FIELDS, counted
from search.mapping import postings_alias
from search.query import matching
from search.types import UNKNOWN, Access, Query

MOST_PLACES = 200


class Overview(Frozen):
    """How many postings a query finds in all, in each district and place, and on each day."""

    total: int
    districts: dict[str, int]
    places: dict[str, int]
    days: dict[str, int]


def overview(client: Elasticsearch, prefix: str, query: Query, access: Access) -> Overview:
    """Count what a person may see of a query's hits.

    Raises:
        Trouble: the query cannot be read, or the cluster does not answer.

    """
    with speaking_to(client):
        answer = client.search(
            index=postings_alias(prefix),
            query=matching(client, prefix, query, access),
            aggs={
                "districts": {
                    "terms": {"field": FIELDS["district"], "missing": UNKNOWN, "size": 30}
                },
                "places": {"terms": {"field": FIELDS["place"], "size": MOST_PLACES}},
                "days": BY_DAY,
            },
            size=0,
            track_total_hits=True,
        )
    found = answer["aggregations"]
    return Overview(
        total=answer["hits"]["total"]["value"],
        districts=counted(found["districts"]),
        places=counted(found["places"]),
        days={each["key_as_string"]: each["doc_count"] for each in found["days"]["buckets"]},
    )
