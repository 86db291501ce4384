"""What a file says of itself: only what is sound is kept."""

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from enrichment.pictures import details
from enrichment.pictures.opening import opened

from .draw import file_of, scene


def _of(base=None, own=None, place=None):
    exif = Image.Exif()
    exif.update(base or {})
    exif.get_ifd(IFD.Exif).update(own or {})
    exif.get_ifd(IFD.GPSInfo).update(place or {})
    return details.of(opened(file_of(scene(1, (32, 32)), "JPEG", exif=exif)).exif)


def _place(lat, lat_side, lon, lon_side):
    return {
        GPS.GPSLatitude: lat,
        GPS.GPSLatitudeRef: lat_side,
        GPS.GPSLongitude: lon,
        GPS.GPSLongitudeRef: lon_side,
    }


def test_camera_time_and_place():
    found = _of(
        {Base.Make: "Acme", Base.Model: "Phone 3"},
        {Base.DateTimeOriginal: "2026:05:04 10:20:30", Base.OffsetTimeOriginal: "+05:30"},
        _place((9.0, 58.0, 48.0), "N", (76.0, 16.0, 48.0), "E"),
    )
    assert found == {
        "camera": "Acme Phone 3",
        "taken_at": "2026-05-04T10:20:30+05:30",
        "lat": 9.98,
        "lon": 76.28,
    }


@pytest.mark.parametrize(
    ("time", "taken"),
    [
        ("2026:05:04 10:20:30", "2026-05-04T10:20:30"),
        ("0000:00:00 00:00:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_time_without_a_zone_stays_without(time, taken):
    assert _of({Base.DateTime: time}).get("taken_at") == taken


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (_place((33.0, 52.0, 0.0), "S", (151.0, 12.0, 0.0), "W"), (-33.866667, -151.2)),
        (_place((0.0, 0.0, 0.0), "N", (0.0, 0.0, 0.0), "E"), (None, None)),
        (_place((99.0, 0.0, 0.0), "N", (76.0, 0.0, 0.0), "E"), (None, None)),
        ({GPS.GPSLatitude: (9.0, 0.0, 0.0)}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_places(place, found):
    details_of = _of(place=place)
    assert (details_of.get("lat"), details_of.get("lon")) == found


def test_a_picture_without_details_has_none():
    assert details.of(scene(1).getexif()) == {}


def test_a_long_or_strange_camera_is_cut():
    assert len(_of({Base.Model: "x" * 5000})["camera"]) == details.LONGEST
