"""Reads the dates that sites write: exact, relative, in Indian languages and romanised ones.

The moment that "2 hours ago" counts from is handed in; nothing here reads a clock.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo

import dateparser

_LANGUAGES: Final = ["en", "ml", "hi", "ta"]
_LEAD: Final = re.compile(
    r"^(?:(?:last\s+)?(?:posted|updated|added|published|listed|edited|modified)(?:\s+(?:on|at))?"
    r"|ad\s+posted|date|on|since|പോസ്റ്റ് ചെയ്തത്|प्रकाशित)\b[\s:,-]*",
    re.IGNORECASE,
)
_TRAIL: Final = re.compile(r"\s*(?:\(?IST\)?|hrs?\.?(?<=hrs)|o'clock)$", re.IGNORECASE)
_ABOUT: Final = re.compile(r"\b(?:about|around|over|almost|nearly|more than)\s+(?=\d)|(?<=\d)\+")

# What dateparser does not know, or knows with the other meaning: an ad was posted in the past.
_WORDS: Final = {
    "innu": "today",
    "innale": "yesterday",
    "minjaannu": "2 days ago",
    "minjannu": "2 days ago",
    "mininjannu": "2 days ago",
    "aaj": "today",
    "aj": "today",
    "kal": "yesterday",
    "parson": "2 days ago",
    "parso": "2 days ago",
    "abhi": "now",
    "ippol": "now",
    "ippo": "now",
    "indru": "today",
    "inniki": "today",
    "netru": "yesterday",
    "nethu": "yesterday",
    "कल": "yesterday",
    "परसों": "2 days ago",
    "अभी": "now",
    "മിനിഞ്ഞാന്ന്": "2 days ago",
    "ഇപ്പോൾ": "now",
    "munpu": "ago",
    "munp": "ago",
    "mumbu": "ago",
    "mumpu": "ago",
    "munne": "ago",
    "pehle": "ago",
    "pahle": "ago",
    "pehele": "ago",
    "munnadi": "ago",
    "മുന്‍പ്": "മുമ്പ്",
    "മുൻപ്": "മുമ്പ്",
    "മുമ്പേ": "മുമ്പ്",
    "മണിക്കൂര്‍": "മണിക്കൂർ",
    "minit": "minutes",
    "minute": "minutes",
    "mint": "minutes",
    "mins": "minutes",
    "manikkur": "hours",
    "manikoor": "hours",
    "manikkoor": "hours",
    "ghante": "hours",
    "ghanta": "hours",
    "divasam": "days",
    "dinam": "days",
    "din": "days",
    "naal": "days",
    "aazhcha": "weeks",
    "azhcha": "weeks",
    "hafte": "weeks",
    "hafta": "weeks",
    "maasam": "months",
    "masam": "months",
    "mahine": "months",
    "mahina": "months",
    "varsham": "years",
    "saal": "years",
    "oru": "1",
    "randu": "2",
    "ek": "1",
    "do": "2",
    "teen": "3",
}
_WORD: Final = re.compile(r"[^\W\d_][^\W_]*(?:[\u0d00-\u0d7f\u0900-\u097f\u200d\u200c]+)*")


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
    plain = _ABOUT.sub("", _TRAIL.sub("", _LEAD.sub("", text)))
    plain = _WORD.sub(lambda word: _WORDS.get(word.group().lower(), word.group()), plain)
    local = seen_at.astimezone(zone)
    found: datetime | None = dateparser.parse(
        plain,
        languages=_LANGUAGES,
        settings={
            "RELATIVE_BASE": local.replace(tzinfo=None),
            "TIMEZONE": zone.key,
            "RETURN_AS_TIMEZONE_AWARE": True,
            "PREFER_DATES_FROM": "past",
            "DATE_ORDER": "DMY",
        },
    )
    return found
