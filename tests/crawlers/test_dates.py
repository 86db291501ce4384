"""Dates as Indian sites and people write them, counted from when the page was fetched."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.reading.dates import when

KOLKATA = ZoneInfo("Asia/Kolkata")
SEEN = datetime(2026, 11, 24, 13, 0, tzinfo=KOLKATA)

DATES = [
    # exact
    ("2026-11-20T10:00:00Z", "2026-11-20 15:30"),
    ("2026-11-20T10:00:00+05:30", "2026-11-20 10:00"),
    ("2026-11-20 09:30", "2026-11-20 09:30"),
    ("2026-11-20", "2026-11-20 00:00"),
    ("Tue, 24 Nov 2026 10:00:00 +0530", "2026-11-24 10:00"),
    ("24/11/2026", "2026-11-24 00:00"),
    ("11-10-2026 6:30 PM", "2026-10-11 18:30"),  # the day stands first in India
    ("20 Nov 2026, 9.30 am", "2026-11-20 09:30"),
    ("Nov 12, 2026", "2026-11-12 00:00"),
    ("12 നവംബർ 2026", "2026-11-12 00:00"),
    ("12 नवंबर 2026", "2026-11-12 00:00"),
    ("12 நவம்பர் 2026", "2026-11-12 00:00"),
    ("Posted on 12 Nov 2026 10:15 IST", "2026-11-12 10:15"),
    ("12 Nov", "2026-11-12 00:00"),
    ("31/12", "2025-12-31 00:00"),  # an ad was posted in the past
    # relative, English
    ("just now", "2026-11-24 13:00"),
    ("2 mins ago", "2026-11-24 12:58"),
    ("Updated 5 minutes ago", "2026-11-24 12:55"),
    ("about 2 hours ago", "2026-11-24 11:00"),
    ("posted 3 days ago", "2026-11-21 13:00"),
    ("Posted: 3 days ago", "2026-11-21 13:00"),
    ("30+ days ago", "2026-10-25 13:00"),
    ("a week ago", "2026-11-17 13:00"),
    ("yesterday 5:30 pm", "2026-11-23 17:30"),
    ("Today, 10:15", "2026-11-24 10:15"),
    # Malayalam, in its script and romanised
    ("2 മണിക്കൂർ മുമ്പ്", "2026-11-24 11:00"),
    ("2 മണിക്കൂര്‍ മുന്‍പ്", "2026-11-24 11:00"),
    ("൩ ദിവസം മുമ്പ്", "2026-11-21 13:00"),
    ("ഇന്നലെ", "2026-11-23 13:00"),
    ("മിനിഞ്ഞാന്ന്", "2026-11-22 13:00"),
    ("innale", "2026-11-23 13:00"),
    ("3 divasam munpu", "2026-11-21 13:00"),
    ("oru divasam munne", "2026-11-23 13:00"),
    # Hindi, in its script and romanised; "kal" and "parson" mean the past here
    ("2 घंटे पहले", "2026-11-24 11:00"),
    ("२ दिन पहले", "2026-11-22 13:00"),
    ("कल", "2026-11-23 13:00"),
    ("kal", "2026-11-23 13:00"),
    ("kal 10:30 am", "2026-11-23 10:30"),
    ("aaj", "2026-11-24 13:00"),
    ("parson", "2026-11-22 13:00"),
    ("2 ghante pehle", "2026-11-24 11:00"),
    # Tamil
    ("2 மணிநேரம் முன்", "2026-11-24 11:00"),
    ("நேற்று", "2026-11-23 13:00"),
]


@pytest.mark.parametrize(("raw", "expected"), DATES)
def test_a_date_is_read(raw, expected):
    found = when(raw, SEEN, KOLKATA)
    assert found is not None
    assert found.tzinfo is UTC
    assert f"{found.astimezone(KOLKATA):%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize("raw", ["", "5", "Rs 500", "call now", "hello", "98470 12345", "x" * 200])
def test_what_is_no_date_is_none(raw):
    assert when(raw, SEEN, KOLKATA) is None


def test_the_machine_s_own_clock_and_zone_play_no_part():
    early = datetime(2001, 1, 10, 12, 0, tzinfo=UTC)
    assert when("2 days ago", early, ZoneInfo("UTC")) == datetime(2001, 1, 8, 12, 0, tzinfo=UTC)


@given(st.text(max_size=70))
def test_any_words_are_read_or_none(raw):
    found = when(raw, SEEN, KOLKATA)
    assert found is None or found.tzinfo is UTC
