"""The demo's mailbox: an SMTP server (RFC 5321) that keeps each accepted message as a .eml file.

`python -m adwatch.demo.mailbox --port P --dir D` runs it on this machine only. Tests use `Mailbox`,
which can also refuse recipients for good (550) or for now (451).
"""

import argparse
import os
import signal
import sys
from collections.abc import Iterable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from adwatch import console
from adwatch.errors import Trouble
from adwatch.runtime.ports import LOOPBACK, demand_free, free_ports

ACCEPTED = "250 OK"
REFUSED = "550 5.1.1 No such mailbox"
LATER = "451 4.3.0 Try again later"


class Mailbox:
    """A running SMTP server that files its mail in a folder, in order of arrival.

    `port` 0 takes any free port. `refused` are recipients that do not exist here; while `deferring`
    is set, every message is put off with 451 after its data was sent.
    """

    def __init__(self, folder: Path, port: int = 0, refused: Iterable[str] = ()) -> None:
        """Prepare the folder; nothing listens yet."""
        self.folder = folder
        self.refused = set(refused)
        self.deferring = False
        folder.mkdir(parents=True, exist_ok=True)
        self._next = _highest(folder) + 1
        self.port = port or free_ports(1)[0]
        self._controller = Controller(self, hostname=LOOPBACK, port=self.port)

    def messages(self) -> list[EmailMessage]:
        """Return the kept messages, oldest first; X-MailFrom and X-RcptTo hold the envelope."""
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted(self.folder.glob("*.eml"))
        ]

    def __enter__(self) -> Self:
        """Start to listen.

        Raises:
            Trouble: the port is in use.

        """
        demand_free(self.port, "--port")
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening; the mail stays."""
        self._controller.stop()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds its hooks by these names
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take or refuse one recipient."""
        if address in self.refused:
            return REFUSED
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep one message, unless mail is being put off."""
        if self.deferring:
            return LATER
        self._keep(envelope)
        return ACCEPTED

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.original_content or b""
        head = f"X-MailFrom: {envelope.mail_from}\r\nX-RcptTo: {', '.join(envelope.rcpt_tos)}\r\n"
        path = self.folder / f"{self._next:06d}.eml"
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            file.write(head.encode() + content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        self._next += 1


def _highest(folder: Path) -> int:
    return max((int(path.stem) for path in folder.glob("*.eml")), default=0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m adwatch.demo.mailbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dir", type=Path, required=True)
    return parser.parse_args()


def main() -> None:
    """Run the mailbox until SIGTERM or SIGINT."""
    arguments = _arguments()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    try:
        with Mailbox(arguments.dir, arguments.port):
            signal.sigwait({signal.SIGTERM, signal.SIGINT})
    except Trouble as trouble:
        console.complain(trouble)
        sys.exit(trouble.code)


if __name__ == "__main__":
    main()
