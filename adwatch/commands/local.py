"""This machine: set up, try, start, end, diagnose."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from adwatch import console
from adwatch.errors import Exit, Trouble
from adwatch.settings import REPO, Settings

if TYPE_CHECKING:
    from adwatch.runtime.doctor import Check

app = typer.Typer()

WORKERS = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
"""How all tests are run: two files at a time, in the order of `tests/conftest.py`."""


@app.command()
def demo() -> None:
    """Run everything on the bundled demo town; services stay up.

    Example: adwatch demo
    """
    from adwatch.demo.run import demo as run_demo

    run_demo(Settings())


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Run all tests, two files at a time; arguments go to pytest.

    Example: adwatch test -k phones
    """
    named = any((REPO / word.partition("::")[0]).exists() for word in context.args)
    command = [sys.executable, "-m", "pytest", *(() if named else WORKERS), *context.args]
    raise typer.Exit(subprocess.run(command, cwd=REPO, check=False).returncode)


@app.command()
def up() -> None:
    """Start Elasticsearch, the screens and Airflow.

    Example: adwatch up
    """
    from adwatch.runtime import airflow, services

    settings = Settings()
    services.up(settings)
    console.note(f"Screens: {settings.web_address}  Airflow: {airflow.address(settings)}")


@app.command()
def down() -> None:
    """End all local services.

    Example: adwatch down
    """
    from adwatch.runtime import services

    ended = services.down(Settings())
    console.note(f"Ended: {', '.join(ended)}." if ended else "Nothing was running.")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def airflow(context: typer.Context) -> None:
    """Run one of Airflow's own commands on this installation.

    Example: adwatch airflow dags list
    """
    from adwatch.runtime.airflow import environment

    command = [sys.executable, "-m", "airflow", *context.args]
    done = subprocess.run(command, env=environment(Settings()), check=False)
    raise typer.Exit(done.returncode)


@app.command()
def doctor() -> None:
    """Say what this machine has, what is missing and how to mend it.

    Example: adwatch doctor
    """
    from adwatch.runtime.doctor import diagnose

    settings = Settings()
    checks = [*diagnose(settings), encoder(settings)]
    lines = [
        ("ok" if c.ok else "MISSING", c.name, c.detail, "" if c.ok else c.remedy) for c in checks
    ]
    console.rows("This machine", ["", "what", "detail", "remedy"], lines)
    if not all(check.ok for check in checks):
        raise typer.Exit(Exit.LOCAL_RESOURCE)


def encoder(settings: Settings) -> "Check":
    """Say whether text encoder and model can be used, by loading them; builds and fetches none."""
    from adwatch.commands.analysis import assessor
    from adwatch.runtime.doctor import Check
    from classifiers.encoder import FOLDER
    from classifiers.encoder.build import home

    name = "text encoder"
    on_hub = bool(settings.encoder) and not Path(settings.encoder).is_dir()
    if on_hub:
        return Check(name, True, f"ADWATCH_ENCODER: {settings.encoder}, tried at its first use")
    if not settings.encoder and not all(path.exists() for path in home(FOLDER)):
        remedy = "Nothing to do: the first command that reads postings builds it, in ten seconds."
        return Check(name, False, f"is not built in {FOLDER} yet", remedy)
    try:
        return Check(name, True, f"works, with the model {assessor(settings).version}")
    except Trouble as trouble:
        return Check(name, False, trouble.what, trouble.remedy)
