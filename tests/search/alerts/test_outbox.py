"""What the outbox remembers, and that its transactions are whole."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from adwatch.model import Letter
from adwatch.settings import Settings
from search.alerts.outbox import Outbox
from search.desk.db import open_desk
from tests.search.alerts.samples import NOW

LETTER = Letter(subject="subject", plain="plain", html="<p>html</p>")
TOLD = [("high", "p1"), ("overseas", "p1"), ("high", "p2")]


@pytest.fixture
def reopened(tmp_path):
    """Gives the outbox as a process that starts now finds it."""
    return lambda: Outbox(open_desk(Settings(home=tmp_path)))


def test_a_new_outbox_is_empty(reopened):
    assert reopened().known("kollam") == set()
    assert reopened().waiting() == []
    assert reopened().unrecorded() == []


def test_a_stored_letter_waits_and_its_postings_are_known(reopened):
    mail = reopened().store("kollam", LETTER, TOLD, NOW)
    (waiting,) = reopened().waiting()
    assert (waiting.id, waiting.unit, waiting.composed_at) == (mail, "kollam", NOW)
    assert (waiting.subject, waiting.plain, waiting.html) == ("subject", "plain", "<p>html</p>")
    assert reopened().known("kollam") == {"p1", "p2"}


def test_what_one_unit_was_told_another_was_not(reopened):
    reopened().store("kollam", LETTER, TOLD, NOW)
    assert reopened().known("idukki") == set()


def test_the_id_depends_on_unit_and_postings_alone(tmp_path):
    ids = [
        Outbox(open_desk(Settings(home=tmp_path / name))).store(unit, LETTER, told, now)
        for name, unit, told, now in [
            ("a", "kollam", TOLD, NOW),
            ("b", "kollam", TOLD[::-1], NOW + timedelta(days=1)),
            ("c", "idukki", TOLD, NOW),
            ("d", "kollam", TOLD[:2], NOW),
        ]
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_nothing_is_told_twice_and_a_letter_that_would_is_not_stored(reopened):
    reopened().store("kollam", LETTER, TOLD, NOW)
    with pytest.raises(IntegrityError):
        reopened().store("kollam", LETTER, [("high", "p2"), ("high", "p3")], NOW)
    assert len(reopened().waiting()) == 1
    assert reopened().known("kollam") == {"p1", "p2"}


def test_the_oldest_letter_goes_first(reopened):
    younger = reopened().store("kollam", LETTER, [("high", "p1")], NOW + timedelta(days=1))
    older = reopened().store("kollam", LETTER, [("high", "p2")], NOW)
    assert [mail.id for mail in reopened().waiting()] == [older, younger]


def test_a_sent_letter_waits_no_more_but_must_be_recorded(reopened):
    mail = reopened().store("kollam", LETTER, TOLD, NOW)
    reopened().attempt(mail)
    reopened().sent(mail, "a@police.example", NOW)
    assert reopened().waiting() == []
    ((row, postings),) = reopened().unrecorded()
    assert (row.id, row.sent_to, row.attempts, postings) == (
        mail,
        "a@police.example",
        1,
        ("p1", "p2"),
    )
    reopened().recorded(mail)
    assert reopened().unrecorded() == []


def test_a_search_is_followed_from_the_earliest_start_asked_for(reopened):
    day = timedelta(days=1)
    starts = [NOW - day, NOW, NOW - 7 * day, NOW + 30 * day]
    followed = [reopened().follow("kollam", "high", start) for start in starts]
    assert followed == [NOW - day, NOW - day, NOW - 7 * day, NOW - 7 * day]
    assert reopened().follow("kollam", "other", NOW) == NOW
