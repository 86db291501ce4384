"""The commands. Each reads settings and the clock, calls one room, and shows what came of it.

Rooms are imported inside the commands, so that `adwatch process -` does not wait for Airflow's or
Scrapy's imports. This module alone knows all rooms.
"""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from adwatch import console
from adwatch.errors import Exit, Trouble
from adwatch.process import Transform
from adwatch.settings import REPO, Settings
from adwatch.spool import open_spool

app = typer.Typer(
    name="adwatch",
    help="Watches public postings for signs of human trafficking; a posting is a lead, not proof.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
source_app = typer.Typer(help="Look after the files that describe sources.", no_args_is_help=True)
user_app = typer.Typer(help="Look after the accounts of the screens.", no_args_is_help=True)
app.add_typer(source_app, name="source")
app.add_typer(user_app, name="user")


def main() -> None:
    """Run the command line; a `Trouble` becomes one sentence and its exit code."""
    try:
        app(prog_name="adwatch")
    except Trouble as trouble:
        console.complain(trouble)
        sys.exit(trouble.code)


@app.command()
def demo() -> None:
    """Run everything on the bundled demo town; services stay up.

    Example: adwatch demo
    """
    from adwatch.demo.run import demo as run_demo

    run_demo(Settings())


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Run all tests; arguments go to pytest.

    Example: adwatch test -k phones
    """
    command = [sys.executable, "-m", "pytest", *context.args]
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
def crawl(
    source: Annotated[str, typer.Argument(help="Name of a source file.")],
    handed_over: Annotated[
        Path | None,
        typer.Option("--from", help="Read this file (CSV, JSONL, HTML, WARC, WACZ) or folder."),
    ] = None,
) -> None:
    """Collect what is new from one source, or from files that were handed over.

    Example: adwatch crawl demo-ads
    """
    from crawlers import run
    from crawlers.source import load_source

    settings = Settings()
    described, now = load_source(source, settings), datetime.now(UTC)
    if handed_over:
        report = run.take_over(described, settings, now, handed_over)
    else:
        report = run.crawl(described, settings, now)
    console.show(report)
    run.demand(report)


@app.command()
def replay(
    source: Annotated[str, typer.Argument(help="Name of a source file.")],
    run: Annotated[str, typer.Argument(help="A run's id, as its report names it.")],
) -> None:
    """Read a past crawl again from its evidence, with no network; one JSON posting a line.

    Example: adwatch replay demo-ads 20261124T070000Z
    """
    from crawlers.replay import replay as read_again
    from crawlers.source import load_source

    settings = Settings()
    for posting in read_again(load_source(source, settings), settings, run):
        console.emit(posting)


@source_app.command("check")
def source_check(
    name: Annotated[str, typer.Argument(help="Name of a source file; all without it.")] = "",
) -> None:
    """Check source files without fetching anything.

    Example: adwatch source check demo-ads
    """
    from crawlers.source import load_source, load_sources

    settings = Settings()
    sources = [load_source(name, settings)] if name else load_sources(settings)
    lines = [(s.name, s.title, s.schedule, s.owner) for s in sources]
    console.rows("Sources", ["name", "title", "schedule", "owner"], lines)


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


@app.command()
def index(source: Annotated[str, typer.Option(help="Only this source's partitions.")] = "") -> None:
    """Deliver processed postings to Elasticsearch.

    Example: adwatch index
    """
    from search.client import connect
    from search.index import deliver, ensure

    settings = Settings()
    client = connect(settings)
    ensure(client, settings.index_prefix)
    report = deliver(client, open_spool(settings), settings.index_prefix, source)
    console.show(report)
    if report.failed:
        raise Trouble(
            f"{report.failed} record(s) were refused by {settings.elasticsearch_address}.",
            "They are kept in the spool (stage 'failed') with the reason and are tried again.",
            Exit.INCOMPLETE,
        )


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words, phrases, field:value; empty for all.")] = "",
    json: Annotated[bool, typer.Option("--json", help="JSON Lines, one posting a line.")] = False,
    size: Annotated[int, typer.Option(min=1, max=1000, help="Most hits to print.")] = 20,
) -> None:
    """Search the index from the terminal.

    Example: adwatch search 'housemaid AND band:high'
    """
    from search.client import connect
    from search.query import Access, Query
    from search.query import search as run_search

    settings = Settings()
    # Whoever may run commands on this machine can read the index's own files.
    everything = Access(districts=None)
    results = run_search(
        connect(settings), settings.index_prefix, Query(text=query, size=size), everything
    )
    if json or not console.at_terminal():
        for hit in results.hits:
            console.emit(hit.posting)
        return
    lines = [
        (
            h.posting.band,
            f"{h.posting.score:.2f}",
            h.posting.district,
            h.posting.source,
            h.posting.title,
            "; ".join(dict.fromkeys(f.why for f in h.posting.findings)),
        )
        for h in results.hits
    ]
    head = ["band", "score", "district", "source", "title", "why"]
    console.rows(f"{results.total} posting(s): leads, never proof", head, lines)


@app.command()
def digest(
    window: Annotated[int, typer.Option(min=1, help="Hours to look back.")] = 24,
) -> None:
    """Mail each unit what is new for its saved searches.

    Example: adwatch digest --window 24
    """
    from search.alerts.digest import send_digests

    report = send_digests(Settings(), datetime.now(UTC), timedelta(hours=window))
    console.show(report)
    if trouble := report.trouble():
        raise trouble


@app.command()
def verify() -> None:
    """Read all evidence and the audit log back and compare their hashes.

    Example: adwatch verify
    """
    from adwatch.evidence import verify as verify_evidence
    from search.desk.audit import verify as verify_audit
    from search.desk.db import open_desk

    settings = Settings()
    problems = [f"{p.file}:{p.line}: {p.what}" for p in verify_evidence(settings.evidence)]
    problems += [f"audit log: row {f.number} {f.what}" for f in verify_audit(open_desk(settings))]
    for problem in problems:
        console.note(problem)
    if problems:
        raise Trouble(
            f"{len(problems)} problem(s) in the evidence store or the audit log.",
            "Keep the disk as it is and tell the unit's evidence officer.",
            Exit.INCOMPLETE,
        )
    console.note("All evidence is as it was captured, the audit log as it was written.")


@user_app.command("add")
def user_add(
    name: Annotated[str, typer.Argument(help="Login name.")],
    role: Annotated[
        str, typer.Option(help="analyst, supervisor, engineer or auditor.")
    ] = "analyst",
    unit: Annotated[str, typer.Option(help="Name of a unit file; empty sees all districts.")] = "",
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)
    ] = "",
) -> None:
    """Add an account, asking for its password.

    Example: adwatch user add anu --unit ernakulam
    """
    from search.desk.accounts import add_user

    settings = Settings()
    add_user(settings, name, password, role=role, unit=unit, now=datetime.now(UTC))
    console.note(f"{name} can log in at {settings.web_address}.")


@app.command()
def doctor() -> None:
    """Say what this machine has, what is missing and how to mend it.

    Example: adwatch doctor
    """
    from adwatch.runtime.doctor import diagnose

    checks = diagnose(Settings())
    lines = [
        ("ok" if c.ok else "MISSING", c.name, c.detail, "" if c.ok else c.remedy) for c in checks
    ]
    console.rows("This machine", ["", "what", "detail", "remedy"], lines)
    if not all(check.ok for check in checks):
        raise typer.Exit(Exit.LOCAL_RESOURCE)


def _transform() -> Transform:
    from classifiers import assess
    from enrichment import enrich

    return lambda posting: assess(enrich(posting))
