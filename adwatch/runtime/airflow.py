"""Airflow as local services: its environment, its database and its three components.

There is no triggerer, since no task defers (docs/adr/airflow-without-triggerer.md). All that is
not an address, a port or a secret stands in `airflow.cfg`.
"""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from adwatch.disk import writing
from adwatch.errors import Exit, Trouble
from adwatch.model import stable_id
from adwatch.runtime import probe
from adwatch.runtime.environment import environment as own_environment
from adwatch.runtime.secret import secret
from adwatch.runtime.supervisor import Service
from adwatch.settings import REPO, Settings

USER = "admin"
SECRETS = ("airflow_fernet_key", "airflow_secret_key", "airflow_jwt_secret")


class Component(NamedTuple):
    """A component's command and its name in Airflow's account of its health."""

    command: tuple[str, ...]
    health: str


COMPONENTS = {
    "airflow-api": Component(("api-server",), "metadatabase"),
    "airflow-dags": Component(("dag-processor",), "dag_processor"),
    # Its log server would listen on all of the machine's addresses.
    "airflow-scheduler": Component(("scheduler", "--skip-serve-logs"), "scheduler"),
}


def address(settings: Settings) -> str:
    """Return the address of Airflow's own screens."""
    return f"http://127.0.0.1:{settings.airflow_port}"


def password(settings: Settings) -> str:
    """Return the generated password of the one administrator, `USER`."""
    return secret(settings, "airflow_admin")


def environment(settings: Settings) -> dict[str, str]:
    """Return what a component, a task or an `airflow` command needs to find this installation."""
    return {
        **own_environment(settings),
        "AIRFLOW_CONFIG": str(REPO / "airflow.cfg"),
        "AIRFLOW_HOME": str(_home(settings)),
    }


def make_secrets(settings: Settings) -> None:
    """Make the secrets that the components share (see `airflow.cfg`), where they are missing."""
    for name in SECRETS:
        secret(settings, name)
    path = settings.secrets / "airflow_passwords.json"
    with writing(path):
        path.touch(mode=0o600)
        path.write_text(json.dumps({USER: password(settings)}), encoding="utf-8")


def prepare(settings: Settings) -> None:
    """Make the secrets and bring the database to this version of Airflow, where that is due.

    Raises:
        Trouble: Airflow cannot make its database; says where its log is.

    """
    make_secrets(settings)
    home = _home(settings)
    stamp = home / "database"
    database = os.environ.get("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "")
    wanted = stable_id(version("apache-airflow"), database)
    with writing(home):
        home.mkdir(parents=True, exist_ok=True)
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
            _migrate(settings)
            stamp.write_text(wanted, encoding="utf-8")


def service(settings: Settings, name: str) -> Service:
    """Return the component of this name (see `COMPONENTS`)."""
    component = COMPONENTS[name]
    return Service(
        name=name,
        argv=(sys.executable, "-m", "airflow", *component.command),
        environment=environment(settings),
        ready=lambda: _healthy(settings, component.health),
        patience_s=180,
    )


def _home(settings: Settings) -> Path:
    return settings.home / "airflow"


def _migrate(settings: Settings) -> None:
    log = settings.logs / "airflow-migrate.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "airflow", "db", "migrate"],
            env=environment(settings),
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise Trouble(
            f"Airflow cannot make or change its database in {_home(settings)}; see {log}.",
            "Mend what the log names and run the command again.",
            Exit.LOCAL_RESOURCE,
        )


def _healthy(settings: Settings, part: str) -> bool:
    health = probe.ask(settings.airflow_port, "/api/v2/monitor/health")
    return health is not None and bool(health[part]["status"] == "healthy")
