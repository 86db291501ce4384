"""A demo town of its own for these tests, so that its edition and its hits are theirs."""

import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from adwatch.demo.corpus import Ad, load
from adwatch.runtime.ports import free_ports

TODAY = "2026-11-24"


@pytest.fixture(scope="session")
def corpus() -> tuple[Ad, ...]:
    return load()


@pytest.fixture(scope="session")
def own_town() -> Iterator[str]:
    """Return the address of a town that runs as a process of its own."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "adwatch.demo.town", "--port", str(port), "--today", TODAY]
    with subprocess.Popen(command) as process:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/robots.txt")
        yield address
        process.terminate()
        process.wait(timeout=5)


@pytest.fixture
def town_client(own_town: str) -> Iterator[httpx.Client]:
    """Return a client of the town in its first edition, with no hits counted."""
    with httpx.Client(base_url=own_town) as client:
        client.post("/_town/edition", json={"edition": 1})
        client.delete("/_town/hits")
        yield client


def wait_for(url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            httpx.get(url)
            return
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
