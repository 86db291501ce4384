"""Logging in with a second factor or by a provider, and looking after the own account."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pyotp
import pytest
from fastapi.testclient import TestClient

from adwatch.settings import Settings
from search.desk import attempts
from search.desk.accounts import MOST_FAILURES, add_user
from search.desk.audit import rows
from search.desk.db import open_desk
from search.desk.factors import Vault, confirm, pending_address
from search.web.app import create_app
from search.web.security import csrf_token
from tests.search.web import provider as providers

PASSWORD = "correct horse battery"
BEFORE = datetime.now(UTC) - timedelta(hours=1)


class Desk:
    """The screens without an index: nothing here needs one."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.app = create_app(settings)
        for name, role in (("anu", "analyst"), ("super", "supervisor"), ("audit", "auditor")):
            add_user(settings, name, PASSWORD, role=role, unit="", now=BEFORE)

    def visitor(self, **more) -> TestClient:
        return TestClient(self.app, follow_redirects=False, **more)

    def post(self, client, path, **form):
        if "adwatch" not in client.cookies:
            client.get("/login")
        return client.post(path, data={"csrf": csrf_token(client.cookies["adwatch"]), **form})

    def log_in(self, name="anu", client=None):
        client = client or self.visitor()
        return client, self.post(client, "/login", name=name, password=PASSWORD, next="/account")

    def logged_in(self, name="anu"):
        client, answer = self.log_in(name)
        assert answer.headers["location"] == "/account"
        return client

    def enrol(self, name="anu"):
        """Set up a second factor in the past, so that the next code is a fresh one."""
        desk, vault = open_desk(self.settings), Vault(self.settings)
        app = pyotp.parse_uri(pending_address(desk, vault, name))
        return app, confirm(desk, vault, name, app.at(BEFORE), BEFORE)

    def acts(self):
        return [(row.who, row.act) for row in rows(open_desk(self.settings))]


@pytest.fixture
def desk(tmp_path):
    return Desk(Settings(home=tmp_path))


def test_a_second_factor_is_asked_for_before_any_page(desk):
    app, _ = desk.enrol()
    client, answer = desk.log_in()
    assert answer.headers["location"] == "/login/code?next=%2Faccount"
    for page in ("/", "/account", "/account/factor", "/audit", "/export?format=csv"):
        assert client.get(page).headers["location"].startswith("/login?next="), page
    assert client.get("/login/code").status_code == 200
    assert desk.post(client, "/login/code", code="123").status_code == 401
    before = client.cookies["adwatch"]
    done = desk.post(client, "/login/code", code=app.now(), next="/account")
    assert done.headers["location"] == "/account"
    assert client.cookies["adwatch"] != before, "a new token with each step"
    assert client.get("/account").status_code == 200
    assert desk.acts()[-3:] == [("anu", "login"), ("anu", "code refused"), ("anu", "code accepted")]


def test_a_recovery_code_opens_once(desk):
    _, codes = desk.enrol()
    for status in (303, 401):
        client, _ = desk.log_in()
        assert desk.post(client, "/login/code", code=codes[0]).status_code == status


def test_wrong_codes_lock_the_account_like_wrong_passwords(desk):
    desk.enrol()
    client, _ = desk.log_in()
    for _ in range(MOST_FAILURES):
        desk.post(client, "/login/code", code="123456")
    assert desk.log_in()[1].status_code == 401


def test_without_a_password_nobody_is_asked_for_a_code(desk):
    client = desk.visitor()
    assert client.get("/login/code").headers["location"].startswith("/login")
    assert desk.post(client, "/login/code", code="1").headers["location"].startswith("/login")


def test_a_role_that_must_have_one_sets_it_up_before_any_page(tmp_path):
    desk = Desk(Settings(home=tmp_path, second_factor="supervisor"))
    client, answer = desk.log_in("super")
    assert answer.headers["location"] == "/account/factor"
    for page in ("/", "/account", "/audit"):
        assert client.get(page).headers["location"].startswith("/login?next="), page
    secret = re.search(r"<code>(\w+)</code>", client.get("/account/factor").text)[1]
    picture = client.get("/account/factor/qr")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert desk.post(client, "/account/factor", code="000000").status_code == 401
    shown = desk.post(client, "/account/factor", code=pyotp.TOTP(secret).now())
    assert len(re.findall(r"<code>[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}</code>", shown.text)) == 8
    assert client.get("/account").status_code == 200
    assert desk.log_in("super")[1].headers["location"].startswith("/login/code")
    assert desk.log_in("anu")[1].headers["location"] == "/account", "the other roles need none"


def test_a_factor_is_taken_away_by_a_code_alone(desk):
    app, codes = desk.enrol()
    client, _ = desk.log_in()
    desk.post(client, "/login/code", code=codes[0])
    assert client.get("/account/factor").status_code == 400, "no second one beside it"
    assert desk.post(client, "/account/factor/remove", code="000000").status_code == 400
    assert desk.post(client, "/account/factor/remove", code=app.now()).status_code == 303
    desk.logged_in()


def test_a_new_password_ends_every_other_session(desk):
    client, other = desk.logged_in(), desk.logged_in()
    assert desk.post(client, "/account/password", old="x", new="y" * 12).status_code == 400
    assert desk.post(client, "/account/password", old=PASSWORD, new="short").status_code == 400
    done = desk.post(client, "/account/password", old=PASSWORD, new="another sentence")
    assert done.status_code == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert desk.log_in()[1].status_code == 401


