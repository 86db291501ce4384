"""From the index to the mailbox, with everything real: who is told what, once, whatever breaks."""

from datetime import timedelta

import pytest

from adwatch.demo.mailbox import Mailbox
from adwatch.errors import Exit, Trouble
from search.alerts import digest, post
from search.alerts.digest import send_digests
from search.alerts.outbox import Outbox
from search.index import summary
from tests.search.alerts.samples import NOW, overseas, posting, search, unit, write_unit

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
ERNAKULAM, KOLLAM = "ahtu.ernakulam@police.example", "ahtu.kollam@police.example"


class Desk:
    """One installation of the test: its units, its postings and its mailbox."""

    def __init__(self, index, mailbox):
        self._index, self.mailbox = index, mailbox
        own = {"units": index.settings.home / "units", "smtp_port": mailbox.port}
        self.settings = index.settings.model_copy(update=own)
        self.units(unit())

    def units(self, *units):
        for file in self.settings.units.glob("*.yml"):
            file.unlink()
        for each in units:
            write_unit(self.settings.units, each)

    def index(self, *postings):
        run = f"{len(self._index.spool.partitions('processed')):03d}"
        assert self._index.deliver(*postings, run=run).accepted == len(postings)

    def send(self, now=NOW, window=DAY, **changed):
        return send_digests(self.settings.model_copy(update=changed), now, window)

    @property
    def mails(self):
        return self.mailbox.messages()

    @property
    def counted(self):
        return summary(self._index.client, self.settings.index_prefix).mails


@pytest.fixture
def desk(index, tmp_path):
    with Mailbox(tmp_path / "mail") as mailbox:
        yield Desk(index, mailbox)


def text_of(mail, kind="plain"):
    return mail.get_body((kind,)).get_content()


def ids(mail):
    marks = [line.rsplit("/", 1)[1] for line in text_of(mail).splitlines() if "/posting/" in line]
    return [int(mark, 16) for mark in marks]


def test_a_unit_is_mailed_what_is_new_and_the_index_counts_the_mail(desk):
    desk.index(overseas(1))
    report = desk.send()
    assert report.new == {"ernakulam": 1}
    assert (report.sent, report.waiting, report.problems) == (1, 0, ())
    assert report.trouble() is None
    (mail,) = desk.mails
    assert mail["X-RcptTo"] == ERNAKULAM
    assert mail["Subject"] == "[adwatch] AHTU Ernakulam: 1 new lead, 1 high - 24 Nov 2026"
    assert ids(mail) == [1]
    assert "passport kept by office" in text_of(mail, "html")
    assert desk.counted == 1


def test_nothing_is_mailed_twice(desk):
    desk.index(overseas(1))
    desk.send()
    again = desk.send(NOW + DAY)
    assert again.new == {"ernakulam": 0}
    assert (again.sent, len(desk.mails), desk.counted) == (0, 1, 1)


def test_only_what_is_new_since_is_mailed(desk):
    desk.index(overseas(1))
    desk.send()
    desk.index(overseas(2, phone="+919847000102", first_seen=NOW + timedelta(hours=3)))
    assert desk.send(NOW + DAY).new == {"ernakulam": 1}
    assert ids(desk.mails[1]) == [2]


def test_without_news_there_is_no_mail_and_the_report_says_so(desk):
    report = desk.send()
    assert report.new == {"ernakulam": 0}
    assert (report.sent, desk.mails, desk.counted) == (0, [], 0)


def test_only_flagged_postings_are_mailed(desk):
    desk.index(overseas(1, band="low", score=0.3), overseas(2, band="none", score=0.1))
    assert desk.send().new == {"ernakulam": 0}


def test_what_was_first_seen_before_the_window_is_no_news_until_a_longer_one_is_asked_for(desk):
    desk.index(overseas(1, first_seen=NOW - 3 * DAY))
    assert desk.send(window=DAY).new == {"ernakulam": 0}
    assert desk.send(window=7 * DAY).new == {"ernakulam": 1}


