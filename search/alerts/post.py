"""The conversation with the mail server (RFC 5321), and the message as it travels (RFC 5322)."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from adwatch.errors import Exit, Trouble
from adwatch.settings import Settings
from search.alerts.outbox import MailRow
from search.alerts.plain import one_line
from search.alerts.wording import KERALA

TIMEOUT_S = 30
ACCEPTANCE_TIMEOUT_S = 600
"""RFC 5321, 4.5.3.2.6: who gives up sooner on the reply to a message delivers it twice."""
TLS_FROM_THE_START = 465
ANSWER_LENGTH = 200
# 7bit: not every server on the way takes more, and nothing is lost by encoding.
_POLICY = policy.SMTP.clone(cte_type="7bit")


class NotAccepted(Exception):  # noqa: N818 - the server's answer, not an error of the program
    """The mail server did not take one mail; it waits for the next run."""


def message(mail: MailRow, to: str, sender: str) -> EmailMessage:
    """Return the message; the same letter always gives the same bytes, also on a second attempt.

    That, with the Message-ID, lets a mail server recognise a repeated delivery (RFC 1047).
    """
    name, address = parseaddr(sender)
    made = EmailMessage(policy=_POLICY)
    made["From"] = Address(display_name=name, addr_spec=address)
    made["To"] = to
    made["Subject"] = mail.subject
    made["Date"] = format_datetime(mail.composed_at.astimezone(KERALA))
    made["Message-ID"] = message_id(mail.id, sender)
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies
    made.set_content(mail.plain)
    made.add_alternative(mail.html, subtype="html")
    made.set_boundary(f"=_{mail.id}")
    return made


def message_id(mail: str, sender: str) -> str:
    """Return the Message-ID of a letter."""
    return f"<{mail}@{_domain(sender)}>"


@contextmanager
def connection(settings: Settings) -> Iterator[smtplib.SMTP]:
    """Yield a conversation with the mail server, and end it politely.

    Raises:
        Trouble: the server cannot be reached, lacks the TLS asked for, or refuses the login.

    """
    server = f"{settings.smtp_host}:{settings.smtp_port}"
    if settings.smtp_user and not settings.smtp_tls:
        raise Trouble(
            f"The password for the mail server at {server} would travel unencrypted.",
            "Set ADWATCH_SMTP_TLS=true, or leave ADWATCH_SMTP_USER empty.",
        )
    try:
        smtp = _greeted(settings)
    except (OSError, smtplib.SMTPException) as error:
        raise Trouble(
            f"The mail server at {server} cannot be used ({_answer(error)}).",
            "Check ADWATCH_SMTP_HOST, _PORT, _TLS, _USER and _PASSWORD.",
            Exit.UNREACHABLE,
        ) from error
    try:
        yield smtp
    finally:
        # What was accepted stays accepted, however the goodbye goes.
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()


def deliver(smtp: smtplib.SMTP, made: EmailMessage) -> None:
    """Hand one message over; when it returns, the server has taken responsibility for it.

    Raises:
        NotAccepted: the server refused it, or the conversation broke off.

    """
    assert smtp.sock
    smtp.sock.settimeout(ACCEPTANCE_TIMEOUT_S)
    try:
        smtp.send_message(made)
    except (OSError, smtplib.SMTPException) as error:
        raise NotAccepted(_answer(error)) from error


def _greeted(settings: Settings) -> smtplib.SMTP:
    """Return a conversation that is encrypted and logged in as the settings say."""
    # The name that is given in EHLO; asking the machine for its own can wait for a dead resolver.
    where = (settings.smtp_host, settings.smtp_port, _domain(settings.mail_from))
    if not settings.smtp_tls:
        return _logged_in(smtplib.SMTP(*where, timeout=TIMEOUT_S), settings)
    trust = ssl.create_default_context(cafile=settings.smtp_ca)
    if settings.smtp_port == TLS_FROM_THE_START:
        return _logged_in(smtplib.SMTP_SSL(*where, timeout=TIMEOUT_S, context=trust), settings)
    smtp = smtplib.SMTP(*where, timeout=TIMEOUT_S)
    smtp.starttls(context=trust)
    return _logged_in(smtp, settings)


def _logged_in(smtp: smtplib.SMTP, settings: Settings) -> smtplib.SMTP:
    if settings.smtp_user:
        smtp.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    return smtp


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def _answer(error: Exception) -> str:
    """Return what the server said, or what broke, in one line."""
    said = str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        said = f"{code} {words.decode(errors='replace')}"
    elif isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
        said = f"{error.smtp_code} {text}"
    return one_line(said, ANSWER_LENGTH) or type(error).__name__
