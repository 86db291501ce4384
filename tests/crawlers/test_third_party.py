"""A site of somebody else's making, crawled as it is, with nothing but a YAML file.

django-classified comes from the package registry, into an environment of its own.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from adwatch.runtime import ports
from adwatch.runtime.download import locked
from adwatch.runtime.supervisor import Service, Supervisor
from adwatch.settings import Settings
from crawlers.source import Source, load_source

from .conftest import SERVERS

pytestmark = pytest.mark.slow
SITE = SERVERS / "classified_site"
JOBS, ROOMS = 15, 3
BARE = """
title: Malabar Classifieds
platform: classified
start: ["{site}/group/1-jobs/", "{site}/group/2-rooms/"]
schedule: "0 * * * *"
owner: tests
legal_basis: A site on this machine; its ads are invented.
allow_local: ["{site}"]
delay: 0
concurrency: 4
"""
SELECTORS = """
id_pattern: '/(\\d+)-[^/]*/$'
selectors:
  item: table tbody tr
  link: td > a:last-of-type::attr(href)
  next: 'a.page-link:contains("Next")::attr(href)'
  fields:
    title: .dcf-item-head h2
    text: .dcf-description
    posted: .dcf-meta
    price: .dcf-item-price
    contact: .dcf-contact__value
expect:
  postings: 18
  with_contact: 1.0
"""


@pytest.fixture(scope="module")
def python(settings: Settings) -> Path:
    """The Python of an environment with the site's packages, made once for these pins."""
    pins = SITE / "requirements.txt"
    target = settings.runtime / f"classified-{hashlib.sha256(pins.read_bytes()).hexdigest()[:12]}"
    tools = os.pathsep.join([str(settings.runtime / "tools" / "bin"), os.environ["PATH"]])
    uv = shutil.which("uv", path=tools)
    with locked(target):
        if not (target / "whole").exists():
            shutil.rmtree(target, ignore_errors=True)
            subprocess.run([uv, "venv", "-q", "--python", sys.executable, target], check=True)
            install = [uv, "pip", "install", "-q", "--python", target / "bin" / "python"]
            subprocess.run([*install, "-r", pins], check=True)
            (target / "whole").touch()
    return target / "bin" / "python"


@pytest.fixture
def site(python: Path, tmp_path: Path):
    """The site's address, and what runs its other verbs."""
    database = tmp_path / "site.sqlite"
    command = [str(python), str(SITE / "classifieds.py"), str(database)]

    def run(verb: str) -> None:
        subprocess.run([*command, verb], check=True)

    run("fill")
    (port,) = ports.free_ports(1)
    supervisor = Supervisor(tmp_path / "services")
    service = Service(
        name="site",
        argv=(*command, "serve", str(port)),
        environment=dict(os.environ),
        ready=partial(ports.is_taken, port),
    )
    supervisor.start(service)
    try:
        yield f"http://127.0.0.1:{port}", run
    finally:
        supervisor.stop("site")


def described(folder: Path, name: str, text: str, address: str) -> Source:
    (folder / f"{name}.yml").write_text(text.replace("{site}", address))
    return load_source(name, Settings(sources=folder))


def test_it_is_crawled_by_a_file_alone_first_and_after_it_changed(
    site, crawling, collected, tmp_path, now
):
    address, run = site
    bare = described(tmp_path, "bare", BARE, address)
    chosen = described(tmp_path, "chosen", BARE + SELECTORS, address)
    for source in (bare, chosen):
        report = crawling(source)
        assert (report.new, report.lists, report.errors) == (JOBS + ROOMS, 3, {})
        assert (report.skipped, report.broken) == ({}, ())
    postings, _ = collected()
    for source in (bare, chosen):
        own = {p.title: p for p in postings if p.source == source.name}
        cook = own["Cook for a hostel"]
        assert cook.text.startswith("Cook for fifty, Kerala meals. Food and room given.")
        assert "18000" in cook.price_raw.replace(",", "")
        assert own["Waiter at a beach café"].text.startswith('Evening shift; "tips" are shared.')
        assert "താമസം സൗജന്യം" in own["തയ്യൽക്കാരെ ആവശ്യമുണ്ട്"].text
    for posting in (p for p in postings if p.source == "chosen"):
        # What stands nowhere in the page's own data, a selector finds.
        assert "98470 00321" in posting.text
        assert posting.posted_at

    run("change")
    later = crawling(bare, now + timedelta(days=1))
    assert (later.new, later.changed, later.gone) == (0, 1, 2)
    assert (later.unchanged, later.errors) == (JOBS + ROOMS - 3, {})
    postings, sightings = collected()
    assert postings[-1].text.startswith("Pickup driver, night work.")
    gone = {s.id for s in sightings if s.gone}
    assert {p.title for p in postings if p.id in gone} == {"Accountant", "Cook for a hostel"}
