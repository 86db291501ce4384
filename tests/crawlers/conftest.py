"""Runs crawls as in earnest: each in a fresh process, over real HTTP, in a home of its own."""

import importlib.util
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from adwatch.model import Posting, Sighting
from adwatch.settings import Settings
from adwatch.spool import open_spool
from crawlers.run import crawl
from crawlers.source import Source

SERVERS = Path(__file__).parent.parent / "servers"
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def _fresh():
    """A pool whose processes serve one crawl each and start with everything imported."""
    context = get_context("forkserver")
    context.set_forkserver_preload(
        ["crawlers.run", "crawlers.platforms.classified", "crawlers.focus.spider"]
    )
    return lambda: ProcessPoolExecutor(max_workers=1, mp_context=context, max_tasks_per_child=1)


@pytest.fixture
def now() -> datetime:
    """When the first crawl of a test begins."""
    return NOW


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of an installation that has collected nothing yet."""
    return settings.model_copy(update={"home": tmp_path / "home"})


@pytest.fixture
def crawling(_fresh, home: Settings):
    """Crawl a source in a fresh process; raises what the crawl raises."""

    def run(source: Source, now: datetime = NOW, settings: Settings = home):
        with _fresh() as pool:
            return pool.submit(crawl, source, settings, now).result(timeout=120)

    return run


@pytest.fixture
def collected(home: Settings):
    """Return all postings and sightings that the spool holds, in the order of the runs."""

    def read() -> tuple[list[Posting], list[Sighting]]:
        spool = open_spool(home)
        postings = [p for part in spool.partitions("crawled") for p in spool.read(part, Posting)]
        parts = spool.partitions("sightings")
        return postings, [s for part in parts for s in spool.read(part, Sighting)]

    return read


@pytest.fixture
def first_edition(town: str):
    """The demo town in its first edition, with nobody having asked for anything."""
    httpx.post(f"{town}/_town/edition", json={"edition": 1}).raise_for_status()
    httpx.delete(f"{town}/_town/hits").raise_for_status()
    return town


@pytest.fixture
def hits(town: str):
    """Return who asked the town for what since the last call."""

    def read() -> dict:
        told = httpx.get(f"{town}/_town/hits").json()
        httpx.delete(f"{town}/_town/hits")
        return told

    return read


@pytest.fixture
def hostile():
    """A server whose resources misbehave, each by its name."""
    with server("hostile").hostile() as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def _early_tor(request: pytest.FixtureRequest):
    """Start the Tor network before it is needed, except by workers: all but one would in vain."""
    needed = any("onion_site" in item.fixturenames for item in request.session.items)
    if needed and "PYTEST_XDIST_WORKER" not in os.environ:
        request.getfixturevalue("_tor")


@pytest.fixture(scope="session")
def _tor(settings: Settings, tmp_path_factory):
    """Start a Tor network in the background: it is ready only after half a minute."""
    module = server("onion")
    folder = tmp_path_factory.mktemp("tor")
    try:
        with (
            ThreadPoolExecutor(max_workers=1) as pool,
            module.onion(folder, settings.town_port, settings.runtime) as network,
        ):
            yield network, pool.submit(network.start)
    except module.NoTor as reason:
        yield str(reason)


@pytest.fixture
def onion_site(_tor, first_edition: str, home: Settings) -> tuple[str, Settings]:
    """The demo town as an onion site: its host, and settings that name a Tor that knows it."""
    if isinstance(_tor, str):
        pytest.skip(f"there is no tor here: {_tor}")
    network, started = _tor
    started.result()
    return network.host, home.model_copy(update={"tor": network.socks})


def server(name: str) -> ModuleType:
    """Return a module of `tests/servers`."""
    spec = importlib.util.spec_from_file_location(name, SERVERS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
