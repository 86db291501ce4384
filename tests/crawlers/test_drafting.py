"""Drafting a source file: what it says must read the site as a person reads it."""

import importlib.util
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import html
from parsel import Selector

from adwatch import yamlfile
from adwatch.commands import crawling
from adwatch.errors import Exit, Trouble
from adwatch.model import Posting
from adwatch.settings import Settings
from crawlers import drafting, shaping, sourcefile
from crawlers.checkup import checks
from crawlers.dryrun import dry_run
from crawlers.parts import Browser, Steps
from crawlers.platforms import classified
from crawlers.reading import drawn, naming, sketch
from crawlers.replay import Page
from crawlers.source import Source, load_source

FIXTURES = Path(__file__).parent / "fixtures"
_spec = importlib.util.spec_from_file_location("designs", Path(__file__).with_name("designs.py"))
designs = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(designs)


def page(saved: tuple[str, str], drawn_page: bool = False) -> Page:
    return Page(
        url=saved[0],
        status=200,
        text=saved[1],
        location="",
        fetched_at=datetime(2026, 11, 24, tzinfo=UTC),
        captures=(),
        drawn=drawn_page,
    )


def blank(url: str, **changes: object) -> Source:
    values = {
        "name": "site",
        "title": "Site",
        "platform": "classified",
        "start": (url,),
        "schedule": "0 0 * * *",
        "owner": "?",
        "legal_basis": "?",
    }
    return Source(**{**values, **changes})


@pytest.mark.parametrize("design", designs.PATHS)
def test_a_draft_made_from_four_ads_reads_them_all(design):
    site = designs.site(design)
    seen = [page(saved) for saved in site.ads[: designs.PER_PAGE]]
    draft = shaping.with_selectors(
        blank(site.lists[0][0]), [page(saved) for saved in site.lists], seen
    )

    lists = [classified.links(body, url, draft) for url, body in site.lists]
    assert [[card.url for card in links.cards] for links in lists] == [
        [url for url, _ in site.ads[:4]],
        [url for url, _ in site.ads[4:]],
    ]
    assert [links.next for links in lists] == [site.lists[1][0], ""]
    assert draft.selectors.item  # a changed layout shows: the list is named, not looked for

    for ad, (url, body) in zip(designs.ADS, site.ads, strict=True):
        (read,) = classified.postings(body, url, draft)
        assert (read.key, read.title, read.author) == (str(ad.number), ad.title, ad.author)
        assert ad.text in read.text and ad.phone in read.text
        assert "About us" not in read.text
        assert read.posted_raw in (ad.posted, f"2026-11-{ad.posted[:2]}T08:00:00+05:30")
        if design != "forum":  # where both stand in the post's own words
            assert (read.price_raw, read.location_raw) == (ad.price, ad.place)


@pytest.mark.parametrize("design", ["table", "cards", "forum", "json_ld"])
def test_a_view_count_or_an_age_is_no_change_of_an_entry(design):
    url, body = designs.site(design).lists[0]
    draft = shaping.with_selectors(blank(url), [page((url, body))], [])
    later = body
    for number in range(90):
        later = later.replace(f">{number} views", ">99 views").replace(f">{number} V", ">99 V")
    later = later.replace(" hours ago", " days ago").replace("yesterday", "2 days ago")
    assert later != body
    assert classified.links(later, url, draft) == classified.links(body, url, draft)


def bazaar(name: str) -> Page:
    body = (FIXTURES / "demo-bazaar" / name).read_text(encoding="utf-8")
    address = "ad/b235" if name != "list.html" else ""
    return page((f"http://127.0.0.1:8610/bazaar/{address}", body), drawn_page=True)


def test_a_page_drawn_by_scripts_gets_its_steps():
    drawn_list, ad = bazaar("list.html"), bazaar("no-number.html")
    hidden = ad.model_copy(
        update={"text": ad.text.replace("</article>", "<button>Show number</button></article>")}
    )
    source = blank(drawn_list.url, browser=Browser(list=Steps(idle=True), page=Steps(idle=True)))
    source = shaping.with_selectors(source, [drawn_list], [hidden, hidden])
    stepping = shaping.with_steps(source, [drawn_list], [hidden])
    assert stepping.browser.list.wait_for == "a.card"
    assert stepping.browser.list.scroll
    assert stepping.browser.page.wait_for == "h1.title"
    assert stepping.browser.page.click == ('//button[contains(., "Show number")]',)


