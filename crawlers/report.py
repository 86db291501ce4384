"""Counts what a crawl met, and judges it by what its source promises."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from pydantic import Field

from adwatch.model import Frozen, Posting
from crawlers.parts import Expect
from crawlers.source import Source

FEWEST_TO_JUDGE: Final = 5
"""Shares of fewer ads than this say nothing."""
FEWEST_REQUESTS: Final = 10
"""Shares of fewer requests than this say nothing."""
DEFECT: Final = "a defect of adwatch"
_CONTACT: Final = re.compile(r"(?:\d[\s().-]{0,2}){8}|@[\w.]{3}|\b(?:wa\.me|t\.me)/", re.IGNORECASE)


class CrawlReport(Frozen):
    """What one crawl did.

    `harvest` is how many ads were met for each page fetched, `lists` are the list pages that could
    be read, `met` the ads that the crawl came across, new or known, `on_offer` all that are known
    and not gone. `pictures` were kept, `explicit` ones were not. `filled` counts how many of the
    `read` ads had each part. `errors` and `skipped` count by reason, `examples` name one address
    for each. `stopped` says why the crawl ended before the site did, `broken` what is not as it
    should be.
    """

    source: str
    run: str
    fetched: int = 0
    harvest: float = 0.0
    lists: int = 0
    bytes: int = 0
    seconds: float = 0.0
    met: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    on_offer: int = 0
    pictures: int = 0
    explicit: int = 0
    read: int = 0
    filled: dict[str, int] = Field(default_factory=dict)
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
    pictures: int = 0
    explicit: int = 0
    read: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    met: set[str] = field(default_factory=set)
    errors: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    resumed: bool = False
    stopped: str = ""

    def count_read(self, posting: Posting) -> None:
        """Count an ad that was read anew, and the parts that it has."""
        self.read += 1
        self.filled.update(parts_of(posting))

    def report(self, source: Source, run: str, seconds: float, on_offer: int) -> CrawlReport:
        """Return the finished report."""
        return CrawlReport(
            source=source.name,
            run=run,
            fetched=self.fetched,
            harvest=round(len(self.met) / self.fetched, 3) if self.fetched else 0.0,
            lists=self.lists,
            bytes=self.bytes,
            seconds=round(seconds, 1),
            met=len(self.met),
            new=self.new,
            changed=self.changed,
            unchanged=self.unchanged,
            gone=self.gone,
            on_offer=on_offer,
            pictures=self.pictures,
            explicit=self.explicit,
            read=self.read,
            filled=dict(self.filled),
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
            ("with text", self.filled["text"], expect.with_text),
            ("with a contact", self.filled["contact"], expect.with_contact),
        )
        sentences = []
        if met < expect.postings:
            sentences.append(f"{met} posting(s) met, {expect.postings} promised")
        failed, asked = sum(self.errors.values()), self.fetched + sum(self.errors.values())
        if asked >= FEWEST_REQUESTS and failed > expect.failed * asked:
            sentences.append(
                f"{failed / asked:.0%} of {asked} request(s) failed, {expect.failed:.0%} expected"
            )
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


def parts_of(posting: Posting) -> tuple[str, ...]:
    """Return the parts that an ad has, by the names under which a report counts them."""
    parts = {
        "title": posting.title,
        "text": posting.text,
        "contact": has_contact(posting.title, posting.text),
        "date": posting.posted_at,
        "place": posting.location_raw,
        "price": posting.price_raw,
        "author": posting.author,
    }
    return tuple(name for name, part in parts.items() if part)
