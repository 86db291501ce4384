"""Puts near-copies together, so that one advertiser fills one entry of a mail and not the mail.

Postings belong together when they have the same words or name the same phone number; by several
steps too (A has B's words, B has C's phone).
"""

from collections.abc import Iterable, Sequence

from adwatch.model import Posting

Group = tuple[Posting, ...]


def grouped(postings: Sequence[Posting]) -> list[Group]:
    """Return the groups, the highest score first, and so within each group."""
    leader = {posting.id: posting.id for posting in postings}
    first_with: dict[str, str] = {}
    for posting in postings:
        for trait in _traits(posting):
            other = first_with.setdefault(trait, posting.id)
            leader[_root(leader, posting.id)] = _root(leader, other)
    groups: dict[str, list[Posting]] = {}
    for posting in sorted(postings, key=_rank):
        groups.setdefault(_root(leader, posting.id), []).append(posting)
    return [tuple(group) for group in groups.values()]


def _traits(posting: Posting) -> Iterable[str]:
    yield f"words {posting.version}"
    yield from (f"phone {m.value}" for m in posting.mentions if m.kind == "phone")


def _root(leader: dict[str, str], member: str) -> str:
    while leader[member] != member:
        leader[member] = member = leader[leader[member]]
    return member


def _rank(posting: Posting) -> tuple[float, str]:
    return -posting.score, posting.id
