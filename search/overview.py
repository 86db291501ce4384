"""What a query finds, counted for the map and the timeline: by district, place and day."""

from typing import Any

from elasticsearch import Elasticsearch
from pydantic import Field

from adwatch.model import Frozen
from search import facets
from search.client import speaking_to
from search.facets import BY_DAY, DAYS, FIELDS, counted, inside, selected, under
from search.mapping import postings_alias
from search.query import asked
from search.types import UNKNOWN, Access, Facet, Query

Clause = dict[str, Any]

MOST_PLACES = 200


class Overview(Frozen):
    """How many postings a query finds in all, in each district and place, and on each day.

    `facets`, where they were asked for, are those of the search page: each respects all filters but
    its own, whereas districts and places respect all.
    """

    total: int
    districts: dict[str, int]
    places: dict[str, int]
    days: dict[str, int]
    facets: dict[Facet, dict[str, int]] = Field(default_factory=dict)


def overview(
    client: Elasticsearch, prefix: str, query: Query, access: Access, *, faceted: bool = False
) -> Overview:
    """Count what a person may see of a query's hits, the facets' values too when they are wanted.

    Raises:
        Trouble: the query cannot be read, or the cluster does not answer.

    """
    with speaking_to(client):
        answer = client.search(
            index=postings_alias(prefix),
            query=asked(client, prefix, query, access),
            post_filter={"bool": {"filter": selected(query)}},
            aggs=_aggregations(query, faceted=faceted),
            size=0,
            track_total_hits=True,
        )
    found = answer["aggregations"]
    return Overview(
        total=answer["hits"]["total"]["value"],
        districts=counted(inside(found["map_districts"])),
        places=counted(inside(found["map_places"])),
        days=facets.days(found),
        facets=facets.counts(query, found) if faceted else {},
    )


def _aggregations(query: Query, *, faceted: bool) -> Clause:
    kept = selected(query)
    districts = {"terms": {"field": FIELDS["district"], "missing": UNKNOWN, "size": 30}}
    places = {"terms": {"field": FIELDS["place"], "size": MOST_PLACES}}
    beside = facets.aggregations(query) if faceted else {DAYS: under(kept, BY_DAY)}
    return beside | {"map_districts": under(kept, districts), "map_places": under(kept, places)}
