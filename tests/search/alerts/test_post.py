"""The message as it travels, and real conversations with mail servers that behave and misbehave."""

import asyncio
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adwatch.demo.mailbox import Mailbox
from adwatch.errors import Exit, Trouble
from adwatch.settings import Settings
from search.alerts import post
from search.alerts.outbox import MailRow
from search.alerts.post import NotAccepted, connection, deliver, message
from tests.search.alerts.samples import NOW

SENDER = "adwatch <adwatch@police.example>"
TO = "ahtu.ernakulam@police.example"
MALAYALAM = "[adwatch] മനുഷ്യക്കടത്ത് വിരുദ്ധ യൂണിറ്റ്, തിരുവനന്തപുരം: 12 പുതിയ സൂചനകൾ - 2026 നവംബർ 24"


def row(**more):
    fitting = {
        "id": "0123456789abcdef0123",
        "unit": "ernakulam",
        "composed_at": NOW,
        "subject": "[adwatch] AHTU Ernakulam: 1 new lead - 24 Nov 2026",
        "plain": "one lead\n",
        "html": "<p>one lead</p>",
    }
    return MailRow(**fitting | more)


def parsed(made):
    return message_from_bytes(made.as_bytes(), policy=policy.default)


def test_headers():
    read = parsed(message(row(), TO, SENDER))
    assert read["From"] == SENDER
    assert read["To"] == TO
    assert read["Date"] == "Tue, 24 Nov 2026 10:00:00 +0530"
    assert read["Message-ID"] == "<0123456789abcdef0123@police.example>"
    assert read["Auto-Submitted"] == "auto-generated"


def test_plain_text_comes_first_then_html():
    read = parsed(message(row(), TO, SENDER))
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_malayalam_survives_the_way():
    words = "ഗൾഫിൽ വീട്ടുജോലി " * 400
    html = f"<p>{words}</p>"
    made = message(row(subject=MALAYALAM, plain=words, html=html), TO, SENDER)
    read = parsed(made)
    assert read["Subject"] == MALAYALAM
    assert read.get_body(("plain",)).get_content().rstrip("\r\n") == words
    assert read.get_body(("html",)).get_content().rstrip("\r\n") == html
    lines = made.as_bytes().split(b"\r\n")
    assert all(len(line) <= 998 and line.isascii() and b"\n" not in line for line in lines)


def test_a_second_attempt_sends_the_same_bytes():
    first, second = (message(row(subject=MALAYALAM), TO, SENDER).as_bytes() for _ in range(2))
    assert first == second


@pytest.mark.parametrize("field", ["subject", "to"])
def test_no_header_can_be_smuggled_in(field):
    evil = "x\r\nBcc: all@police.example"
    with pytest.raises(ValueError, match=r"(?i)linefeed|newline|CR|invalid"):
        if field == "subject":
            message(row(subject=evil), TO, SENDER)
        else:
            message(row(), evil, SENDER)


def talk(settings, made=None):
    with connection(settings) as smtp:
        deliver(smtp, made or message(row(), TO, SENDER))


def test_a_mail_server_takes_it(tmp_path):
    with Mailbox(tmp_path) as mailbox:
        talk(Settings(smtp_port=mailbox.port))
        (kept,) = mailbox.messages()
    assert kept["X-RcptTo"] == TO
    assert kept["X-MailFrom"] == "adwatch@police.example"
    assert kept["Subject"] == row().subject


def test_a_refused_recipient_is_named_by_the_servers_own_words(tmp_path):
    with Mailbox(tmp_path, refused=[TO]) as mailbox:
        with pytest.raises(NotAccepted, match=r"^550 5\.1\.1 No such mailbox$"):
            talk(Settings(smtp_port=mailbox.port))
        assert mailbox.messages() == []


def test_put_off_for_now(tmp_path):
    with Mailbox(tmp_path) as mailbox:
        mailbox.deferring = True
        with pytest.raises(NotAccepted, match=r"^451 "):
            talk(Settings(smtp_port=mailbox.port))


