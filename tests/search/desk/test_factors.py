"""Second factor, tokens, rate limits and administration of accounts."""

import sqlite3
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from adwatch.errors import Trouble
from adwatch.settings import Settings
from search.desk import administration, attempts, factors, tokens
from search.desk.accounts import MOST_FAILURES, Account, add_user, check_password
from search.desk.audit import rows, verify
from search.desk.db import open_desk
from search.desk.factors import Vault, check_code, confirm, has_factor, pending_address
from search.desk.sessions import (
    LONGEST_WAITING,
    close_sessions,
    open_session,
    session_account,
    session_id,
    sessions_of,
)
from tests.search.alerts.samples import NOW

PASSWORD = "correct horse battery"
SECOND = timedelta(seconds=1)
ANU = Account(name="anu", role="analyst", unit="")


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path)


@pytest.fixture
def desk(settings):
    add_user(settings, "anu", PASSWORD, role="analyst", unit="", now=NOW)
    return open_desk(settings)


@pytest.fixture
def vault(settings):
    return Vault(settings)


def app_of(address: str) -> pyotp.TOTP:
    """The officer's phone, which has read the QR code."""
    return pyotp.TOTP(parse_qs(urlsplit(address).query)["secret"][0])


@pytest.fixture
def enrolled(desk, vault):
    app = app_of(pending_address(desk, vault, "anu"))
    return app, confirm(desk, vault, "anu", app.at(NOW), NOW)


def test_a_factor_counts_only_once_a_code_has_confirmed_it(desk, vault):
    address = pending_address(desk, vault, "anu")
    assert pending_address(desk, vault, "anu") == address, "reloading the page changes no secret"
    assert "issuer=adwatch" in address
    assert confirm(desk, vault, "anu", "000000", NOW) == ()
    assert not has_factor(desk, "anu")
    assert not check_code(desk, vault, "anu", app_of(address).at(NOW), NOW)
    assert len(confirm(desk, vault, "anu", app_of(address).at(NOW), NOW)) == 8
    assert has_factor(desk, "anu")
    with pytest.raises(ValueError, match="already"):
        pending_address(desk, vault, "anu")


@pytest.mark.parametrize(
    ("off", "good"), [(31, True), (60, True), (90, True), (-60, False), (300, False)]
)
def test_a_code_is_good_for_its_time_and_the_phone_may_be_off_a_little(
    desk, vault, enrolled, off, good
):
    app, _ = enrolled
    code = app.at(NOW + timedelta(seconds=60))
    assert check_code(desk, vault, "anu", code, NOW + timedelta(seconds=off)) is good


def test_a_code_is_good_once(desk, vault, enrolled):
    app, _ = enrolled
    later = NOW + timedelta(minutes=1)
    spaced = f"{app.at(later)[:3]} {app.at(later)[3:]}"
    assert check_code(desk, vault, "anu", spaced, later)
    assert not check_code(desk, vault, "anu", app.at(later), later + SECOND)
    assert not check_code(desk, vault, "anu", app.at(NOW), later), "nor the one that confirmed"


def test_a_recovery_code_is_good_once_and_for_its_owner(desk, vault, enrolled, settings):
    _, codes = enrolled
    add_user(settings, "binu", PASSWORD, role="analyst", unit="", now=NOW)
    assert not check_code(desk, vault, "binu", codes[0], NOW)
    assert check_code(desk, vault, "anu", codes[0].lower(), NOW)
    assert not check_code(desk, vault, "anu", codes[0], NOW)
    assert check_code(desk, vault, "anu", codes[1], NOW)


def test_the_database_alone_gives_no_codes(desk, vault, enrolled, settings):
    app, codes = enrolled
    with sqlite3.connect(settings.home / "desk.sqlite") as database:
        dump = "\n".join(database.iterdump())
    for secret in (app.secret, *codes):
        assert secret not in dump


@pytest.mark.parametrize("hostile", ["", " ", "١٢٣٤٥٦", "1" * 10_000, "ക", "-"])
def test_no_input_opens_or_breaks_it(desk, vault, enrolled, hostile):
    assert not check_code(desk, vault, "anu", hostile, NOW)


@pytest.mark.parametrize(
    ("roles", "required"), [("", False), ("supervisor", False), ("analyst,auditor", True)]
)
def test_the_setting_says_which_roles_must(settings, roles, required):
    changed = settings.model_copy(update={"second_factor": roles})
    assert factors.is_required(changed, ANU) is required


def test_a_waiting_session_opens_nothing_and_does_not_wait_long(desk):
    open_session(desk, ANU, "t", NOW, state="code")
    assert session_account(desk, "t", NOW) is None
    assert session_account(desk, "t", NOW, "code") == ANU
    assert session_account(desk, "t", NOW, "enrol") is None
    assert session_account(desk, "t", NOW + LONGEST_WAITING + SECOND, "code") is None
    assert sessions_of(desk, "anu", NOW) == []


