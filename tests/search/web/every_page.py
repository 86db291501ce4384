"""Every page that an officer can meet, filled, in both languages."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pyotp
from fastapi.testclient import TestClient
from PIL import Image

from adwatch.evidence import EvidenceWriter, Exchange
from adwatch.model import Addend, Picture
from adwatch.runtime.ports import free_ports
from crawlers.report import CrawlReport
from crawlers.state import State, path_of
from search.desk.db import open_desk
from search.desk.factors import forget_factor
from search.web.app import create_app
from search.web.marks import contact_address
from search.web.words import COOKIE
from tests.search.alerts.samples import ADVERT, NOW, finding, mention, overseas, posting
from tests.search.web.conftest import PASSWORD, Site

CHILD = "Boy of 14 for shop work, ask Example Nair 98470 00103"
LONG = "x" * 500
SOURCE = """\
title: Naattu Board
platform: classified
start: ["https://ads.example/"]
schedule: "0 0 1 1 *"
owner: Anu
legal_basis: Open to everybody; order 12/2026.
"""
OWN_WORDS = {
    *"adwatch anu super engine state binu gulf Gulf Abroad demo ads demo-ads Naattu Board".split(),
    *"Work in the Gulf newest score relevance meaning up phone district Ernakulam".split(),
    *"kutt word mistake nothing-of-it".split(),
}
"""What the samples are called, what is typed as it is, and the name of the program."""


ALIKE = {
    *("queue", "evidence that is not here", "no such page", "no such order", "nothing chosen"),
    *("wrong old password", "form too old", "form too large", "not allowed", "index down"),
    *("list that is empty", "code refused"),
}
"""Pages that differ from another in their words alone."""


def png(colour: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(made, "PNG")
    return made.getvalue()


def stock(site: Site) -> dict[str, str]:
    """Deliver postings with something for each part of a page; return the evidence's hashes."""
    settings = site.index.settings
    with EvidenceWriter(settings.evidence, "demo-ads", "r") as writer:
        shown = {
            name: writer.put(
                Exchange(
                    url="https://x.example",
                    status=200,
                    response_headers=(("Content-Type", kind),),
                    body=body,
                    fetched_at=NOW,
                )
            ).sha256
            for name, kind, body in (
                ("page", "text/html", b"<p>x"),
                ("picture", "image/png", png("navy")),
            )
        }
    place = mention(ADVERT, "Overseas", "place", "Kochi")
    full = overseas(
        1,
        captures=tuple(shown.values()),
        pictures=(Picture(sha256=shown["picture"], text="Call", codes=("upi://x",)),),
        author="Anu",
        location_raw="Kochi",
        price_raw="Rs 1",
        district_why="Kochi (title), 682001 (PIN)",
        posted_at=NOW,
        addends=(Addend(term="wrong_visa", value=1.2), Addend(term="intercept", value=-3.4)),
    )
    full = full.model_copy(update={"mentions": (*full.mentions, place)})
    before = full.model_copy(update={"version": "0" * 20, "text": f"{ADVERT} soon"})
    later = {"captured_at": NOW + timedelta(days=1)}
    child = posting(7, text=CHILD, findings=(finding(CHILD, "Boy of 14", "minor"),))
    broad = posting(8, text=LONG, platform="", district="", category=None)
    site.index.deliver(before, run="0")
    site.index.deliver(full.model_copy(update=later), overseas(2), child, broad, run="1")
    _decide(site, full.id)
    _crawl(site)
    return shown


def _decide(site: Site, posting_id: str) -> None:
    """Leave a trace of each thing that can be done."""
    boss = site.logged_in("super")
    for path, form in (
        (f"/posting/{posting_id}/review", {"verdict": "confirmed"}),
        (
            f"/posting/{overseas(2).id}/review",
            {"verdict": "dismissed", "reason": "words misread", "note": "seen"},
        ),
        ("/work", {"posting": posting_id, "deed": "tag", "tag": "gulf"}),
        ("/work", {"posting": posting_id, "deed": "note", "note": "call"}),
        ("/work", {"posting": posting_id, "deed": "assign", "officer": "anu"}),
        (f"/posting/{posting_id}/hold", {"reason": "12/26"}),
        ("/saved", {"title": "Abroad", "state": "q=gulf"}),
    ):
        assert site.post(boss, path, **form).status_code == 303, path


