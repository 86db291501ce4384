"""Keeps crawls away from addresses that a hostile site may point them at.

A name is checked where it is used: after resolution, on the very addresses that are then connected
to, so neither a redirect nor a name that changes its address between two look-ups gets past.
A source that goes through Tor is checked by its names, which are looked up nowhere else.
Refused are private, loopback, link-local, shared, multicast and reserved ranges (the IANA
special-purpose registries, RFC 6890), the clouds' metadata services, and all of these wrapped into
IPv6.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final, Literal
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Reach = Literal["web", "tor", "onion"]
"""Where a crawl may go: to the web, through Tor to anywhere, through Tor to onion sites alone."""

_METADATA: Final = frozenset(
    map(ip_address, ["168.63.129.16", "169.254.169.254", "100.100.100.200", "fd00:ec2::254"])
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
_COMPATIBLE: Final = IPv6Network("::/96")


class Refused(Exception):  # noqa: N818 - the address is wrong, not the program
    """An address that must not be connected to."""


class Guard:
    """Decides for one crawl; `allow` names hosts and ports ("127.0.0.1:8610") to let through.

    `refused` keeps the reason for each host and port that was refused. What goes through Tor has no
    address here, so there no address is let through, whatever asks.
    """

    def __init__(self, allow: tuple[str, ...] = (), reach: Reach = "web") -> None:
        """Remember what the source allows."""
        self._allow = frozenset(allow)
        self._reach = reach
        self.refused: dict[str, str] = {}

    def lets_name(self, host: str, port: int) -> bool:
        """Return whether `host` may be asked for, before its name is looked up; notes a refusal."""
        return self._note(host, port, self._name_refusal(host))

    def lets(self, host: str, port: int, address: str) -> bool:
        """Return whether `host` may be reached at this resolved address; notes a refusal."""
        if self._reach != "web":
            return self._note(host, port, "this source is reached through Tor alone")
        allowed = f"{host.lower()}:{port}" in self._allow
        return self._note(host, port, "" if allowed else refusal(address))

    def reason(self, url: str) -> str:
        """Return why the host of an address was refused, or ""."""
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return self.refused.get(f"{(parts.hostname or '').lower()}:{port}", "")

    def _name_refusal(self, host: str) -> str:
        if self._reach == "web":
            return f"{host}: onion names are known to Tor alone" if is_onion(host) else ""
        if self._reach == "onion" and not is_onion(host):
            return f"{host} is not an onion site, and this source stays among them"
        try:
            return refusal(host)
        except ValueError:  # a name, which only Tor looks up
            return ""

    def _note(self, host: str, port: int, reason: str) -> bool:
        if reason:
            self.refused[f"{host.lower()}:{port}"] = reason
        return not reason


def is_onion(host: str) -> bool:
    """Return whether a name belongs to Tor, in whatever way it is written (RFC 7686)."""
    try:
        plain = host.encode("idna").decode("ascii")
    except UnicodeError:  # too long or too odd for any name server; the end decides
        plain = host
    return plain.lower().rstrip(".").rpartition(".")[2] == "onion"


def refusal(address: str) -> str:
    """Return why a numeric address must not be connected to, or ""."""
    for form in _forms(ip_address(address.partition("%")[0])):
        if form in _METADATA:
            return f"{address} is a cloud's metadata service"
        if not form.is_global or form.is_multicast:
            return f"{address} is not a public address"
    return ""


def _forms(address: Address) -> list[Address]:
    """Return an address with the IPv4 addresses that it wraps."""
    if isinstance(address, IPv4Address):
        return [address]
    wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or address in _COMPATIBLE:
        wrapped.append(IPv4Address(int(address) & 0xFFFFFFFF))
    found = [inner for inner in wrapped if inner is not None]
    # A translated address (NAT64) is special-purpose itself but leads to a public host.
    return list(found) if address in _NAT64 else [address, *found]
