"""Steps run as early as they may and no earlier."""

import threading

import pytest

from adwatch.errors import Trouble
from adwatch.runtime.steps import Step, run


def test_independent_steps_run_at_the_same_time():
    meeting = threading.Barrier(3, timeout=5)
    run([Step(name, meeting.wait) for name in "abc"], report=lambda name, seconds: None)


def test_a_step_begins_after_what_it_needs():
    done = []
    steps = [
        Step("files", lambda: done.append("files")),
        Step("node", lambda: done.append("node"), after=("files",)),
        Step("scheduler", lambda: done.append("scheduler"), after=("files", "node")),
    ]
    run(steps, report=lambda name, seconds: None)
    assert done == ["files", "node", "scheduler"]


def test_each_step_is_reported_with_its_own_seconds():
    reported = {}
    gate = threading.Event()
    steps = [
        Step("slow", lambda: gate.wait(0.3)),
        Step("quick", lambda: None, after=("slow",)),
    ]
    run(steps, report=reported.__setitem__)
    assert reported["slow"] >= 0.3
    assert reported["quick"] < 0.3


def test_a_failure_keeps_later_steps_from_beginning_and_lets_the_others_end():
    done = []

    def fail():
        raise Trouble("the disk is full.")

    steps = [
        Step("files", fail),
        Step("node", lambda: done.append("node"), after=("files",)),
        Step("web", lambda: done.append("web")),
    ]
    with pytest.raises(Trouble, match="the disk is full"):
        run(steps, report=lambda name, seconds: None)
    assert done == ["web"]


def test_a_step_may_only_wait_for_an_earlier_one():
    with pytest.raises(KeyError, match="later"):
        run([Step("a", print, after=("later",))], report=lambda name, seconds: None)
