"""Shows a person what set-up is doing: a bar at a terminal, plain lines in a log; on stderr."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

MEGABYTE = 1_000_000

_screen = Console(stderr=True, highlight=False)


def step(sentence: str) -> None:
    """Say what begins now."""
    _screen.print(sentence, markup=False, soft_wrap=True)


@contextmanager
def download(title: str, total: int, done: int) -> Iterator[Callable[[int], None]]:
    """Show a download; yields a function to be told of each chunk's size.

    Args:
        title: what is fetched.
        total: bytes of the whole; 0 when not known.
        done: bytes that an earlier try has left.

    """
    resumed = f", {done / MEGABYTE:.0f} MB of it already here" if done else ""
    step(f"Fetching {title} ({total / MEGABYTE:.0f} MB{resumed}) ...")
    columns = (TextColumn("  "), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    hidden = not _screen.is_terminal
    with Progress(*columns, console=_screen, transient=True, disable=hidden) as progress:
        task = progress.add_task(title, total=total or None, completed=done)
        yield lambda size: progress.advance(task, size)
