"""How a telephone number is written: disguised or plain, for which messenger, masked in part."""

import re

from enrichment import tables
from enrichment.phrases import any_of, reading
from enrichment.pieces import Piece, gaps_of

_TABLE = tables.mapping("phones")
_MESSENGER_NAMES = reading(_TABLE["messengers"])
_MESSENGER = re.compile(any_of(_MESSENGER_NAMES))
_NATIVE_DIGIT = re.compile(r"[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u0be6-\u0bef\u0d66-\u0d6f]")
_PARTIAL = re.compile(
    r"(?<![0-9a-z])(?:\+?91[ -]?|0)?([6-9][0-9]{3,8}[ -]?(?:[x*#•_]+[ -]?|\.{3,}){1,4}[0-9]{0,4})"
    r"(?![0-9a-z*])"
)
_MASK = re.compile(r"[x*#•_.]")
_MASKS = ("xx", "**", "##", "__", "••", "...", "x x", "* *")
_MASKED_LENGTH = (9, 11)
_MOST_PLAIN_PIECES = 4
_PLAIN_GAPS = " -().+/"
_LOOK_BACK, _LOOK_AHEAD = 28, 14


def disguise(pieces: list[Piece], raw: str, view: str) -> str:
    """Return the manner: plain, spaced, words, letters, native, symbols or split."""
    styles = {piece.style for piece in pieces}
    gaps = "".join(gaps_of(pieces, view))
    if not styles.isdisjoint(("words", "weak")):
        return "words"
    if "letters" in styles:
        return "letters"
    if not raw.isascii():
        return "native" if _NATIVE_DIGIT.search(raw) else "symbols"
    if "\n" in gaps:
        return "split"
    if gaps.strip(_PLAIN_GAPS + ","):
        return "symbols"
    return "spaced" if len(pieces) > _MOST_PLAIN_PIECES or "," in gaps else "plain"


def messenger(view: str, start: int, end: int) -> dict[str, str]:
    """Return `{"messenger": name}` if one is named beside the number."""
    said = _MESSENGER.search(view, max(start - _LOOK_BACK, 0), end + _LOOK_AHEAD)
    return {"messenger": _MESSENGER_NAMES[said[0]]} if said else {}


def masked(view: str) -> list[tuple[str, int, int]]:
    """Return the partly masked numbers: value with `x` for what is hidden, start and end."""
    if not any(mask in view for mask in _MASKS):
        return []
    found = []
    for match in _PARTIAL.finditer(view):
        shown = _MASK.sub("x", match[1].replace(" ", "").replace("-", ""))
        if _MASKED_LENGTH[0] <= len(shown) <= _MASKED_LENGTH[1]:
            found.append((f"+91{shown}", match.start(), match.start() + len(match[0].rstrip())))
    return found
