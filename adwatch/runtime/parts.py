"""Brings up the parts of an installation: programs to keep running, and what these need first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from adwatch.errors import Exit, Trouble
from adwatch.runtime import ports, steps
from adwatch.runtime.steps import Report, Step
from adwatch.runtime.supervisor import Service, Supervisor
from adwatch.settings import Settings


@dataclass(frozen=True)
class Part:
    """A program to keep running, the setting that holds its port, and what it waits for."""

    service: Callable[[Settings], Service]
    port: str = ""
    after: tuple[str, ...] = ()


Making = Mapping[str, Callable[[Settings], object]]
"""What is made or fetched once, by name, before the parts that name it in `after` start."""


def start(settings: Settings, parts: Mapping[str, Part], making: Making, report: Report) -> None:
    """Start the parts that do not run and wait until all are ready.

    Raises:
        Trouble: a port is taken, a part runs on another port than the setting says, or does not
        start. What this call had started is ended.

    """
    supervisor = Supervisor(settings.home)
    with supervisor.alone():
        idle = {name for name in parts if supervisor.running(name) is None}
        _demand_same_ports(settings, supervisor, parts)
        supervisor.stop(*idle)
        _demand_ports(settings, (part for name, part in parts.items() if name in idle))
        try:
            steps.run(_steps(settings, supervisor, parts, making, idle), report)
        except BaseException:  # also a person's Ctrl-C, while other threads go on starting
            supervisor.close(*idle)
            raise


def _demand_ports(settings: Settings, parts: Iterable[Part]) -> None:
    for part in parts:
        if part.port:
            ports.demand_free(getattr(settings, part.port), _variable(part))


def _demand_same_ports(
    settings: Settings, supervisor: Supervisor, parts: Mapping[str, Part]
) -> None:
    """Say so when a port's setting was changed under a running part, instead of waiting in vain."""
    for name, part in parts.items():
        wanted = getattr(settings, part.port) if part.port else 0
        if (runs_on := supervisor.port(name)) and runs_on != wanted:
            raise Trouble(
                f"{name} runs on port {runs_on}, but {_variable(part)} says {wanted}.",
                "End what runs ('adwatch down'), then start it again ('adwatch up').",
                Exit.LOCAL_RESOURCE,
            )


def _variable(part: Part) -> str:
    return f"ADWATCH_{part.port.upper()}"


def _steps(
    settings: Settings,
    supervisor: Supervisor,
    parts: Mapping[str, Part],
    making: Making,
    idle: set[str],
) -> list[Step]:
    """Return what is left to do: to make and start what is idle, to wait for what runs."""
    after = {name: part.after if name in idle else () for name, part in parts.items()}
    needed = set().union(*after.values())
    make = [Step(name, partial(do, settings)) for name, do in making.items() if name in needed]
    return make + [
        Step(name, partial(_start, supervisor, part, settings), after[name])
        for name, part in parts.items()
    ]


def _start(supervisor: Supervisor, part: Part, settings: Settings) -> None:
    port = getattr(settings, part.port) if part.port else 0
    supervisor.start(replace(part.service(settings), port=port))
