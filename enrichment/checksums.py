"""Checksums of crypto addresses: Base58Check, Bech32 and Bech32m, and the mixed case of EIP-55.

Sources: Bitcoin BIP-173 and BIP-350, Ethereum EIP-55.
"""

import base58
from Crypto.Hash import keccak

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_CONSTANTS = (1, 0x2BC830A3)


def base58_version(address: str) -> int | None:
    """Return the version byte of a Base58Check address, or None if the checksum is wrong."""
    try:
        return base58.b58decode_check(address)[0]
    except ValueError:
        return None


def is_bech32(address: str) -> bool:
    """Whether the checksum of a segregated-witness address holds."""
    prefix, _, data = address.lower().rpartition("1")
    if not prefix or any(letter not in _BECH32 for letter in data):
        return False
    values = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    values += [_BECH32.index(letter) for letter in data]
    return _polymod(values) in _BECH32_CONSTANTS


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    return check


def is_ethereum(address: str) -> bool:
    """Whether the letter case of `0x` and 40 hex digits is right; one case alone carries no sum."""
    digits = address[2:]
    if digits in (digits.lower(), digits.upper()):
        return True
    digest = keccak.new(digest_bits=256, data=digits.lower().encode()).hexdigest()
    return all(
        letter == (letter.upper() if int(digest[place], 16) > 7 else letter.lower())
        for place, letter in enumerate(digits)
    )
