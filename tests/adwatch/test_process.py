"""The process step: one answer a line at once, and nothing lost in a batch."""

import pytest

from adwatch.errors import Trouble
from adwatch.model import Posting
from adwatch.process import Rejected, process_lines, process_pending
from adwatch.spool import Partition, Spool

CRAWLED = Partition("crawled", "site", "r1")
PROCESSED = Partition("processed", "site", "r1")


def mark(posting):
    return posting.model_copy(update={"lang": "ml"})


def trip_over_b(posting):
    if posting.id == "b":
        raise ValueError("a defect")
    return mark(posting)


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
    assert process_pending(spool, mark).processed == 3
    assert ids(spool) == ["a", "b", "c"]
    assert process_pending(spool, mark).partitions == 0


def test_a_posting_that_trips_a_defect_is_kept_for_the_next_run(spool):
    report = process_pending(spool, trip_over_b)
    assert (report.processed, report.failed) == (2, 1)
    assert ids(spool) == ["a", "c"], "the others go on"
    assert process_pending(spool, mark).processed == 3
    assert ids(spool) == ["a", "b", "c"]


def test_only_the_source_that_was_asked_for(spool):
    assert process_pending(spool, mark, source="another").partitions == 0
    assert process_pending(spool, mark, source="site").partitions == 1


def test_a_broken_file_of_ours_ends_the_run_at_once_and_loses_nothing(spool):
    def broken(posting):
        raise Trouble("minor.yml:3: not a pattern.", "Mend that line.")

    with pytest.raises(Trouble, match=r"minor\.yml:3"):
        process_pending(spool, broken)
    assert process_pending(spool, mark).processed == 3
