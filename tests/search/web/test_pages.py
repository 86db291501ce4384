"""The pages over a real index: who gets in, who sees what, and what is said when it breaks."""

import re

import pytest

from adwatch.runtime.ports import free_ports
from search.desk.accounts import MOST_FAILURES
from search.desk.audit import rows
from search.desk.db import open_desk
from search.web.app import create_app
from search.web.security import HEADERS
from tests.search.alerts.samples import finding, mention, overseas, posting
from tests.search.web.conftest import ACCOUNTS, PASSWORD, Site

pytestmark = pytest.mark.slow

HERE, THERE = overseas(1), overseas(2, title="Work elsewhere", district="Kollam")


@pytest.fixture
def stocked(site):
    site.index.deliver(HERE, THERE, posting(3, title="Bike", district="", band="none"), run="1")
    return site


def acts(site: Site) -> list[tuple[str, str, str]]:
    return [(row.who, row.act, row.subject) for row in rows(open_desk(site.index.settings))]


def test_without_login_there_is_only_the_login_page(site):
    client = site.visitor()
    for path in ("/?q=kochi", f"/posting/{HERE.id}"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=%2F")
        assert answer.text == ""
    assert client.get("/login").status_code == 200


def test_login_leads_to_the_page_that_was_asked_for(stocked):
    client = stocked.visitor()
    answer = stocked.post(client, "/login", name="anu", password=PASSWORD, next="/?q=gulf")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?q=gulf")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "samesite=lax" in answer.headers["set-cookie"].lower()
    assert "Work in the Gulf" in re.sub(r"<[^>]+>", "", client.get("/?q=gulf").text)


@pytest.mark.parametrize(
    "next_page", ["https://evil.example", "//evil.example", "/\\evil", "/\r\nx"]
)
def test_login_never_leads_elsewhere(site, next_page):
    answer = site.post(site.visitor(), "/login", name="anu", password=PASSWORD, next=next_page)
    assert answer.headers["location"] == "/"


def test_an_auditor_begins_at_the_audit_log(site):
    answer = site.post(site.visitor(), "/login", name="audit", password=PASSWORD)
    assert answer.headers["location"] == "/audit"


def test_login_changes_the_token(site):
    client = site.visitor()
    client.get("/login")
    before = client.cookies["adwatch"]
    site.post(client, "/login", name="anu", password=PASSWORD)
    assert client.cookies["adwatch"] != before


def test_wrong_passwords_are_refused_and_lock(site):
    client = site.visitor()
    for _ in range(MOST_FAILURES):
        answer = site.post(client, "/login", name="anu", password="wrong")
        assert answer.status_code == 401
        assert "locked for a quarter of an hour" in answer.text
    assert site.post(client, "/login", name="anu", password=PASSWORD).status_code == 401
    assert acts(site) == [("anu", "login refused", "")] * (MOST_FAILURES + 1)


@pytest.mark.parametrize("csrf", ["", "wrong", "0" * 64])
@pytest.mark.parametrize("path", ["/login", "/logout"])
def test_a_form_from_elsewhere_is_refused(site, path, csrf):
    client = site.logged_in("anu")
    form = {"name": "anu", "password": PASSWORD, "csrf": csrf}
    assert client.post(path, data=form).status_code == 403
    assert client.get("/").status_code == 200, "still logged in"


def test_logging_out_ends_the_session_on_the_server(stocked):
    client = stocked.logged_in("anu")
    token = client.cookies["adwatch"]
    assert stocked.post(client, "/logout").headers["location"] == "/login"
    thief = stocked.visitor()
    thief.cookies.set("adwatch", token)
    assert thief.get("/").status_code == 303


def test_every_answer_has_the_headers(stocked):
    client = stocked.logged_in()
    paths = ["/", "/login", f"/posting/{HERE.id}", "/posting/none", "/nowhere", "/?q=%22"]
    paths += ["/static/style.css", "/static/none", "/?page=999999"]
    answers = [client.get(path) for path in paths]
    answers += [client.post("/login"), stocked.visitor().get("/"), client.put("/")]
    for answer in answers:
        assert HEADERS.items() <= dict(answer.headers).items() or all(
            answer.headers[name] == value for name, value in HEADERS.items()
        ), answer.url
        assert "'unsafe" not in answer.headers["content-security-policy"]


def test_pages_are_not_kept_by_caches(stocked):
    assert stocked.logged_in().get("/").headers["cache-control"] == "no-store"


def test_over_https_the_cookie_is_bound_to_it(index, tmp_path):
    secure = index.settings.model_copy(update={"web_url": "https://adwatch.police.example"})
    client = Site(index, create_app(secure)).visitor()
    answer = client.get("/login")
    assert answer.headers["set-cookie"].startswith("__Host-adwatch=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("state", {HERE.id, THERE.id}),
        ("anu", {HERE.id}),
        ("super", {HERE.id}),
        ("binu", {THERE.id}),
        ("audit", set()),
        ("engine", set()),
    ],
)
def test_each_account_sees_its_own_postings_alone(stocked, name, seen):
    client = stocked.logged_in(name)
    for path in ("/", "/?band=high", "/?not.district=Kollam&not.district=Ernakulam", "/?q=gulf"):
        shown = set(re.findall(r"/posting/(\w+)", client.get(path).text))
        assert shown <= seen | ({posting(3).id} if name == "state" else set())
    for made in (HERE, THERE):
        expected = 200 if made.id in seen else 404 if "search" in rights(name) else 403
        assert client.get(f"/posting/{made.id}").status_code == expected


