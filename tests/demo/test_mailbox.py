"""Real SMTP conversations with the demo's mailbox."""

import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from adwatch.demo.mailbox import Mailbox
from adwatch.errors import Exit, Trouble
from adwatch.runtime.ports import free_ports, is_taken

UNIT = "ahtu-ernakulam@police.example"


def mail(subject: str, *recipients: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "adwatch@police.example"
    message["To"] = ", ".join(recipients)
    message["Subject"] = subject
    message.set_content("കൊച്ചിയിൽ 3 പുതിയ പരസ്യങ്ങൾ\n")
    return message


def send(port: int, message: EmailMessage) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
        return client.send_message(message)


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    with Mailbox(tmp_path / "mail", refused=["nobody@police.example"]) as box:
        yield box


def test_mail_is_kept_in_order_with_its_envelope(mailbox: Mailbox) -> None:
    for subject in ("ഒന്ന്", "two"):
        send(mailbox.port, mail(subject, UNIT))
    kept = mailbox.messages()
    assert [message["Subject"] for message in kept] == ["ഒന്ന്", "two"]
    assert kept[0]["X-RcptTo"] == UNIT
    assert kept[0]["X-MailFrom"] == "adwatch@police.example"
    assert kept[0].get_content().strip() == "കൊച്ചിയിൽ 3 പുതിയ പരസ്യങ്ങൾ"


def test_nothing_half_written_is_left(mailbox: Mailbox) -> None:
    send(mailbox.port, mail("one", UNIT))
    assert [path.name for path in mailbox.folder.iterdir()] == ["000001.eml"]


def test_a_refused_recipient_does_not_keep_the_others_from_their_mail(mailbox: Mailbox) -> None:
    failed = send(mailbox.port, mail("one", UNIT, "nobody@police.example"))
    assert {address: code for address, (code, _) in failed.items()} == {
        "nobody@police.example": 550
    }
    assert [message["X-RcptTo"] for message in mailbox.messages()] == [UNIT]


def test_mail_can_be_put_off_and_taken_later(mailbox: Mailbox) -> None:
    mailbox.deferring = True
    with pytest.raises(smtplib.SMTPDataError) as caught:
        send(mailbox.port, mail("one", UNIT))
    assert caught.value.smtp_code == 451
    assert mailbox.messages() == []
    mailbox.deferring = False
    send(mailbox.port, mail("one", UNIT))
    assert len(mailbox.messages()) == 1


def test_a_second_start_goes_on_after_the_last_message(tmp_path: Path) -> None:
    for subject in ("one", "two"):
        with Mailbox(tmp_path) as box:
            send(box.port, mail(subject, UNIT))
    assert [message["Subject"] for message in box.messages()] == ["one", "two"]


def test_a_taken_port_is_named(mailbox: Mailbox, tmp_path: Path) -> None:
    with (
        pytest.raises(Trouble, match=f"Port {mailbox.port} of 127.0.0.1"),
        Mailbox(tmp_path, mailbox.port),
    ):
        pass


def test_as_a_program(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "adwatch.demo.mailbox", "--port", str(port)]
    with subprocess.Popen([*command, "--dir", str(tmp_path)]) as process:
        deadline = time.monotonic() + 10
        while not is_taken(port) and time.monotonic() < deadline:
            time.sleep(0.02)
        send(port, mail("one", UNIT))
        again = subprocess.run(
            [*command, "--dir", str(tmp_path)], capture_output=True, text=True, check=False
        )
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=5) == 0
    assert (again.returncode, f"Port {port} of" in again.stderr) == (Exit.LOCAL_RESOURCE, True)
    assert [path.name for path in tmp_path.iterdir()] == ["000001.eml"]
