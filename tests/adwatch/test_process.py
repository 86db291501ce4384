"""The process step: one answer a line at once, and nothing lost in a batch."""

import os
import signal
from functools import partial

import pytest

from adwatch.errors import Trouble
from adwatch.model import Posting
from adwatch.process import Rejected, process_lines, process_pending
from adwatch.spool import Partition, Spool
from adwatch.workers import Workers

CRAWLED = Partition("crawled", "site", "r1")
PROCESSED = Partition("processed", "site", "r1")


def mark(posting):
    return posting.model_copy(update={"lang": "ml"})


def trip_over_b(posting):
    if posting.id == "b":
        raise ValueError("a defect")
    return mark(posting)


def here(transform):
    return Workers(lambda: transform, processes=1)


@pytest.fixture
def spool(tmp_path):
    spool = Spool(str(tmp_path / "spool"), tmp_path / "scratch")
    with spool.writer(CRAWLED) as writer:
        for name in "abc":
            writer.write(Posting(id=name, title=name))
    return spool


def ids(spool):
    return [posting.id for posting in spool.read(PROCESSED, Posting)]


def test_lines_are_answered_one_by_one():
    seen = []

    def lines():
        for name in "ab":
            seen.append(name)
            yield f'{{"id":"{name}","title":"","text":"x"}}\n'.encode()

    answers = process_lines(lines(), mark)
    assert next(answers).id == "a"
    assert seen == ["a"], "the answer does not wait for the second line"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id":"1","title":', "cut off"),
        (b"not json", "no JSON"),
        (b'{"title":"x","text":"y"}', "no id"),
        (b'{"id":"1","text":5}', "text is no text"),
        (b"[]", "no object"),
        (b'{"id":"1","title":"\xff"}', "not UTF-8"),
        (b"\x00\x01", "binary"),
    ],
)
def test_a_bad_line_is_named_and_the_next_is_answered(line, reason):
    good = b'{"id":"2","title":"","text":""}'
    first, second = process_lines([line, b"  \n", good], mark)
    assert isinstance(first, Rejected), reason
    assert first.line == 1
    assert second.id == "2"


def test_a_batch_is_processed_once(spool):
    assert process_pending(spool, here(mark)).processed == 3
    assert ids(spool) == ["a", "b", "c"]
    assert process_pending(spool, here(mark)).partitions == 0


def test_a_posting_that_trips_a_defect_is_kept_for_the_next_run(spool):
    report = process_pending(spool, here(trip_over_b))
    assert (report.processed, report.failed) == (2, 1)
    assert ids(spool) == ["a", "c"], "the others go on"
    assert process_pending(spool, here(mark)).processed == 3
    assert ids(spool) == ["a", "b", "c"]


def test_only_the_source_that_was_asked_for(spool):
    assert process_pending(spool, here(mark), source="another").partitions == 0
    assert process_pending(spool, here(mark), source="site").partitions == 1


def test_a_broken_file_of_ours_ends_the_run_at_once_and_loses_nothing(spool):
    def broken(posting):
        raise Trouble("minor.yml:3: not a pattern.", "Mend that line.")

    with pytest.raises(Trouble, match=r"minor\.yml:3"):
        process_pending(spool, here(broken))
    assert process_pending(spool, here(mark)).processed == 3


def test_nothing_is_loaded_when_nothing_is_pending(tmp_path):
    nothing = Spool(str(tmp_path / "spool"), tmp_path / "scratch")
    workers = Workers(lambda: pytest.fail("loaded"), processes=2)
    assert process_pending(nothing, workers).partitions == 0


MANY = [f"{number:03}" for number in range(170)]


def where(posting):
    """Return the posting with the process that read it, and trip over one of them."""
    if posting.id == "101":
        raise ValueError("a defect")
    return posting.model_copy(update={"lang": "ml", "text": str(os.getpid())})


def die_over_the_last(posting):
    if posting.id == MANY[-1]:
        os.kill(os.getpid(), signal.SIGKILL)
    return posting


def a_broken_file(posting):
    raise Trouble("minor.yml:3: not a pattern.", "Mend that line.")


def make(transform):
    return transform


@pytest.fixture
def much(tmp_path):
    spool = Spool(str(tmp_path / "spool"), tmp_path / "scratch")
    with spool.writer(CRAWLED) as writer:
        for name in MANY:
            writer.write(Posting(id=name, title=name))
    return spool


def test_many_postings_are_read_by_several_processes_in_order(much, caplog):
    with Workers(partial(make, where), processes=2, few=10) as workers:
        report = process_pending(much, workers)
    assert (report.processed, report.failed) == (len(MANY) - 1, 1)
    assert ids(much) == [name for name in MANY if name != "101"]
    by = {posting.text for posting in much.read(PROCESSED, Posting)}
    assert str(os.getpid()) not in by
    assert "101 of" in caplog.text
    assert "a defect" in caplog.text, "with its traceback, which the worker alone had"
    assert process_pending(much, here(mark)).processed == len(MANY)


@pytest.mark.parametrize(("processes", "few"), [(2, len(MANY) + 1), (1, 10)])
def test_few_postings_or_one_processor_start_nothing(much, processes, few):
    with Workers(partial(make, where), processes, few) as workers:
        process_pending(much, workers)
    assert {posting.text for posting in much.read(PROCESSED, Posting)} == {str(os.getpid())}


@pytest.mark.parametrize(
    ("transform", "said"),
    [(die_over_the_last, "was killed"), (a_broken_file, r"minor\.yml:3")],
    ids=["killed", "broken file"],
)
def test_what_ends_a_worker_is_said_in_a_sentence_and_loses_nothing(much, transform, said):
    workers = Workers(partial(make, transform), processes=2, few=10)
    with workers, pytest.raises(Trouble, match=said):
        process_pending(much, workers)
    assert process_pending(much, here(mark)).processed == len(MANY)
    assert ids(much) == MANY
