"""Search by meaning: what the words find and what the encoder's vectors find, fused."""

from typing import Any

from elasticsearch import Elasticsearch

from search.document import VECTOR_FIELD
from search.fusion import fused

Clause = dict[str, Any]

BY_WORDS = 200
BY_MEANING = 50


def best(client: Elasticsearch, alias: str, text: str, words: Clause, others: Clause) -> list[str]:
    """Return ids, best first: of `words`, and of `others` those nearest in meaning to the text."""
    # Imported here: it takes half a second, and few processes ever search by meaning.
    from classifiers.encoder import load_encoder

    by_words = client.search(index=alias, query=words, size=BY_WORDS, source=False)
    vector = load_encoder().embed([text])[0].tolist()
    by_meaning = client.search(
        index=alias,
        knn={
            "field": VECTOR_FIELD,
            "query_vector": vector,
            "k": BY_MEANING,
            "num_candidates": 4 * BY_MEANING,
            "filter": others,
        },
        size=BY_MEANING,
        source=False,
    )
    answers = (by_words, by_meaning)
    return fused([[hit["_id"] for hit in answer["hits"]["hits"]] for answer in answers])