DRAWN = [
    # the page, whether scripts draw it, why
    ('<script src=a.js></script><div id="root"></div>', True, "an empty root"),
    ("<script></script><noscript>Please enable JavaScript.</noscript><p>x</p>", True, "it says so"),
    (f"<script></script><div id=root><p>{'word ' * 60}</p></div>", False, "its root is filled"),
    ("<div id=root></div><p>A page with no scripts draws nothing.</p>", False, "no script"),
    (f"<script></script><noscript>enable JavaScript</noscript><p>{'w ' * 150}", False, "has words"),
]


@pytest.mark.parametrize(("body", "told", "why"), DRAWN)
def test_what_scripts_draw_is_told_from_what_came(body, told, why):
    assert drawn.is_drawn(f"<html><body>{body}</body></html>") is told, why


BUTTONS = [
    ("<button id=show-number>Show number</button>", ("button#show-number",)),
    ("<a class=reveal href='#'>Click to view phone</a>", ("a.reveal",)),
    ("<button>നമ്പർ കാണുക</button>", ('//button[contains(., "നമ്പർ കാണുക")]',)),
    ("<button>नंबर देखें</button>", ('//button[contains(., "नंबर देखें")]',)),
    ("<button>Show more photos</button>", ()),
    ("<button>Report this number</button>", ()),
    ("<p>Show number of rooms</p>", ()),
]


@pytest.mark.parametrize(("body", "selectors"), BUTTONS)
def test_buttons_that_show_a_number_are_found(body, selectors):
    assert drawn.reveals(f"<html><body>{body}</body></html>") == selectors


MORE = [
    ("<button class=more>Load more</button>", "button.more"),
    ("<button>Show more ads</button>", '//button[contains(., "Show more ads")]'),
    ("<div role=button id=more-ads>കൂടുതൽ കാണുക</div>", "div#more-ads"),
    ("<a class=lm href='#'>और देखें</a>", "a.lm"),
    ("<a class=lm href='/list?page=2'>Load more</a>", ""),  # a next page like any other
    ("<button>More about us</button>", ""),
    ("<button>Load picture</button>", ""),
]


@pytest.mark.parametrize(("body", "selector"), MORE)
def test_a_button_that_loads_more_is_found(body, selector):
    assert drawn.loads_more(f"<html><body>{body}</body></html>") == selector


IDS = [
    (["https://x.example/view?id=81", "https://x.example/view?id=92"], ["81", "92"]),
    (["https://x.example/a-room-8812", "https://x.example/a-shop-8813/"], ["8812", "8813"]),
    (["https://x.example/ad/1234-room.html", "https://x.example/ad/1235-shop.html"], None),
    (["https://x.example/2026/room", "https://x.example/2026/shop"], None),
    (["https://x.example/room", "https://x.example/shop"], None),
]


@pytest.mark.parametrize(("urls", "ids"), IDS)
def test_the_number_of_an_ad_is_found_in_its_address(urls, ids):
    pattern = sketch.id_pattern(urls)
    if ids:
        assert [classified.own_id(url, pattern) for url in urls] == ids
    elif pattern:
        assert len({classified.own_id(url, pattern) for url in urls}) == len(urls)


NAMES = [
    # what is named, and the plainest selector for it
    ("<ul class=x><li class='ad odd' data-w>1<li class='ad even' data-w>2</ul><li>3", "li.ad"),
    ("<ul class=results><li data-w>1<li data-w>2</ul><ul><li><a>3</a></ul>", "ul.results > li"),
    ("<div class=css-1a2b3c data-w>1</div><div class=css-9z8y7x data-w>2</div><div><a>3</a>", ""),
]


@pytest.mark.parametrize(("body", "selector"), NAMES)
def test_elements_get_the_plainest_name_that_lasts(body, selector):
    root = html.document_fromstring(f"<html><body>{body}</body></html>")
    assert naming.name_all(Selector(root=root), root.xpath("//*[@data-w]")) == selector


def test_a_written_draft_is_refused_until_a_person_has_completed_it(tmp_path):
    source = blank("https://x.example/ads", selectors={"item": "li.ad"})
    path = tmp_path / "site.yml"
    sourcefile.write(path, sourcefile.text_of(source, date(2026, 11, 24)))
    with pytest.raises(Trouble) as caught:
        yamlfile.load(path, Source)
    lines = path.read_text().splitlines()
    owner = next(n for n, line in enumerate(lines, 1) if line.startswith("owner:"))
    assert f"{path}:{owner}: owner: " in caught.value.what
    assert ": legal_basis: " in caught.value.what

    sourcefile.write(path, sourcefile.text_of(source, date(2026, 11, 24), "Cell", "Order: 12"))
    read = yamlfile.load(path, Source)
    assert (read.owner, read.legal_basis, read.selectors.item) == ("Cell", "Order: 12", "li.ad")


