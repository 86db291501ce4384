"""Which processes belong to a program, whatever they did to get away."""

import os
import subprocess
import time

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.runtime import processes
from adwatch.runtime.processes import Entry

#        pid  parent  session
TABLE = [
    Entry(1, 0, 1),
    Entry(50, 1, 50),  # a shell that is not ours
    Entry(60, 50, 50),  # its child
    Entry(100, 1, 100),  # a leader
    Entry(101, 100, 100),  # its child
    Entry(102, 101, 100),  # its grandchild
    Entry(103, 102, 103),  # that one's child, in a session of its own
    Entry(104, 1, 103),  # orphaned inside that session
    Entry(105, 1, 100),  # orphaned inside the leader's session
]


@pytest.mark.parametrize(
    ("roots", "members"),
    [
        ({100}, {100, 101, 102, 103, 104, 105}),
        ({101}, {101, 102, 103, 104}),
        ({103}, {103, 104}),
        ({105}, {105}),
        ({60}, {60}),
        ({999}, set()),  # a root that has ended
        (set(), set()),
    ],
)
def test_a_family_is_what_is_below_or_in_a_members_session(roots, members):
    assert processes.family(TABLE, roots) == members


entries = st.lists(
    st.builds(Entry, *[st.integers(1, 12)] * 3), max_size=12, unique_by=lambda entry: entry.pid
)


@given(entries, st.sets(st.integers(1, 12)))
def test_a_family_is_closed_and_holds_nothing_that_does_not_run(table, roots):
    members = processes.family(table, roots)
    assert members <= {entry.pid for entry in table}
    assert processes.family(table, members) == members
    assert roots & {entry.pid for entry in table} <= members


def test_the_table_knows_marks_and_leaves_out_what_has_ended():
    running = subprocess.Popen(["sleep", "60"], env={**os.environ, processes.MARK: "a:b"})
    ended = subprocess.Popen(["true"])
    time.sleep(0.2)  # it ends, and stays in the process table until it is waited for
    try:
        table = {entry.pid: entry for entry in processes.table()}
        assert table[running.pid].mark == "a:b"
        assert table[os.getpid()].mark == ""
        assert ended.pid not in table
    finally:
        running.kill()
        running.wait()
        ended.wait()


def test_a_pid_that_belongs_to_another_start_time_is_not_alive():
    created = psutil.Process().create_time()
    assert processes.alive(os.getpid(), created)
    assert not processes.alive(os.getpid(), created - 100)


def test_a_program_that_ignores_the_request_to_end_is_forced():
    stubborn = subprocess.Popen(
        ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"],
        stdout=subprocess.PIPE,
    )
    stubborn.stdout.readline()
    begun = time.monotonic()
    processes.end(
        lambda: processes.family(processes.table(), {stubborn.pid}) if alive(stubborn) else set(),
        grace_s=0.5,
    )
    assert time.monotonic() - begun >= 0.5
    assert stubborn.wait() == -9


def alive(child):
    return child.poll() is None
