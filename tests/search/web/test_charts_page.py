"""Map, timeline and network over a real index: filters, rights, masks, and what is handed over."""

import csv
import io
from xml.etree import ElementTree as ET

import pytest

from adwatch.model import Mention
from search.network import network
from search.overview import overview
from search.types import Access, Query
from tests.search.alerts.samples import finding, overseas, posting
from tests.search.web.payloads import PAYLOADS, poisoned

pytestmark = pytest.mark.slow

ALL = Access(districts=None)
SHARED, OTHER, CHILD = "+919847000101", "+919847000202", "+919847000303"


def at(number: int, place: str, phone: str = SHARED, **more):
    made = overseas(number, phone, **more)
    here = Mention(kind="place", value=place, raw="Ov", field="text", start=0, end=2, by="t")
    return made.model_copy(update={"mentions": (*made.mentions, here)})


@pytest.fixture
def stocked(site):
    about_child = finding(overseas(9).text, "women wanted", "minor")
    site.index.deliver(
        at(1, "Kochi"),
        at(2, "Kochi"),
        at(3, "Dubai", OTHER, district="Kollam"),
        at(4, "Munnar", OTHER),
        at(8, "Kochi", CHILD, findings=(about_child,)),
        at(9, "Kochi", CHILD, findings=(about_child,)),
        posting(5, band="none", district=""),
        run="1",
    )
    return site


def test_counts_obey_filters_and_rights(stocked):
    client, prefix = stocked.index.client, stocked.index.prefix
    found = overview(client, prefix, Query(), ALL)
    assert found.districts == {"Ernakulam": 5, "Kollam": 1, "unknown": 1}
    assert found.places == {"Kochi": 4, "Dubai": 1, "Munnar": 1}
    here = overview(
        client, prefix, Query(include={"band": ("high",)}), Access(districts=("Kollam",))
    )
    assert (here.total, here.districts) == (1, {"Kollam": 1})


def test_contacts_that_are_shared_are_drawn_and_a_childs_are_not(stocked):
    drawn = network(stocked.index.client, stocked.index.prefix, Query(), ALL)
    assert {hub.contact for hub in drawn.hubs} == {f"phone:{SHARED}", f"phone:{OTHER}"}
    assert {int(member.id, 16) for member in drawn.members} == {1, 2, 3, 4}
    here = Access(districts=("Ernakulam",))
    drawn = network(stocked.index.client, stocked.index.prefix, Query(), here)
    assert {hub.contact for hub in drawn.hubs} == {f"phone:{SHARED}"}, "of two in its own districts"


def test_what_is_too_much_is_said_and_opens_on_demand(site):
    site.index.deliver(*(overseas(n) for n in range(1, 13)), run="1")
    client = site.logged_in()
    (hub,) = network(site.index.client, site.index.prefix, Query(), ALL).hubs
    assert (hub.postings, hub.more) == (12, 4)
    page = client.get("/network?band=high").text
    assert page.count('class="leaf high"') == 8
    assert "and 4 more" in page
    assert 'href="/network?band=high&amp;expand=phone%3A%2B919847000101"' in page
    opened = client.get("/network?expand=phone%3A%2B919847000101").text
    assert opened.count('class="leaf high"') == 12


def test_a_click_on_the_map_keeps_to_a_district_and_the_list_knows(stocked):
    page = stocked.logged_in().get("/map?q=gulf").text
    assert 'href="/map?q=gulf&amp;district=Kollam" aria-label="Kollam: 1"' in page
    assert 'href="/map?q=gulf&amp;place=Kochi" aria-label="Kochi: 4"' in page
    assert 'href="/?q=gulf"' in page and 'href="/network?q=gulf"' in page
    assert "Dubai" in page


@pytest.mark.parametrize("name", ["map", "timeline", "network"])
def test_pictures_and_data_are_files_in_the_audit_log(stocked, name):
    client = stocked.logged_in("anu")
    picture = client.get(f"/{name}.svg?band=high")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.headers["content-disposition"].startswith('attachment; filename="adwatch-')
    root = ET.fromstring(picture.text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    table = client.get(f"/{name}.csv?band=high")
    assert len(list(csv.reader(io.StringIO(table.text)))) > 1
    data = client.get(f"/{name}.json?band=high")
    assert data.json()
    for answer in (picture, table, data):
        for hidden in ("Kollam: 1", '"Kollam"', "Kollam,", "Dubai", CHILD):
            assert hidden not in answer.text
    assert client.get(f"/{name}.pdf").status_code == 400


@pytest.mark.parametrize("path", ["/map", "/network", "/map.svg", "/timeline.csv", "/network.json"])
def test_who_may_not_search_sees_none_of_it(stocked, path):
    for name in ("audit", "engine"):
        assert stocked.logged_in(name).get(path).status_code == 403
    assert stocked.visitor().get(path).status_code == 303


def test_no_payload_leaves_its_label(site):
    twice = [poisoned(n, payload) for n, payload in enumerate(PAYLOADS, 1)]
    twice += [poisoned(n + 1000, payload) for n, payload in enumerate(PAYLOADS, 1)]
    site.index.deliver(*twice, run="1")
    client = site.logged_in()
    allowed = {"svg", "style", "rect", "a", "title", "path", "circle", "g", "text", "line"}
    for name in ("map", "network"):
        root = ET.fromstring(client.get(f"/{name}.svg").content)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= allowed
        for element in root.iter():
            assert not any(attribute.startswith("on") for attribute in element.attrib)
            assert element.get("href", "/").startswith("/")
    for row in csv.reader(io.StringIO(client.get("/network.csv").content.decode("utf-8-sig"))):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
