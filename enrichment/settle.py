"""Decides between extractors that claim the same characters, so that their order never matters."""

from adwatch.model import TEXT_FIELDS, Mention, MentionKind

_STRONGEST_FIRST: tuple[MentionKind, ...] = (
    "crypto", "email", "upi", "url", "handle", "licence", "phone", "review", "height", "shift",
    "date", "price", "age", "feature", "place", "spoken", "nationality", "name",
)  # fmt: skip
_RANK = {kind: rank for rank, kind in enumerate(_STRONGEST_FIRST)}
_ADDRESSES = frozenset({"email", "upi", "url", "handle"})


def settle(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions that stand, in order of the text, the title first.

    The stronger kind keeps the characters, within one kind the longer mention. A telephone number
    or crypto address inside another address (`9847012345@ybl`) is a fact of its own and stays.
    """
    kept: list[Mention] = []
    holder: dict[tuple[str, int], Mention] = {}
    for mention in sorted(mentions, key=_strength):
        places = [(mention.field, place) for place in range(mention.start, mention.end)]
        if any(place in holder and _clashes(mention, holder[place]) for place in places):
            continue
        kept.append(mention)
        for place in places:
            holder.setdefault(place, mention)
    return sorted(kept, key=_place)


def _strength(mention: Mention) -> tuple[int, int, int, str, str]:
    length = mention.end - mention.start
    return (_RANK[mention.kind], -length, mention.start, mention.field, mention.value)


def _place(mention: Mention) -> tuple[int, int, int, str, str]:
    field = TEXT_FIELDS.index(mention.field)
    return (field, mention.start, mention.end, mention.kind, mention.value)


def _clashes(mention: Mention, other: Mention) -> bool:
    """Whether two mentions of the same characters exclude each other."""
    inside, outside = sorted((mention, other), key=lambda each: each.end - each.start)
    return not (inside.kind in ("phone", "crypto") and outside.kind in _ADDRESSES)
