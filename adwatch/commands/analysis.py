"""Reading postings: enrich and assess them, and measure how well that is done."""

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adwatch import console
from adwatch.errors import Exit, Trouble
from adwatch.labelled import Figure, Score, below, load_labelled
from adwatch.settings import Settings
from adwatch.spool import open_spool
from adwatch.workers import Transform, Workers, cores

if TYPE_CHECKING:
    from classifiers.assessor import Assessor
    from classifiers.figures import Measured, Mistaken

app = typer.Typer()


@app.command()
def process(
    input_file: Annotated[
        str, typer.Argument(metavar="[-]", help="'-' reads JSON Lines from standard input.")
    ] = "",
    source: Annotated[str, typer.Option(help="Only this source's partitions.")] = "",
    reassess: Annotated[
        bool, typer.Option(help="Say what a changed assessment would newly flag in the store.")
    ] = False,
    apply: Annotated[
        bool, typer.Option(help="With --reassess: also write it, for 'adwatch index'.")
    ] = False,
) -> None:
    """Enrich and assess postings, from the spool or from a stream.

    Example: printf '{"id":"1","title":"","text":"call 98470 12345"}' | adwatch process -
    """
    if input_file not in ("", "-"):
        raise typer.BadParameter("give '-' to read standard input, or nothing to read the spool")
    if apply and not reassess:
        raise typer.BadParameter("--apply goes with --reassess")
    if input_file == "-":
        _process_stream(transform(Settings()))
        return
    if reassess:
        _reassess(Settings(), source, apply)
        return
    from adwatch.process import process_pending

    settings = Settings()
    with Workers(partial(transform, settings), settings.processes or cores()) as workers:
        report = process_pending(open_spool(settings), workers, source)
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


def transform(settings: Settings) -> Transform:
    """Return enrichment and the assessment that runs in this installation."""
    from enrichment import enrich

    assess = assessor(settings)
    return lambda posting: assess(enrich(posting))


def assessor(settings: Settings) -> "Assessor":
    """Return the assessment with the installation's own model, if it has one."""
    from classifiers import load_assessor
    from classifiers.learning.promotion import CURRENT

    own = settings.models / CURRENT
    return load_assessor(own if own.exists() else None, settings.encoder)


def _reassess(settings: Settings, source: str, apply: bool) -> None:
    from adwatch.retro import Change, RetroReport, changes, total
    from classifiers.fingerprint import fingerprint

    change = fingerprint(assessor(settings).version)
    reports: list[RetroReport] = []
    for each in changes(open_spool(settings), transform(settings), change, apply, source):
        if isinstance(each, Change):
            console.emit(each)
        else:
            reports.append(each)
    report = total(reports)
    applied = "written" if apply else "nothing was written; --apply writes it"
    console.note(
        f"{report.postings} postings in {report.partitions} partitions: {report.flagged} newly"
        f" flagged, {report.cleared} no longer, {report.changed} changed band ({applied})."
    )


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled postings: .jsonl, .json, .yml or .csv.")],
    misses: Annotated[bool, typer.Option(help="Also list each difference.")] = False,
    floors: Annotated[
        Path | None, typer.Option(help="Fail where a figure is below its floor in this file.")
    ] = None,
) -> None:
    """Measure enrichment and assessment on labelled postings: precision, recall, F1.

    What a posting does not label is not judged; docs/evaluation.md describes the format.

    Example: adwatch evaluate labelled.jsonl --floors classifiers/floors.json
    """
    from classifiers import evaluate as assessing
    from classifiers.figures import measures, mistaken, tables
    from enrichment import evaluate as reading

    rows = load_labelled(file)
    unread = sorted({key for row in rows for key in row.unread})
    if unread:
        console.note(f"{file}: keys that mean nothing here, not read: {', '.join(unread)}.")
    facts, signs = reading.evaluate(rows), assessing.evaluate(rows, transform(Settings()))
    for table, scores in (facts.tables() | tables(signs)).items():
        _show_scores(table, scores)
    _show_measures(measures(signs))
    _show_mistaken(mistaken(signs))
    if misses:
        for miss in (*facts.misses, *signs.misses):
            console.emit(miss)
    if floors:
        from classifiers.learning.promotion import figures

        _hold(floors, facts.figures() | figures(signs))


def _show_scores(table: str, scores: dict[str, Score]) -> None:
    """Print a table for a person, a line a score for a program; nothing where none was judged."""
    if not console.at_terminal():
        for name, score in scores.items():
            counts = score.model_dump(include={"right", "wrong", "missed"})
            console.emit(Figure(table=table, name=name, **counts))
    elif scores:
        console.rows(
            table,
            ("", "precision", "recall", "F1", "right", "wrong", "missed"),
            [_cells(name, score) for name, score in scores.items()],
        )


def _show_measures(measures: "list[Measured]") -> None:
    """Print figures with their 95 % intervals: a table a group, or a line a figure."""
    if not console.at_terminal():
        for each in measures:
            console.emit(each)
        return
    for group in dict.fromkeys(m.group for m in measures):
        cells: dict[str, dict[str, str]] = {}
        for each in (m for m in measures if m.group == group):
            interval = f"{each.value:.2f} ({each.low:.2f}-{each.high:.2f})"
            cells.setdefault(each.table, {})[each.name] = interval
        names = dict.fromkeys(name for row in cells.values() for name in row)
        lines = [
            [table.removeprefix(f"{group}, "), *(row.get(name, "") for name in names)]
            for table, row in cells.items()
        ]
        console.rows(f"{group}, with 95 % intervals", ["", *names], lines)


def _show_mistaken(mistakes: "list[Mistaken]") -> None:
    if not console.at_terminal():
        for each in mistakes:
            console.emit(each)
    elif mistakes:
        lines = [(each.expected, each.said, str(each.postings)) for each in mistakes]
        console.rows("Categories mistaken", ("expected", "said", "postings"), lines)


def _cells(name: str, score: Score) -> list[str]:
    shares = [f"{share:.3f}" for share in (score.precision, score.recall, score.f1)]
    return [name, *shares, str(score.right), str(score.wrong), str(score.missed)]


def _hold(floors: Path, figures: dict[str, float]) -> None:
    """Fail where a figure is below the floor that the file sets."""
    try:
        rooms = json.loads(floors.read_text(encoding="utf-8"))
        promised = {name: floor for room in rooms.values() for name, floor in room.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise Trouble(f"{floors}: is no file of floors ({error}).", "Check its path.") from error
    failed = below(figures, promised)
    if failed:
        raise Trouble(
            f"Below the floors of {floors}: {'; '.join(failed)}.",
            "Mend what the last change broke; --misses lists the differences.",
            Exit.BROKEN_PROMISE,
        )