def test_somebody_sees_and_ends_the_own_sessions_alone(desk, settings):
    add_user(settings, "binu", PASSWORD, role="analyst", unit="", now=NOW)
    binu = Account(name="binu", role="analyst", unit="")
    for token, owner in (("a", ANU), ("b", ANU), ("c", ANU), ("d", binu)):
        open_session(desk, owner, token, NOW, place="10.0.0.7")
    assert {each.id for each in sessions_of(desk, "anu", NOW)} == set(map(session_id, "abc"))
    close_sessions(desk, "binu", session_id("a"))
    close_sessions(desk, "anu", session_id("a"))
    assert [session_account(desk, token, NOW) for token in "abd"] == [None, ANU, binu]
    close_sessions(desk, "anu", but="b")
    assert [session_account(desk, token, NOW) for token in "bcd"] == [ANU, None, binu]


def test_an_address_that_fails_often_waits_and_a_restart_forgets_nothing(settings, desk):
    for _ in range(attempts.MOST):
        assert not attempts.too_many(desk, "10.0.0.7", NOW)
        attempts.note_failure(desk, "10.0.0.7", NOW)
    again = open_desk(settings)
    assert attempts.too_many(again, "10.0.0.7", NOW)
    assert not attempts.too_many(again, "10.0.0.8", NOW)
    assert not attempts.too_many(again, "10.0.0.7", NOW + attempts.WINDOW)


def test_a_token_does_what_it_was_made_for_while_its_account_may(desk):
    token = tokens.make_token(desk, ANU, "nightly", ("search",), NOW)
    found = tokens.bearer(desk, token, NOW)
    assert found.account == ANU
    assert found.may("search") and not found.may("export")
    assert tokens.bearer(desk, token[:-1], NOW) is None
    assert tokens.bearer(desk, token, NOW + tokens.LASTS + SECOND) is None
    (info,) = tokens.tokens_of(desk, "anu")
    assert (info.label, info.scopes) == ("nightly", ("search",))
    tokens.end_token(desk, "binu", info.id, NOW)
    assert tokens.bearer(desk, token, NOW), "nobody ends another's token"
    tokens.end_token(desk, "anu", info.id, NOW)
    assert tokens.bearer(desk, token, NOW) is None


def test_a_token_loses_what_its_account_loses(desk, settings):
    token = tokens.make_token(desk, ANU, "", ("search", "export"), NOW)
    add_user(settings, "anu", PASSWORD, role="auditor", unit="", now=NOW)
    assert not tokens.bearer(desk, token, NOW).may("search")
    administration.disable(desk, "anu", "root", NOW)
    assert tokens.bearer(desk, token, NOW) is None


@pytest.mark.parametrize("scopes", [(), ("audit",), ("search", "audit")])
def test_a_token_cannot_do_more_than_its_account(desk, scopes):
    with pytest.raises(Trouble):
        tokens.make_token(desk, ANU, "", scopes, NOW)


def test_a_disabled_account_is_closed_everywhere_and_can_be_opened_again(desk, settings):
    open_session(desk, ANU, "t", NOW)
    administration.disable(desk, "anu", "root", NOW + SECOND)
    assert check_password(desk, "anu", PASSWORD, NOW + SECOND) is None
    assert session_account(desk, "t", NOW + SECOND) is None
    (person,) = administration.people(desk)
    assert person.disabled
    add_user(settings, "anu", PASSWORD, role="analyst", unit="", now=NOW + SECOND)
    assert check_password(desk, "anu", PASSWORD, NOW + SECOND) == ANU


def test_a_reset_opens_a_locked_account_and_takes_the_factor_away(desk, enrolled):
    for _ in range(MOST_FAILURES):
        check_password(desk, "anu", "wrong", NOW)
    assert administration.people(desk)[0].locked_until
    administration.reset(desk, "anu", "another sentence", "root", NOW)
    assert check_password(desk, "anu", "another sentence", NOW) == ANU
    assert not has_factor(desk, "anu")
    assert [row.act for row in rows(desk)] == ["reset account"]
    assert verify(desk) == []


@pytest.mark.parametrize("act", [administration.disable, administration.reset])
def test_an_unknown_account_is_said(desk, act):
    more = ("another sentence",) if act is administration.reset else ()
    with pytest.raises(Trouble, match="no account 'nobody'"):
        act(desk, "nobody", *more, "root", NOW)


def test_a_desk_of_an_older_version_gets_what_is_missing(settings):
    settings.home.mkdir(exist_ok=True)
    with sqlite3.connect(settings.home / "desk.sqlite") as database:
        database.executescript("""
            CREATE TABLE account (name VARCHAR PRIMARY KEY, password VARCHAR NOT NULL,
              role VARCHAR NOT NULL, unit VARCHAR NOT NULL, changed_at DATETIME NOT NULL,
              failures INTEGER NOT NULL, locked_until DATETIME);
            CREATE TABLE session (token_hash VARCHAR PRIMARY KEY, account VARCHAR NOT NULL,
              opened_at DATETIME NOT NULL, used_at DATETIME NOT NULL);
            INSERT INTO account VALUES ('anu', 'x', 'analyst', '', '2026-11-01', 0, NULL);
        """)
    desk = open_desk(settings)
    assert [person.name for person in administration.people(desk)] == ["anu"]
    open_session(desk, ANU, "t", NOW)
    assert session_account(open_desk(settings), "t", NOW) == ANU
