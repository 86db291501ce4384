"""Looking after what is kept: accounts, and proof that evidence and audit log were not changed."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from adwatch import console
from adwatch.errors import Exit, Trouble
from adwatch.settings import Settings

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
