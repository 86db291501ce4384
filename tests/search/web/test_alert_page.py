"""A saved search that is mailed: who may switch it on, what is refused, what the unit is told."""

from datetime import UTC, datetime, timedelta

import pytest

from adwatch.demo.mailbox import Mailbox
from search.alerts import asked
from search.alerts.digest import send_digests
from search.desk.audit import rows
from search.desk.db import open_desk
from search.desk.saved import Saved, save, saved_of
from tests.search.alerts.samples import NOW, overseas, posting, search, unit, write_unit

pytestmark = pytest.mark.slow
DAY = timedelta(days=1)
ERNAKULAM = "ahtu.ernakulam@police.example"


@pytest.fixture
def stocked(site):
    """A unit whose file asks for marriages alone, and postings of other kinds."""
    only = search(include={"category": ("marriage",)})
    write_unit(site.index.settings.units, unit(searches=(only,)))
    today = {"first_seen": datetime.now(UTC)}
    kollam = overseas(3, district="Kollam", **today)
    site.index.deliver(overseas(1, **today), overseas(2, band="low", **today), kollam, run="1")
    site.post(site.logged_in("anu"), "/saved", title="Gulf", state="q=gulf")
    return site


def mailed(site, now=NOW):
    """Return the report of a digest, and what it mailed to Ernakulam."""
    with Mailbox(site.index.settings.home / f"mail-{now:%d}") as mailbox:
        settings = site.index.settings.model_copy(update={"smtp_port": mailbox.port})
        report = send_digests(settings, now, DAY)
        return report, [m for m in mailbox.messages() if m["X-RcptTo"] == ERNAKULAM]


def test_what_it_brings_a_day_is_shown_before_it_is_mailed_once(stocked):
    anu = stocked.logged_in("anu")
    assert 'href="/saved/alert?title=Gulf"' in anu.get("/").text
    assert mailed(stocked)[1] == [], "nobody asked for it yet"
    assert "about 0.1 a day" in anu.get("/saved/alert?title=Gulf").text
    assert mailed(stocked)[1] == [], "looking is not asking"
    assert stocked.post(anu, "/saved/alert", title="Gulf").status_code == 303
    report, (mail,) = mailed(stocked)
    text = mail.get_body(("plain",)).get_content()
    assert report.new["ernakulam"] == 1
    assert overseas(1).id in text and "Gulf" in text
    assert overseas(2).id not in text and overseas(3).id not in text
    assert mailed(stocked, NOW + DAY)[1] == [], "told once"
    acts = [(row.act, row.details) for row in rows(open_desk(stocked.index.settings))]
    assert ("mail search", "Gulf: about 0.1 a day") in acts


def test_it_is_switched_off_and_a_changed_search_is_asked_for_anew(stocked):
    anu, desk = stocked.logged_in("anu"), open_desk(stocked.index.settings)
    for undo in (
        lambda: stocked.post(anu, "/saved/alert/off", title="Gulf"),
        lambda: stocked.post(anu, "/saved", title="Gulf", state="q=visa"),
    ):
        stocked.post(anu, "/saved/alert", title="Gulf")
        assert [saved.alert for saved in saved_of(desk, "ernakulam")] == ["anu"]
        assert "/saved/alert/off" in anu.get("/").text
        undo()
        assert [saved.alert for saved in saved_of(desk, "ernakulam")] == [""]


@pytest.mark.parametrize(("name", "status"), [("super", 303), ("binu", 404), ("state", 404)])
def test_a_supervisor_of_the_unit_may_and_nobody_elsewhere(stocked, name, status):
    client = stocked.logged_in(name)
    assert stocked.post(client, "/saved/alert", title="Gulf").status_code == status


def test_a_colleague_may_not(stocked):
    stocked.post(stocked.logged_in("super"), "/saved", title="Hers", state="q=visa")
    anu = stocked.logged_in("anu")
    assert anu.get("/saved/alert?title=Hers").status_code == 403
    assert stocked.post(anu, "/saved/alert", title="Hers").status_code == 403
    assert anu.post("/saved/alert", data={"title": "Gulf"}).status_code == 403, "a foreign form"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/?band=high&band=medium", "every flagged posting"),
        ("/?since=2026-11-01", "every flagged posting"),
        ("/?q=*ulf", "wildcard"),
        ("/?q=*", "find everything"),
        ("/?band=low", "could never be mailed"),
        ("/?q=gulf&twin=abc", "copies of one text"),
    ],
)
def test_what_no_mail_should_be_is_refused_with_the_reason(stocked, address, said):
    made = Saved(unit="ernakulam", title="x", address=address, by="anu", at=NOW)
    save(open_desk(stocked.index.settings), made)
    client = stocked.logged_in("anu")
    for answer in (
        client.get("/saved/alert?title=x"),
        stocked.post(client, "/saved/alert", title="x"),
    ):
        assert answer.status_code == 400 and said in answer.text


def test_more_than_anybody_reads_is_refused(stocked, monkeypatch):
    monkeypatch.setattr(asked, "MOST_A_DAY", 0.1)
    answer = stocked.post(stocked.logged_in("anu"), "/saved/alert", title="Gulf")
    assert answer.status_code == 400 and "nobody would read them" in answer.text


def test_a_search_that_can_no_longer_be_read_is_named_and_holds_nobody_up(stocked):
    desk = open_desk(stocked.index.settings)
    broken = {"unit": "ernakulam", "by": "anu", "at": NOW, "alert": "anu"}
    save(desk, Saved(title="Broken", address="/?q=%22open", **broken))
    save(desk, Saved(title="Visa", address="/?q=visa", **broken))
    stocked.index.deliver(posting(9, district="Kollam", first_seen=NOW), run="2")
    report, mails = mailed(stocked)
    assert any(overseas(1).id in m.get_body(("plain",)).get_content() for m in mails)
    assert len(report.unread) == 1 and "Broken" in report.unread[0]
    assert "could not be followed" in str(report.trouble())
