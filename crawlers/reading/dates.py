"""Reads the dates that sites write: exact, relative, in Indian languages and romanised ones.

The moment that "2 hours ago" counts from is handed in; nothing here reads a clock.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo

import dateparser

from crawlers.reading.datewords import in_english

_LANGUAGES: Final = ["en", "ml", "hi", "ta"]
_LEAD: Final = re.compile(
    r"^(?:(?:last\s+)?(?:posted|updated|added|published|listed|edited|modified)(?:\s+(?:on|at))?"
    r"|ad\s+posted|date|on|since|പോസ്റ്റ് ചെയ്തത്|प्रकाशित)\b[\s:,-]*",
    re.IGNORECASE,
)
_TRAIL: Final = re.compile(r"\s*(?:\(?IST\)?|hrs?\.?(?<=hrs)|o'clock)$", re.IGNORECASE)
_ABOUT: Final = re.compile(
    r"\b(?:about|around|over|almost|nearly|more than)\s+(?=\d|an?\b)|(?<=\d)\+", re.IGNORECASE
)
_DIGITS: Final = {
    first + value: str(value) for first in (0x0966, 0x0BE6, 0x0D66) for value in range(10)
}
"""The digits of Devanagari, Tamil and Malayalam."""

_HOUR: Final = re.compile(
    r"\b(?:(morning|noon|evening|night) )?(\d{1,2})(?:[:.](\d\d))?"
    r"(?: (morning|evening|night))? oclock"
)
_AGO: Final = re.compile(r"^(\d{1,4})\s*(seconds|minutes|hours|days|weeks|h|m|d|w)(?: ago)?$")
_SHORT: Final = {"h": "hours", "m": "minutes", "d": "days", "w": "weeks"}
_ALONE: Final = frozenset(
    "now today yesterday monday tuesday wednesday thursday friday saturday sunday".split()
)
"""Words that are a date by themselves; "may" and "sun" are words like others."""


def when(raw: str, seen_at: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the moment (UTC) that a site's date means, or None where it is not one.

    Args:
        raw: the date as written, "posted 2 hours ago" or "24/11/2026".
        seen_at: when the page was fetched.
        zone: the time zone of dates that name none.

    """
    text = " ".join(raw.split())
    if not text or len(text) > 60 or text.isdigit():
        return None
    found = _exact(text, zone) or _worded(text, seen_at, zone)
    return found.astimezone(UTC) if found else None


def _exact(text: str, zone: ZoneInfo) -> datetime | None:
    """Read ISO 8601 and the date of RFC 5322 (RSS)."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=zone)
    return None


def _worded(text: str, seen_at: datetime, zone: ZoneInfo) -> datetime | None:
    plain = in_english(_ABOUT.sub("", _TRAIL.sub("", _LEAD.sub("", text))))
    plain = _HOUR.sub(_clock, plain)
    if ago := _AGO.match(plain.translate(_DIGITS)):
        unit = _SHORT.get(ago.group(2), ago.group(2))
        return seen_at - timedelta(**{unit: int(ago.group(1))})
    if plain.isalpha() and plain.isascii() and plain not in _ALONE:
        return None
    return _parsed(plain, seen_at.astimezone(zone), zone)


def _clock(hour: re.Match[str]) -> str:
    """Return "evening 5 oclock" as "17:00"."""
    half = hour.group(1) or hour.group(4)
    count = int(hour.group(2))
    later = half in ("evening", "night", "noon") and count < 12
    return f"{(count + 12 * later) % 24:02}:{hour.group(3) or '00'}"


def _parsed(plain: str, local: datetime, zone: ZoneInfo) -> datetime | None:
    found: datetime | None = dateparser.parse(
        plain,
        languages=["en"] if plain.isascii() else _LANGUAGES,
        settings={
            "RELATIVE_BASE": local.replace(tzinfo=None),
            "TIMEZONE": zone.key,
            "RETURN_AS_TIMEZONE_AWARE": True,
            "PREFER_DATES_FROM": "past",
            "DATE_ORDER": "DMY",
        },
    )
    return found
