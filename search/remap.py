"""Builds the indices anew under the model's mapping, while people search, decide and deliver.

Each index is copied into a new one; what was written meanwhile is copied again, by sequence number,
until little is left. Then writing is blocked for the moment of the last copy and of the swap, which
is one atomic request. Writers wait that moment out (`search.client.BUSY`). Why so, on a node with
neither `_reindex` nor scripts: docs/adr/remapping-by-sequence-number.md.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from elasticsearch import Elasticsearch, helpers
from elasticsearch.helpers import BulkIndexError

from adwatch.errors import Exit, Trouble
from adwatch.model import Frozen
from search.client import settings_for_vectors, speaking_to
from search.document import Document, is_settled, rebuilt
from search.joining import Joining
from search.mapping import (
    MAIL,
    POSTINGS_PROPERTIES,
    Mapping,
    mails_alias,
    postings_alias,
    template,
)

PAGE = 500
FEW = 200
"""So few documents changed during a pass that writers can wait while they are copied."""
MOST_PASSES = 50

Hit = dict[str, Any]


class RemapReport(Frozen):
    """How many indices were built anew, and how many documents they hold."""

    indices: int = 0
    documents: int = 0


class _Swap(NamedTuple):
    """One index, the one that takes its place, and what makes documents of the old new."""

    alias: str
    old: str
    new: str
    made: Callable[[list[Document]], list[Document]]
    settings: Mapping

    @property
    def names(self) -> set[str]:
        """The aliases of the new index: the common one, and those by which it is written to.

        The old one's name is among them, since a writer may have looked it up just before.
        """
        return {self.alias, own_name(self.alias, self.old), self.old}


def remap(client: Elasticsearch, prefix: str, note: Callable[[str], None]) -> RemapReport:
    """Build all indices of a prefix anew; `note` is told of each.

    Raises:
        Trouble: a document does not fit the new mapping, or the cluster does not answer. The index
        in question is then as it was.

    """
    report = RemapReport()
    postings = postings_alias(prefix)
    # Also what was copied but is not swapped in yet: `next_name`.
    joining = Joining(client, f"{postings},{postings}.*", threads=1)
    with speaking_to(client):
        more = settings_for_vectors(client)
        for alias, properties, made in (
            (postings, POSTINGS_PROPERTIES, partial(_made_anew, joining)),
            (mails_alias(prefix), MAIL, list),
        ):
            client.indices.put_index_template(name=alias, **template(alias, properties, more))
            for old in sorted(client.indices.get_alias(name=alias)):
                swap = _Swap(alias, old, next_name(alias, old), made, more)
                copied = _replace(client, swap, properties)
                note(f"{old}: {copied} documents, now in {swap.new}")
                report = RemapReport(
                    indices=report.indices + 1, documents=report.documents + copied
                )
    return report


def own_name(alias: str, index: str) -> str:
    """Return the name by which a month is written to: its first index's, an alias later on."""
    month = index.removeprefix(f"{alias}-").removeprefix(f"{alias}.").rsplit(".r", 1)[0]
    return f"{alias}-{month}"


def next_name(alias: str, old: str) -> str:
    """Return the name of the index that replaces one.

    The index template does not match it (`<alias>.` and not `<alias>-`), or the alias would show
    each document twice while it is copied.
    """
    month = own_name(alias, old).removeprefix(f"{alias}-")
    _, _, number = old.removeprefix(f"{alias}.").partition(".r")
    return f"{alias}.{month}.r{int(number or 0) + 1}"


def _replace(client: Elasticsearch, swap: _Swap, properties: Mapping) -> int:
    body = template(swap.alias, properties, swap.settings)["template"]
    client.indices.delete(index=swap.new, ignore_unavailable=True)
    client.indices.create(index=swap.new, mappings=body["mappings"], settings=body["settings"])
    try:
        copied_up_to = _copy_while_written(client, swap)
        client.indices.add_block(index=swap.old, block="write")
        _copy(client, swap, copied_up_to)
        return _swapped(client, swap)
    except BaseException:
        client.indices.put_settings(index=swap.old, settings={"index.blocks.write": None})
        client.indices.delete(index=swap.new, ignore_unavailable=True)
        raise


def _copy_while_written(client: Elasticsearch, swap: _Swap) -> int:
    """Copy in passes until one is small; return the sequence number up to which all is copied."""
    done = -1
    for _ in range(MOST_PASSES):
        # Taken before the refresh: what has a lower number is finished, so the refresh shows it.
        checkpoint = _checkpoint(client, swap.old)
        copied = _copy(client, swap, done)
        done = checkpoint
        if copied <= FEW:
            break
    return done


def _copy(client: Elasticsearch, swap: _Swap, after: int) -> int:
    """Copy what was written after a sequence number; return how many documents that were."""
    client.indices.refresh(index=swap.old)
    actions = (
        {"_index": swap.new, "_id": hit["_id"], "_source": made}
        for page in _written(client, swap, after)
        for hit, made in zip(page, swap.made([hit["_source"] for hit in page]), strict=True)
    )
    try:
        return helpers.bulk(client, actions, chunk_size=PAGE)[0]
    except BulkIndexError as error:
        (item,) = error.errors[0].values()
        raise Trouble(
            f"Document {item['_id']} of {swap.old} does not fit the new mapping: "
            f"{item['error']['reason']}",
            f"Mend the mapping or the document; {swap.old} is as it was.",
            Exit.BAD_INPUT,
        ) from error


def _made_anew(joining: Joining, sources: list[Document]) -> list[Document]:
    """Return postings with all that is derived; what has no place among its copies gets one."""
    documents = [rebuilt(source) for source in sources]
    settled = map(is_settled, sources)
    joining.settle(made for made, before in zip(documents, settled, strict=True) if not before)
    return documents


def _written(client: Elasticsearch, swap: _Swap, after: int) -> Iterator[list[Hit]]:
    """Yield pages of what was written after a sequence number, in the order of writing."""
    while True:
        answer = client.search(
            index=swap.old,
            # An index that hides its vectors shows them when it is asked to.
            source={"exclude_vectors": False} if swap.settings else None,
            query={"range": {"_seq_no": {"gt": after}}},
            sort=["_seq_no"],
            size=PAGE,
            track_total_hits=False,
        )
        hits = answer["hits"]["hits"]
        yield hits
        if len(hits) < PAGE:
            return
        (after,) = hits[-1]["sort"]


def _checkpoint(client: Elasticsearch, index: str) -> int:
    """Return the sequence number up to which every write is finished."""
    shards = client.indices.stats(index=index, level="shards")["indices"][index]["shards"]
    copies = [copy for shard in shards.values() for copy in shard if copy["routing"]["primary"]]
    return min(int(copy["seq_no"]["local_checkpoint"]) for copy in copies)


def _swapped(client: Elasticsearch, swap: _Swap) -> int:
    """Put the new index in the place of the old, once both hold the same documents."""
    client.indices.refresh(index=swap.new)
    before, after = (client.count(index=name)["count"] for name in (swap.old, swap.new))
    if before != after:
        raise Trouble(
            f"{swap.old} has {before} documents, its copy {after}.",
            "Is something deleting postings? Run it again when that is done.",
            Exit.INCOMPLETE,
        )
    adding = [{"add": {"index": swap.new, "alias": name}} for name in sorted(swap.names)]
    client.indices.update_aliases(actions=[{"remove_index": {"index": swap.old}}, *adding])
    return int(after)
