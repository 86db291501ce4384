"""Runs a pure transformation of postings over a stream or over what the spool holds.

The transformation (enrich, then assess) is handed in: the spine does not know the rooms.
"""

import logging
from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from adwatch.model import Frozen, Posting
from adwatch.spool import Partition, Spool
from adwatch.workers import Failed, Transform, Workers

STEP = "process"
log = logging.getLogger(__name__)


class ProcessReport(Frozen):
    """What one run of the step did; a partition with a failed posting stays pending."""

    partitions: int = 0
    processed: int = 0
    failed: int = 0


class Rejected(Frozen):
    """A line of input that is not a posting."""

    line: int
    reason: str


def process_lines(lines: Iterable[bytes], transform: Transform) -> Iterator[Posting | Rejected]:
    """Yield one answer a line, as soon as the line is there; blank lines are passed over."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            posting = Posting.model_validate_json(line)
        except ValidationError as error:
            yield Rejected(line=number, reason=_first_problem(error))
            continue
        yield transform(posting)


def process_pending(spool: Spool, workers: Workers, source: str = "") -> ProcessReport:
    """Turn pending `crawled` partitions into `processed` ones of the same name.

    Raises:
        Trouble: the transformation raised it, or a worker was killed; the partition stays pending.

    """
    partitions = processed = failed = 0
    for partition in spool.pending("crawled", STEP, source):
        report = _process_partition(spool, partition, workers)
        partitions += 1
        processed += report.processed
        failed += report.failed
    return ProcessReport(partitions=partitions, processed=processed, failed=failed)


def _process_partition(spool: Spool, partition: Partition, workers: Workers) -> ProcessReport:
    failed = 0
    with spool.writer(Partition("processed", partition.source, partition.run)) as writer:
        for each in workers(spool.read(partition, Posting)):
            if isinstance(each, Failed):
                log.error("%s of %s cannot be processed\n%s", each.id, partition, each.trace)
                failed += 1
            else:
                writer.write(each)
        report = ProcessReport(partitions=1, processed=writer.count, failed=failed)
    if not failed:
        spool.finish(partition, STEP, report)
    return report


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in problem["loc"])
    return f"{key}: {problem['msg']}" if key else problem["msg"]
