"""Finds all processes that belong together, and ends them.

A program that works in the background starts others: some in sessions of their own, some that
outlive their parent. Three things tie them together: the environment that they inherit, the
session that a member leads, and the parent. A process that has any of the three is a member.
"""

import os
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import psutil

MARK = "ADWATCH_SUPERVISED"
"""Environment variable that every supervised program and its children carry."""

POLL_S = 0.1


@dataclass(frozen=True)
class Entry:
    """One line of the process table; `mark` is the value of `MARK`, empty where unreadable."""

    pid: int
    parent: int
    session: int
    mark: str = ""


def table() -> list[Entry]:
    """Return the running processes; one that has ended but was not waited for is not running."""
    return [entry for process in psutil.process_iter() if (entry := _entry(process))]


def family(entries: Iterable[Entry], roots: set[int]) -> set[int]:
    """Return the roots with all that is below them or in a session that one of them leads."""
    entries = list(entries)
    members = set(roots)
    while True:
        more = {e.pid for e in entries if e.parent in members or e.session in members} - members
        if not more:
            return members & {e.pid for e in entries}
        members |= more


def end(members: Callable[[], set[int]], grace_s: float) -> bool:
    """Ask the members to end, force those that have not ended after the grace.

    `members` is asked again and again, because an ending program may still start others.
    Returns whether there was anything to end.
    """
    first = _signal(members(), signal.SIGTERM)
    deadline = time.monotonic() + grace_s
    while left := members():
        if time.monotonic() > deadline:
            _signal(left, signal.SIGKILL)
        time.sleep(POLL_S)
    return first


def alive(pid: int, created: float) -> bool:
    """Whether the process runs that had this pid at this time; a recycled pid does not count."""
    _reap(pid)
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - created) < 1
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _entry(process: psutil.Process) -> Entry | None:
    try:
        with process.oneshot():
            if process.status() == psutil.STATUS_ZOMBIE:
                return None
            return Entry(process.pid, process.ppid(), os.getsid(process.pid), _mark(process))
    except (psutil.NoSuchProcess, ProcessLookupError):
        return None


def _mark(process: psutil.Process) -> str:
    try:
        return process.environ().get(MARK, "")
    except psutil.AccessDenied:
        return ""


def _signal(pids: set[int], number: signal.Signals) -> bool:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue
    return bool(pids)


def _reap(pid: int) -> None:
    """Take note of the end of an own child, which would stay in the table until then."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
