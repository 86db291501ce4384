"""The platforms: one module each, pure functions of a saved response.

A module here is found by its name, which a source file gives as `platform`. It does no I/O, reads
no clock, and raises `Unreadable` on a response that is not what it expects.
"""

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from crawlers.draft import Draft, Links

if TYPE_CHECKING:
    from crawlers.source import Source


class Platform(Protocol):
    """What each module of this package offers."""

    INLINE: bool
    """Whether the postings stand on the list pages themselves."""

    REREADS: bool
    """Whether a posting's own page can be read again, to see if it has changed or is gone."""

    def links(self, body: str, url: str, source: "Source") -> Links:
        """Return what a list page leads to."""

    def postings(self, body: str, url: str, source: "Source") -> tuple[Draft, ...]:
        """Return the postings that stand on a page; raise `Gone` if it says that they are gone."""

    def resume(self, url: str, cursor: str) -> str:
        """Return the address of what came after the newest known posting, where there is one."""


@cache
def names() -> tuple[str, ...]:
    """Return the names of all platforms."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def load(name: str) -> Platform:
    """Return the module of that name."""
    return cast("Platform", importlib.import_module(f"{__name__}.{name}"))


def key_header(name: str) -> str:
    """Return the request header in which a platform's key goes; "" for what needs no key."""
    return getattr(load(name), "KEY_HEADER", "")
