"""What a changed assessment would newly flag: reported first, resumable, applied when asked to."""

import pytest

from adwatch.model import Posting
from adwatch.retro import Change, RetroReport, changes, total
from adwatch.spool import Partition, Spool


@pytest.fixture
def spool(tmp_path):
    spool = Spool(str(tmp_path / "spool"), tmp_path / "scratch")
    for run in ("1", "2"):
        with spool.writer(Partition("processed", "ads", run)) as writer:
            writer.write(Posting(id=f"new-{run}", source="ads", text="look here"))
            writer.write(Posting(id=f"same-{run}", source="ads", text="nothing"))
            writer.write(Posting(id=f"old-{run}", source="ads", text="nothing", band="high"))
    return spool


def stricter(posting):
    return posting.model_copy(update={"band": "medium" if "look" in posting.text else "none"})


def stored(spool):
    return {
        posting.id: posting.band
        for partition in spool.partitions("processed")
        for posting in spool.read(partition, Posting)
    }


def test_a_trial_reports_and_changes_nothing(spool):
    before = stored(spool)
    found = list(changes(spool, stricter, "v2", apply=False))
    assert [(c.id, c.before, c.after) for c in found if isinstance(c, Change)] == [
        ("new-1", "none", "medium"),
        ("old-1", "high", "none"),
        ("new-2", "none", "medium"),
        ("old-2", "high", "none"),
    ]
    reports = [each for each in found if isinstance(each, RetroReport)]
    assert total(reports) == RetroReport(partitions=2, postings=6, changed=4, flagged=2, cleared=2)
    assert stored(spool) == before


def test_a_stopped_run_goes_on_where_it_stopped_and_another_change_begins_anew(spool):
    run = changes(spool, stricter, "v2", apply=False)
    while not isinstance(next(run), RetroReport):
        pass
    next(run)  # the second partition has begun, and is cut off
    run.close()
    again = list(changes(spool, stricter, "v2", apply=False))
    assert {c.id for c in again if isinstance(c, Change)} == {"new-2", "old-2"}
    assert list(changes(spool, stricter, "v2", apply=False)) == []
    assert len(list(changes(spool, stricter, "v3", apply=False))) == 6


def test_applied_partitions_are_pending_for_the_index_again(spool):
    for partition in spool.partitions("processed"):
        spool.finish(partition, "index", RetroReport())
    list(changes(spool, stricter, "v2", apply=True))
    assert stored(spool)["new-1"] == "medium"
    assert len(spool.pending("processed", "index")) == 2
    assert list(changes(spool, stricter, "v2", apply=True)) == []
