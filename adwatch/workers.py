"""Runs a transformation of postings in this process, and with many postings in several.

A process takes seconds of processor time to load what it needs, so few postings stay here. Order is
kept. What a posting trips over comes back in its place; it ends neither the worker nor the others.
"""

import multiprocessing
import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from types import TracebackType
from typing import Self

from adwatch.errors import Exit, Trouble
from adwatch.model import Posting

Transform = Callable[[Posting], Posting]
Make = Callable[[], Transform]
"""Loads a transformation; a worker calls it once, so that it must be picklable."""
FEW = 1000
"""Postings that are done here, while workers would still be loading."""
CHUNK = 50
AHEAD = 2
"""Chunks a worker that are read before they are needed."""


@dataclass(frozen=True)
class Failed:
    """A posting that a defect kept from being transformed, with the traceback."""

    id: str
    trace: str


Tried = Posting | Failed


def cores() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0))


class Workers:
    """A context manager that transforms postings; `processes` is the most that may be started."""

    def __init__(self, make: Make, processes: int, few: int = FEW) -> None:
        """Load and start nothing yet."""
        self._make, self._processes, self._few = make, processes, few
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the workers; what is not begun is left."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    @cached_property
    def _here(self) -> Transform:
        return self._make()

    def __call__(self, postings: Iterable[Posting]) -> Iterator[Tried]:
        """Yield what became of each posting, in order.

        Raises:
            Trouble: the transformation raised it, or a worker was killed.

        """
        rest = iter(postings)
        first = list(islice(rest, self._few))
        if self._processes < 2 or len(first) < self._few:
            return (tried(self._here, posting) for posting in chain(first, rest))
        return self._elsewhere(chain(first, rest))

    def _elsewhere(self, postings: Iterator[Posting]) -> Iterator[Tried]:
        pool = self._pool = self._pool or _pool(self._processes)
        waiting: deque[Future[list[Tried]]] = deque()
        try:
            while chunk := list(islice(postings, CHUNK)):
                waiting.append(pool.submit(_chunk, self._make, chunk))
                if len(waiting) >= AHEAD * self._processes:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BrokenProcessPool as error:
            raise Trouble(
                "A process that reads postings was killed.",
                "Nothing is lost: run the command again. If memory ran out (550 MB a process), set"
                " ADWATCH_PROCESSES lower.",
                Exit.INCOMPLETE,
            ) from error


def tried(transform: Transform, posting: Posting) -> Tried:
    """Return the transformed posting, or what it tripped over.

    Raises:
        Trouble: something that a person has to mend first, whatever the posting.

    """
    try:
        return transform(posting)
    except Trouble:
        raise
    except Exception:
        # One posting that trips a defect must not keep the others from the officers.
        return Failed(posting.id, traceback.format_exc())


_of_worker: list[Transform] = []
"""A worker's own transformation, not loaded before its first chunk: what that raises is heard."""


def _pool(processes: int) -> ProcessPoolExecutor:
    # A forked copy of a process with threads (ONNX Runtime has some) may hang.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, context, _begin)


def _begin() -> None:
    """Let a worker end with its parent, which alone hears Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _chunk(make: Make, postings: list[Posting]) -> list[Tried]:
    if not _of_worker:
        _of_worker.append(make())
    return [tried(_of_worker[0], posting) for posting in postings]
