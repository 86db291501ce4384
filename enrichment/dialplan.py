"""Whether a run of digits is a telephone number, and which one, in E.164.

Numbering plans come from the `phonenumbers` package (Google's libphonenumber metadata). Indian
numbers, nearly all that are met, are matched against its patterns directly, which is thirty times
faster than parsing each candidate.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumber, PhoneNumberType


class Line(NamedTuple):
    """A telephone line: its E.164 number, region (ISO 3166) and type."""

    number: str
    region: str
    type: str


_TYPES = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.VOIP: "voip",
}
_INDIA: Any = PhoneMetadata.metadata_for_region("IN", None)
_MOBILE, _FIXED, _TOLL_FREE = (
    re.compile(kind.national_number_pattern)
    for kind in (_INDIA.mobile, _INDIA.fixed_line, _INDIA.toll_free)
)
_INDIAN_PREFIX = re.compile(r"(?:(?:00)?91)?0?")
_NATIONAL_DIGITS = 10
_BRITAIN, _MOBILE_OF_BRITAIN = 44, re.compile(r"7[0-9]{9}")
# National Numbering Plan: mobile numbers begin with these. New series are allotted faster than any
# table learns of them, so a number of no known series is still a number, of type `unallotted`.
_MOBILE_BEGINNINGS = frozenset("6789")
COUNTRY_CODES = {
    "971": "AE", "966": "SA", "974": "QA", "965": "KW", "968": "OM", "973": "BH",
    "65": "SG", "60": "MY", "66": "TH", "62": "ID", "63": "PH", "84": "VN", "855": "KH",
    "856": "LA", "95": "MM", "977": "NP", "880": "BD", "94": "LK", "44": "GB",
}  # fmt: skip
SHORTEST, LONGEST = 8, 15


@lru_cache(maxsize=4096)
def indian(digits: str) -> Line | None:
    """Return the Indian line that the digits dial, with or without 91 or 0 before them."""
    national = digits[-_NATIONAL_DIGITS:]
    prefix = digits[:-_NATIONAL_DIGITS]
    if len(national) < _NATIONAL_DIGITS or (prefix and not _INDIAN_PREFIX.fullmatch(prefix)):
        return None
    if _MOBILE.fullmatch(national):
        return Line(f"+91{national}", "IN", "mobile")
    if (prefix or national[0] in _MOBILE_BEGINNINGS) and _FIXED.fullmatch(national):
        return Line(f"+91{national}", "IN", "fixed")
    if national[0] in _MOBILE_BEGINNINGS:
        return Line(f"+91{national}", "IN", "unallotted")
    return None


@lru_cache(maxsize=1024)
def indian_fixed(digits: str) -> Line | None:
    """Return the Indian fixed line or toll-free line of ten or eleven digits without prefix."""
    if _TOLL_FREE.fullmatch(digits):
        return Line(f"+91{digits}", "IN", "toll_free")
    if len(digits) == _NATIONAL_DIGITS and _FIXED.fullmatch(digits):
        return Line(f"+91{digits}", "IN", "fixed")
    return None


@lru_cache(maxsize=4096)
def international(digits: str) -> Line | None:
    """Return the line of digits that begin with a country code (no plus, no 00)."""
    if not SHORTEST <= len(digits) <= LONGEST:
        return None
    if digits.startswith("91"):
        return indian(digits) if len(digits) > _NATIONAL_DIGITS else None
    return _parsed("+" + digits, None)


@lru_cache(maxsize=4096)
def local(digits: str, region: str) -> Line | None:
    """Return the line that the digits dial inside a country."""
    return _parsed(digits, region) if SHORTEST - 1 <= len(digits) <= LONGEST else None


def _parsed(digits: str, region: str | None) -> Line | None:
    try:
        number = phonenumbers.parse(digits, region)
    except NumberParseException:
        return None
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.UNKNOWN and not _is_reserved(number):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    found = phonenumbers.region_code_for_number(number) or region or ""
    return Line(e164, found, _TYPES.get(kind, "unallotted"))


def _is_reserved(number: PhoneNumber) -> bool:
    """Whether it is a British mobile number of a series that is not in use."""
    return (
        number.country_code == _BRITAIN
        and _MOBILE_OF_BRITAIN.fullmatch(str(number.national_number)) is not None
    )
