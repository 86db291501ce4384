"""Collecting: crawl, read again, look after the files that describe sources."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adwatch import console
from adwatch.errors import Exit, Trouble
from adwatch.model import Posting
from adwatch.settings import Settings

if TYPE_CHECKING:
    from crawlers.health import SourceHealth
    from crawlers.pictures import Look
    from crawlers.source import Source

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
        report = run.crawl(described, settings, now, _look(described))
    console.show(report)
    run.demand(report)


def _look(source: "Source") -> "Look | None":
    """Return what reads pictures, for a source that allows it: loading it takes seconds."""
    if not source.pictures:
        return None
    from enrichment.pictures import read

    return read


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
    described = load_source(source, settings)
    for posting in read_again(described, settings, run, _look(described)):
        console.emit(posting)


@app.command()
def health(
    mail: Annotated[
        bool, typer.Option("--mail", help="Mail the engineers what has changed.")
    ] = False,
) -> None:
    """Say how each source is: promises, drift, missed crawls, files that cannot be read.

    Example: adwatch health
    """
    from crawlers.health import overview

    settings, now = Settings(), datetime.now(UTC)
    found = overview(settings, now)
    lines = [
        (
            each.condition,
            each.name,
            f"{each.last_run:%d %b %H:%M} UTC" if each.last_run else "",
            str(each.reports[0].met) if each.reports else "",
            "" if each.usual is None else str(each.usual),
            "\n".join(each.why),
        )
        for each in found
    ]
    if console.at_terminal():
        console.rows("Sources", ["", "name", "last crawl", "met", "usually", "why"], lines)
    else:
        for each in found:
            console.emit(each)
    if mail:
        _mail_changes(settings, found, now)


def _mail_changes(settings: Settings, found: "list[SourceHealth]", now: datetime) -> None:
    from crawlers import health, told
    from search.alerts import notice

    changed = health.changes(found, told.read(settings))
    if not changed:
        return
    if not settings.engineers_mail:
        console.note("Set ADWATCH_ENGINEERS_MAIL, so that somebody is told of this.")
        return
    letter = health.letter(changed, settings.web_address)
    notice.send(settings, settings.engineers_mail, letter, now)
    # Only now: a mail that no server took is written again by the next run.
    told.write(settings, {each.name: each.condition for each in found})


@source_app.command("new")
def source_new(
    url: Annotated[str, typer.Argument(help="A page that lists ads, a timeline or a feed.")],
    name: Annotated[str, typer.Option(help="Name of the file; by default from the address.")] = "",
    owner: Annotated[str, typer.Option(help="Who answers for this source.")] = "",
    legal_basis: Annotated[str, typer.Option(help="The ground on which it may be watched.")] = "",
) -> None:
    """Draft a source file by looking at a site, and show what it would collect.

    Example: adwatch source new https://board.example/ads --owner 'Cyber cell'
    """
    from crawlers import drafting, sourcefile

    settings, now = Settings(), datetime.now(UTC)
    name = name or drafting.name_for(url)
    path = sourcefile.path_for(name, settings)
    drafted = drafting.draft(url, name, settings, now)
    text = sourcefile.text_of(drafted.source, now.date(), owner, legal_basis)
    sourcefile.write(path, text)
    _show_postings(f"What {name} would collect", drafted.postings)
    for remark in drafted.remarks:
        console.note(remark)
    console.note(f"Drafted {path}:\n\n{text}")
    if not (owner and legal_basis):
        console.note("Fill in owner and legal_basis: the file is refused without them.")
    console.note(f"Then: adwatch source check {name}")


@source_app.command("check")
def source_check(
    name: Annotated[str, typer.Argument(help="Name of a source file; all without it.")] = "",
    offline: Annotated[bool, typer.Option(help="Read the file only; fetch nothing.")] = False,
) -> None:
    """Check a source: its file, robots.txt, and by a few pages what it promises; keep nothing.

    Without a name the files of all sources are read, and nothing is fetched.

    Example: adwatch source check demo-ads
    """
    from crawlers.source import load_source, load_sources

    settings = Settings()
    sources = [load_source(name, settings)] if name else load_sources(settings)
    lines = [(s.name, s.title, s.schedule, s.owner) for s in sources]
    console.rows("Sources", ["name", "title", "schedule", "owner"], lines)
    if name and not offline:
        _dry_run(sources[0], settings)


def _dry_run(source: "Source", settings: Settings) -> None:
    from crawlers.checkup import checks
    from crawlers.dryrun import dry_run

    run = dry_run(source, settings, datetime.now(UTC))
    found = list(checks(source, run))
    words = {True: "ok", False: "NO", None: ""}
    console.rows(
        "A few pages of it",
        ["", "what", "detail"],
        [(words[c.ok], c.what, c.detail) for c in found],
    )
    _show_postings("What was read", run.postings)
    if wrong := [check.what for check in found if check.ok is False]:
        raise Trouble(
            f"{source.name}: not as it should be: {', '.join(wrong)}.",
            "Look at the site and mend the source's file; nothing was kept.",
            Exit.BROKEN_PROMISE,
        )


@source_app.command("fixture")
def source_fixture(
    name: Annotated[str, typer.Argument(help="Name of a source file.")],
    url: Annotated[str, typer.Argument(help="A page of it.")],
    is_list: Annotated[bool, typer.Option("--list", help="It is a list page.")] = False,
    into: Annotated[
        Path | None, typer.Option(help="Folder of fixtures; by default that of the tests.")
    ] = None,
) -> None:
    """Save a page of a source and what is read from it, for review and for the tests.

    Example: adwatch source fixture demo-ads http://127.0.0.1:8610/ads/item/a102
    """
    from crawlers import fixture
    from crawlers.source import load_source

    settings = Settings()
    source = load_source(name, settings)
    kind = "list" if is_list else fixture.kind_of(source, url)
    folder = into or fixture.FOLDER
    saved = fixture.save(source, url, kind, settings, datetime.now(UTC), folder)
    console.note(fixture.as_yaml(saved.read))
    console.note(f"Saved {saved.page}; please review {saved.expected}.")
    console.note("Replace people's names, numbers and addresses in both before you share them.")


def _show_postings(title: str, postings: Sequence[Posting]) -> None:
    """Show postings: a table at a terminal, JSON Lines otherwise."""
    if not console.at_terminal():
        for posting in postings:
            console.emit(posting)
        return
    lines = [
        (
            p.title[:60],
            f"{p.posted_at:%d %b %Y}" if p.posted_at else "",
            p.location_raw[:20],
            p.price_raw[:16],
            p.author[:20],
            p.text[:60],
        )
        for p in postings
    ]
    console.rows(title, ["title", "posted", "place", "price", "author", "text"], lines)
