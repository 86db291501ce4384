"""Telephone numbers, however they are disguised, in E.164.

A run of digit pieces (see `enrichment.digits`) is cut, at the borders of its pieces, into the set
of numbers that explains it best; so two numbers written together are two and a price before a
number is no part of it. Attributes: `disguise` (plain, spaced, words, letters, native, symbols,
split, masked), `region`, `type`, `partial`, `messenger`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from adwatch.model import Mention
from enrichment import dialplan, tables
from enrichment.context import Context
from enrichment.dialplan import Line
from enrichment.digits import runs
from enrichment.gazetteer import NAMES
from enrichment.manner import disguise, masked, messenger
from enrichment.phrases import reading, word_set
from enrichment.pieces import Piece, gaps_of

NAME = "phones"
_CUES = tables.mapping("phones")
_NOT_A_PHONE, _PHONE = (word_set(_CUES[key]) for key in ("not_a_phone", "phone"))
_COUNTRIES = reading(_CUES["countries"])
_INDIAN = word_set(_CUES["indian"])
_SIGNS = {"£": "GB"}
_AMERICAN_DIGITS, _BRITISH_DIGITS = 10, 11
_AMERICAN_GAPS = frozenset({")", "-", ".", "", "/"})
_BETWEEN = frozenset({",", "/", "&", "and", "or"})
_NEUTRAL = frozenset({"no", "nos", "number", "num", "is", "id"})
_NUMBERED = frozenset(_CUES["numbered"].split())
_SOFT_BREAKS = frozenset("/,;&|\n")
_WORD_BEFORE = re.compile(r"[^\s:.#()\[\]-]+")
_SENTENCE_END = re.compile(r"(?<!no)(?<!nos)[.!?]\s+$")
_DIALLING = re.compile(r"wa\.me|whatsapp|phone|tel|call|t\.me|mob|signal|imo|viber")
_LOOK_BACK = 28
_LONGEST_ADDRESS = 80
_MANY_FIGURES, _MANY_WORDS = 8, 5
_ENOUGH = 5.0
_BREAK = 1.0
_SURE_WITH_PLUS = 11.0
_SURENESS = {"mobile": 10.0, "unallotted": 9.0, "fixed": 9.0}
_SMALL_COUNTRY_DIGITS = 8


class _Where(NamedTuple):
    """The countries that a posting speaks of, and whether it is an Indian posting."""

    regions: list[str]
    indian: bool


class _Found(NamedTuple):
    line: Line
    pieces: list[Piece]
    start: int


def extract(text: str, context: Context) -> list[Mention]:
    """Return the telephone numbers of a text, partly masked ones marked `partial`."""
    found = [number for run in runs(context) for number in _numbers(run, context)]
    return [_mention(number, text, context) for number in found] + _partial(context)


@lru_cache(maxsize=2)
def _where(context: Context) -> _Where:
    words, view = context.rough_words, context.plain.text
    regions = {_COUNTRIES[word] for word in words & _COUNTRIES.keys()}
    regions |= {region for sign, region in _SIGNS.items() if sign in view}
    indian = not words.isdisjoint(_INDIAN) or "+91" in view or "₹" in view
    at_home = regions and not indian and any(_is_indian(word) for word in words)
    return _Where(sorted(regions), indian or bool(at_home))


def _is_indian(word: str) -> bool:
    """Whether a word is written in an Indian script or names an Indian place."""
    if not word.isascii():
        return any("\u0900" <= letter <= "\u0dff" for letter in word)
    names = NAMES.get(word, [])
    return any(not name.rest and not name.ambiguous for name in names) and (
        names[0].places[0].country == "IN"
    )


def _numbers(run: list[Piece], context: Context) -> list[_Found]:
    """Return the numbers, none overlapping, that explain the run best (dynamic programming)."""
    if sum([len(piece.digits) for piece in run]) < dialplan.SHORTEST:
        return []
    best: list[tuple[float, _Found | None, int]] = [(0.0, None, 0)] * (len(run) + 1)
    for first in range(len(run) - 1, -1, -1):
        best[first] = (best[first + 1][0], None, first + 1)
        digits = ""
        for last in range(first, len(run)):
            digits += run[last].digits
            if len(digits) > dialplan.LONGEST:
                break
            if len(digits) < dialplan.SHORTEST:
                continue
            number, score = _judged(run[first : last + 1], digits, context)
            if number and score + best[last + 1][0] > best[first][0]:
                best[first] = (score + best[last + 1][0], number, last + 1)
    return list(_chosen(best, run, context.plain.text))


def _chosen(
    best: list[tuple[float, _Found | None, int]], run: list[Piece], view: str
) -> Iterator[_Found]:
    place = 0
    left_over: Piece | None = None
    while place < len(run):
        _, number, after = best[place]
        if number is None:
            left_over = run[place]
        else:
            following = run[after] if after < len(run) and best[after][1] is None else None
            if not _is_cut(left_over, number.pieces, following, view):
                yield number
                yield from _same_exchange(number, run[after:], view)
            left_over = None
        place = after


def _same_exchange(number: _Found, following: list[Piece], view: str) -> Iterator[_Found]:
    """Yield the lines written after a fixed line without its area code: 0471-2441122, 2441133."""
    local = number.pieces[-1].digits
    if number.line.type != "fixed" or len(number.pieces) == 1:
        return
    area = number.line.number[: -len(local)]
    edge = number.pieces[-1].end
    for piece in following:
        alike = len(piece.digits) == len(local) and view[edge : piece.start].strip() in _BETWEEN
        line = dialplan.indian(f"{area}{piece.digits}".lstrip("+")) if alike else None
        if line is None:
            return
        yield _Found(line, [piece], piece.start)
        edge = piece.end


def _is_cut(before: Piece | None, pieces: list[Piece], after: Piece | None, view: str) -> bool:
    """Whether the pieces go on in the same manner on either side: a longer number, not this one."""
    gaps = set(gaps_of(pieces, view))
    many = _MANY_FIGURES if all(each.style == "figures" for each in pieces) else _MANY_WORDS
    if len(gaps) != 1 or (len(pieces) < many and gaps <= {" "}):
        return False
    outer = [*([before, pieces[0]] if before else []), *([pieces[-1], after] if after else [])]
    pairs = zip(outer[::2], outer[1::2], strict=True)
    return any(
        view[left.end : right.start] in gaps and "weak" not in (left.style, right.style)
        for left, right in pairs
    )


def _judged(pieces: list[Piece], digits: str, context: Context) -> tuple[_Found | None, float]:
    """Return the number that the pieces make, if any, and how good an explanation it is."""
    view = context.plain.text
    start = pieces[0].start
    plus = view[max(start - 2, 0) : start].strip(" (")[-1:] == "+"
    line, score = (None, 0.0) if plus else _abroad_first(digits, pieces, context)
    if line is None:
        line, score = _line(digits, plus, context)
    if line is None:
        return None, 0.0
    score -= _strain(pieces, view)
    cue = _cue(view, start)
    if cue < 0 or score + 2 * cue < _ENOUGH or _is_part_of_address(view, start):
        return None, 0.0
    return _Found(line, pieces, view.rindex("+", 0, start) if plus else start), score


def _strain(pieces: list[Piece], view: str) -> float:
    """Return how forced it is to read the pieces as one number."""
    gaps = gaps_of(pieces, view)
    weak = _weakness(pieces) + _weakness(pieces[::-1])
    uniform = len(gaps) > 1 and len(set(gaps)) == 1
    breaks = 0 if uniform else sum(1 for gap in gaps if not _SOFT_BREAKS.isdisjoint(gap))
    return 0.2 * len(gaps) + weak + min(_BREAK * breaks, 2 * _BREAK)


def _weakness(pieces: list[Piece]) -> float:
    """Return how likely the first piece is an ordinary word ("call now 98470...")."""
    if pieces[0].style != "weak":
        return 0.0
    return 2.0 if len(pieces) > 1 and pieces[1].style == "figures" else 0.6


def _abroad_first(digits: str, pieces: list[Piece], context: Context) -> tuple[Line | None, float]:
    """Return the American or British line of a posting from there, written as one writes it there.

    The same digits would dial an Indian line: 702-555-0134, 07700 900461.
    """
    if digits[0] == "0":
        return _british(digits, context)
    national = digits.removeprefix("1") if len(digits) > _AMERICAN_DIGITS else digits
    if len(national) != _AMERICAN_DIGITS:
        return None, 0.0
    mobile = digits[0] in "6789"
    shaped = _is_american_shape(pieces, context.plain.text)
    dollars = "$" in context.plain.text
    if mobile and not (shaped or dollars):
        return None, 0.0
    where = _where(context)
    spoken = "US" in where.regions
    if where.indian or not (spoken or (shaped and (dollars or not mobile))):
        return None, 0.0
    return dialplan.international(f"1{national}"), _SURENESS["mobile"]


def _british(digits: str, context: Context) -> tuple[Line | None, float]:
    if len(digits) != _BRITISH_DIGITS:
        return None, 0.0
    where = _where(context)
    meant = "GB" in where.regions and not where.indian
    return (dialplan.local(digits, "GB") if meant else None), _SURENESS["mobile"]


def _is_american_shape(pieces: list[Piece], view: str) -> bool:
    """Whether digits stand as (415) 555-0134, 415-555-0134 or 415.555.0134."""
    lengths = [len(piece.digits) for piece in pieces]
    if lengths[-3:] != [3, 3, 4] or lengths[:-3] not in ([], [1]):
        return False
    return all(gap.strip() in _AMERICAN_GAPS for gap in gaps_of(pieces[-3:], view)[:2])


def _line(digits: str, plus: bool, context: Context) -> tuple[Line | None, float]:
    """Return the line that the digits dial and how surely they were meant to (10: surely)."""
    line = dialplan.international(digits) if plus else None
    if line:
        return line, _SURE_WITH_PLUS
    line = dialplan.indian(digits)
    if line:
        return line, _SURENESS[line.type]
    if digits.startswith("00"):
        return dialplan.international(digits[2:]), 9.0
    line = dialplan.indian_fixed(digits)
    if line:
        return line, 6.0 if line.type == "toll_free" else 3.5
    return _abroad(digits, context)


def _abroad(digits: str, context: Context) -> tuple[Line | None, float]:
    """Return the foreign line: with a country code, or as dialled in a country spoken of."""
    for length in (3, 2):
        region = dialplan.COUNTRY_CODES.get(digits[:length])
        line = dialplan.international(digits) if region else None
        if line and line.region == region:
            return line, 6.0 if region in _where(context).regions else 4.0
    if digits[0] != "0" and len(digits) != _SMALL_COUNTRY_DIGITS:
        return None, 0.0
    for region in _where(context).regions:
        line = dialplan.local(digits, region)
        if line:
            return line, 7.0 if digits[0] == "0" else 4.0
    return None, 0.0


def _cue(view: str, start: int) -> int:
    """Return 1 if the words before announce a telephone number, -1 if another number, else 0."""
    before = view[max(start - _LOOK_BACK, 0) : start]
    numbered = before.rstrip()[-1:] in (":", "#")
    words = _WORD_BEFORE.findall(before)[-3:]
    for distance, word in enumerate(reversed(words)):
        if word in _NEUTRAL:
            numbered = True
            if word == "id" and _PHONE.isdisjoint(words):
                return -1
        elif word in _PHONE:
            return 1
        elif distance > 1 or _SENTENCE_END.search(before):
            continue
        elif word in _NOT_A_PHONE or (numbered and word in _NUMBERED):
            return -1
        elif not numbered:
            break
    return 0


def _is_part_of_address(view: str, start: int) -> bool:
    """Whether the digits are an id inside a web address (`/item/9847...`), not a number to call."""
    before = view[max(start - _LONGEST_ADDRESS, 0) : start].rsplit(None, 1)
    head = before[-1] if before and not view[start - 1 : start].isspace() else ""
    if ("/" not in head and "=" not in head) or "." not in head:
        return False
    return not (_DIALLING.search(head) or head[-1].isalpha())


def _mention(found: _Found, text: str, context: Context) -> Mention:
    start, end = found.start, found.pieces[-1].end
    first, last = context.plain.span(start, end)
    return context.mention(
        "phone",
        found.line.number,
        start,
        end,
        NAME,
        disguise=disguise(found.pieces, text[first:last], context.plain.text),
        region=found.line.region,
        type=found.line.type,
        **messenger(context.plain.text, start, end),
    )


def _partial(context: Context) -> list[Mention]:
    return [
        context.mention(
            "phone", value, start, end, NAME,
            disguise="masked", region="IN", type="mobile", partial=True,
        )
        for value, start, end in masked(context.plain.text)
    ]  # fmt: skip
