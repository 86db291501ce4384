"""Log files hold no numbers, no addresses, and not what was searched for."""

import io
import logging
import subprocess
import sys
import threading
import time

import httpx
import pytest
import uvicorn

from adwatch.logs import PEOPLE, SEARCHES, mask
from adwatch.runtime.ports import free_ports
from adwatch.settings import REPO
from search.web.app import from_environment


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ('10.0.0.7 - "GET /?q=98470+00101 HTTP/1.1" 200', '10.0.0.7 - "GET /?… HTTP/1.1" 200'),
        ('"GET /contact/phone/%2B919847000101 HTTP/1.1"', '"GET /contact/… HTTP/1.1"'),
        (
            '"GET /api/v1/contacts/phone/+919847000101?x=1 HTTP/1.1"',
            '"GET /api/v1/contacts/…?… HTTP',
        ),
        ("no posting shows +919847000101", "no posting shows …"),
        ("no posting shows 98470 00101, 91-98470-00101", "no posting shows …, …"),
        ("mail to riya@mail.example failed", "mail to … failed"),
        ("%2B919847000101 is unknown", "… is unknown"),
    ],
)
def test_what_identifies_people_is_masked(line, masked):
    assert mask(line, (SEARCHES, *PEOPLE)).startswith(masked)


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-24 18:44:01,123 INFO Started server process [1234567]",
        "Uvicorn running on http://127.0.0.1:8600 (Press CTRL+C to quit)",
        "/posting/3f2a9847000101c0d9e8 failed",  # an id that looks like a number inside
        '  File "/work/search/query.py", line 1234, in search',
        "took 1234567 ms",
    ],
)
def test_the_rest_stays_readable(line):
    assert mask(line, (SEARCHES, *PEOPLE)) == line


def test_a_crawlers_line_still_leads_to_its_page():
    line = "https://ads.example/list?page=2 (call 98470 00101): HTTP 500"
    assert mask(line) == "https://ads.example/list?page=2 (call …): HTTP 500"


def test_a_command_that_fails_on_a_posting_logs_no_number(tmp_path):
    """A defect's traceback carries the words that it met; the command's errors are a log too."""
    program = (
        "import logging; from adwatch import cli;"
        "cli.app = lambda **_: logging.getLogger('adwatch').exception("
        "'%s failed', 'ad 7', exc_info=ValueError('call +919847000101'));"
        "cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=REPO
    )
    assert "ad 7 failed" in done.stderr and "ValueError: call …" in done.stderr


@pytest.fixture
def written(tmp_path, monkeypatch):
    """What the running screens write to their log; all logging is as before afterwards."""
    monkeypatch.setenv("ADWATCH_HOME", str(tmp_path))
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    names = ("uvicorn.access", "uvicorn.error", "search.web.app")
    before = {known: known.formatter for known in logging.root.handlers}
    for name in names:
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel(logging.INFO)
    yield stream
    for name in names:
        logging.getLogger(name).removeHandler(handler)
    for known, formatter in before.items():
        known.setFormatter(formatter)


def test_the_running_screens_write_no_number_even_when_they_break(written):
    """With an access log, and a defect whose traceback names the number."""

    def made():
        app = from_environment()

        @app.get("/breaks/{number}")
        def breaks(number: str) -> None:
            raise ValueError(f"no {number}, no riya@mail.example")

        return app

    (port,) = free_ports(1)
    server = uvicorn.Server(uvicorn.Config(made, factory=True, port=port, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        for path in ("/login?next=%2F%3Fq%3D9847000101", "/breaks/+919847000101?x=9847000101"):
            httpx.get(f"http://127.0.0.1:{port}{path}")
    finally:
        server.should_exit = True
        thread.join()
    text = written.getvalue()
    assert "GET /login?…" in text
    assert "ValueError: no …, no …" in text
    assert "9847000101" not in text
    assert "riya" not in text
