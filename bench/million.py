"""Measures search on generated postings: indexing against bare bulk, queries, contacts, pages.

    adwatch up                                  # or any cluster that ADWATCH_* names
    .venv/bin/python -m bench.million --postings 1000000 [--vectors]

Writes to indices of its own (`bench-<postings>`, `bench-<postings>-vectors`) and keeps them for the
next run unless `--fresh`.
Prints one JSON line a measure: p50 and p95 in milliseconds, or documents a second.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from elasticsearch import Elasticsearch, helpers
from fastapi.testclient import TestClient

from adwatch.model import Posting
from adwatch.settings import Settings
from adwatch.spool import Partition, Spool
from bench.generated.postings import NOW, THINGS, TOWNS, WORDS, embedded, posting
from classifiers.encoder import load_encoder
from search.client import connect
from search.contacts import contact_use
from search.desk.accounts import add_user
from search.document import VECTOR_FIELD, document, vector
from search.index import deliver, ensure
from search.mapping import POSTINGS_PROPERTIES, postings_alias
from search.meaning import BY_MEANING as MEANT
from search.merge import action
from search.query import search
from search.types import Access, Query
from search.web.app import create_app
from search.web.security import csrf_token

EVERYTHING = Access(districts=None)
PARTITION = 20_000
RACE = 20_000
RACE_DAYS = 20
WARM_UP = 30
PAGES = 20
QUERIES = (
    Query(),
    *(Query(text=town.lower()) for town in TOWNS),
    *(
        Query(text=f"{thing} {word}", include={"band": ("high", "medium", "none")})
        for thing, word in zip(THINGS, WORDS, strict=False)
    ),
    *(Query(text=f"district:{town} AND (salary OR price)", sort="score") for town in TOWNS[1:6]),
    Query(text="housemaid kuwait", include={"band": ("high", "medium")}),
    Query(text='"free visa" OR ജോലി', include={"district": ("Ernakulam", "Kollam")}),
    Query(text="spa NOT scooter", sort="score", exclude={"lang": ("hi",)}),
    Query(text="mas*", sort="relevance"),
    Query(text="hausmaid~ kuwait"),
    Query(include={"district": ("Kannur",), "source": ("source-3",)}, exclude={"lang": ("ta",)}),
)
"""What officers ask; each is asked once, so that nothing is answered from memory."""


def tell(measure: str, **figures: float) -> None:
    """Print one measure."""
    shown = {name: round(figure, 2) for name, figure in figures.items()}
    print(json.dumps({"measure": measure, **shown}), flush=True)


def timed(measure: str, calls: list[Callable[[], object]]) -> None:
    """Run each call once and tell their p50 and p95."""
    taken = []
    for call in calls:
        begun = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    tell(measure, p50_ms=statistics.median(taken), p95_ms=taken[int(len(taken) * 0.95)])


def spooled(numbers: range, home: Path, days: int = 365) -> Spool:
    """Return a spool that holds the postings of these numbers."""
    spool = Spool(str(home / "spool"), home / "scratch")
    for start in range(numbers.start, numbers.stop, PARTITION):
        with spool.writer(Partition("processed", "bench", f"{start:09d}")) as writer:
            for number in range(start, min(start + PARTITION, numbers.stop)):
                writer.write(posting(number, days))
    return spool


def race(client: Elasticsearch) -> None:
    """Deliver documents, and write the same ones by bare `parallel_bulk`, by turns.

    As after a crawl, they are of one month, whose index is there.
    """
    rates: dict[str, list[float]] = {"bare": [], "deliver": []}
    for turn in range(3):
        numbers = range(turn * RACE, (turn + 1) * RACE)
        rates["bare"].append(RACE / bare(client, numbers))
        rates["deliver"].append(RACE / delivered(client, numbers))
    best = {name: statistics.median(found) for name, found in rates.items()}
    tell("indexing", **best, ratio=best["deliver"] / best["bare"])


def bare(client: Elasticsearch, numbers: range) -> float:
    """Return how long `helpers.parallel_bulk` takes for ready documents."""
    index = "bench-bare"
    client.indices.delete(index=index, ignore_unavailable=True)
    client.indices.create(
        index=index,
        mappings={"dynamic": "strict", "properties": POSTINGS_PROPERTIES},
        settings={"number_of_replicas": 0},
    )
    documents = [document(posting(number, RACE_DAYS)) for number in numbers]
    actions: Iterator[dict[str, object]] = (
        {"_op_type": "create", "_index": index, "_id": made["id"], "_source": made}
        for made in documents
    )
    begun = time.perf_counter()
    for _ in helpers.parallel_bulk(client, actions, thread_count=2, chunk_size=1000):
        pass
    client.indices.refresh(index=index)
    return time.perf_counter() - begun


def delivered(client: Elasticsearch, numbers: range) -> float:
    """Return how long it takes to deliver a spool."""
    drop(client, "bench-race")
    ensure(client, "bench-race")
    with tempfile.TemporaryDirectory() as folder:
        deliver(
            client, spooled(range(10**9, 10**9 + 1), Path(folder), RACE_DAYS), "bench-race", now=NOW
        )
        spool = spooled(numbers, Path(folder), RACE_DAYS)
        begun = time.perf_counter()
        report = deliver(client, spool, "bench-race", now=NOW)
        taken = time.perf_counter() - begun
    assert report.accepted == len(numbers), report
    return taken


def drop(client: Elasticsearch, prefix: str) -> None:
    """Delete the postings of a prefix."""
    alias = postings_alias(prefix)
    if client.indices.exists_alias(name=alias):
        client.indices.delete(index=",".join(client.indices.get(index=alias)))


def fill(
    client: Elasticsearch, prefix: str, postings: int, made_of: Callable[[int], Posting]
) -> None:
    """Make sure that the index holds so many postings."""
    ensure(client, prefix)
    there = client.count(index=postings_alias(prefix))["count"]
    if there == postings:
        return
    begun = time.perf_counter()
    # Searching does not depend on the way in, and this way is the quickest; `race` measures it.
    made = (
        action(made_of(number), None, postings_alias(prefix)) for number in range(there, postings)
    )
    actions = (each for each in made if each)
    for _ in helpers.parallel_bulk(client, actions, thread_count=2, chunk_size=1000):
        pass
    client.indices.refresh(index=postings_alias(prefix))
    tell(
        "filled",
        seconds=time.perf_counter() - begun,
        postings_a_second=(postings - there) / (time.perf_counter() - begun),
    )


def queries(client: Elasticsearch, prefix: str) -> None:
    """Time searches with the facets of the search page, and contact look-ups."""
    for word in WORDS[:WARM_UP]:
        search(client, prefix, Query(text=f"{word} AND NOT zeppelin"), EVERYTHING)
    # What an earlier run has asked must not be answered from memory.
    client.indices.clear_cache(index=postings_alias(prefix))
    timed("search with facets", [partial(search, client, prefix, q, EVERYTHING) for q in QUERIES])
    phones = [posting(number).mentions[0].value for number in range(0, 50_000, 997)]
    asked = [Query(text=f"phone:{phone}") for phone in phones]
    timed("postings of a phone", [partial(search, client, prefix, q, EVERYTHING) for q in asked])
    timed(
        "contact look-up",
        [partial(contact_use, client, prefix, "phone", phone, EVERYTHING) for phone in phones],
    )


def by_meaning(client: Elasticsearch, prefix: str) -> None:
    """Time searches that fuse words and vectors, and the encoder's part in it."""
    asked = [f"{thing} {word}" for thing, word in zip(THINGS, WORDS, strict=False)]
    encoder = load_encoder()
    timed("encoding a query", [partial(encoder.embed, [text]) for text in asked])
    meant = [Query(text=text, sort="meaning") for text in asked]
    client.indices.clear_cache(index=postings_alias(prefix))
    timed(
        "search by words and meaning, with facets",
        [partial(search, client, prefix, query, EVERYTHING) for query in meant],
    )
    vectors = [vector(embedded(number).embedding) for number in range(0, 40 * 997, 997)]
    asking = partial(client.search, index=postings_alias(prefix), size=MEANT, source=False)
    knn = {"field": VECTOR_FIELD, "k": MEANT, "num_candidates": 4 * MEANT}
    timed(
        "nearest vectors alone", [partial(asking, knn=knn | {"query_vector": v}) for v in vectors]
    )


