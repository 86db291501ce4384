"""The search for ads on unknown sites: what links tell, what pages teach, and what it yields."""

from collections import deque
from datetime import timedelta

import pytest
from parsel import Selector

from crawlers.focus.frontier import SHARE, Frontier
from crawlers.focus.links import Link, links, tokens
from crawlers.reading import maintext
from crawlers.reading.markup import document
from crawlers.reading.worth import is_ad
from crawlers.replay import replay
from crawlers.source import Source

from .conftest import server

HOST = "http://paper.example"
BUDGET, LONG_BUDGET = 100, 600
DIALECTS = ["plain", "query", "opaque"]


def test_a_link_is_read_with_its_words_its_page_and_its_place():
    page = document(
        "<h1>Ads in Aluva</h1><nav><a href='/help'>Help</a></nav><ul><li class=ad>"
        "<a href='/ad/7?utm_source=x'>Cow for sale</a></li></ul><a href='#top'>Up</a>"
        "<a href='/menu.PDF'>Menu</a><a href='mailto:x@y.example'>Mail</a><a href='/ad/7'>Photo</a>"
    )
    assert links(page, f"{HOST}/list") == [
        Link(f"{HOST}/help", "Help", "Ads in Aluva", "nav/nav."),
        Link(f"{HOST}/ad/7", "Cow for sale", "Ads in Aluva", "/li.ad"),
    ]


def test_an_address_is_judged_by_its_words_and_shape_not_by_its_numbers():
    link = Link(f"{HOST}/ad/123?page=4&q=%E0%B4%9C%E0%B5%8B%E0%B4%B2%E0%B4%BF", "Cook wanted")
    found = set(tokens(link))
    assert {"u:ad", "u:page", "a:cook", "a:wanted", "s:/ad/*?page=&q="} <= found
    assert not [token for token in found if "123" in token]


def test_of_links_that_promise_the_same_the_first_seen_is_taken_first():
    frontier = Frontier()
    frontier.add([Link(f"{HOST}/x/{n}", "x") for n in range(5)])
    assert [frontier.take().url for _ in range(5)] == [f"{HOST}/x/{n}" for n in range(5)]
    assert not frontier


def test_the_shipped_words_lead_to_the_board_before_anything_is_learned():
    frontier = Frontier()
    menu = ["Help", "News", "സഹായം", "വാടകയ്ക്ക്", "Login", "Jobs", "About us"]
    frontier.add([Link(f"{HOST}/{n}", words) for n, words in enumerate(menu)])
    assert {frontier.take().anchor for _ in range(2)} == {"വാടകയ്ക്ക്", "Jobs"}


def test_a_page_teaches_what_links_like_its_own_are_worth():
    frontier = Frontier()
    for number in range(5):
        frontier.learn(Link(f"{HOST}/q/{number}", "zyx"), 1.0)
        frontier.learn(Link(f"{HOST}/r/{number}", "wvu"), 0.0)
    worth = frontier.add([Link(f"{HOST}/r/9", "wvu"), Link(f"{HOST}/q/9", "zyx")])
    assert frontier.take().url == f"{HOST}/q/9"
    assert 0 < worth < 1


def test_a_known_ad_teaches_and_is_not_visited_again():
    frontier = Frontier()
    known = [Link(f"{HOST}/q/{number}", "zyx") for number in range(5)]
    assert frontier.add([], known) == 1.0
    frontier.add([Link(f"{HOST}/r/9", "wvu"), Link(f"{HOST}/q/9", "zyx"), known[0]])
    assert [frontier.take().url for _ in range(2)] == [f"{HOST}/q/9", f"{HOST}/r/9"]
    assert not frontier


def test_no_link_is_taken_twice_and_pages_without_a_new_one_promise_nothing():
    frontier = Frontier()
    link = Link(f"{HOST}/ad/1", "ad")
    assert frontier.add([link]) > 0
    assert frontier.add([link, link._replace(anchor="again")]) == 0.0
    assert (frontier.take(), len(frontier)) == (link, 0)


WORTH = [
    ("Sewing machine", "Old, with a table. Call 98470 00717.", "", True, "a number to call"),
    ("Cook wanted", "Food and room given, Rs. 18,000.", "", True, "an amount"),
    ("മുറി", "വാടക 6000 രൂപ", "", True, "an amount in Malayalam"),
    ("Driver", "Write to t.me/drivers_kl", "", True, "a handle"),
    ("Bridge opens", "It cost 12 crore and took 4 years.", "", False, "nothing is offered"),
    ("Results", "Call 98470 00717.", "sewing machine for sale in Aluva", False, "a list of offers"),
    ("Only a title 98470 00717", "", "", False, "no words"),
]


@pytest.mark.parametrize(("title", "text", "listed", "expected", "why"), WORTH)
def test_an_ad_offers_something_and_lists_nothing(title, text, listed, expected, why):
    rows = "".join(f"<li><a href='/ad/{n}'>{listed} {n}</a></li>" for n in range(9 * bool(listed)))
    page = Selector(f"<body><ul>{rows}</ul></body>")
    draft = maintext.read(document(f"<h1>{title}</h1><p>{text}</p>"), HOST)
    assert is_ad(draft, page, f"{HOST}/page") is expected, why


def visit(dialect: str, pages: int, frontier: Frontier | None) -> set[str]:
    """Visit a site as a crawl does, without a network; breadth first where there is no frontier."""
    site, found = server("labyrinth").Labyrinth(dialect), set()
    ahead, seen = deque([Link(f"{HOST}/")]), {f"{HOST}/"}
    if frontier is not None:
        frontier.add(list(ahead))
    for _ in range(pages):
        link = ahead.popleft() if frontier is None else frontier.take()
        path = link.url.removeprefix(HOST)
        page = document(site.page(path))
        ad = is_ad(maintext.read(page, link.url), page, link.url)
        assert ad is (path in site.ads)
        found |= {path} if ad else set()
        onward = links(page, link.url)
        if frontier is not None:
            frontier.learn(link, 1.0 if ad else SHARE * frontier.add(onward))
        ahead += [new for new in onward if new.url not in seen]
        seen |= {new.url for new in onward}
    return found


@pytest.mark.parametrize("dialect", DIALECTS)
def test_most_pages_of_a_search_are_ads_whatever_the_links_give_away(dialect):
    assert len(visit(dialect, BUDGET, Frontier())) >= 0.6 * BUDGET


def test_hardly_any_page_of_a_breadth_first_visit_is_an_ad():
    assert 0 < len(visit("plain", LONG_BUDGET, None)) <= 0.1 * LONG_BUDGET


@pytest.mark.slow
def test_a_site_is_searched_over_http_and_on_from_what_is_known(crawling, collected, home, now):
    with server("labyrinth").labyrinth("opaque") as address:
        source = Source(
            name="paper",
            title="A town's newspaper",
            platform="unknown",
            start=(f"{address}/",),
            schedule="0 3 * * *",
            owner="tests",
            legal_basis="this machine",
            allow_local=(address.removeprefix("http://"),),
            delay=0,
            concurrency=4,
            budget={"pages": 20},
        )
        first = crawling(source)
        assert first.harvest > 0.4
        assert (first.errors, first.broken) == ({}, ())
        postings, _ = collected()
        again = {posting.model_dump_json() for posting in replay(source, home, first.run)}
        assert again == {posting.model_dump_json() for posting in postings}

        later = crawling(source, now + timedelta(days=1))
        assert later.new > 5
        assert later.gone == later.changed == 0
        everything, _ = collected()
        assert (
            len({posting.id for posting in everything}) == len(everything) == first.new + later.new
        )
