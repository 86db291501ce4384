"""The local services of an installation: what there is, what needs what, up and down.

`up` starts at once everything that need not wait for something else; Airflow's scheduler comes
last, since the first runs begin with it. `down` ends whatever this installation has running.
"""

import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from adwatch.runtime import airflow, chromium, elastic, parts, ports, progress
from adwatch.runtime.environment import environment
from adwatch.runtime.parts import Making, Part
from adwatch.runtime.steps import Report
from adwatch.runtime.supervisor import Service, Supervisor
from adwatch.settings import Settings

WORTH_TELLING_S = 0.5
SCHEDULER = "airflow-scheduler"
FILES, BROWSER, DATABASE = "Elasticsearch's files", "browser", "Airflow's database"
MAKING: Making = {FILES: elastic.prepare, BROWSER: chromium.browser, DATABASE: airflow.prepare}


@dataclass(frozen=True)
class State:
    """What is known of one service; it has a pid while it runs."""

    name: str
    pid: int | None
    port: int | None
    log: Path


def say(name: str, seconds: float) -> None:
    """Tell a person of a step that took a while; this is the usual report."""
    if seconds >= WORTH_TELLING_S:
        progress.step(f"{name}: ready ({seconds:.1f} s)")


def up(settings: Settings, report: Report = say, *, demo: bool = False) -> None:
    """Start what does not run yet and wait until all of it is ready.

    Args:
        settings: of the installation.
        report: told the name and seconds of each step that is done.
        demo: also start the demo town and the mailbox that receives its mail.

    Raises:
        Trouble: a port is taken, or a service does not start. What this call had started is ended.

    """
    parts.start(settings, catalogue(settings, demo=demo), MAKING, report)


def down(settings: Settings) -> list[str]:
    """End all services of this installation with all their processes; return which ran."""
    supervisor = Supervisor(settings.home)
    with supervisor.alone():
        # Tasks report how they ended, so what they report to must outlive them.
        return sorted([*supervisor.stop(SCHEDULER), *supervisor.stop_all()])


def status(settings: Settings) -> list[State]:
    """Return the state of each service, whether it runs or not."""
    supervisor = Supervisor(settings.home)
    return [
        State(
            name,
            supervisor.running(name),
            getattr(settings, part.port) if part.port else None,
            supervisor.log(name),
        )
        for name, part in catalogue(settings, demo=True).items()
    ]


def mail_folder(settings: Settings) -> Path:
    """Return where the demo's mailbox keeps what it receives."""
    return settings.home / "mail"


def catalogue(settings: Settings, *, demo: bool) -> dict[str, Part]:
    """Return the services of an installation, or with `demo` also those of the demo town."""
    first = {"web": Part(_web, "web_port")}
    if settings.embedded_elasticsearch:
        first["elasticsearch"] = Part(elastic.service, "elasticsearch_port", (FILES,))
    if demo:
        first["town"] = Part(_town, "town_port")
        first["mailbox"] = Part(_mailbox, "smtp_port")
    return {
        **first,
        "airflow-api": Part(_airflow("airflow-api"), "airflow_port", (DATABASE,)),
        "airflow-dags": Part(_airflow("airflow-dags"), after=(DATABASE,)),
        SCHEDULER: Part(_airflow(SCHEDULER), after=(DATABASE, BROWSER, *first)),
    }


def _airflow(component: str) -> Callable[[Settings], Service]:
    return partial(airflow.service, name=component)


def _town(settings: Settings) -> Service:
    port = settings.town_port
    return _python("town", settings, port, "adwatch.demo.town", "--port", str(port))


def _mailbox(settings: Settings) -> Service:
    port, folder = settings.smtp_port, mail_folder(settings)
    arguments = ("adwatch.demo.mailbox", "--port", str(port), "--dir", str(folder))
    return _python("mailbox", settings, port, *arguments)


def _web(settings: Settings) -> Service:
    port = settings.web_port
    app = ("uvicorn", "--factory", "search.web.app:from_environment", "--no-access-log")
    return _python("web", settings, port, *app, "--host", ports.LOOPBACK, "--port", str(port))


def _python(name: str, settings: Settings, port: int, *module: str) -> Service:
    return Service(
        name=name,
        argv=(sys.executable, "-m", *module),
        environment=environment(settings),
        ready=partial(_listens, port),
    )


def _listens(port: int) -> bool:
    try:
        socket.create_connection((ports.LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True
