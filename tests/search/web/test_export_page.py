"""Exports over a real index: who may, what is in them, and the trace they leave."""

import io
import json
import zipfile

import pytest

from adwatch.runtime.ports import free_ports
from search.desk.audit import rows
from search.desk.db import open_desk
from search.web.app import create_app
from tests.search.alerts.samples import overseas
from tests.search.web.conftest import Site

pytestmark = pytest.mark.slow


@pytest.fixture
def stocked(site):
    here = [overseas(n) for n in range(1, 30)]
    site.index.deliver(*here, overseas(99, district="Kollam", band="low"), run="1")
    return site


def ids(answer):
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        lines = packed.read("postings.jsonl").splitlines()
    return {int(json.loads(line)["id"], 16) for line in lines}


@pytest.mark.parametrize(
    ("name", "address", "found"),
    [
        ("state", "/export?format=jsonl", {*range(1, 30), 99}),
        ("anu", "/export?format=jsonl", set(range(1, 30))),
        ("binu", "/export?format=jsonl", {99}),
        ("binu", "/export?format=jsonl&not.band=low", set()),
        ("state", "/export?format=jsonl&district=Kollam", {99}),
        ("binu", "/export?format=jsonl&district=Ernakulam", set()),
    ],
)
def test_an_export_holds_all_that_somebody_may_see_and_asked_for(stocked, name, address, found):
    answer = stocked.logged_in(name).get(address)
    assert answer.headers["content-disposition"].startswith('attachment; filename="adwatch-')
    assert ids(answer) == found


@pytest.mark.parametrize("name", ["audit", "engine"])
def test_whoever_may_not_gets_nothing(stocked, name):
    assert stocked.logged_in(name).get("/export?format=csv").status_code == 403


@pytest.mark.parametrize(
    "address",
    ["/export", "/export?format=pdf", "/export?format=csv&column=x", "/export?format=csv&q=%22"],
)
def test_what_cannot_be_exported_is_said_before_anything_is_sent(stocked, address):
    answer = stocked.logged_in().get(address)
    assert answer.status_code == 400
    assert "text/html" in answer.headers["content-type"]


def test_an_index_that_is_down_is_said_before_anything_is_sent(stocked):
    down = stocked.index.settings.model_copy(update={"elasticsearch_port": free_ports(1)[0]})
    other = Site(stocked.index, create_app(down)).visitor()
    other.cookies.set("adwatch", stocked.logged_in().cookies["adwatch"])
    assert other.get("/export?format=csv").status_code == 503


def test_an_export_leaves_its_hash_in_the_audit_log(stocked):
    answer = stocked.logged_in("anu").get("/export?format=csv&band=high")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        digest = json.loads(packed.read("manifest.json"))["digest"]
    begun, done = [row for row in rows(open_desk(stocked.index.settings)) if row.act == "export"]
    assert (begun.who, begun.subject) == ("anu", "/?band=high")
    assert done.details == f"csv: 29 postings, SHA-256 {digest}"


def test_the_search_page_offers_it_with_its_state(stocked):
    text = stocked.logged_in("anu").get("/?q=gulf&band=high&page=2").text
    form = text[text.index('<form action="/export"') :]
    assert '<input type="hidden" name="q" value="gulf">' in form
    assert '<input type="hidden" name="band" value="high">' in form
    assert 'name="page"' not in form


def test_unmasking_needs_the_right_and_leaves_its_reason(stocked):
    assert stocked.logged_in("anu").get("/export?format=csv&unmask=Crime+12").status_code == 403
    assert 'name="unmask"' not in stocked.logged_in("anu").get("/").text
    client = stocked.logged_in("super")
    assert 'name="unmask"' in client.get("/").text
    answer = client.get("/export?format=csv&unmask=Crime+12")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert "Crime 12" in json.loads(packed.read("manifest.json"))["note"]
    said = [row for row in rows(open_desk(stocked.index.settings)) if row.act == "unmask"]
    assert [(row.who, row.details) for row in said] == [("super", "Crime 12")]
