"""Prints as JSON what Airflow reads from a DAG folder: all of it, then for a task of one DAG."""

import json
import os
import sys
from pathlib import Path

from airflow.dag_processing.dagbag import BundleDagBag


def read(folder):
    bag = BundleDagBag(dag_folder=folder, bundle_path=folder, bundle_name="dags-folder")
    return {"dags": {dag.dag_id: describe(dag) for dag in bag.dags.values()}} | {
        "errors": bag.import_errors
    }


def describe(dag):
    return {
        "cron": getattr(dag.timetable, "expression", None),
        "timezone": str(getattr(dag.timetable, "timezone", "")),
        "owner": dag.owner,
        "tags": sorted(dag.tags),
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "tasks": {task.task_id: sorted(task.downstream_task_ids) for task in dag.tasks},
        "operators": sorted({type(task).__name__ for task in dag.tasks}),
    }


folder, task_of = Path(sys.argv[1]), sys.argv[2]
result = {"all": read(folder), "modules": sorted(sys.modules)}
os.environ["_AIRFLOW_PARSING_CONTEXT_DAG_ID"] = task_of  # as the task runner does
result["task"] = read(folder)
import platform_key  # noqa: E402 - Airflow has put the folder on the path

result["keys"] = {name: platform_key.variable(name) for name in ("youtube", "classified")}
os.environ.pop("AIRFLOW_CONN_ADWATCH_YOUTUBE")
result["no key"] = platform_key.variable("youtube")
json.dump(result, sys.stdout)
