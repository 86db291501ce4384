"""Puts the guard into Twisted's name resolution, where Scrapy's connections get their addresses.

Every connection of Scrapy's HTTP handler asks the reactor's resolver, also for numeric hosts, and
connects to what it answers and to nothing else.
"""

from typing import Protocol, Self

from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from crawlers.guard import Guard


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

    settings: dict[str, Guard]


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
        sieve = _Sieve(resolutionReceiver, self._guard, hostName, portNumber)
        return self._inner.resolveHostName(sieve, hostName, portNumber, *args, **kwargs)


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
