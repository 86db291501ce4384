"""Keeps a child's identity out of lists and mails: POCSO Act 2012, s.23; JJ Act 2015, s.74.

A posting with the indicator `minor` loses its title, its names, its contacts and how somebody looks
(complexion, height, build) wherever it leaves the screens; what remains are the words that show an
indicator. It is read on its own page.
"""

from adwatch.model import Finding, MentionKind, Posting
from search.mapping import CONTACT_KINDS

PROTECTED_BY = "minor"
IDENTIFYING: frozenset[MentionKind] = frozenset(
    (*CONTACT_KINDS, "url", "name", "height", "feature")
)
MASK = "•"


def is_protected(posting: Posting) -> bool:
    """Whether the posting may be about a child."""
    return any(finding.indicator == PROTECTED_BY for finding in posting.findings)


def masked_words(posting: Posting, finding: Finding) -> str:
    """Return the finding's exact words with every name, contact and look in them masked."""
    if finding.field is None or finding.start is None:
        return finding.raw
    letters = list(finding.raw)
    for mention in posting.mentions:
        if mention.kind in IDENTIFYING and mention.field == finding.field:
            start, end = mention.start - finding.start, mention.end - finding.start
            for place in range(max(start, 0), min(end, len(letters))):
                letters[place] = MASK
    return "".join(letters)
