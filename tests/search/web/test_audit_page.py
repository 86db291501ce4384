"""The auditor's page: who may read which acts, and what a broken chain looks like."""

import re

import pytest
from sqlalchemy import text

from search.desk.db import open_desk

pytestmark = pytest.mark.slow


@pytest.fixture
def busy(site):
    site.logged_in("anu").get("/?q=gulf")
    site.logged_in("binu").get("/?q=kollam")
    return site


def people(html):
    body = html[html.index("<tbody>") :]
    return set(re.findall(r'IST</td><td translate="no">(\w+)</td>', body))


def test_an_auditor_reads_all_and_a_supervisor_the_own_unit(busy):
    assert people(busy.logged_in("audit").get("/audit").text) == {"anu", "binu", "audit"}
    assert people(busy.logged_in("super").get("/audit").text) == {"anu", "super"}


@pytest.mark.parametrize("name", ["anu", "engine"])
def test_others_read_nothing(busy, name):
    client = busy.logged_in(name)
    assert client.get("/audit").status_code == 403
    assert busy.post(client, "/audit/verify").status_code == 403


def test_acts_can_be_narrowed_and_paged(busy):
    client = busy.logged_in("audit")
    text = client.get("/audit?who=anu&act=search").text
    assert "/?q=gulf" in text and "/?q=kollam" not in text
    for _ in range(101):
        client.get("/audit?who=nobody")
    first = client.get("/audit").text
    older = re.search(r'href="(/audit\?[^"]+)">Older', first)[1].replace("&amp;", "&")
    assert "anu" in people(client.get(older).text)


def test_reading_the_log_is_in_the_log(busy):
    client = busy.logged_in("audit")
    client.get("/audit")
    assert "<td>audit</td>" in client.get("/audit?act=audit").text


def test_verifying_says_which_row_is_not_as_it_was(busy):
    client = busy.logged_in("audit")
    assert "as it was written" in busy.post(client, "/audit/verify").text
    with open_desk(busy.index.settings).begin() as session:
        session.execute(text("DROP TRIGGER audit_no_update"))
        session.execute(text("UPDATE audit SET subject = '/?q=other' WHERE number = 2"))
    assert "Row 2 is not as it was written" in busy.post(client, "/audit/verify").text