def _crawl(site: Site) -> None:
    settings = site.index.settings
    settings.sources.mkdir(parents=True, exist_ok=True)
    (settings.sources / "board.yml").write_text(SOURCE, encoding="utf-8")
    kept = CrawlReport(
        source="board",
        run="20261124T070000Z",
        lists=2,
        met=3,
        broken=("3 posting(s) met, usually 40",),
        stopped="its budget of 30 minutes is used up",
        examples={"timed out": "https://x.example"},
    )
    with State(path_of("board", settings)) as state:
        for run in ("20261123T070000Z", kept.run):
            state.keep_report(run, kept.model_copy(update={"run": run}).model_dump_json())


def rendered(site: Site, language: str, shown: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield a name and the HTML of each page, and of each way in which it can look."""
    boss = _speaking(site.logged_in("super"), language)
    full = f"/posting/{posting(1).id}"
    for name, path in {
        "today": "/today",
        "search": "/?open=place&open=contact&open=age&open=price&open=platform"
        "&district=Ernakulam&not.lang=ml&since=2026-11-01",
        "queue": "/?band=medium&band=high&review=unknown&sort=score",
        "a query that cannot be read": "/?q=%22mistake",
        "nothing found": "/?q=nothing-of-it",
        "posting": full,
        "evidence": f"{full}/captures/{shown['page']}",
        "evidence, a picture": f"{full}/captures/{shown['picture']}",
        "evidence that is not here": f"{full}/captures/{'0' * 64}",
        "why a child's posting is opened": f"/posting/{posting(7).id}",
        "contact": contact_address("phone", "+919847000101"),
        "map": "/map?band=high",
        "network": "/network",
        "list to look up": "/batch",
        "audit log": "/audit",
        "sources": "/sources",
        "account": "/account",
        "second factor": "/account/factor",
        "mail a search": "/saved/alert?title=Abroad",
        "no such posting": "/posting/none",
        "no such page": "/none",
        "no such order": "/?sort=none",
    }.items():
        yield name, boss.get(path).text
    yield "list looked up", site.post(boss, "/batch", text="98470 00101\nnobody").text
    yield "list that is empty", site.post(boss, "/batch", text="").text
    yield "audit log verified", site.post(boss, "/audit/verify").text
    yield "token", site.post(boss, "/account/tokens", label="gulf", scope="search").text
    yield "wrong old password", site.post(boss, "/account/password", old="x", new="y" * 12).text
    yield "nothing chosen", site.post(boss, "/work", deed="confirmed").text
    yield "form too old", boss.post("/work").text
    yield "form too large", boss.post("/work", data={"x": "x" * 300_000}).text
    yield "child's posting, opened", _opened(site, boss)
    yield from _without_an_account(site, language)
    yield from _refused(site, language)


def _opened(site: Site, boss: TestClient) -> str:
    site.post(boss, f"/posting/{posting(7).id}/open", reason="12/26")
    return boss.get(f"/posting/{posting(7).id}").text


def _without_an_account(site: Site, language: str) -> Iterator[tuple[str, str]]:
    """Yield what is met on the way in."""
    new = _speaking(site.visitor(), language)
    yield "login", new.get("/login").text
    yield "login refused", site.post(new, "/login", name="anu", password="wrong").text
    binu = _speaking(site.logged_in("binu"), language)
    secret = re.search(r"<code>(\w+)</code>", binu.get("/account/factor").text)
    code = pyotp.TOTP(secret[1]).now()
    yield "recovery codes", site.post(binu, "/account/factor", code=code).text
    yield "account with a second factor", binu.get("/account").text
    site.post(new, "/login", name="binu", password=PASSWORD)
    yield "code", new.get("/login/code").text
    yield "code refused", site.post(new, "/login/code", code="1").text
    forget_factor(open_desk(site.index.settings), "binu")


def _refused(site: Site, language: str) -> Iterator[tuple[str, str]]:
    """Yield what is met where a role ends, and where the index does."""
    engineer = _speaking(site.logged_in("engine"), language)
    yield "not allowed", engineer.get("/").text
    if language == "en":
        return  # it takes seconds until the index is given up
    port = {"elasticsearch_port": free_ports(1)[0]}
    down = Site(site.index, create_app(site.index.settings.model_copy(update=port))).visitor()
    down.cookies.update(site.logged_in("anu").cookies)
    yield "index down", _speaking(down, language).get("/").text


def _speaking(client: TestClient, language: str) -> TestClient:
    client.cookies.set(COOKIE, language)
    return client
