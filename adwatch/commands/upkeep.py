"""Looking after what is kept: for how long, copies of it, and proof that it was not changed."""

from datetime import UTC, datetime
from getpass import getuser
from typing import Annotated

import typer

from adwatch import console
from adwatch.errors import Exit, Trouble
from adwatch.settings import Settings
from adwatch.spool import open_spool

app = typer.Typer()
user_app = typer.Typer(help="Look after the accounts of the screens.", no_args_is_help=True)
app.add_typer(user_app, name="user")


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


@app.command()
def purge() -> None:
    """Forget postings whose source's retention has run out, and their partitions.

    Kept: flagged ones that nobody dismissed, confirmed ones, those on legal hold; all evidence.

    Example: adwatch purge
    """
    from crawlers.source import Source, load_sources
    from search.client import connect
    from search.desk.db import open_desk
    from search.desk.holds import holds
    from search.retention import OTHERS
    from search.retention import purge as forget

    settings = Settings()
    days = {source.name: source.retention_days for source in load_sources(settings)}
    days[OTHERS] = Source.model_fields["retention_days"].default
    held = frozenset(hold.posting for hold in holds(open_desk(settings)))
    spool, prefix = open_spool(settings), settings.index_prefix
    console.show(forget(connect(settings), spool, prefix, days, held, datetime.now(UTC)))


@app.command()
def hold(
    posting: Annotated[str, typer.Argument(help="Id of a posting; empty lists all holds.")] = "",
    reason: Annotated[str, typer.Option(help="The case or the order that it is kept for.")] = "",
    release: Annotated[bool, typer.Option("--release", help="End the hold.")] = False,
) -> None:
    """Keep a posting beyond its retention (legal hold), or end that, or list what is kept so.

    Example: adwatch hold 3f2a9c0d --reason 'Crime 12/2026 Kollam East'
    """
    from search.desk.db import open_desk
    from search.desk.holds import Hold, holds, put_on_hold
    from search.desk.holds import release as end_hold

    desk, now, who = open_desk(Settings()), datetime.now(UTC), _who()
    if release:
        end_hold(desk, posting, who, now)
    elif posting:
        put_on_hold(desk, Hold(posting=posting, reason=reason, by=who, at=now))
    else:
        for each in holds(desk):
            console.emit(each)


@app.command()
def snapshot(
    listing: Annotated[bool, typer.Option("--list", help="Only list what there is.")] = False,
) -> None:
    """Take a snapshot of the indices; those older than 14 days are forgotten.

    Example: adwatch snapshot
    """
    from search.client import connect
    from search.snapshots import listed, take

    settings = Settings()
    client = connect(settings)
    made = listed(client, settings) if listing else [take(client, settings, datetime.now(UTC))]
    for each in made:
        console.emit(each)


@app.command()
def restore(
    name: Annotated[str, typer.Argument(help="Name of the snapshot.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Throw away what the indices hold now.")
    ] = False,
) -> None:
    """Bring the indices back from a snapshot, with the decisions that stand now.

    Example: adwatch restore adwatch-20261124-020000 --replace
    """
    from search.client import connect
    from search.desk.db import open_desk
    from search.review import show_all
    from search.snapshots import restore as bring_back

    settings = Settings()
    client = connect(settings)
    postings = bring_back(client, settings, name, replace=replace)
    shown = show_all(client, settings.index_prefix, open_desk(settings))
    console.note(f"{postings} postings are back, {shown} of them with a decision.")


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


@user_app.command("list")
def user_list() -> None:
    """List the accounts: role, unit, second factor, and whether they are closed or locked.

    Example: adwatch user list
    """
    from search.desk.administration import people
    from search.desk.db import open_desk

    found = people(open_desk(Settings()))
    if not console.at_terminal():
        for person in found:
            console.emit(person)
        return
    now = datetime.now(UTC)
    lines = [
        (
            person.name,
            person.role,
            person.unit or "all districts",
            "yes" if person.second_factor else "no",
            "disabled" if person.disabled else _locked(person.locked_until, now),
        )
        for person in found
    ]
    console.rows("Accounts", ["name", "role", "unit", "second factor", ""], lines)


@user_app.command("disable")
def user_disable(name: Annotated[str, typer.Argument(help="Login name.")]) -> None:
    """Close an account; its sessions and tokens end, its traces stay. `user add` opens it again.

    Example: adwatch user disable anu
    """
    from search.desk.administration import disable
    from search.desk.db import open_desk

    disable(open_desk(Settings()), name, _who(), datetime.now(UTC))
    console.note(f"{name} can log in no more.")


@user_app.command("reset")
def user_reset(
    name: Annotated[str, typer.Argument(help="Login name.")],
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)
    ] = "",
) -> None:
    """Give somebody who is locked out a new password, and take the second factor away.

    Example: adwatch user reset anu
    """
    from search.desk.administration import reset
    from search.desk.db import open_desk

    reset(open_desk(Settings()), name, password, _who(), datetime.now(UTC))
    console.note(f"{name} can log in with the new password and sets up a second factor anew.")


def _locked(until: datetime | None, now: datetime) -> str:
    return f"locked until {until:%H:%M} UTC" if until and until > now else ""


def _who() -> str:
    """Return who acts, for the audit log."""
    return f"{getuser()} (command line)"
