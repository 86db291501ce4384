"""Follows Airflow's runs through its public API, as a person follows them on its screens."""

import time
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from pydantic import AwareDatetime, BaseModel

from adwatch.errors import Exit, Trouble
from adwatch.runtime import airflow
from adwatch.settings import Settings

POLL_S = 2.0
ANSWER_S = 60
DONE, FAILED, AGAIN = "success", "failed", "up_for_retry"
Say = Callable[[str], None]


class Run(BaseModel):
    """One run of a DAG."""

    dag_id: str
    dag_run_id: str
    state: str
    end_date: AwareDatetime | None


class Task(BaseModel):
    """One task of a run, in its latest try."""

    task_id: str
    state: str | None
    try_number: int
    duration: float | None


class Runs:
    """The runs of a running Airflow; use as a context manager."""

    def __init__(self, settings: Settings) -> None:
        """Log in as the administrator."""
        self._logs = settings.home / "airflow" / "logs"
        self._http = httpx.Client(
            base_url=airflow.address(settings), timeout=ANSWER_S, trust_env=False
        )
        login = {"username": airflow.USER, "password": airflow.password(settings)}
        token = self._http.post("/auth/token", json=login).raise_for_status().json()["access_token"]
        self._http.headers["Authorization"] = f"Bearer {token}"

    def __enter__(self) -> "Runs":
        """Return itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the connection."""
        self._http.close()

    def bring(self, dag_ids: Collection[str], since: datetime, say: Say, patience_s: float) -> None:
        """Wait until each DAG has a run that ended after `since`, and tell of each task's end.

        The scheduler fires what is due; a DAG whose time has not come is triggered, and the
        scheduler runs it as well.

        Raises:
            Trouble: a run failed (names its task and log), or it took too long.

        """
        deadline = time.monotonic() + patience_s
        told: set[Path] = set()
        followed: dict[str, Run] = {}
        while waiting := [name for name in dag_ids if not _is_over(followed.get(name))]:
            if time.monotonic() > deadline:
                raise _too_late(waiting, patience_s)
            for name in waiting:
                if run := self._follow(name, followed.get(name), since):
                    followed[name] = run
                    self._tell(run, told, say)
            time.sleep(POLL_S)

    def latest(self, dag_id: str) -> Run | None:
        """Return the latest run of a DAG, if there is one."""
        found = self._get(f"/api/v2/dags/{dag_id}/dagRuns", order_by="-run_after", limit=1)
        return next((Run.model_validate(run) for run in found["dag_runs"]), None)

    def _follow(self, dag_id: str, run: Run | None, since: datetime) -> Run | None:
        """Return how the run stands; None while the scheduler has still to make one."""
        if run:
            return Run.model_validate(self._get(f"/api/v2/dags/{dag_id}/dagRuns/{run.dag_run_id}"))
        dag = self._http.get(f"/api/v2/dags/{dag_id}")
        if dag.status_code == httpx.codes.NOT_FOUND or _is_due(dag.raise_for_status().json()):
            return None
        latest = self.latest(dag_id)
        if latest and (latest.end_date is None or latest.end_date > since):
            return latest
        body = {"logical_date": None}
        self._http.post(f"/api/v2/dags/{dag_id}/dagRuns", json=body).raise_for_status()
        return None

    def _tasks(self, run: Run) -> list[Task]:
        found = self._get(f"/api/v2/dags/{run.dag_id}/dagRuns/{run.dag_run_id}/taskInstances")
        return [Task.model_validate(task) for task in found["task_instances"]]

    def _tell(self, run: Run, told: set[Path], say: Say) -> None:
        """Tell once of each try that has ended; raise `Trouble` when the run is red."""
        for task in self._tasks(run):
            log = self._log(run, task)
            if run.state == FAILED and task.state == FAILED:
                raise _red(run, task, log)
            if log in told or task.state not in (DONE, AGAIN) or not task.duration:
                continue
            told.add(log)
            how = f"done ({task.duration:.1f} s)"
            if task.state == AGAIN:
                how = f"failed and will be tried again; see {log}"
            say(f"{run.dag_id}: {task.task_id} {how}")

    def _log(self, run: Run, task: Task) -> Path:
        folder = self._logs / f"dag_id={run.dag_id}" / f"run_id={run.dag_run_id}"
        return folder / f"task_id={task.task_id}" / f"attempt={task.try_number}.log"

    def _get(self, path: str, **parameters: str | int) -> Any:  # noqa: ANN401 - JSON
        return self._http.get(path, params=parameters).raise_for_status().json()


def _is_over(run: Run | None) -> bool:
    return run is not None and run.state in (DONE, FAILED)


def _is_due(dag: dict[str, Any]) -> bool:
    """Whether the scheduler is about to make a run of this DAG."""
    moment = dag["next_dagrun_run_after"]
    return moment is not None and datetime.fromisoformat(moment).timestamp() <= time.time()


def _red(run: Run, task: Task, log: Path) -> Trouble:
    return Trouble(
        f"{run.dag_id}: its task {task.task_id} failed; see {log}.",
        "Mend what the log names and run the demo again: what was collected is kept.",
        Exit.INCOMPLETE,
    )


def _too_late(waiting: Collection[str], patience_s: float) -> Trouble:
    return Trouble(
        f"After {patience_s:.0f} seconds Airflow has not finished {', '.join(sorted(waiting))}.",
        "Look at its screens for what keeps it, or run the demo again.",
        Exit.INCOMPLETE,
    )
