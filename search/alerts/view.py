"""What a digest mail shows, as plain values for its templates: sections, entries and reasons.

Every crawled word passes `plain.one_line`; names and contacts of a posting that may concern a child
are left out of its whole group (`protect`), since its near-copies would give them away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from adwatch.model import Finding, Posting
from classifiers.indicator import Indicator
from search.alerts.grouping import Group, grouped
from search.alerts.plain import defanged, one_line
from search.alerts.units import SavedSearch
from search.alerts.wording import Wording
from search.document import is_contact
from search.protect import is_protected, masked_words
from search.web.state import address as address_of

LISTED = 10
"""Entries that a saved search shows in one mail; what is above that is counted and linked."""
REASONS, WORDS, CONTACTS = 6, 3, 4
TITLE_LENGTH, WORDS_LENGTH, WHY_LENGTH, CONTACT_LENGTH = 120, 100, 160, 80


@dataclass(frozen=True)
class Matches:
    """One saved search and the postings that are new for it."""

    search: SavedSearch
    postings: tuple[Posting, ...]


@dataclass(frozen=True)
class Style:
    """What all entries of a mail share: its language, the indicators by code, where links lead."""

    words: Wording
    indicators: Mapping[str, Indicator]
    address: str


@dataclass(frozen=True)
class Reason:
    """One indicator with the words that show it; `against` when it lowers the score."""

    title: str
    words: tuple[str, ...]
    why: str
    against: bool


@dataclass(frozen=True)
class Entry:
    """One posting as the mail shows it, with how many near-copies it stands for."""

    band: str
    title: str
    facts: tuple[str, ...]
    reasons: tuple[Reason, ...]
    contacts: tuple[str, ...]
    withheld: bool
    copies: int
    link: str


@dataclass(frozen=True)
class Section:
    """One saved search: its entries, how many more it has, and how many stand further up."""

    title: str
    link: str
    entries: tuple[Entry, ...]
    more: int
    above: int


def sections(found: Sequence[Matches], style: Style) -> list[Section]:
    """Return the sections of a mail; each posting is shown once, in the first that matches.

    What may concern a child comes first, since it must be reported (POCSO Act s.19); then the
    highest score.
    """
    postings = {posting.id: posting for matches in found for posting in matches.postings}
    groups = sorted(grouped(list(postings.values())), key=_is_withheld, reverse=True)
    shown: set[str] = set()
    result = []
    for matches in found:
        ids = {posting.id for posting in matches.postings}
        fresh = [group for group in groups if ids & {p.id for p in group} - shown]
        result.append(_section(matches.search, fresh, len(ids & shown), style))
        shown |= {posting.id for group in fresh[:LISTED] for posting in group}
    return [section for section in result if section.entries or section.above]


def _section(search: SavedSearch, groups: list[Group], above: int, style: Style) -> Section:
    return Section(
        title=search.titled(style.words.language),
        link=style.address + address_of(search.query()),
        entries=tuple(_entry(group, style) for group in groups[:LISTED]),
        more=sum(len(group) for group in groups[LISTED:]),
        above=above,
    )


def _entry(group: Group, style: Style) -> Entry:
    first = group[0]
    withheld = _is_withheld(group)
    title = style.words.withheld_title if withheld else _harmless(first.title, TITLE_LENGTH)
    return Entry(
        band=first.band,
        title=title or style.words.no_title,
        facts=tuple(_facts(first, style.words)),
        reasons=tuple(_reasons(first, withheld, style)),
        contacts=() if withheld else tuple(_contacts(group)),
        withheld=withheld,
        copies=len(group) - 1,
        link=f"{style.address}/posting/{quote(first.id, safe='')}",
    )


def _is_withheld(group: Group) -> bool:
    return any(is_protected(posting) for posting in group)


def _facts(posting: Posting, words: Wording) -> Iterable[str]:
    yield words.categories[posting.category] if posting.category else words.no_category
    yield words.district(posting.district)
    if posting.first_seen:
        yield words.first_seen.format(time=words.moment(posting.first_seen))
    yield words.source.format(source=_harmless(posting.source, CONTACT_LENGTH))


def _reasons(posting: Posting, withheld: bool, style: Style) -> Iterable[Reason]:
    by_indicator: dict[str, list[Finding]] = {}
    for finding in sorted(posting.findings, key=lambda finding: -finding.weight):
        by_indicator.setdefault(finding.indicator, []).append(finding)
    for code, findings in list(by_indicator.items())[:REASONS]:
        words = dict.fromkeys(_words(posting, finding, withheld) for finding in findings)
        title, why = _meaning(code, findings[0], style)
        yield Reason(
            title=title,
            words=tuple(word for word in words if word)[:WORDS],
            why=why,
            against=findings[0].weight < 0,
        )


def _meaning(code: str, finding: Finding, style: Style) -> tuple[str, str]:
    """Return title and why; an indicator that has been retired since keeps what it said."""
    if code not in style.indicators:
        return _harmless(code, WHY_LENGTH), _harmless(finding.why, WHY_LENGTH)
    indicator = style.indicators[code]
    language = style.words.language
    return getattr(indicator.title, language), getattr(indicator.why, language)


def _words(posting: Posting, finding: Finding, withheld: bool) -> str:
    words = masked_words(posting, finding) if withheld else finding.raw
    return _harmless(words, WORDS_LENGTH)


def _contacts(group: Group) -> list[str]:
    mentions = (mention for posting in group for mention in posting.mentions)
    values = dict.fromkeys(mention.value for mention in mentions if is_contact(mention))
    return [_harmless(value, CONTACT_LENGTH) for value in list(values)[:CONTACTS]]


def _harmless(text: str, limit: int) -> str:
    return defanged(one_line(text, limit))
