"""Whose turn it is at a host: all crawls of this machine share one delay for each host.

Two sources may lie on one host and be crawled at the same time, by processes that know nothing of
each other. A file for each host holds when the next request may start; who asks takes the next turn
under the file's lock. Times are those of the machine's steady clock, which all processes share.
"""

import fcntl
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

from adwatch.settings import Settings

Move = Callable[[float], tuple[float, float]]
"""From when a host is free: the turn that is taken, and from when it is free then."""
FARTHEST: Final = 600.0
"""Seconds ahead that a turn can lie; a later one was written before the machine was restarted."""


class Turns:
    """The turns at all hosts, kept in one folder."""

    def __init__(self, folder: Path) -> None:
        """Touch nothing until the first turn is taken."""
        self._folder = folder

    def take(self, host: str, gap: float, now: float) -> float:
        """Take the next turn and return the seconds until it; `gap` keeps the one after it off."""
        return self._move(host, now, lambda free: (free, free + gap))

    def hold(self, host: str, wait: float, now: float) -> None:
        """Let nobody have a turn for so many seconds, as the host asked."""
        self._move(host, now, lambda free: (free, max(free, now + wait)))

    def _move(self, host: str, now: float, move: Move) -> float:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / quote(host, safe="")).open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            said = float(file.read() or 0)
            turn, free = move(said if now < said < now + FARTHEST else now)
            file.seek(0)
            file.truncate()
            file.write(repr(free))
        return turn - now


def folder_of(settings: Settings) -> Path:
    """Return where the turns of an installation are kept."""
    return settings.home / "crawl" / "turns"
