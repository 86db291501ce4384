"""What the demo says at its end; every number was counted in the index."""

from adwatch.model import Frozen


class Access(Frozen):
    """Where something is shown, and who may log in there."""

    address: str
    user: str
    password: str


class Outcome(Frozen):
    """What the demo brought about, and where to look at it."""

    postings: int
    flagged: int
    mails: int
    screens: Access
    airflow: Access
    mail_folder: str
    seconds: float


def text(outcome: Outcome) -> str:
    """Return the summary as lines of plain text."""
    lines = [
        ("Postings crawled", str(outcome.postings)),
        ("Flagged", f"{outcome.flagged} (medium or high: leads to be looked at, never proof)"),
        ("Mails sent", str(outcome.mails)),
        ("", ""),
        ("Screens", _access(outcome.screens)),
        ("Airflow", _access(outcome.airflow)),
        ("Mails", f"{outcome.mail_folder}/*.eml"),
        ("To end it", "bin/adwatch down"),
    ]
    table = "\n".join(f"{name:18}{value}".rstrip() for name, value in lines)
    return f"{table}\n\nDone in {outcome.seconds:.0f} s."


def _access(access: Access) -> str:
    return f"{access.address}  user {access.user}  password {access.password}"
