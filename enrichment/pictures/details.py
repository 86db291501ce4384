"""What a picture's file says of itself (EXIF): camera, time, place. Easily forged; a lead at most.

Source: CIPA DC-008 (Exif 3.0), tags by number as Pillow names them.
"""

import math
import re

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

Details = dict[str, str | float]
LONGEST = 100
_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")
_ZONE = re.compile(r"[+-]\d\d:\d\d")


def of(exif: Image.Exif) -> Details:
    """Return those of `camera`, `taken_at`, `lat` and `lon` that the file states soundly."""
    try:
        own, place = exif.get_ifd(IFD.Exif), exif.get_ifd(IFD.GPSInfo)
    # A broken block of details does not make the picture unreadable.
    except Exception:
        return {}
    camera = " ".join(_text(exif.get(tag)) for tag in (Base.Make, Base.Model)).strip()
    time = _text(own.get(Base.DateTimeOriginal) or exif.get(Base.DateTime))
    taken = _taken(time, _text(own.get(Base.OffsetTimeOriginal)))
    found: Details = {"camera": camera[:LONGEST], "taken_at": taken}
    return {name: value for name, value in found.items() if value} | _place(place)


def _text(value: object) -> str:
    return " ".join(value.replace("\0", " ").split()) if isinstance(value, str) else ""


def _taken(time: str, zone: str) -> str:
    match = _TIME.fullmatch(time)
    if not match or match[1] == "0000":
        return ""
    return f"{match[1]}-{match[2]}-{match[3]}T{match[4]}{zone if _ZONE.fullmatch(zone) else ''}"


def _place(block: dict[int, object]) -> Details:
    lat = _degrees(block.get(GPS.GPSLatitude), block.get(GPS.GPSLatitudeRef), "S", 90)
    lon = _degrees(block.get(GPS.GPSLongitude), block.get(GPS.GPSLongitudeRef), "W", 180)
    if lat is None or lon is None or lat == lon == 0:
        return {}
    return {"lat": lat, "lon": lon}


def _degrees(parts: object, side: object, negative: str, most: int) -> float | None:
    """Return degrees, minutes and seconds as decimal degrees."""
    try:
        degrees, minutes, seconds = (float(part) for part in parts)  # type: ignore[attr-defined]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value: float = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or not 0 <= value <= most:
        return None
    return round(-value if side == negative else value, 6)
