"""Folding of hostile spelling, with offsets back to the stored text.

Two views of a text, both lower-case and without tricks of appearance:

- `plain(text)`: every digit is ASCII (native, full-width, circled, keycap), every letter that only
  looks Latin or carries an accent is Latin, invisible characters are gone, Malayalam chillu letters
  and two-part vowel signs have one spelling. Scripts are kept. Extractors read this.
- `fold(text)`: the plain view with Malayalam, Devanagari and Tamil written in Latin letters, for
  search across scripts: കൊച്ചി is `kochi`, पटना is `patna`.

Both are pure and idempotent. Source of the look-alikes: Unicode Technical Standard 39.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from enrichment import tables
from enrichment.romanise import INDIC_WORD, romanise_word

_CHILLU = {"ണ": "ൺ", "ന": "ൻ", "ര": "ർ", "ല": "ൽ", "ള": "ൾ", "ക": "ൿ"}
_KEPT = (
    r"\x00-\x7f\u0900-\u093b\u093d-\u0957\u0960-\u0965\u0b80-\u0be5"
    r"\u0d00-\u0d4b\u0d4d-\u0d65\u0d7a-\u0d7f"
)
_ODD = re.compile(rf"[^{_KEPT}]")
_ODD_CLUSTER = re.compile(
    r"[ണനരലളക]്\u200d"  # chillu letters as they were written before Unicode 5.1
    r"|[0-9]\ufe0f?\u20e3"  # keycaps
    r"|[\u0d46\u0d47]\u0d3e|\u0d46\u0d57|\u0bc6[\u0bbe\u0bd7]|\u0bc7\u0bbe"  # two-part vowel signs
    rf"|[^{_KEPT}]"
)
_CLUSTER_SIGNS = (
    "\u200d", "\u20e3",
    "\u0d46\u0d3e", "\u0d47\u0d3e", "\u0d46\u0d57", "\u0bc6\u0bbe", "\u0bc6\u0bd7", "\u0bc7\u0bbe",
)  # fmt: skip
_LOOKS_LIKE = {
    letter: latin for latin, letters in tables.mapping("confusables").items() for letter in letters
}
_FIXED = (
    dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
    | dict.fromkeys("’‘´ʼ", "'")
    | dict.fromkeys("“”„", '"')
    | {"🔟": "10", "×": "x", "✕": "x", "✖": "x", "\u0d4c": "\u0d57"}
)


class Folded(NamedTuple):
    """A view of a text; `starts` and `ends` (None: same offsets) lead back to the stored text."""

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` (not empty) stands in the stored text."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> Folded:
    """Return the plain view of a text."""
    if text.isascii():
        return Folded(text.lower())
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    clusters = any(sign in text for sign in _CLUSTER_SIGNS)
    for match in (_ODD_CLUSTER if clusters else _ODD).finditer(text):
        begin, end = match.span()
        pieces.append(text[position:begin].lower())
        starts.extend(range(position, begin))
        ends.extend(range(position + 1, begin + 1))
        new = _replacement(match.group())
        pieces.append(new)
        starts.extend([begin] * len(new))
        ends.extend([end] * len(new))
        position = end
    if position == 0:
        return Folded(text.lower())
    pieces.append(text[position:].lower())
    starts.extend(range(position, len(text)))
    ends.extend(range(position + 1, len(text) + 1))
    return Folded("".join(pieces), starts, ends)


def fold(text: str) -> Folded:
    """Return the plain view with Indian scripts written in Latin letters."""
    view = plain(text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for match in INDIC_WORD.finditer(view.text):
        _copy(view, position, match.start(), pieces, starts, ends)
        for latin, begin, end in romanise_word(match.group()):
            first, last = view.span(match.start() + begin, match.start() + end)
            pieces.append(latin)
            starts.extend([first] * len(latin))
            ends.extend([last] * len(latin))
        position = match.end()
    if position == 0:
        return view
    _copy(view, position, len(view.text), pieces, starts, ends)
    return Folded("".join(pieces), starts, ends)


def folded(text: str) -> str:
    """Return `fold(text).text`, several times faster: no offsets are kept."""
    if text.isascii():
        return text.lower()
    plainly = _ODD.sub(lambda odd: _replacement(odd.group()), text).lower()
    return INDIC_WORD.sub(lambda word: _latin(word.group()), plainly)


@lru_cache(maxsize=16384)
def _latin(word: str) -> str:
    return "".join(piece.latin for piece in romanise_word(word))


def _copy(
    view: Folded, begin: int, end: int, pieces: list[str], starts: list[int], ends: list[int]
) -> None:
    pieces.append(view.text[begin:end])
    starts.extend(range(begin, end) if view.starts is None else view.starts[begin:end])
    ends.extend(range(begin + 1, end + 1) if view.ends is None else view.ends[begin:end])


@lru_cache(maxsize=8192)
def _replacement(odd: str) -> str:
    """Return what one odd character (or one of the known clusters) is in the plain view."""
    if len(odd) > 1:
        return _cluster(odd)
    if odd in _FIXED:
        return _FIXED[odd]
    digit = unicodedata.digit(odd, None)
    if digit is not None:
        return str(digit)
    if odd in _LOOKS_LIKE:
        return _LOOKS_LIKE[odd]
    return _compatible(odd)


def _cluster(odd: str) -> str:
    if odd[0].isdigit():
        return odd[0]
    if odd[0] in _CHILLU:
        return _CHILLU[odd[0]]
    composed = unicodedata.normalize("NFC", odd)
    return _FIXED.get(composed, composed)


def _compatible(odd: str) -> str:
    """Return the compatible form without accents, ASCII where the character stands for letters."""
    category = unicodedata.category(odd)
    if category in ("Cf", "Mn", "Me") and not "\u0900" <= odd <= "\u0dff":
        return ""
    bare = "".join(
        part
        for part in unicodedata.normalize("NFKD", odd)
        if unicodedata.category(part) != "Mn" or ("\u0900" <= part <= "\u0dff" and part != "\u093c")
    )
    if bare.isascii():
        return bare.lower()
    if (category[0] == "L" and unicodedata.name(odd, "").startswith("LATIN")) or category == "So":
        latin = anyascii(odd)
        return latin.lower() if latin.isalnum() else odd
    lower = bare.lower()
    return lower if lower else odd
