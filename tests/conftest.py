"""Real services for the tests: started once, on free ports, with data in a temporary folder.

They share the repository's downloads (`.runtime`) and nothing else with an installation, so the
tests may run beside a demo.
"""

import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import hypothesis
import pytest

from adwatch.runtime import chromium as chromium_runtime
from adwatch.runtime import elastic, java, ports
from adwatch.runtime.environment import environment
from adwatch.runtime.supervisor import Service, Supervisor
from adwatch.settings import Settings

PORTS = ("elasticsearch_port", "web_port", "airflow_port", "town_port")
LONGEST = ("test_scheduler.py", "test_onion.py")
"""The first of the slow ones: one keeps both cores busy while the other waits for Tor. A worker
takes its next file before its last two tests, so the one with more long tests comes first."""


def pytest_configure() -> None:
    """Keep what differs between machines and installations out of the tests."""
    # How long an example takes says more of what else the machine does than of the code.
    hypothesis.settings.register_profile("adwatch", deadline=None)
    hypothesis.settings.load_profile("adwatch")
    for name in [name for name in os.environ if name.startswith("ADWATCH_")]:
        if name != "ADWATCH_RUNTIME":
            del os.environ[name]
    # The Java that every machine has, so that a failure is the same on all of them.
    os.environ.setdefault("ES_JAVA_HOME", str(java.packaged()))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run files of fast tests first and Elasticsearch's last: the node starts meanwhile."""
    needs: dict[Path, tuple[bool, bool]] = {}
    for item in items:
        own = (_needs(item, "elasticsearch_node"), _is_slow(item))
        needs[item.path] = max(own, needs.get(item.path, own))
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: (needs[item.path], places.get(item.path.name, len(LONGEST))))


@pytest.fixture(scope="session")
def _suite(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    # Modules may have a `settings` of their own; the services must not come to depend on it.
    free = dict(zip(PORTS, ports.free_ports(len(PORTS)), strict=True))
    # People's folders have spaces in their names.
    home = tmp_path_factory.mktemp("adwatch") / "a home"
    return Settings(home=home).model_copy(update=free)


@pytest.fixture(scope="session")
def settings(_suite: Settings) -> Settings:
    """Settings of an installation of the tests' own, with free ports."""
    return _suite


@pytest.fixture(scope="session", autouse=True)
def _node(request: pytest.FixtureRequest, _suite: Settings) -> Iterator["Node | None"]:
    if not any(_needs(item, "elasticsearch_node") for item in request.session.items):
        yield None
        return
    with ThreadPoolExecutor(max_workers=1) as pool:
        node = Node(_suite, pool)
        yield node
        node.end()


@pytest.fixture(scope="session")
def elasticsearch_node(_node: "Node", _suite: Settings) -> Settings:
    """Wait until the node is ready; return the settings by which it is reached."""
    _node.await_ready()
    return _suite


@pytest.fixture(scope="session")
def chromium(_suite: Settings) -> chromium_runtime.Browser:
    """Return a browser that works here."""
    return chromium_runtime.browser(_suite)


@pytest.fixture(scope="session")
def town(_suite: Settings) -> Iterator[str]:
    """Run the demo town and return its address."""
    port = _suite.town_port
    supervisor = Supervisor(_suite.home)
    service = Service(
        name="town",
        argv=(sys.executable, "-m", "adwatch.demo.town", "--port", str(port)),
        environment=environment(_suite),
        ready=partial(ports.is_taken, port),
    )
    try:
        supervisor.start(service)
        yield _suite.town_address
    finally:
        supervisor.stop("town")


class Node:
    """The Elasticsearch node, started in the background."""

    def __init__(self, settings: Settings, pool: ThreadPoolExecutor) -> None:
        """Begin to start it."""
        self._ready, self._end = threading.Event(), threading.Event()
        self._running: Future[None] = pool.submit(self._run, settings)

    def await_ready(self) -> None:
        """Wait until it answers; raise what kept it from starting."""
        while not self._ready.wait(0.1):
            if self._running.done():
                self._running.result()

    def end(self) -> None:
        """End it and wait until it is gone."""
        self._end.set()
        self._running.result()

    def _run(self, settings: Settings) -> None:
        # The thread lives as long as the node, which is bound to it: see elastic.running.
        with elastic.running(settings):
            self._ready.set()
            self._end.wait()
        left = Supervisor(settings.home).members(elastic.NAME)
        assert not left, f"the node left processes behind: {left}"


def _needs(item: pytest.Item, fixture: str) -> bool:
    return fixture in getattr(item, "fixturenames", ())


def _is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None
