"""Reading postings: enrich and assess them."""

import sys
from typing import Annotated

import typer

from adwatch import console
from adwatch.errors import Exit, Trouble
from adwatch.process import Transform
from adwatch.settings import Settings
from adwatch.spool import open_spool

app = typer.Typer()


@app.command()
def process(
    input_file: Annotated[
        str, typer.Argument(metavar="[-]", help="'-' reads JSON Lines from standard input.")
    ] = "",
    source: Annotated[str, typer.Option(help="Only this source's partitions.")] = "",
) -> None:
    """Enrich and assess postings, from the spool or from a stream.

    Example: printf '{"id":"1","title":"","text":"call 98470 12345"}' | adwatch process -
    """
    if input_file not in ("", "-"):
        raise typer.BadParameter("give '-' to read standard input, or nothing to read the spool")
    if input_file == "-":
        _process_stream(_transform())
        return
    from adwatch.process import process_pending

    report = process_pending(open_spool(Settings()), _transform(), source)
    console.show(report)
    if report.failed:
        raise Trouble(
            f"{report.failed} posting(s) could not be processed; the log above names them.",
            "They stay in the spool and are tried again by the next run.",
            Exit.INCOMPLETE,
        )


def _process_stream(transform: Transform) -> None:
    from adwatch.process import Rejected, process_lines

    rejected = 0
    for answer in process_lines(sys.stdin.buffer, transform):
        if isinstance(answer, Rejected):
            rejected += 1
            console.note(
                f"standard input:{answer.line}: not a posting ({answer.reason}); passed over."
            )
        else:
            console.emit(answer)
    if rejected:
        raise Trouble(
            f"standard input: {rejected} line(s) were not postings.",
            'Each line must be a JSON object with at least "id", "title" and "text".',
        )


def _transform() -> Transform:
    from classifiers import assess
    from enrichment import enrich

    return lambda posting: assess(enrich(posting))
