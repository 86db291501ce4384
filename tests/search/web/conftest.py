import threading
import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest
import uvicorn
from fastapi.testclient import TestClient
from playwright.sync_api import BrowserContext, sync_playwright

from adwatch.runtime.ports import free_ports
from search.desk.accounts import add_user
from search.web.app import create_app
from search.web.security import csrf_token
from tests.search.alerts.samples import unit, write_unit
from tests.search.conftest import Index

PASSWORD = "correct horse battery"
ACCOUNTS = {
    "state": ("analyst", ""),
    "anu": ("analyst", "ernakulam"),
    "binu": ("analyst", "kollam"),
    "super": ("supervisor", "ernakulam"),
    "audit": ("auditor", ""),
    "engine": ("engineer", ""),
}


class Site(NamedTuple):
    """The web application over an index, and a way to log in."""

    index: Index
    app: object

    def visitor(self) -> TestClient:
        return TestClient(self.app, follow_redirects=False, raise_server_exceptions=True)

    def post(self, client: TestClient, path: str, **form: str):
        """Post a form as the page would: with the token that its cookie calls for."""
        if "adwatch" not in client.cookies:
            client.get("/login")
        token = csrf_token(client.cookies["adwatch"])
        return client.post(path, data={"csrf": token, **form})

    def logged_in(self, name: str = "state") -> TestClient:
        client = self.visitor()
        answer = self.post(client, "/login", name=name, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return client


def site_over(index: Index, units, now) -> Site:
    for name in ("ernakulam", "kollam"):
        write_unit(units, unit(name))
    settings = index.settings.model_copy(update={"units": units})
    for name, (role, of_unit) in ACCOUNTS.items():
        add_user(settings, name, PASSWORD, role=role, unit=of_unit, now=now)
    return Site(index._replace(settings=settings), create_app(settings))


@pytest.fixture
def site(index, tmp_path):
    from tests.search.alerts.samples import NOW

    return site_over(index, tmp_path / "units", NOW)


@pytest.fixture
def served(site) -> Iterator[tuple[Site, str]]:
    """The application on a real server, with its address."""
    port = free_ports(1)[0]
    server = uvicorn.Server(uvicorn.Config(site.app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield site, f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def context(chromium) -> Iterator[BrowserContext]:
    """A laptop's browser, without the content security policy: escaping must do alone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())
        yield browser.new_context(bypass_csp=True, viewport={"width": 1366, "height": 768})
        browser.close()