def rights(name: str) -> set[str]:
    return {"search"} if ACCOUNTS[name][0] in ("analyst", "supervisor") else set()


def test_the_search_page_shows_why(stocked):
    text = stocked.logged_in("anu").get("/").text
    assert "why document_retention" in text
    note = "Work on the wrong visa: why wrong_visa"
    assert f'<mark class="mark finding strong" title="{note}">Free visa</mark>' in text
    assert "/contact/phone/%2B919847000101" in text
    assert "never proof" in text


def test_facets_narrow_and_chips_widen(stocked):
    client = stocked.logged_in()
    text = client.get("/").text
    assert 'href="/?district=Kollam"' in text
    narrowed = client.get("/?district=Kollam").text
    assert set(re.findall(r"/posting/(\w+)", narrowed)) == {THERE.id}
    assert 'class="chip" href="/"' in narrowed
    left_out = client.get("/?not.district=Kollam").text
    assert THERE.id not in left_out and HERE.id in left_out


def test_nothing_found_is_said_with_what_to_do(stocked):
    text = stocked.logged_in("anu").get("/?q=zeppelin").text
    assert "Nothing in the index matches in the districts of AHTU Ernakulam" in text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/?q=%22open", "Close each quotation mark"),
        ("/?q=salary:2", "There is no field"),
        ("/?since=today", "is no date"),
        ("/?page=501", "beyond the first 10,000"),
        ("/?sort=x", "There is no order"),
    ],
)
def test_a_mistake_is_said_beside_the_query_box(stocked, address, said):
    answer = stocked.logged_in().get(address)
    assert answer.status_code == 400
    assert said in answer.text
    assert '<input id="q"' in answer.text


def test_an_index_that_is_down_is_said_in_words(site):
    client = site.logged_in()
    port = free_ports(1)[0]
    down = site.index.settings.model_copy(update={"elasticsearch_port": port})
    other = Site(site.index, create_app(down)).visitor()
    other.cookies.set("adwatch", client.cookies["adwatch"])
    for path in ("/", f"/posting/{HERE.id}"):
        answer = other.get(path)
        assert answer.status_code == 503
        assert "The index cannot be reached" in answer.text
        assert f"127.0.0.1:{port} does not answer" in answer.text


def test_a_defect_is_a_page_with_headers_and_no_traceback(site, monkeypatch):
    client = site.logged_in()
    monkeypatch.setattr("search.web.pages.results.search", lambda *_: 1 / 0)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something in adwatch broke" in answer.text
    assert "ZeroDivision" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"


def test_what_people_do_is_in_the_audit_log(stocked):
    client = stocked.logged_in("anu")
    client.get("/?q=gulf&band=high")
    client.get(f"/posting/{HERE.id}")
    client.get(f"/posting/{THERE.id}")
    stocked.post(client, "/logout")
    assert acts(stocked) == [
        ("anu", "login", ""),
        ("anu", "search", "/?q=gulf&band=high"),
        ("anu", "view", HERE.id),
        ("anu", "view", THERE.id),
        ("anu", "logout", ""),
    ]


def test_a_child_is_masked_in_the_list_and_warned_of_on_the_page(site):
    text = "Boy of 14, slim, for shop work, ask Example Nair 98470 00103"
    about = overseas(
        7,
        text=text,
        title="Shop boy 98470 00103",
        author="Example Nair",
        mentions=(mention(text, "slim", "feature", "build:slim"),),
        findings=(finding(text, "Boy of 14, slim", "minor"),),
        url="https://ads.example/nair",
    )
    site.index.deliver(about, run="1")
    client = site.logged_in()
    listed = client.get("/").text
    assert "Boy of 14" in listed
    for secret in ("00103", "Nair", "nair", "slim"):
        assert secret not in listed
    assert "POCSO Act s.23" in client.get(f"/posting/{about.id}").text


def test_a_large_form_is_refused(site):
    answer = site.visitor().post("/login", data={"name": "x" * 300_000})
    assert answer.status_code == 413


def test_a_form_of_unknown_length_is_refused_unread(site):
    answer = site.visitor().post("/login", content=(b"x" * 1000 for _ in range(3)))
    assert answer.status_code == 411
