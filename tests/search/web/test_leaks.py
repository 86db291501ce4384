"""No account gets anything of a posting outside of its districts: every route, filter and mail.

Each field of a posting elsewhere holds a word that is nowhere else. The routes are read from the
application, so a new page is in this test by itself; a path with a new parameter makes it fail.
"""

import io
import re
import shutil
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from adwatch.demo.mailbox import Mailbox
from adwatch.model import Mention
from search.alerts.digest import send_digests
from search.desk.accounts import Account
from search.desk.db import open_desk
from search.desk.rights import RIGHTS
from search.desk.tokens import make_token
from tests.search.alerts.samples import NOW, finding, overseas
from tests.search.web.conftest import ACCOUNTS, site_over

pytestmark = pytest.mark.slow

PHONE = "+919847055555"
CANARY = "zqcanary"
TEXT = (
    f"Free visa {CANARY}text for {CANARY}name, call {PHONE} or {CANARY}upi@okbank in {CANARY}town"
)


def found(kind, value, raw):
    start = TEXT.index(raw)
    return Mention(
        kind=kind, value=value, raw=raw, field="text", start=start, end=start + len(raw), by="test"
    )


ELSEWHERE = overseas(
    2,
    text=TEXT,
    title=f"{CANARY}title",
    author=f"{CANARY}author",
    url=f"https://ads.example/{CANARY}",
    district="Kollam",
    source=f"{CANARY}-source",
    platform=f"{CANARY}-platform",
    location_raw=f"{CANARY} place",
    captures=(CANARY * 8,),
    network="shared",
    campaign=f"{CANARY}campaign",
    findings=(finding(TEXT, "Free visa", "wrong_visa"),),
    mentions=(
        found("phone", PHONE, PHONE),
        found("name", f"{CANARY}name", f"{CANARY}name"),
        found("upi", f"{CANARY}upi@okbank", f"{CANARY}upi@okbank"),
        found("place", f"{CANARY}town", f"{CANARY}town"),
    ),
)
# Shares its words, its phone and its network with the one elsewhere: pages about it must not tell.
HERE = overseas(
    1,
    phone=PHONE,
    network=ELSEWHERE.network,
    mentions=(overseas(1).mentions[0].model_copy(update={"value": PHONE}),),
)
PARAMETERS = {
    "posting_id": (HERE.id, ELSEWHERE.id),
    "sha256": (ELSEWHERE.captures[0],),
    "kind": ("upi",),
    "value": (f"{CANARY}upi@okbank",),
    "format": ("json", "csv", "svg", "png"),
}
ASKED = (
    "format=jsonl",
    f"format=csv&q={CANARY}text&not.district=Ernakulam",
    f"format=csv&source={CANARY}-source&open=place&open=contact&open=platform",
)
STATIC = {"/api/v1/openapi.json"}


@pytest.fixture(scope="module")
def site(shared_index, tmp_path_factory):
    made = site_over(shared_index, tmp_path_factory.mktemp("units") / "units", NOW)
    made.index.deliver(HERE, ELSEWHERE, run="1")
    return made


def paths(app, prefix=""):
    """Every address that can be got, with each parameter filled in."""
    for route in app.routes:
        inner = getattr(route, "app", None)
        if isinstance(route, APIRoute):
            if "GET" in route.methods:
                yield from filled(prefix + route.path)
        elif inner is not None and hasattr(inner, "routes"):
            yield from paths(inner, prefix + route.path)


def filled(path):
    names = re.findall(r"{(\w+)(?::path)?}", path)
    results = [path]
    for name in names:
        assert name in PARAMETERS, f"say in PARAMETERS what {name} of {path} can be"
        results = [
            re.sub(rf"{{{name}(?::path)?}}", value, each)
            for each in results
            for value in PARAMETERS[name]
        ]
    return results


def told(answer):
    """All that an answer says, what is packed in it too."""
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            # The manifest repeats what was asked for.
            names = [name for name in packed.namelist() if name != "manifest.json"]
            return b"".join(packed.read(name) for name in names).decode(errors="replace")
    return answer.text


def asked_words(address):
    """What somebody asked for stands on the page again; it tells them nothing."""
    return [
        word for word in re.split(r"[/?&=:]", address) if CANARY in word or ELSEWHERE.id in word
    ]


def program(site, name):
    """A client with a token of the account that may all that the account may."""
    role, of_unit = ACCOUNTS[name]
    account = Account(name=name, role=role, unit=of_unit)
    scopes = tuple(sorted(RIGHTS[role]))
    token = make_token(open_desk(site.index.settings), account, "", scopes, datetime.now(UTC))
    return TestClient(site.app, headers={"Authorization": f"Bearer {token}"})


def test_the_words_would_be_seen_by_whoever_may(site):
    text = site.logged_in("state").get("/").text + site.logged_in("binu").get("/").text
    assert text.count(f"{CANARY}title") >= 2
    assert len(set(paths(site.app))) > 25


@pytest.mark.parametrize("name", ["anu", "super", "audit", "engine"])
def test_no_route_tells_an_account_anything_of_a_posting_elsewhere(site, name):
    person, api = site.logged_in(name), program(site, name)
    for path in sorted(set(paths(site.app)) - STATIC):
        for query in ASKED:
            address = f"{path}?{query}"
            answer = (api if path.startswith("/api/") else person).get(address)
            assert answer.status_code < 500, address
            text = told(answer)
            for word in sorted(asked_words(address), key=len, reverse=True):
                text = text.replace(word, "")
            # An act is logged with what was asked for, and read by who oversees the unit.
            if "/audit" not in path:
                for mark in (CANARY, ELSEWHERE.id):
                    before, found, _ = text.partition(mark)
                    assert not found, f"{name} at {address}: {before[-90:]}"


def test_no_mail_tells_a_unit_anything_of_a_posting_elsewhere(site, tmp_path):
    with Mailbox(tmp_path / "mail") as mailbox:
        own = {"home": tmp_path / "home", "smtp_port": mailbox.port}
        settings = site.index.settings.model_copy(update=own)
        shutil.copytree(site.index.settings.secrets, settings.secrets)
        send_digests(settings, NOW, timedelta(days=1))
        mails = {str(mail["to"]): mail.as_bytes().decode() for mail in mailbox.messages()}
    assert CANARY in mails["ahtu.kollam@police.example"]
    assert CANARY not in mails["ahtu.ernakulam@police.example"]
