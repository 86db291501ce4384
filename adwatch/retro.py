"""Runs a changed transformation over everything stored, and says what it would newly flag.

Partition by partition, each with a receipt under the name of the change, so that a run that was
stopped goes on where it stopped, and a further change begins anew.
"""

from collections.abc import Iterator

from adwatch.model import FLAGGED, Band, Frozen, Posting
from adwatch.spool import Partition, Spool
from adwatch.workers import Transform


class Change(Frozen):
    """A posting whose band the new assessment changes, and the signs that are new."""

    id: str
    source: str
    before: Band
    after: Band
    indicators: tuple[str, ...]


class RetroReport(Frozen):
    """What one run found; `flagged` postings reach medium or high now and did not before."""

    partitions: int = 0
    postings: int = 0
    changed: int = 0
    flagged: int = 0
    cleared: int = 0


def changes(
    spool: Spool, transform: Transform, change: str, apply: bool, source: str = ""
) -> Iterator[Change | RetroReport]:
    """Yield each change of band and, after each partition, its report.

    `change` names what is tried; partitions with its receipt are passed over. With `apply` the
    processed partitions are written anew, so that `adwatch index` delivers them.
    """
    step = f"{'reassess' if apply else 'retro'}-{change}"
    for partition in spool.pending("processed", step, source):
        old = list(spool.read(partition, Posting))
        new = [transform(posting) for posting in old]
        found = [each for pair in zip(old, new, strict=True) if (each := _change(*pair))]
        if apply:
            _write(spool, partition, new)
        report = _report(len(old), found)
        yield from found
        spool.finish(partition, step, report)
        yield report


def _change(old: Posting, new: Posting) -> Change | None:
    if old.band == new.band:
        return None
    known = {finding.indicator for finding in old.findings}
    signs = sorted({finding.indicator for finding in new.findings} - known)
    return Change(
        id=new.id, source=new.source, before=old.band, after=new.band, indicators=tuple(signs)
    )


def _write(spool: Spool, partition: Partition, postings: list[Posting]) -> None:
    with spool.writer(partition) as writer:
        for posting in postings:
            writer.write(posting)


def _report(postings: int, found: list[Change]) -> RetroReport:
    return RetroReport(
        partitions=1,
        postings=postings,
        changed=len(found),
        flagged=sum(c.after in FLAGGED and c.before not in FLAGGED for c in found),
        cleared=sum(c.before in FLAGGED and c.after not in FLAGGED for c in found),
    )


def total(reports: list[RetroReport]) -> RetroReport:
    """Return the sum of reports."""
    names = RetroReport.model_fields
    return RetroReport(**{name: sum(getattr(r, name) for r in reports) for name in names})
