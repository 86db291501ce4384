"""The page of the sources: who may see it, and what it says."""

import pytest
from fastapi.testclient import TestClient

from adwatch.settings import Settings
from crawlers.report import CrawlReport
from crawlers.state import State, path_of
from search.desk.accounts import add_user
from search.web.app import create_app
from search.web.security import csrf_token
from tests.search.alerts.samples import NOW

PASSWORD = "correct horse battery"
FILE = """\
title: A <b>board</b>
platform: classified
start: ["https://ads.example/"]
schedule: "0 0 1 1 *"
owner: Anu
legal_basis: Open to everybody; order 12/2026.
"""


@pytest.fixture
def visit(tmp_path):
    """Return the page as a role sees it."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "board.yml").write_text(FILE, encoding="utf-8")
    (folder / "wrong.yml").write_text("titel: x\n", encoding="utf-8")
    settings = Settings(home=tmp_path / "home", sources=folder, units=tmp_path)
    app = create_app(settings)
    reports = [
        ("20261124T070000Z", 3, ("3 posting(s) met, usually 40",)),
        ("20261123T070000Z", 41, ()),
    ]
    with State(path_of("board", settings)) as state:
        for run, met, broken in reports:
            kept = CrawlReport(source="board", run=run, lists=2, met=met, broken=broken)
            state.keep_report(run, kept.model_dump_json())

    def look(role: str):
        add_user(settings, role, PASSWORD, role=role, unit="", now=NOW)
        client = TestClient(app, follow_redirects=False)
        client.get("/login")
        form = {"csrf": csrf_token(client.cookies["adwatch"]), "name": role, "password": PASSWORD}
        assert client.post("/login", data=form).status_code == 303
        return client.get("/sources")

    return look


@pytest.mark.parametrize("role", ["engineer", "supervisor"])
def test_who_looks_after_sources_sees_what_needs_a_look(visit, role):
    page = visit(role)
    assert page.status_code == 200
    assert "3 posting(s) met, usually 40" in page.text
    assert "wrong.yml:1: titel" in page.text
    assert "A &lt;b&gt;board&lt;/b&gt;" in page.text and "<b>board" not in page.text
    assert page.text.count("needs a look") == 2


@pytest.mark.parametrize("role", ["analyst", "auditor"])
def test_others_do_not(visit, role):
    assert visit(role).status_code == 403
