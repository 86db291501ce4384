"""Judges by a few of its pages whether a source can be reached and yields what it promises."""

from collections.abc import Iterator

from adwatch.model import Frozen
from crawlers.dryrun import DryRun
from crawlers.failures import ROBOTS
from crawlers.report import FEWEST_TO_JUDGE, has_contact
from crawlers.source import Source


class Check(Frozen):
    """One thing that was looked at; `ok` is None where it is only told."""

    what: str
    ok: bool | None
    detail: str


def checks(source: Source, run: DryRun) -> Iterator[Check]:
    """Yield what a dry run tells about a source, the gravest first."""
    report = run.report
    forbidden = report.skipped.get(ROBOTS, 0)
    robots = f"forbids {report.examples.get(ROBOTS, '')}" if forbidden else "allows what was asked"
    if source.obey_robots:
        yield Check(what="robots.txt", ok=not forbidden, detail=robots)
    else:
        yield Check(what="robots.txt", ok=None, detail="not obeyed, as the file says")
    reached = f"{report.lists} list page(s), {report.fetched} answer(s), {report.seconds:.0f} s"
    yield Check(what="list pages", ok=report.lists > 0, detail=reached)
    yield Check(
        what="postings",
        ok=report.met > 0 or not source.expect.postings,
        detail=f"{report.met} met on these pages; {source.expect.postings} promised for a crawl",
    )
    yield from _promises(source, run)
    for why, count in report.errors.items():
        detail = f"{count} time(s), as at {report.examples.get(why, '')}"
        yield Check(what=why, ok=False, detail=detail)


def _promises(source: Source, run: DryRun) -> Iterator[Check]:
    postings = run.postings
    kept = len(postings) or 1
    shares = (
        ("with text", sum(bool(p.text) for p in postings) / kept, source.expect.with_text),
        (
            "with a contact",
            sum(has_contact(p.title, p.text) for p in postings) / kept,
            source.expect.with_contact,
        ),
        ("with a date", sum(p.posted_at is not None for p in postings) / kept, 0.0),
    )
    for what, share, least in shares:
        enough = len(postings) >= FEWEST_TO_JUDGE and least > 0
        detail = f"{share:.0%} of {len(postings)}, {least:.0%} promised"
        yield Check(what=what, ok=share >= least if enough else None, detail=detail)
