"""What officers use: the index, the search, the mails."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from adwatch import console
from adwatch.errors import Exit, Trouble
from adwatch.settings import Settings
from adwatch.spool import open_spool

app = typer.Typer()


@app.command()
def index(
    source: Annotated[str, typer.Option(help="Only this source's partitions.")] = "",
    remap: Annotated[
        bool, typer.Option("--remap", help="Build the indices anew first, while work goes on.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Deliver all that the spool holds, not what is new.")
    ] = False,
    decisions: Annotated[
        bool, typer.Option("--decisions", help="Show what officers decided, as the desk has it.")
    ] = False,
) -> None:
    """Deliver processed postings to Elasticsearch.

    After an index was lost, --again --decisions makes it anew with verdicts, tags and assignments.

    Example: adwatch index
    """
    from search.client import connect
    from search.desk.db import open_desk
    from search.index import deliver, ensure
    from search.remap import remap as build_anew
    from search.review import show_all

    settings = Settings()
    client = connect(settings)
    if remap:
        build_anew(client, settings.index_prefix, console.note)
    ensure(client, settings.index_prefix)
    now = datetime.now(UTC)
    spool, prefix = open_spool(settings), settings.index_prefix
    report = deliver(client, spool, prefix, source, now=now, again=again)
    console.show(report)
    if decisions:
        shown = show_all(client, prefix, open_desk(settings))
        console.note(f"{shown} posting(s) show the decision that stands.")
    if report.dropped:
        console.note(f"{report.dropped} sighting(s) dropped: their postings never came.")
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
            h.posting.shown_score,
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
