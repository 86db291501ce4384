"""What a list shows of a posting: pure functions from a hit to a view.

A posting that may concern a child shows in lists only the words that flag it (POCSO Act s.23, JJ
Act s.74); its names, contacts and pictures are on its own page alone.
"""

from dataclasses import dataclass

from adwatch.model import Finding, Posting, Strength, TextField
from search.document import is_contact
from search.protect import masked_words
from search.types import Hit
from search.web.marks import AS_WRITTEN, Notes, Piece, contact_address, pieces, spans

EXCERPT = 320
HEADLINE = 70
LEAD_IN = 90
MOST_REASONS = 6
MOST_CONTACTS = 6
MOST_LINKED = 20


@dataclass(frozen=True)
class Reason:
    """Why a posting is flagged: one indicator with the words that show it."""

    indicator: str
    strength: Strength
    why: str
    law: tuple[str, ...]
    places: tuple[tuple[int, str], ...]
    """The number of each finding (its anchor is `#why-<n>`) and its words."""
    linked: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words that show it, each once."""
        return tuple(dict.fromkeys(words for _, words in self.places if words))


@dataclass(frozen=True)
class ContactLink:
    """A contact and the address of all postings with it."""

    kind: str
    value: str
    address: str


@dataclass(frozen=True)
class Row:
    """One posting in a list."""

    hit: Hit
    protected: bool
    title: list[Piece]
    excerpt: list[Piece]
    cut_before: bool
    cut_after: bool
    reasons: list[Reason]
    more_reasons: int
    contacts: list[ContactLink]
    copies: int
    """How many postings have its text, itself among them."""


def row(hit: Hit, copies: int = 1, notes: Notes = AS_WRITTEN) -> Row:
    """Return what a list shows of a hit."""
    posting = hit.posting
    protected = hit.protected
    field = body_of(posting)
    start, end = (0, 0) if protected else _window(hit, field)
    all_reasons = reasons(posting, masked=protected)
    return Row(
        hit=hit,
        protected=protected,
        title=[] if protected else _headline(hit, notes),
        excerpt=[] if protected else _marked(hit, field, start, end, notes),
        cut_before=start > 0,
        cut_after=not protected and end < len(getattr(posting, field)),
        reasons=all_reasons[:MOST_REASONS],
        more_reasons=len(all_reasons[MOST_REASONS:]),
        contacts=[] if protected else contacts(posting)[:MOST_CONTACTS],
        copies=copies,
    )


def reasons(posting: Posting, *, masked: bool) -> list[Reason]:
    """Return the indicators of a posting, the weightiest first; identities masked or not."""
    numbered = list(enumerate(posting.findings, 1))
    groups: dict[str, list[tuple[int, Finding]]] = {}
    for number, finding in sorted(numbered, key=lambda pair: -pair[1].weight):
        groups.setdefault(finding.indicator, []).append((number, finding))
    return [_reason(posting, group, masked) for group in groups.values()]


def contacts(posting: Posting) -> list[ContactLink]:
    """Return the ways to reach somebody that a posting names, each once."""
    found = dict.fromkeys((m.kind, m.value) for m in posting.mentions if is_contact(m))
    return [ContactLink(kind, value, contact_address(kind, value)) for kind, value in found]


def _reason(posting: Posting, group: list[tuple[int, Finding]], masked: bool) -> Reason:
    first = group[0][1]
    shown = masked_words if masked else _own_words
    return Reason(
        indicator=first.indicator,
        strength=first.strength,
        why=first.why,
        law=first.law,
        places=tuple((number, shown(posting, finding)) for number, finding in group),
        linked=tuple(other for _, finding in group for other in finding.postings)[:MOST_LINKED],
    )


def _own_words(posting: Posting, finding: Finding) -> str:
    return finding.raw


def body_of(posting: Posting) -> TextField:
    """Return where the words of a posting stand: in its pictures, where nothing else is written."""
    return "text" if posting.text.strip() else "pictured"


def _headline(hit: Hit, notes: Notes) -> list[Piece]:
    """Return the title, or the first words of a posting of a site that has no titles."""
    if hit.posting.title:
        return _marked(hit, "title", 0, len(hit.posting.title), notes)
    text: str = getattr(hit.posting, body_of(hit.posting)).strip()
    first = text[:HEADLINE].split("\n", 1)[0]
    return [Piece(first.strip() + (" …" if len(first) < len(text) else ""))]


def _marked(hit: Hit, field: TextField, start: int, end: int, notes: Notes) -> list[Piece]:
    marked = spans(hit.posting, field, hit.highlights, notes)
    # The title as a whole leads to the posting, and reasons are beside the text.
    kept = [
        s if field != "title" and not s.target.startswith("#") else s._replace(target="")
        for s in marked
    ]
    return pieces(getattr(hit.posting, field), kept, start, end)


def _window(hit: Hit, field: TextField) -> tuple[int, int]:
    """Return the stretch of text that shows what was asked for, else what flags the posting."""
    matches = [h.start for h in hit.highlights if h.field == field]
    flags = [f.start for f in hit.posting.findings if f.field == field and f.start is not None]
    first = min(matches or flags or [0])
    text = getattr(hit.posting, field)
    if first <= LEAD_IN or len(text) <= EXCERPT:
        return 0, _word_end(text, EXCERPT)
    start = text.rfind(" ", first - 2 * LEAD_IN, first - LEAD_IN) + 1 or first - LEAD_IN
    return start, _word_end(text, start + EXCERPT)


def _word_end(text: str, end: int) -> int:
    """Return where the last whole word before `end` stops; `end` where no word stops near it."""
    if end >= len(text):
        return end
    stop = text.rfind(" ", end - LEAD_IN, end + 1)
    return stop if stop > 0 else end
