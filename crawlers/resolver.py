"""Puts the guard into Twisted's name resolution, where Scrapy's connections get their addresses.

Every connection of Scrapy's HTTP handler asks the reactor's resolver, also for numeric hosts, and
connects to what it answers and to nothing else. For what goes through Tor it answers with a door of
the gate, so there is nothing else to connect to.
"""

from collections.abc import Callable
from typing import Any, Protocol, Self

from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from adwatch.runtime.ports import LOOPBACK
from crawlers.guard import Guard

Door = Callable[[str, int], int]
"""Returns the port of this machine that leads through Tor to a host and port."""


class Resolved(Protocol):
    """An address as Twisted hands it on."""

    host: str


class Receiver(Protocol):
    """Twisted's IResolutionReceiver."""

    def resolutionBegan(self, resolution: object) -> None:  # noqa: D102, N802
        ...

    def addressResolved(self, address: Resolved) -> None:  # noqa: D102, N802
        ...

    def resolutionComplete(self) -> None:  # noqa: D102, N802
        ...


class Resolver(Protocol):
    """Twisted's IHostnameResolver."""

    def resolveHostName(  # noqa: D102, N802
        self, receiver: Receiver, name: str, port: int = 0, *args: object, **kwargs: object
    ) -> object: ...


class Reactor(Protocol):
    """Twisted's IReactorPluggableNameResolver."""

    nameResolver: Resolver  # noqa: N815

    def installNameResolver(self, resolver: object) -> object:  # noqa: D102, N802
        ...


class HasSettings(Protocol):
    """Scrapy's crawler process."""

    settings: dict[str, Any]


@implementer(IHostnameResolver)
class GuardedResolver:
    """The system's own resolver, less the addresses that the guard refuses."""

    def __init__(self, guard: Guard, reactor: Reactor) -> None:
        """Wrap the reactor's resolver."""
        self._guard, self._reactor, self._inner = guard, reactor, reactor.nameResolver

    @classmethod
    def from_crawler(cls, crawler: HasSettings, reactor: Reactor) -> Self:
        """Build it as Scrapy asks for it; the guard comes with the settings."""
        return cls(crawler.settings["ADWATCH_GUARD"], reactor)

    def install_on_reactor(self) -> None:
        """Make all of this process's connections use it."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's names, here and below
        self,
        resolutionReceiver: Receiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        *args: object,
        **kwargs: object,
    ) -> object:
        """Resolve a name and hand on the addresses that the guard lets through."""
        if not self._guard.lets_name(hostName, portNumber):
            return _answer(resolutionReceiver, None)
        sieve = _Sieve(resolutionReceiver, self._guard, hostName, portNumber)
        return self._inner.resolveHostName(sieve, hostName, portNumber, *args, **kwargs)


@implementer(IHostnameResolver)
class TorResolver:
    """Looks nothing up: every host is behind a door of the gate, where Tor is asked by name."""

    def __init__(self, guard: Guard, door: Door, reactor: Reactor) -> None:
        """Take what decides and what leads on."""
        self._guard, self._door, self._reactor = guard, door, reactor

    @classmethod
    def from_crawler(cls, crawler: HasSettings, reactor: Reactor) -> Self:
        """Build it as Scrapy asks for it; guard and doors come with the settings."""
        return cls(crawler.settings["ADWATCH_GUARD"], crawler.settings["ADWATCH_DOOR"], reactor)

    def install_on_reactor(self) -> None:
        """Make all of this process's connections use it."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's names, here and below
        self,
        resolutionReceiver: Receiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        *args: object,
        **kwargs: object,
    ) -> object:
        """Answer with the door to that host, if the guard lets its name through."""
        if not self._guard.lets_name(hostName, portNumber):
            return _answer(resolutionReceiver, None)
        door = IPv4Address("TCP", LOOPBACK, self._door(hostName, portNumber))
        return _answer(resolutionReceiver, door)


def _answer(receiver: Receiver, address: Resolved | None) -> object:
    """Tell the receiver of one address or of none, as Twisted's resolvers do."""
    resolution = object()
    receiver.resolutionBegan(resolution)
    if address:
        receiver.addressResolved(address)
    receiver.resolutionComplete()
    return resolution


@implementer(IResolutionReceiver)
class _Sieve:
    def __init__(self, inner: Receiver, guard: Guard, host: str, port: int) -> None:
        self._guard, self._host, self._port = guard, host, port
        self._inner = inner
        self.resolutionBegan = inner.resolutionBegan
        self.resolutionComplete = inner.resolutionComplete

    def addressResolved(self, address: Resolved) -> None:  # noqa: N802
        if self._guard.lets(self._host, self._port, address.host):
            self._inner.addressResolved(address)