@pytest.fixture
def server():
    """Starts a mail server with a handler and options of aiosmtpd; gives its port."""
    running = []

    def start(handler, **options):
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            port = trial.getsockname()[1]
        running.append(Controller(handler, hostname="127.0.0.1", port=port, **options))
        running[-1].start()
        return port

    yield start
    for controller in running:
        controller.stop()


class Dropping:
    """Hangs up at the moment of the answer to DATA."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        server.transport.close()
        return "250 never heard"


class Slow:
    """Takes its time to answer DATA."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await asyncio.sleep(0.5)
        return "250 OK"


class RudeGoodbye:
    """Takes the mail and then breaks its QUIT."""

    def __init__(self):
        self.kept = 0

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.kept += 1
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802
        return "421 4.3.2 Shutting down"


def test_a_server_that_hangs_up_has_not_accepted(server):
    port = server(Dropping())
    with pytest.raises(NotAccepted, match="closed"):
        talk(Settings(smtp_port=port))


def test_the_answer_to_a_message_is_waited_for_longer_than_any_other(server, monkeypatch):
    monkeypatch.setattr(post, "TIMEOUT_S", 0.25)
    talk(Settings(smtp_port=server(Slow())))


def test_what_was_accepted_stays_accepted_however_the_goodbye_goes(server):
    handler = RudeGoodbye()
    talk(Settings(smtp_port=server(handler)))
    assert handler.kept == 1


def test_a_server_that_is_down_is_named(tmp_path):
    with Mailbox(tmp_path) as mailbox:
        port = mailbox.port
    with pytest.raises(Trouble, match=f"mail server at 127.0.0.1:{port} cannot be used") as caught:
        talk(Settings(smtp_port=port))
    assert caught.value.code == Exit.UNREACHABLE


def test_a_password_never_travels_unencrypted():
    with pytest.raises(Trouble, match="would travel unencrypted"):
        talk(Settings(smtp_user="adwatch", smtp_password="secret"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate of 127.0.0.1: the file, and a server's TLS context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = datetime.now(UTC) - timedelta(hours=1)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + signed.public_bytes(pem))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return file, context


def only_adwatch(server, session, envelope, mechanism, data):
    known = (data.login, data.password) == (b"adwatch", b"secret")
    return AuthResult(success=known, handled=False)


@pytest.fixture
def strict(server, certificate):
    """Settings for a server that demands STARTTLS and a login."""
    file, context = certificate
    handler = RudeGoodbye()
    port = server(
        handler,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=only_adwatch,
    )
    settings = Settings(
        smtp_port=port, smtp_tls=True, smtp_ca=file, smtp_user="adwatch", smtp_password="secret"
    )
    return settings, handler


def test_starttls_and_login(strict):
    settings, handler = strict
    talk(settings)
    assert handler.kept == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"smtp_password": "wrong"}, "535"),
        ({"smtp_ca": None}, "CERTIFICATE_VERIFY_FAILED"),
        ({"smtp_host": "localhost"}, "(?i)certificate"),
    ],
    ids=["wrong password", "unknown authority", "another name than the certificate's"],
)
def test_a_server_that_cannot_be_trusted_gets_nothing(strict, change, said):
    settings, handler = strict
    with pytest.raises(Trouble, match=said):
        talk(settings.model_copy(update=Settings(**change).model_dump(include=change.keys())))
    assert handler.kept == 0


def test_tls_is_never_silently_left_out(tmp_path):
    with Mailbox(tmp_path) as mailbox:
        with pytest.raises(Trouble, match="STARTTLS"):
            talk(Settings(smtp_port=mailbox.port, smtp_tls=True))
        assert mailbox.messages() == []


def test_tls_from_the_start(server, certificate, monkeypatch):
    file, context = certificate
    handler = RudeGoodbye()
    port = server(handler, ssl_context=context)
    monkeypatch.setattr(post, "TLS_FROM_THE_START", port)
    talk(Settings(smtp_port=port, smtp_tls=True, smtp_ca=file))
    assert handler.kept == 1