def test_days_without_a_digest_lose_nothing(desk):
    desk.send()
    desk.index(overseas(1, first_seen=NOW + timedelta(hours=1)))
    assert desk.send(NOW + 9 * DAY).new == {"ernakulam": 1}


def test_what_reaches_the_index_late_is_still_told(desk):
    desk.send()
    desk.send(NOW + 4 * DAY)
    desk.index(overseas(1, first_seen=NOW + timedelta(hours=1)))
    assert desk.send(NOW + 5 * DAY).new == {"ernakulam": 1}


def test_a_unit_never_sees_another_districts_posting(desk):
    desk.units(unit(), unit("kollam"))
    desk.index(
        overseas(1),
        overseas(2, district="Kollam", phone="+919847000102"),
        overseas(3, district="", phone="+919847000103"),
    )
    desk.send()
    assert {mail["X-RcptTo"]: ids(mail) for mail in desk.mails} == {ERNAKULAM: [1], KOLLAM: [2]}


def test_no_saved_search_widens_a_units_rights(desk):
    greedy = (
        search(include={"district": ("Kollam",)}),
        search("words", text="district:Kollam OR visa"),
    )
    desk.units(unit(searches=greedy))
    desk.index(overseas(1), overseas(2, district="Kollam", phone="+919847000102"))
    desk.send()
    assert [ids(mail) for mail in desk.mails] == [[1]]


def test_the_states_office_sees_what_has_no_district(desk):
    office = unit("state", districts="all", searches=(search(include={"district": ("unknown",)}),))
    desk.units(office)
    desk.index(overseas(1), overseas(2, district="", phone="+919847000102"))
    desk.send()
    assert [ids(mail) for mail in desk.mails] == [[2]]


def test_more_than_a_page_of_hits_is_told_and_remembered(desk):
    desk.index(*(posting(n) for n in range(600)))
    assert desk.send().new == {"ernakulam": 600}
    (mail,) = desk.mails
    assert "600 new leads" in mail["Subject"]
    assert "and 590 more" in text_of(mail)
    assert desk.send(NOW + DAY).new == {"ernakulam": 0}


def test_saved_searches_choose_by_words_and_facets(desk):
    searches = (
        search("visa", text="visa", exclude={"category": ("marriage",)}),
        search("marriage", include={"category": ("marriage",)}),
    )
    desk.units(unit(searches=searches))
    desk.index(
        overseas(1),
        overseas(2, category="marriage", phone="+919847000102"),
        overseas(3, text="nothing of that", findings=(), mentions=()),
    )
    desk.send()
    (mail,) = desk.mails
    visa, marriage = text_of(mail).split("Search marriage")
    assert f"{1:020x}" in visa
    assert f"{2:020x}" in marriage
    assert f"{3:020x}" not in text_of(mail)


def test_a_refused_recipient_waits_and_others_are_told(desk):
    desk.units(unit(), unit("kollam"))
    desk.index(overseas(1), overseas(2, district="Kollam"))
    desk.mailbox.refused = {ERNAKULAM}
    report = desk.send()
    assert (report.sent, report.waiting) == (1, 1)
    assert report.problems == (f"{ERNAKULAM}: not accepted (550 5.1.1 No such mailbox).",)
    assert report.trouble().code == Exit.INCOMPLETE
    assert [mail["X-RcptTo"] for mail in desk.mails] == [KOLLAM]
    desk.mailbox.refused = set()
    assert desk.send(NOW + DAY).sent == 1
    assert ids(desk.mails[1]) == [1]
    assert desk.counted == 2


def test_a_mended_address_gets_the_letter_that_waits(desk):
    desk.index(overseas(1))
    desk.mailbox.refused = {ERNAKULAM}
    desk.send()
    desk.units(unit(mail="new.desk@police.example"))
    assert desk.send(NOW + DAY).sent == 1
    assert [mail["To"] for mail in desk.mails] == ["new.desk@police.example"]