def test_the_own_sessions_are_listed_and_ended(desk):
    client, other = desk.logged_in(), desk.logged_in()
    foreign = desk.logged_in("super")
    text = client.get("/account").text
    ids = re.findall(r'name="session" value="(\w+)"', text)
    assert len(ids) == 2 and text.count("(this one)") == 1
    desk.post(client, "/account/sessions/end")
    assert (client.get("/account").status_code, other.get("/account").status_code) == (200, 303)
    (own,) = re.findall(r'name="session" value="(\w+)"', client.get("/account").text)
    desk.post(foreign, "/account/sessions/end", session=own)
    assert client.get("/account").status_code == 200, "nobody ends another's session"
    desk.post(client, "/account/sessions/end", session=own)
    assert client.get("/account").status_code == 303


def test_a_token_is_shown_once_and_offers_the_roles_rights_alone(desk):
    client = desk.logged_in("audit")
    text = client.get("/account").text
    assert re.findall(r'name="scope" value="(\w+)"', text) == ["audit"]
    made = desk.post(client, "/account/tokens", label="nightly", scope="audit").text
    token = re.search(r"adw_[\w-]{43}", made)[0]
    assert token not in client.get("/account").text
    assert desk.post(client, "/account/tokens", scope="search").status_code == 400
    (ident,) = re.findall(r'name="token" value="(\w+)"', client.get("/account").text)
    desk.post(client, "/account/tokens/end", token=ident)
    assert ident not in client.get("/account").text
    assert desk.acts()[-2:] == [("audit", "make token"), ("audit", "end token")]


def test_an_address_that_tries_many_names_is_slowed_down(desk, monkeypatch):
    monkeypatch.setattr(attempts, "MOST", 3)
    client = desk.visitor()
    for name in ("a", "b", "c"):
        assert desk.post(client, "/login", name=name, password="wrong").status_code == 401
    assert desk.log_in(client=client)[1].status_code == 429
    elsewhere = desk.visitor(client=("10.0.0.8", 1))
    assert desk.log_in(client=elsewhere)[1].status_code == 303
    again = Desk(desk.settings)
    assert again.log_in()[1].status_code == 429, "a restart forgets nothing"


FORMS = ("password", "sessions/end", "factor", "factor/remove", "tokens", "tokens/end")


@pytest.mark.parametrize("path", FORMS)
def test_each_form_needs_its_token_and_a_login(desk, path):
    client = desk.logged_in()
    form = {"old": PASSWORD, "new": "x" * 12, "code": "1", "scope": "search", "token": "1"}
    assert client.post(f"/account/{path}", data=form).status_code == 403
    stranger = desk.visitor()
    assert desk.post(stranger, f"/account/{path}", **form).headers["location"].startswith("/login")


@pytest.mark.parametrize("page", ["/account", "/account/factor", "/login"])
def test_pages_speak_malayalam_too(desk, page):
    client = desk.logged_in()
    text = client.get(page, headers={"accept-language": "ml"}).text
    assert 'lang="ml"' in text and re.search("[\u0d00-\u0d7f]{4}", text)


@pytest.fixture(scope="module")
def provider():
    with providers.running() as running:
        yield running


@pytest.fixture
def single(tmp_path, provider):
    provider.key, provider.user, provider.claims = provider.published, "anu", {}
    settings = Settings(
        home=tmp_path,
        oidc_issuer=provider.issuer,
        oidc_client=providers.CLIENT,
        oidc_secret=providers.SECRET,
    )
    return Desk(settings)


def by_provider(client, next_page="/account"):
    """Go to the provider and come back, as a browser does."""
    there = client.get("/login/oidc", params={"next": next_page})
    assert there.status_code == 303, there.text
    back = httpx.get(there.headers["location"]).headers["location"]
    return urlsplit(back)._replace(scheme="", netloc="").geturl()


def test_the_provider_says_who_and_the_desk_says_what_they_may(single):
    client = single.visitor()
    assert "/login/oidc?next=" in client.get("/login").text
    back = by_provider(client)
    assert client.get(back).headers["location"] == "/account"
    assert client.get("/account").status_code == 200
    assert single.acts()[-1] == ("anu", "login")
    assert client.get(back).status_code == 401, "good once"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"aud": "another client"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1},
        {"preferred_username": "nobody-here"},
        {"preferred_username": None},
        {"preferred_username": ["anu"]},
    ],
)
def test_what_the_provider_does_not_vouch_for_opens_nothing(single, provider, claims):
    provider.claims = claims
    client = single.visitor()
    answer = client.get(by_provider(client))
    assert answer.status_code == 401
    assert client.get("/account").status_code == 303


def test_a_forged_signature_opens_nothing(single, provider):
    provider.key = type(provider.published).generate_key(2048, {"kid": "1"})
    client = single.visitor()
    assert client.get(by_provider(client)).status_code == 401


def test_a_login_begun_by_another_browser_opens_nothing(single):
    victim, attacker = single.visitor(), single.visitor()
    victim.get("/login")
    assert victim.get(by_provider(attacker)).status_code == 401


def test_it_leads_nowhere_else(single):
    client = single.visitor()
    back = by_provider(client, "https://evil.example")
    assert client.get(back).headers["location"] == "/"


def test_a_provider_that_is_silent_is_said_and_passwords_still_work(tmp_path):
    settings = Settings(home=tmp_path, oidc_issuer="http://127.0.0.1:9", oidc_client="x")
    desk = Desk(settings)
    answer = desk.visitor().get("/login/oidc")
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    desk.logged_in()


def test_without_a_provider_there_is_no_such_page(desk):
    assert desk.visitor().get("/login/oidc").status_code == 404
    assert "/login/oidc" not in desk.visitor().get("/login").text
