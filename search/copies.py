"""When two texts are near copies, and by which keys one is found from the other: pure functions.

A text is the set of its words and pairs of neighbouring words, as they sound, without numbers,
contacts, names, ages, prices and dates. Two texts are near copies when they share three quarters of
these (Jaccard). MinHash (Broder 1997) in bands makes such pairs meet: texts that share 0.75 have a
band in common in 93 of 100 cases, those that share 0.1 in 1 of 10,000.
Why so: docs/adr/near-copies-join-a-stored-one.md.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import mmh3
import numpy as np
from numpy.typing import NDArray

from adwatch.model import MentionKind
from enrichment.normalise import folded

Hashes = NDArray[np.uint32]
"""In 32 bits, which are multiplied four times faster than 64."""

ALIKE = 0.75
"""The share of words and pairs that near copies have in common at least."""
LEAST_WORDS = 12
"""A shorter text says something else when one word of it is another."""
SCHEME = "g1"
"""Begins each key of a text; a new one when keys or bands are made in another way."""
BANDS, ROWS = 10, 5
HIDDEN: frozenset[MentionKind] = frozenset(
    ("phone", "email", "handle", "upi", "url", "crypto", "name", "price", "age", "date")
)
"""What differs between the copies of one text."""

_BAND_HEX = 10
_WORD = re.compile(r"[^\W\d_]+")
_ODD_LETTER = re.compile(r"[^\W\d_a-z]")
_UNHEARD = b"aeiouyh"
_SOUNDS = bytes.maketrans(b"bcdfgjqwz", b"pktpkkkvs")
_OTHERS = bytes(byte for byte in range(256) if not chr(byte).islower() or byte > 127)
_HEARD = _SOUNDS.translate(bytes.maketrans(_OTHERS, b" " * len(_OTHERS)))
_DOUBLED = tuple(bytes([letter]) * 2 for letter in sorted(set(_HEARD) - set(b" " + _UNHEARD)))
_CHANCE = np.random.Generator(np.random.PCG64(1997))
_FACTORS, _ADDED = _CHANCE.integers(1, 2**32, (2, BANDS * ROWS, 1), np.uint32) | np.uint32(1)
_MIXED = _CHANCE.integers(1, 2**64, (BANDS, ROWS), np.uint64) | np.uint64(1)
_FIRST_OF_PAIR = np.uint32(0x9E3779B1)


def hidden_in(mentions: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return what of a text is left out, given its mentions as a document holds them."""
    said = {m["raw"] for m in mentions if m["kind"] in HIDDEN and m["field"] == "text"}
    # What has no letter is no word in any case.
    return tuple(sorted(raw for raw in said if raw.upper() != raw.lower() or not raw.isascii()))


def shingles(folded_text: str, hidden: Iterable[str]) -> Hashes:
    """Return the hashes of a folded text's words and pairs, none for a short text.

    Args:
        folded_text: as `enrichment.normalise.folded` writes it.
        hidden: see `hidden_in`.

    """
    for raw in hidden:
        folded_text = _without(folded_text, folded(raw))
    words = [mmh3.hash(word, 0, False) for word in _words(folded_text)]
    if len(words) < LEAST_WORDS:
        return np.empty(0, np.uint32)
    heard = np.array(words, np.uint32)
    pairs = heard[:-1] * _FIRST_OF_PAIR + heard[1:]
    return np.concatenate([heard, pairs])


def bands(found: Hashes) -> list[str]:
    """Return the keys by which near copies of a text meet; none for a short text."""
    if not found.size:
        return []
    least = (found * _FACTORS + _ADDED).min(axis=1).reshape(BANDS, ROWS)
    digits = (least * _MIXED).sum(axis=1, dtype=np.uint64).astype(">u8").tobytes().hex()
    return [SCHEME + digits[start : start + _BAND_HEX] for start in range(0, len(digits), 16)]


def likeness(one: Hashes, other: Hashes) -> float:
    """Return which share of all words and pairs of two texts both have (Jaccard)."""
    own, others = set(one.tolist()), set(other.tolist())
    return len(own & others) / max(1, len(own | others))


def _without(text: str, phrase: str) -> str:
    """Return a text without a phrase, wherever that does not stand inside of a word."""
    at = text.find(phrase) if phrase else -1
    while at >= 0:
        end = at + len(phrase)
        if not (text[at - 1 : at].isalpha() or text[end : end + 1].isalpha()):
            text = f"{text[:at]} {text[end:]}"
        at = text.find(phrase, at + 1)
    return text


def _words(folded_text: str) -> list[bytes]:
    """Return the words as they roughly sound: consonants alone, those that are mistaken as one.

    A whole text is done at once, since a word at a time took as long as all else about a posting.
    Scripts that are not written in Latin letters when folded keep their spelling.
    """
    if folded_text.isascii() or not _ODD_LETTER.search(folded_text):
        return _heard(folded_text.encode("ascii", "replace")).split()
    words = _WORD.findall(folded_text)
    heard = (
        _heard(word.encode()) if word.isascii() else word.encode("utf-8", "surrogatepass")
        for word in words
    )
    return [word for word in heard if word]


def _heard(letters: bytes) -> bytes:
    heard = letters.replace(b"zh", b"l").translate(_HEARD, _UNHEARD)
    for twice in _DOUBLED:
        heard = heard.replace(twice, twice[:1])
    return heard
