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


class _Resolver:
    """What both resolvers are: the guard is asked first, for every name."""

    def __init__(self, guard: Guard, reactor: Reactor) -> None:
        self._guard, self._reactor = guard, reactor

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
        """Answer for a name that the guard lets through; for others there is no address."""
        if not self._guard.lets_name(hostName, portNumber):
            return _answer(resolutionReceiver, None)
        return self._resolve(resolutionReceiver, hostName, portNumber, *args, **kwargs)

    def _resolve(
        self, receiver: Receiver, host: str, port: int, *args: object, **kwargs: object
    ) -> object:
        raise NotImplementedError


@implementer(IHostnameResolver)
class GuardedResolver(_Resolver):
    """The system's own resolver, less the addresses that the guard refuses."""

    def __init__(self, guard: Guard, reactor: Reactor) -> None:
        """Wrap the reactor's resolver."""
        super().__init__(guard, reactor)
        self._inner = reactor.nameResolver

    @classmethod
    def from_crawler(cls, crawler: HasSettings, reactor: Reactor) -> Self:
        """Build it as Scrapy asks for it; the guard comes with the settings."""
        return cls(crawler.settings["ADWATCH_GUARD"], reactor)

    def _resolve(
        self, receiver: Receiver, host: str, port: int, *args: object, **kwargs: object
    ) -> object:
        """Hand on the addresses that the guard lets through."""
        sieve = _Sieve(receiver, self._guard, host, port)
        return self._inner.resolveHostName(sieve, host, port, *args, **kwargs)


@implementer(IHostnameResolver)
class TorResolver(_Resolver):
    """Looks nothing up: every host is behind a door of the gate, where Tor is asked by name."""

    def __init__(self, guard: Guard, door: Door, reactor: Reactor) -> None:
        """Take what decides and what leads on."""
        super().__init__(guard, reactor)
        self._door = door

    @classmethod
    def from_crawler(cls, crawler: HasSettings, reactor: Reactor) -> Self:
        """Build it as Scrapy asks for it; guard and doors come with the settings."""
        return cls(crawler.settings["ADWATCH_GUARD"], crawler.settings["ADWATCH_DOOR"], reactor)

    def _resolve(
        self, receiver: Receiver, host: str, port: int, *args: object, **kwargs: object
    ) -> object:
        """Answer with the door to that host."""
        return _answer(receiver, IPv4Address("TCP", LOOPBACK, self._door(host, port)))


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
