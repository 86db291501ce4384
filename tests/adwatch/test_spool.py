"""The spool: what was written is there, whatever happened to the writer."""

import os
import signal
import subprocess
import sys

import pytest

from adwatch.errors import Exit, Trouble
from adwatch.model import Frozen, Posting
from adwatch.spool import Partition, Spool

RUN = Partition("crawled", "site", "20261124T000000Z")


class Done(Frozen):
    """A receipt of a test step."""


@pytest.fixture(params=["folder", "memory"])
def spool(request, tmp_path):
    root = str(tmp_path / "spool") if request.param == "folder" else f"memory://{tmp_path.name}"
    return Spool(root, tmp_path / "scratch")


def write(spool, partition, *ids):
    with spool.writer(partition) as writer:
        for name in ids:
            writer.write(Posting(id=name, text="വാക്ക് " * 50))


def ids(spool, partition):
    return [posting.id for posting in spool.read(partition, Posting)]


def test_round_trip_in_order(spool):
    write(spool, RUN, "a", "b", "c")
    assert spool.partitions("crawled") == [RUN]
    assert ids(spool, RUN) == ["a", "b", "c"]


def test_an_empty_run_publishes_nothing(spool):
    write(spool, RUN)
    assert spool.partitions("crawled") == []


def test_what_was_written_before_an_error_is_published(spool):
    with pytest.raises(RuntimeError), spool.writer(RUN) as writer:
        writer.write(Posting(id="a"))
        raise RuntimeError
    assert ids(spool, RUN) == ["a"]


def test_a_partition_is_pending_until_its_receipt(spool):
    write(spool, RUN, "a")
    assert spool.pending("crawled", "process") == [RUN]
    spool.finish(RUN, "process", Done())
    assert spool.pending("crawled", "process") == []
    assert spool.pending("crawled", "another step") == [RUN]


def test_writing_anew_makes_it_pending_again(spool):
    write(spool, RUN, "a")
    spool.finish(RUN, "process", Done())
    write(spool, RUN, "a", "b")
    assert spool.pending("crawled", "process") == [RUN]
    assert ids(spool, RUN) == ["a", "b"]


def test_oldest_run_first_and_by_source(spool):
    late = Partition("crawled", "a-site", "20261125T000000Z")
    write(spool, late, "x")
    write(spool, RUN, "y")
    assert spool.partitions("crawled") == [RUN, late]
    assert spool.partitions("crawled", "a-site") == [late]


def test_a_killed_writer_loses_nothing_it_had_reported(tmp_path):
    script = f"""
import os, sys
from pathlib import Path
from adwatch.model import Posting
from adwatch.spool import Partition, Spool
spool = Spool({str(tmp_path / "spool")!r}, Path({str(tmp_path / "scratch")!r}))
with spool.writer(Partition("crawled", "site", "r1")) as writer:
    for number in range(100):
        writer.write(Posting(id=str(number)))
        print(number, flush=True)
    sys.stdin.read()
"""
    child = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    reported = [child.stdout.readline().strip() for _ in range(100)]
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    spool = Spool(str(tmp_path / "spool"), tmp_path / "scratch")
    assert spool.partitions("crawled") == []
    assert spool.recover("another") == []
    recovered = spool.recover("site")
    assert recovered == [Partition("crawled", "site", "r1")]
    assert ids(spool, recovered[0]) == reported
    assert spool.recover("site") == [], "a second recovery finds nothing to do"


def test_a_full_disk_is_one_sentence_and_names_the_file(tmp_path):
    part = tmp_path / f"scratch/crawled/site/{RUN.run}.jsonl.zst.{os.getpid()}.part"
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")
    spool = Spool(str(tmp_path / "spool"), tmp_path / "scratch")
    with pytest.raises(Trouble) as caught:
        write(spool, RUN, "a")
    assert caught.value.code == Exit.LOCAL_RESOURCE
    assert "No space left" in caught.value.what
    assert str(part) in caught.value.what


def test_a_damaged_line_is_named(tmp_path):
    spool = Spool(str(tmp_path / "spool"), tmp_path / "scratch")
    with spool.writer(RUN) as writer:
        writer.write(Posting(id="a"))
        writer.write(Done())
    with pytest.raises(Trouble, match=r"20261124T000000Z\.jsonl\.zst:2: not a Posting"):
        list(spool.read(RUN, Posting))
