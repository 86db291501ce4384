"""Collecting: crawl, read again, look after the files that describe sources."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from adwatch import console
from adwatch.settings import Settings

app = typer.Typer()
source_app = typer.Typer(help="Look after the files that describe sources.", no_args_is_help=True)
app.add_typer(source_app, name="source")


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
