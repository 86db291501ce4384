"""Does several things at once, each as soon as what it needs is done."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

Report = Callable[[str, float], None]


@dataclass(frozen=True)
class Step:
    """Something to do, by name; `after` names earlier steps that must have succeeded."""

    name: str
    run: Callable[[], object]
    after: tuple[str, ...] = ()


def run(steps: Sequence[Step], report: Report) -> None:
    """Run the steps, each named after all that it waits for; report name and seconds of each.

    What does not depend on a failed step is still brought to its end; then the first failure, in
    the order of the steps, is raised.
    """
    futures: dict[str, Future[None]] = {}
    with ThreadPoolExecutor(max_workers=max(1, len(steps))) as pool:
        for step in steps:
            needed = [futures[name] for name in step.after]
            futures[step.name] = pool.submit(_run, step, needed, report)
    for future in futures.values():
        future.result()


def _run(step: Step, needed: Sequence[Future[None]], report: Report) -> None:
    for future in needed:
        future.result()
    begun = time.monotonic()
    step.run()
    report(step.name, time.monotonic() - begun)
