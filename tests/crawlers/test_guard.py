"""Addresses that must never be connected to, in all the forms that a hostile site may try."""

# ruff: noqa: N802 - Twisted's names

import socket

import pytest
from twisted.internet.address import IPv4Address

from adwatch.errors import Exit, Trouble
from crawlers.guard import Guard, refusal
from crawlers.report import CrawlReport
from crawlers.resolver import GuardedResolver
from crawlers.source import Source
from crawlers.state import State

REFUSED = [
    ("127.0.0.1", "loopback"),
    ("127.255.255.254", "all of 127/8 is loopback"),
    ("0.0.0.0", "this host"),
    ("10.0.0.7", "private"),
    ("172.16.0.1", "private"),
    ("192.168.1.1", "private"),
    ("169.254.169.254", "link-local, and the metadata service of most clouds"),
    ("100.100.100.200", "shared range, and a metadata service"),
    ("168.63.129.16", "public range, but a metadata service"),
    ("192.0.0.1", "protocol assignments"),
    ("198.18.0.1", "benchmarking"),
    ("224.0.0.1", "multicast"),
    ("255.255.255.255", "broadcast"),
    ("::1", "loopback"),
    ("::", "unspecified"),
    ("fe80::1%eth0", "link-local with its zone"),
    ("fc00::1", "unique local"),
    ("fd00:ec2::254", "metadata service over IPv6"),
    ("ff02::1", "multicast"),
    ("::ffff:127.0.0.1", "IPv4 mapped"),
    ("::ffff:a9fe:a9fe", "the metadata service, mapped"),
    ("::7f00:1", "IPv4 compatible"),
    ("64:ff9b::7f00:1", "IPv4 translated (NAT64)"),
    ("2002:7f00:1::", "IPv4 in 6to4"),
    ("2001:0:7f00:1::f5ff:fffe", "IPv4 in Teredo"),
]
ALLOWED = ["1.1.1.1", "203.0.114.1", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"]


@pytest.mark.parametrize(("address", "why"), REFUSED)
def test_what_is_not_public_is_refused(address, why):
    assert refusal(address), why


@pytest.mark.parametrize("address", ALLOWED)
def test_what_is_public_is_let_through(address):
    assert refusal(address) == ""


def test_a_source_may_allow_one_host_and_port_and_nothing_beside_it():
    guard = Guard(("127.0.0.1:8610",))
    assert guard.lets("127.0.0.1", 8610, "127.0.0.1")
    assert not guard.lets("127.0.0.1", 8690, "127.0.0.1")
    assert not guard.lets("evil.example", 8610, "127.0.0.1")
    assert guard.reason("http://evil.example:8610/x") == "127.0.0.1 is not a public address"
    assert guard.reason("http://127.0.0.1:8610/") == ""


class Reactor:
    """Stands for Twisted's reactor with a name server that changes its mind."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.nameResolver = self

    def installNameResolver(self, resolver: object) -> None:
        self.nameResolver = resolver

    def resolveHostName(self, receiver, name, port=0, *args, **kwargs):
        receiver.resolutionBegan(None)
        receiver.addressResolved(IPv4Address("TCP", self.answers.pop(0), port))
        receiver.resolutionComplete()


class Receiver:
    def __init__(self) -> None:
        self.found: list[str] = []
        self.done = False

    def resolutionBegan(self, resolution: object) -> None: ...

    def addressResolved(self, address) -> None:
        self.found.append(address.host)

    def resolutionComplete(self) -> None:
        self.done = True


def test_a_name_that_changes_its_address_is_checked_each_time():
    guard, reactor = Guard(), Reactor("203.0.114.1", "127.0.0.1")
    GuardedResolver(guard, reactor).install_on_reactor()
    first, second = Receiver(), Receiver()
    reactor.nameResolver.resolveHostName(first, "rebind.example", 80)
    reactor.nameResolver.resolveHostName(second, "rebind.example", 80)
    assert (first.found, second.found, second.done) == (["203.0.114.1"], [], True)
    assert guard.reason("http://rebind.example/")


# Each of these means this machine to the system's resolver.
FORMS = [
    "①②⑦.⓪.⓪.①",
    "localhost",
    "127.1",
    "127.0.0.2",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "0.0.0.0",
    "0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    socket.gethostname(),
]


@pytest.mark.slow
def test_no_form_of_this_machine_s_address_is_ever_connected_to(crawling, hostile, home):
    port = hostile.port
    source = Source(
        name="forms",
        title="Forms of one address",
        platform="classified",
        start=tuple(f"http://{form}:{port}/list" for form in FORMS),
        schedule="0 0 * * *",
        owner="tests",
        legal_basis="this machine",
        delay=0,
    )
    with pytest.raises(Trouble) as caught:
        crawling(source)
    assert caught.value.code == Exit.UNREACHABLE
    assert hostile.connections == 0
    with State(home.home / "crawl" / "forms.sqlite") as state:
        report = CrawlReport.model_validate_json(state.reports(1)[0])
    assert report.errors == {"address refused": len(FORMS)}
