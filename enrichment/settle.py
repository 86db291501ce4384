"""Decides between extractors that claim the same characters, so that their order never matters."""

from adwatch.model import Mention, MentionKind

_STRONGEST_FIRST: tuple[MentionKind, ...] = (
    "crypto", "email", "upi", "url", "handle", "licence", "phone", "date", "price", "age", "place",
    "name",
)  # fmt: skip
_RANK = {kind: rank for rank, kind in enumerate(_STRONGEST_FIRST)}
_ADDRESSES = frozenset({"email", "upi", "url", "handle"})


def settle(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions that stand, in order of the text, the title first.

    The stronger kind keeps the characters, within one kind the longer mention. A telephone number
    or crypto address inside another address (`9847012345@ybl`) is a fact of its own and stays.
    """
    kept: list[Mention] = []
    for mention in sorted(set_of(mentions), key=_strength):
        if not any(_clashes(mention, other) for other in kept):
            kept.append(mention)
    return sorted(kept, key=_place)


def set_of(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions without those that say the same of the same characters."""
    return list({(each.kind, each.value, *_place(each)): each for each in mentions}.values())


def _strength(mention: Mention) -> tuple[int, int, int, str, str]:
    length = mention.end - mention.start
    return (_RANK[mention.kind], -length, mention.start, mention.field, mention.value)


def _place(mention: Mention) -> tuple[bool, int, int, str, str]:
    return (mention.field != "title", mention.start, mention.end, mention.kind, mention.value)


def _clashes(mention: Mention, other: Mention) -> bool:
    if mention.field != other.field:
        return False
    if mention.end <= other.start or other.end <= mention.start:
        return False
    inside, outside = sorted((mention, other), key=lambda each: each.end - each.start)
    return not (inside.kind in ("phone", "crypto") and outside.kind in _ADDRESSES)
