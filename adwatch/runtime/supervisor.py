"""Starts programs in the background and ends them, leaving nothing behind.

Each program leads a session of its own, writes to `<home>/logs/<name>.log`, and is remembered in
`<home>/run/<name>.json` by pid and start time, so that a pid that was given to another program
meanwhile is never touched.
"""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from adwatch.disk import writing
from adwatch.errors import Exit, Trouble
from adwatch.model import Frozen
from adwatch.runtime import processes

GRACE_S = 15.0
POLL_S = 0.25
LOG_LINES = 12


@dataclass(frozen=True)
class Service:
    """A program to keep running.

    `environment` is the whole of it; `ready` tells whether it does its work yet; `port` is where it
    listens (0: nowhere).
    """

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    ready: Callable[[], bool]
    patience_s: float = 60.0
    port: int = 0


class _PidFile(Frozen):
    pid: int
    created: float
    port: int = 0


class Supervisor:
    """The programs of one installation, whose data lie in `home`."""

    def __init__(self, home: Path) -> None:
        """Touch nothing until something is started."""
        self._home = home
        self._run = home / "run"
        self._spawning = threading.Lock()
        self._closed = False

    def log(self, name: str) -> Path:
        """Return where a service's output goes."""
        return self._home / "logs" / f"{name}.log"

    def running(self, name: str) -> int | None:
        """Return the pid of a service that runs, else None."""
        known = self._known(name)
        return known.pid if known else None

    def port(self, name: str) -> int:
        """Return the port that a running service was started with; 0: none, or it does not run."""
        known = self._known(name)
        return known.port if known else 0

    def start(self, service: Service) -> None:
        """Start a service unless it runs, and wait until it is ready.

        Raises:
            Trouble: it ended or was not ready in time (says how its log ends), or this supervisor
            was closed meanwhile.

        """
        if self.running(service.name) is None:
            self.stop(service.name)
            with self._spawning:
                self._demand_open(service.name)
                self._spawn(service)
        self._await(service)

    def stop(self, *names: str) -> list[str]:
        """End these services with all their processes; return those that ran."""
        ran = [name for name in sorted(names) if self.members(name)]
        processes.end(lambda: set().union(*map(self.members, ran)), GRACE_S)
        for name in names:
            self._pid_file(name).unlink(missing_ok=True)
        return ran

    def close(self, *names: str) -> None:
        """Start nothing more, not even from other threads, and end these services."""
        with self._spawning:
            self._closed = True
        self.stop(*names)

    def stop_all(self) -> list[str]:
        """End all services of this installation; return those that ran."""
        return self.stop(*{path.stem for path in self._run.glob("*.json")} | self._marked())

    def members(self, name: str) -> set[int]:
        """Return the pids of all processes that belong to a service."""
        entries = processes.table()
        roots = {entry.pid for entry in entries if entry.mark == self._mark(name)}
        leader = self.running(name)
        return processes.family(entries, roots | ({leader} if leader else set()))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep a second `up` or `down` of this installation waiting until the first is done."""
        self._run.mkdir(parents=True, exist_ok=True)
        with (self._run / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _known(self, name: str) -> _PidFile | None:
        path = self._pid_file(name)
        if not path.exists():
            return None
        known = _PidFile.model_validate_json(path.read_bytes())
        return known if processes.alive(known.pid, known.created) else None

    def _demand_open(self, name: str) -> None:
        if self._closed:
            raise Trouble(f"{name} is not started, since the command is being ended.")

    def _spawn(self, service: Service) -> None:
        log = self._fresh_log(service.name)
        pid = os.posix_spawnp(
            service.argv[0],
            service.argv,
            {**service.environment, processes.MARK: self._mark(service.name)},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
        )
        created = psutil.Process(pid).create_time()
        known = _PidFile(pid=pid, created=created, port=service.port)
        self._run.mkdir(parents=True, exist_ok=True)
        self._pid_file(service.name).write_text(known.model_dump_json(), encoding="utf-8")

    def _fresh_log(self, name: str) -> Path:
        """Return an empty log's path; the log of the start before is kept beside it."""
        log = self.log(name)
        with writing(log):
            log.parent.mkdir(parents=True, exist_ok=True)
            if log.exists():
                log.replace(log.with_suffix(".log.1"))
        return log

    def _await(self, service: Service) -> None:
        deadline = time.monotonic() + service.patience_s
        while not service.ready():
            if self.running(service.name) is None:
                raise self._failed(service.name, "ended while it was starting")
            if time.monotonic() > deadline:
                raise self._failed(
                    service.name, f"was not ready after {service.patience_s:.0f} seconds"
                )
            time.sleep(POLL_S)

    def _failed(self, name: str, how: str) -> Trouble:
        log = self.log(name)
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
        return Trouble(
            f"{name} {how}. Its log {log} ends with:\n" + "\n".join(f"    {x}" for x in lines),
            "Mend what the log names and run the command again.",
            Exit.LOCAL_RESOURCE,
        )

    def _pid_file(self, name: str) -> Path:
        return self._run / f"{name}.json"

    def _mark(self, name: str) -> str:
        return f"{self._home}:{name}"

    def _marked(self) -> set[str]:
        """Return the services of this installation that have a process, pid file or not."""
        home = self._mark("")
        return {
            entry.mark.removeprefix(home)
            for entry in processes.table()
            if entry.mark.startswith(home)
        }
