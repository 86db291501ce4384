import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from adwatch.settings import Settings
from search.desk.audit import Act, following, record, rows, verify
from search.desk.db import open_desk
from tests.search.alerts.samples import NOW

MANY = 10_000


@pytest.fixture
def desk(tmp_path):
    return open_desk(Settings(home=tmp_path))


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    desk = open_desk(Settings(home=tmp_path_factory.mktemp("audit")))
    made = [following(None, Act(who="anu", act="login"), NOW)]
    for number in range(1, MANY):
        made.append(following(made[-1], Act(who="anu", act="search", subject=str(number)), NOW))
    with desk.begin() as session:
        session.add_all(made)
    with desk.begin() as session:
        for change in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER audit_no_{change}"))
    return desk


def test_what_was_done_is_there_in_order(desk):
    record(desk, Act(who="anu", act="login"), NOW)
    record(desk, Act(who="anu", act="view", subject="1", details="കൊച്ചി"), NOW)
    assert [(row.number, row.act, row.details) for row in rows(desk)] == [
        (1, "login", ""),
        (2, "view", "കൊച്ചി"),
    ]
    assert verify(desk) == []


@pytest.mark.parametrize("change", ["UPDATE audit SET who = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_changes(desk, change):
    record(desk, Act(who="anu", act="login"), NOW)
    with pytest.raises(IntegrityError, match="append-only"), desk.begin() as session:
        session.execute(text(change))


@pytest.mark.parametrize(
    ("tamper", "number", "what"),
    [
        ("UPDATE audit SET subject = '/?q=x' WHERE number = 7001", 7001, "not as it was written"),
        ("UPDATE audit SET who = 'binu' WHERE number = 1", 1, "not as it was written"),
        ("UPDATE audit SET at = '2026-01-01' WHERE number = 2", 2, "not as it was written"),
        ("DELETE FROM audit WHERE number = 5000", 5000, "rows 5000 to 5000 are missing"),
        ("DELETE FROM audit WHERE number < 3", 1, "rows 1 to 2 are missing"),
    ],
)
def test_a_changed_or_missing_row_among_many_is_named(full, tamper, number, what):
    with full() as session:
        session.execute(text(tamper))
        flaws = verify_in(session, full)
        session.rollback()
    assert flaws[0].number == number
    assert what in flaws[0].what
    assert len(flaws) == 1


def verify_in(session, desk):
    """Verify with the tampered, uncommitted rows, so that the long log is made once."""

    class Same:
        def __call__(self):
            return self

        def __enter__(self):
            return session

        def __exit__(self, *_):
            session.expire_all()

    return verify(Same())


def test_a_row_rewritten_with_its_hash_still_breaks_the_chain(full):
    from search.desk import audit

    with full() as session:
        row = session.get(audit.AuditRow, 9000)
        row.subject = "/?q=other"
        row.hash = audit._hash(row)
        session.flush()
        flaws = verify_in(session, full)
        session.rollback()
    assert [flaw.number for flaw in flaws] == [9001]


def test_writers_at_once_make_one_chain(desk):
    with ThreadPoolExecutor(8) as pool:
        acts = [Act(who=str(n), act="search") for n in range(40)]
        list(pool.map(lambda act: record(desk, act, NOW), acts))
    assert len(list(rows(desk))) == 40
    assert verify(desk) == []


def test_an_older_desk_gets_the_index_by_which_looks_at_a_posting_are_found(tmp_path):
    settings = Settings(home=tmp_path)
    record(open_desk(settings), Act(who="anu", act="view", subject="1"), NOW)
    with sqlite3.connect(tmp_path / "desk.sqlite") as database:
        database.execute("DROP INDEX ix_audit_subject")
    desk = open_desk(settings)
    with desk() as session:
        plan = session.execute(text("EXPLAIN QUERY PLAN SELECT * FROM audit WHERE subject = '1'"))
        assert "ix_audit_subject" in str(plan.all())
    assert verify(desk) == []
