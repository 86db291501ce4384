"""Tags, notes and assignments: kept, listed, and written to the audit log with each change."""

from datetime import timedelta

import pytest

from search.desk import casework
from search.desk.accounts import add_user
from search.desk.audit import Act, record, rows, verify
from search.desk.casework import Work, notes, work_on
from search.desk.db import open_desk
from search.desk.looks import gave_reason, looks
from search.desk.visits import last_visit
from tests.search.alerts.samples import NOW, unit, write_unit


@pytest.fixture
def desk(settings, tmp_path):
    write_unit(tmp_path / "units", unit("ernakulam"))
    own = settings.model_copy(update={"home": tmp_path, "units": tmp_path / "units"})
    for name in ("anu", "binu"):
        add_user(own, name, "correct horse battery", role="analyst", unit="ernakulam", now=NOW)
    return open_desk(own)


def test_tags_are_added_once_and_taken_away(desk):
    casework.add_tag(desk, ["a", "b"], "gulf", "anu", NOW)
    casework.add_tag(desk, ["a"], "gulf", "binu", NOW)
    casework.add_tag(desk, ["a"], "visa", "anu", NOW)
    assert work_on(desk) == {"a": Work(tags=("gulf", "visa")), "b": Work(tags=("gulf",))}
    casework.remove_tag(desk, ["a", "c"], "gulf", "anu", NOW)
    assert work_on(desk, ["a", "c"]) == {"a": Work(tags=("visa",)), "c": Work()}
    assert casework.tags_in_use(desk) == ["gulf", "visa"]


def test_a_posting_is_the_work_of_one(desk):
    casework.assign(desk, ["a", "b"], "anu", "super", NOW)
    casework.assign(desk, ["a"], "binu", "super", NOW)
    casework.assign(desk, ["b"], "", "super", NOW)
    assert work_on(desk, ["a", "b"]) == {"a": Work(assigned="binu"), "b": Work()}
    assert casework.colleagues(desk, "ernakulam") == ["anu", "binu"]
    assert casework.colleagues(desk, "kollam") == []


def test_notes_are_kept_in_order(desk):
    for text in ("first", "second"):
        casework.add_note(desk, ["a"], text, "anu", NOW)
    assert [(note.text, note.by) for note in notes(desk, "a")] == [
        ("first", "anu"),
        ("second", "anu"),
    ]


def test_each_change_is_in_the_audit_log_and_a_notes_words_are_not(desk):
    casework.add_tag(desk, ["a", "b"], "gulf", "anu", NOW)
    casework.add_note(desk, ["a"], "98470 00101", "anu", NOW)
    casework.assign(desk, ["a"], "binu", "anu", NOW)
    assert [(row.act, row.subject, row.details) for row in rows(desk)] == [
        ("tag", "a", "gulf"),
        ("tag", "b", "gulf"),
        ("note", "a", ""),
        ("assign", "a", "binu"),
    ]
    assert verify(desk) == []


def did(desk, who, act, subject="", minutes=0):
    record(desk, Act(who=who, act=act, subject=subject), NOW + timedelta(minutes=minutes))


def test_the_last_visit_is_the_last_act_before_this_login(desk):
    assert last_visit(desk, "anu") is None
    did(desk, "anu", "login")
    assert last_visit(desk, "anu") is None, "the first visit"
    did(desk, "anu", "search", minutes=5)
    did(desk, "binu", "search", minutes=8)
    did(desk, "anu", "login", minutes=60)
    did(desk, "anu", "search", minutes=61)
    assert last_visit(desk, "anu") == NOW + timedelta(minutes=5)


def test_looks_are_newest_first_and_repeated_ones_once(desk):
    for minute, (who, act) in enumerate(
        [("anu", "view"), ("anu", "view"), ("binu", "view"), ("anu", "confirmed"), ("anu", "view")]
    ):
        did(desk, who, act, "a", minute)
    did(desk, "anu", "view", "b")
    found = [(look.who, look.act) for look in looks(desk, "a")]
    assert found == [("anu", "view"), ("anu", "confirmed"), ("binu", "view"), ("anu", "view")]


def test_a_reason_is_ones_own_for_one_posting_and_ages(desk):
    did(desk, "anu", "open", "a", minutes=10)
    assert gave_reason(desk, "anu", "a", NOW)
    assert not gave_reason(desk, "binu", "a", NOW)
    assert not gave_reason(desk, "anu", "b", NOW)
    assert not gave_reason(desk, "anu", "a", NOW + timedelta(minutes=11))
