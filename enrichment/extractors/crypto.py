"""Crypto addresses whose checksum holds: Bitcoin, Litecoin, Dogecoin, Tron, Ethereum.

`value` is the address as written; `currency` (BTC, LTC, DOGE, TRX, ETH) is an attribute. The case
of letters carries the checksum, so the stored text is read, not its plain view.
"""

import re

from adwatch.model import Mention
from enrichment.checksums import base58_version, is_bech32, is_ethereum
from enrichment.context import Context

NAME = "crypto"
_ADDRESS = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"(?P<base58>[13LMDT9A][1-9A-HJ-NP-Za-km-z]{25,34})"
    r"|(?P<bech32>(?:bc|ltc)1[0-9a-z]{11,71}|(?:BC|LTC)1[0-9A-Z]{11,71})"
    r"|(?P<hex>0[xX][0-9a-fA-F]{40})"
    r")(?![0-9A-Za-z])"
)
_SHORTEST = 14
_VERSIONS = {0: "BTC", 5: "BTC", 48: "LTC", 50: "LTC", 30: "DOGE", 22: "DOGE", 65: "TRX"}


def extract(text: str, context: Context) -> list[Mention]:
    """Return the crypto addresses of a text."""
    if max(map(len, text.split()), default=0) < _SHORTEST:
        return []
    found = ((match, _currency(match)) for match in _ADDRESS.finditer(text))
    return [
        Mention(
            kind="crypto",
            value=match.group(),
            raw=match.group(),
            field=context.name,
            start=match.start(),
            end=match.end(),
            by=NAME,
            attributes={"currency": currency},
        )
        for match, currency in found
        if currency
    ]


def _currency(match: re.Match[str]) -> str:
    address = match.group()
    if match["base58"]:
        return (
            _VERSIONS.get(base58_version(address) or 0, "")
            if base58_version(address) is not None
            else ""
        )
    if match["bech32"]:
        return {"b": "BTC", "l": "LTC"}[address[0].lower()] if is_bech32(address) else ""
    return "ETH" if is_ethereum(address) else ""
