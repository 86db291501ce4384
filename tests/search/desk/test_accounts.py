from datetime import timedelta

import pytest

from adwatch.errors import Exit, Trouble
from adwatch.settings import Settings
from search.desk.accounts import LOCKED_FOR, MOST_FAILURES, Account, add_user, check_password
from search.desk.db import open_desk
from search.desk.rights import access_of, may
from search.desk.sessions import (
    LONGEST,
    LONGEST_IDLE,
    SessionRow,
    close_session,
    open_session,
    session_account,
)
from search.types import Access
from tests.search.alerts.samples import NOW, unit, write_unit

PASSWORD = "correct horse battery"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def settings(tmp_path):
    write_unit(tmp_path / "units", unit("ernakulam"))
    return Settings(home=tmp_path / "home", units=tmp_path / "units")


@pytest.fixture
def desk(settings):
    add_user(settings, "anu", PASSWORD, role="analyst", unit="ernakulam", now=NOW)
    return open_desk(settings)


def test_the_right_password_opens_and_others_do_not(desk):
    assert check_password(desk, "anu", PASSWORD, NOW) == Account(
        name="anu", role="analyst", unit="ernakulam"
    )
    for name, password in [("anu", "wrong"), ("anu", ""), ("Anu", PASSWORD), ("nobody", PASSWORD)]:
        assert check_password(desk, name, password, NOW) is None


def test_the_password_is_kept_as_argon2id_alone(desk, settings):
    stored = (settings.home / "desk.sqlite").read_bytes()
    stored += (settings.home / "desk.sqlite-wal").read_bytes()
    assert PASSWORD.encode() not in stored
    assert b"$argon2id$" in stored


def test_too_many_failures_lock_for_a_while_even_the_right_password(desk):
    for _ in range(MOST_FAILURES):
        assert check_password(desk, "anu", "wrong", NOW) is None
    assert check_password(desk, "anu", PASSWORD, NOW + LOCKED_FOR - MINUTE) is None
    assert check_password(desk, "anu", PASSWORD, NOW + LOCKED_FOR) is not None


def test_a_success_forgets_the_failures(desk):
    for _ in range(3):
        for _ in range(MOST_FAILURES - 1):
            check_password(desk, "anu", "wrong", NOW)
        assert check_password(desk, "anu", PASSWORD, NOW) is not None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"role": "boss"}, "no role 'boss'"),
        ({"unit": "mars"}, "no unit 'mars'"),
        ({"password": "short"}, "fewer than 12"),
        ({"name": " "}, "1 to 64"),
        ({"name": "x" * 65}, "1 to 64"),
    ],
)
def test_an_account_that_cannot_be_is_refused_in_words(settings, change, said):
    fitting = {"name": "anu", "password": PASSWORD, "role": "analyst", "unit": ""} | change
    with pytest.raises(Trouble, match=said) as caught:
        add_user(
            settings,
            fitting["name"],
            fitting["password"],
            role=fitting["role"],
            unit=fitting["unit"],
            now=NOW,
        )
    assert caught.value.code == Exit.USAGE


def test_a_session_lasts_until_it_is_idle_or_old_or_closed(desk):
    account = check_password(desk, "anu", PASSWORD, NOW)
    open_session(desk, account, "token", NOW)
    assert session_account(desk, "other", NOW) is None
    assert session_account(desk, "token", NOW + LONGEST_IDLE + MINUTE) is None
    for step in range(1, 13):
        alive = session_account(desk, "token", NOW + step * timedelta(hours=1))
        assert alive == account
    assert session_account(desk, "token", NOW + LONGEST + MINUTE) is None
    close_session(desk, "token")
    assert session_account(desk, "token", NOW) is None


def test_the_database_holds_no_token(desk):
    open_session(desk, check_password(desk, "anu", PASSWORD, NOW), "token", NOW)
    with desk() as session:
        assert [row.token_hash for row in session.query(SessionRow)] != ["token"]


def test_a_new_password_ends_open_sessions(desk, settings):
    open_session(desk, check_password(desk, "anu", PASSWORD, NOW), "token", NOW)
    later = NOW + MINUTE
    add_user(settings, "anu", PASSWORD + "!", role="auditor", unit="", now=later)
    assert session_account(desk, "token", later) is None
    assert check_password(desk, "anu", PASSWORD, later) is None


@pytest.mark.parametrize(
    ("unit", "districts"), [("", None), ("ernakulam", ("Ernakulam",)), ("dissolved", ())]
)
def test_the_unit_decides_what_is_seen(settings, unit, districts):
    account = Account(name="anu", role="analyst", unit=unit)
    assert access_of(settings, account) == Access(districts=districts)


def test_a_change_of_a_units_file_counts_at_once(settings):
    account = Account(name="anu", role="analyst", unit="ernakulam")
    assert access_of(settings, account) == Access(districts=("Ernakulam",))
    write_unit(settings.units, unit("ernakulam", districts=("Ernakulam", "Kollam")))
    assert access_of(settings, account) == Access(districts=("Ernakulam", "Kollam"))


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        ("analyst", {"search", "review", "export"}),
        ("supervisor", {"search", "review", "export", "audit"}),
        ("auditor", {"audit"}),
        ("engineer", set()),
    ],
)
def test_the_role_decides_what_is_done(role, rights):
    account = Account(name="a", role=role, unit="")
    assert {r for r in ("search", "review", "export", "audit") if may(account, r)} == rights
