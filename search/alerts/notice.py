"""Mails one notice to people who run adwatch, at once; unlike digests it has no outbox."""

from datetime import datetime

from adwatch.errors import Exit, Trouble
from adwatch.model import Letter, stable_id
from adwatch.settings import Settings
from search.alerts.outbox import MailRow
from search.alerts.post import NotAccepted, connection, deliver, message


def send(settings: Settings, to: str, letter: Letter, now: datetime) -> None:
    """Hand a letter to the mail server; when this returns, the server has it.

    Raises:
        Trouble: the server cannot be reached or does not take it; whoever calls tries again later.

    """
    row = MailRow(
        id=stable_id(to, letter.subject, letter.plain),
        composed_at=now,
        subject=letter.subject,
        plain=letter.plain,
        html=letter.html,
    )
    try:
        with connection(settings) as smtp:
            deliver(smtp, message(row, to, settings.mail_from))
    except NotAccepted as refusal:
        raise Trouble(
            f"{to}: the mail was not accepted ({refusal}).",
            "Check ADWATCH_ENGINEERS_MAIL and the mail server; the next run tries again.",
            Exit.INCOMPLETE,
        ) from refusal
