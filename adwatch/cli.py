"""The command line: gathers the groups of commands and turns trouble into one sentence."""

import sys

import typer

from adwatch import console
from adwatch.commands import analysis, crawling, finding, learning, local, upkeep
from adwatch.errors import Trouble
from adwatch.logs import mask_logs

app = typer.Typer(
    name="adwatch",
    help="Watches public postings for signs of human trafficking; a posting is a lead, not proof.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for group in (local, crawling, analysis, finding, learning, upkeep):
    app.add_typer(group.app)


def main() -> None:
    """Run the command line; a `Trouble` becomes one sentence and its exit code."""
    mask_logs()
    try:
        app(prog_name="adwatch")
    except Trouble as trouble:
        console.complain(trouble)
        sys.exit(trouble.code)