def test_a_letter_to_a_unit_that_is_gone_is_not_forgotten(desk):
    desk.index(overseas(1))
    desk.mailbox.refused = {ERNAKULAM}
    desk.send()
    desk.units(unit("kollam"))
    report = desk.send(NOW + DAY)
    assert report.waiting == 1
    assert report.problems == ("ernakulam: has no unit file any more.",)


def test_a_mail_server_that_puts_off_or_is_down_gets_it_later(desk):
    desk.index(overseas(1))
    desk.mailbox.deferring = True
    assert "451" in desk.send().problems[0]
    desk.mailbox.deferring = False
    report = desk.send(NOW + DAY, smtp_port=1)
    assert (report.sent, report.waiting) == (0, 1)
    assert "mail server at 127.0.0.1:1 cannot be used" in report.trouble().what
    assert desk.counted == 0
    assert desk.send(NOW + 2 * DAY).sent == 1
    assert [ids(mail) for mail in desk.mails] == [[1]]


class Killed(BaseException):
    """The process ends here."""


def killed(*_, **__):
    raise Killed


CUTS = [
    (digest, "compose", 1, "before the letter is written"),
    (Outbox, "store", 1, "before it is stored"),
    (digest, "connection", 1, "before the mail server is called"),
    (Outbox, "attempt", 1, "before it is handed over"),
    (post.smtplib.SMTP, "mail", 1, "in the envelope"),
    (post.smtplib.SMTP, "data", 1, "before the words are sent"),
    (Outbox, "unrecorded", 1, "before it is counted in the index"),
    (digest, "record_mail", 1, "while it is counted in the index"),
    (Outbox, "recorded", 1, "after it was counted in the index"),
]


@pytest.mark.parametrize(("where", "step", "mails", "why"), CUTS, ids=[why for *_, why in CUTS])
def test_a_process_that_dies_loses_nothing_and_doubles_nothing(
    desk, monkeypatch, where, step, mails, why
):
    desk.index(overseas(1))
    with monkeypatch.context() as cut:
        cut.setattr(where, step, killed)
        with pytest.raises(Killed):
            desk.send()
    desk.send(NOW + timedelta(minutes=5))
    desk.send(NOW + DAY)
    assert [ids(mail) for mail in desk.mails] == [[1]] * mails
    assert desk.counted == 1


def test_the_one_moment_that_smtp_leaves_open_repeats_the_very_same_mail(desk, monkeypatch):
    desk.index(overseas(1))
    with monkeypatch.context() as cut:
        cut.setattr(Outbox, "sent", killed)
        with pytest.raises(Killed):
            desk.send()
    desk.send(NOW + DAY)
    first, second = desk.mails
    assert first.as_bytes() == second.as_bytes(), "mail servers recognise it by its Message-ID"
    assert desk.counted == 1


def test_a_desk_that_cannot_be_written_is_found_out_before_anything_is_mailed(desk, monkeypatch):
    desk.index(overseas(1))
    desk.mailbox.deferring = True
    desk.send()
    desk.mailbox.deferring = False
    monkeypatch.setattr("search.desk.db.BUSY_TIMEOUT_MS", 50)
    other = Outbox(digest.open_desk(desk.settings))
    with other._desk.begin() as session:
        session.connection()
        with pytest.raises(Exception, match="database is locked"):
            desk.send(NOW + DAY)
    assert desk.mails == []


def test_two_digests_at_once_are_one(desk):
    desk.index(overseas(1))
    with digest._alone(desk.settings), pytest.raises(Trouble, match="Another digest") as caught:
        desk.send()
    assert caught.value.code == Exit.LOCAL_RESOURCE
    assert desk.send().sent == 1


def test_an_index_that_is_down_is_said_and_loses_nothing(desk):
    desk.index(overseas(1))
    with pytest.raises(Trouble, match=r"Elasticsearch at http://127\.0\.0\.1:1"):
        desk.send(elasticsearch_url="http://127.0.0.1:1")
    assert desk.send().sent == 1