def test_a_source_that_exists_is_not_overwritten(home):
    with pytest.raises(Trouble, match=r"demo-ads\.yml: there is such a source already"):
        sourcefile.path_for("demo-ads", home)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.board.example/kochi/jobs.html", "board-example-kochi-jobs"),
        ("http://127.0.0.1:8610/ads/", "127-0-0-1-ads"),
        ("https://t.example/" + "long/" * 30, "t-example-long-long-long-long-long-long"),
    ],
)
def test_a_source_is_named_after_its_address(url, name):
    assert drafting.name_for(url) == name


@pytest.mark.slow
def test_the_demo_town_is_drafted_and_the_draft_holds(
    first_edition, home, hits, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("ADWATCH_HOME", str(home.home))
    monkeypatch.setenv("ADWATCH_SOURCES", str(tmp_path))
    crawling.source_new(f"{first_edition}/ads/", "town", "Anu", "A test.")
    out, err = capsys.readouterr()

    source = load_source("town", Settings(sources=tmp_path))
    assert source.selectors.item == "li.ad"
    fields = source.selectors.fields
    assert (fields.title, fields.text) == ("h1.title", "div.description")
    assert source.expect.postings == 20  # half of what two lists show
    postings = [Posting.model_validate_json(line) for line in out.splitlines()]
    assert len(postings) >= 6
    assert all(posting.title and posting.posted_at for posting in postings)
    assert "newest_first: true would save" in err and "adwatch source check town" in err
    told = hits()
    assert len(told["requests"]) < 20 and told["private"] == 0
    assert not list(home.home.glob("spool/**/*.zst")) and not home.evidence.exists()


@pytest.mark.slow
def test_a_dry_run_tells_what_a_source_yields_and_keeps_nothing(first_edition, home):
    source = load_source("demo-ads", home)
    run = dry_run(source, home, datetime.now(UTC))
    assert (run.report.lists, run.report.errors) == (2, {})
    assert {check.what: check.ok for check in checks(source, run)} == {
        "robots.txt": True,
        "list pages": True,
        "postings": True,
        "with text": True,
        "with a contact": True,
        "with a date": None,
    }
    assert not list(home.home.glob("spool/**/*.zst")) and not home.evidence.exists()

    poor = run.postings[0].model_copy(update={"text": ""})
    failures = {"met": 0, "errors": {"HTTP 500": 3}, "skipped": {"robots.txt forbids it": 1}}
    worse = run.model_copy(
        update={"report": run.report.model_copy(update=failures), "postings": (poor,) * 5}
    )
    wrong = [check.what for check in checks(source, worse) if check.ok is False]
    assert wrong == ["robots.txt", "postings", "with text", "with a contact", "HTTP 500"]


@pytest.mark.slow
def test_what_is_no_page_is_named(hostile, home):
    with pytest.raises(Trouble) as caught:
        drafting.draft(f"{hostile.address}/document/1", "t", home, datetime.now(UTC))
    assert "there is nothing to read (not a page but application/pdf)" in caught.value.what
    assert caught.value.remedy


NO_LISTS = [
    ("<form><input type=password name=p></form>", "asks for a login"),
    ("<h1>Room</h1><p>Two rooms near the market.</p>", "no list of ads was found"),
]


@pytest.mark.parametrize(("body", "told"), NO_LISTS)
def test_what_is_no_list_is_named(body, told):
    trouble = drafting.no_list(page(("https://x.example/a", f"<html><body>{body}</body></html>")))
    assert trouble.what.startswith("https://x.example/a: ") and told in trouble.what


def test_an_address_that_is_none_is_named(home):
    with pytest.raises(Trouble, match=r"ftp://x\.example/: not an address") as caught:
        drafting.draft("ftp://x.example/", "t", home, datetime.now(UTC))
    assert caught.value.code == Exit.BAD_INPUT


CONTACTS = [
    # selectors of text and contact, what is read
    ("", "", "Two rooms near the market, water all day."),
    ("", ".tel", "Two rooms near the market, water all day.\n98470 00310"),
    (".words", ".tel", "Two rooms near the market, water all day.\n98470 00310"),
]


@pytest.mark.parametrize(("text", "contact", "read"), CONTACTS)
def test_a_contact_that_stands_apart_is_added_to_the_words_and_takes_no_place(text, contact, read):
    body = (
        "<html><body><h1>Rooms</h1><p class=words>Two rooms near the market, water all day.</p>"
        "<footer><b class=tel>98470 00310</b></footer></body></html>"
    )
    source = blank("https://x.example/", selectors={"fields": {"text": text, "contact": contact}})
    (draft,) = classified.postings(body, "https://x.example/1", source)
    assert draft.text == read
