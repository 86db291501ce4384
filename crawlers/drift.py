"""Tells whether a crawl strays from what the source's last crawls were like.

A site that changes its layout goes on to answer "200 OK"; what shows it is that a part of the ads
which used to be there is missing, or that far fewer ads are met. What is usual is the median of the
last crawls, so that a lasting change becomes usual in its turn, after having been told.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

from crawlers import platforms
from crawlers.report import FEWEST_TO_JUDGE, CrawlReport
from crawlers.source import Source

LAST: Final = 10
"""How many crawls tell what is usual."""
FEWEST_CRAWLS: Final = 3
FAR_LESS: Final = 0.5
OFTEN: Final = 0.3
"""A part that fewer ads than this share had is not missed."""


def drift(source: Source, report: CrawlReport, earlier: Sequence[CrawlReport]) -> Iterator[str]:
    """Yield a sentence for each thing that is not as usual.

    Args:
        source: whose crawl it was.
        report: the crawl that has just ended.
        earlier: the reports of the crawls before it, newest first.

    """
    usual = [crawl for crawl in earlier if crawl.lists][:LAST]
    if len(usual) < FEWEST_CRAWLS or not report.lists:
        return
    if not _stops_early(source):
        yield from _fewer(report, usual)
    yield from _missing(report, usual)


def _stops_early(source: Source) -> bool:
    """Return whether its crawls end at what is known, so that what they meet says little."""
    return source.newest_first or platforms.load(source.platform).INLINE


def _fewer(report: CrawlReport, usual: list[CrawlReport]) -> Iterator[str]:
    middle = median(crawl.met for crawl in usual)
    if middle >= FEWEST_TO_JUDGE and report.met < FAR_LESS * middle:
        yield f"{report.met} posting(s) met, usually {middle:.0f}"


def _missing(report: CrawlReport, usual: list[CrawlReport]) -> Iterator[str]:
    """Yield the parts that ads have far less often than they used to."""
    # A crawl of a known site reads a few ads only: those of the last ones count with it.
    read, filled, rest = _pooled([report, *usual])
    before, filled_before, _ = _pooled(rest, FEWEST_TO_JUDGE * FEWEST_CRAWLS)
    if read < FEWEST_TO_JUDGE or before < FEWEST_TO_JUDGE:
        return
    for part, count in sorted(filled_before.items()):
        share, was = filled[part] / read, count / before
        if was >= OFTEN and share < FAR_LESS * was:
            yield (
                f"{share:.0%} of {read} posting(s) have a {part}, usually {was:.0%}: "
                "has the site's layout changed?"
            )


def _pooled(
    reports: Sequence[CrawlReport], enough: int = FEWEST_TO_JUDGE
) -> tuple[int, Counter[str], Sequence[CrawlReport]]:
    """Return the ads read, and their parts, of the first reports that have enough; and the rest."""
    read, filled = 0, Counter[str]()
    for place, crawl in enumerate(reports):
        if read >= enough:
            return read, filled, reports[place:]
        read += crawl.read
        filled.update(crawl.filled)
    return read, filled, ()