def pages(settings: Settings) -> None:
    """Time whole pages, from the request to the last byte of HTML."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        add_user(
            settings.model_copy(update={"home": home}),
            "b",
            "x" * 12,
            role="analyst",
            unit="",
            now=datetime.now(UTC),
        )
        own = settings.model_copy(update={"desk": f"sqlite:///{home / 'desk.sqlite'}"})
        client = TestClient(create_app(own), follow_redirects=False)
        client.get("/login")
        token = csrf_token(client.cookies["adwatch"])
        client.post("/login", data={"csrf": token, "name": "b", "password": "x" * 12})
        searches = [f"/?q={word}+{thing}" for word, thing in zip(WORDS, THINGS, strict=False)]
        ones = [f"/posting/{posting(number).id}" for number in range(PAGES)]
        for path in ("/?q=kochi", "/?q=urgent&band=high", ones[0]):
            assert client.get(path).status_code == 200, path
        timed("search page", [partial(client.get, path) for path in searches])
        timed("posting page", [partial(client.get, path) for path in ones[1:]])
        for path in ("/today", "/map", "/network", "/timeline.svg"):
            asked = [f"{path}?q={word}" for word in WORDS[:PAGES]]
            assert client.get(f"{path}?q=zeppelin").status_code == 200, path
            timed(f"{path} page", [partial(client.get, each) for each in asked])


def main() -> None:
    """Run all measures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postings", type=int, default=1_000_000)
    parser.add_argument("--fresh", action="store_true", help="fill the index anew")
    parser.add_argument("--vectors", action="store_true", help="store an embedding with each")
    parser.add_argument("--no-race", action="store_true", help="do not measure the way in")
    asked = parser.parse_args()
    prefix = f"bench-{asked.postings}{'-vectors' if asked.vectors else ''}"
    settings = Settings().model_copy(update={"index_prefix": prefix})
    client = connect(settings)
    if asked.fresh:
        drop(client, settings.index_prefix)
    if not asked.no_race:
        race(client)
    fill(client, prefix, asked.postings, embedded if asked.vectors else posting)
    queries(client, prefix)
    if asked.vectors:
        by_meaning(client, prefix)
    pages(settings)


if __name__ == "__main__":
    main()
