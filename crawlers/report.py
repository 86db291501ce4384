"""Counts what a crawl met, and judges it by what its source promises."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from pydantic import Field

from adwatch.model import Frozen
from crawlers.parts import Expect
from crawlers.source import Source

FEWEST_TO_JUDGE: Final = 5
"""Shares of fewer ads than this say nothing."""
DEFECT: Final = "a defect of adwatch"
_CONTACT: Final = re.compile(r"(?:\d[\s().-]{0,2}){8}|@[\w.]{3}|\b(?:wa\.me|t\.me)/", re.IGNORECASE)


class CrawlReport(Frozen):
    """What one crawl did.

    `lists` are the list pages that could be read, `met` the ads that the crawl came across, new or
    known, `on_offer` all that are known and not gone. `errors` and `skipped` count by reason,
    `examples` name one address for each. `stopped` says why the crawl ended before the site did,
    `broken` which promises were not kept.
    """

    source: str
    run: str
    fetched: int = 0
    lists: int = 0
    bytes: int = 0
    seconds: float = 0.0
    met: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    on_offer: int = 0
    errors: dict[str, int] = Field(default_factory=dict)
    skipped: dict[str, int] = Field(default_factory=dict)
    examples: dict[str, str] = Field(default_factory=dict)
    stopped: str = ""
    broken: tuple[str, ...] = ()


@dataclass
class Tally:
    """The counts of a crawl under way."""

    fetched: int = 0
    lists: int = 0
    bytes: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    read: int = 0
    with_text: int = 0
    with_contact: int = 0
    met: set[str] = field(default_factory=set)
    errors: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    resumed: bool = False
    stopped: str = ""

    def count_read(self, title: str, text: str) -> None:
        """Count an ad that was read anew."""
        self.read += 1
        self.with_text += bool(text)
        self.with_contact += has_contact(title, text)

    def report(self, source: Source, run: str, seconds: float, on_offer: int) -> CrawlReport:
        """Return the finished report."""
        return CrawlReport(
            source=source.name,
            run=run,
            fetched=self.fetched,
            lists=self.lists,
            bytes=self.bytes,
            seconds=round(seconds, 1),
            met=len(self.met),
            new=self.new,
            changed=self.changed,
            unchanged=self.unchanged,
            gone=self.gone,
            on_offer=on_offer,
            errors=dict(self.errors),
            skipped=dict(self.skipped),
            examples=self.examples,
            stopped=self.stopped,
            broken=tuple(self.broken(source.expect, on_offer)),
        )

    def broken(self, expect: Expect, on_offer: int) -> list[str]:
        """Return the promises that the crawl did not keep, one sentence each.

        A crawl that asked only for what is newer than the last one is judged by all known ads.
        """
        met = on_offer if self.resumed else len(self.met)
        shares = (
            ("with text", self.with_text, expect.with_text),
            ("with a contact", self.with_contact, expect.with_contact),
        )
        sentences = []
        if met < expect.postings:
            sentences.append(f"{met} posting(s) met, {expect.postings} promised")
        if defects := self.errors[DEFECT]:
            sentences.append(f"adwatch itself broke on {defects} page(s); its log says how")
        if self.read >= FEWEST_TO_JUDGE:
            sentences += [
                f"{count / self.read:.0%} of {self.read} posting(s) {what}, {least:.0%} promised"
                for what, count, least in shares
                if count < least * self.read
            ]
        return sentences


def has_contact(title: str, text: str) -> bool:
    """Return whether something like a telephone number or a handle stands in an ad."""
    return bool(_CONTACT.search(f"{title}\n{text}"))
