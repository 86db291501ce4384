"""The town's sites as a crawler meets them, over real HTTP."""

import json
import re
import signal
import subprocess
import sys
from email.utils import parsedate_to_datetime

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from adwatch.demo.corpus import Ad
from adwatch.errors import Exit
from adwatch.runtime.ports import free_ports

from .conftest import TODAY, wait_for

Corpus = tuple[Ad, ...]


def ids(corpus: Corpus, site: str, edition: int = 1) -> set[str]:
    return {ad.id for ad in corpus if ad.site == site and ad.edition <= edition}


def walk_pages(client: httpx.Client, path: str) -> list[str]:
    """Follow the next links from a list page and return the ids on all cards."""
    seen, target = [], path
    while target:
        page = HTMLParser(client.get(target).raise_for_status().text)
        seen += [card.attributes["data-id"] or "" for card in page.css("li.ad")]
        further = page.css_first("a.next")
        target = (further.attributes["href"] or "") if further else ""
    return seen


def walk_cards(client: httpx.Client) -> list[str]:
    seen, cursor = [], ""
    while cursor is not None:
        batch = client.get("/bazaar/api/ads", params={"cursor": cursor}).raise_for_status().json()
        seen += [card["id"] for card in batch["ads"]]
        cursor = batch["next"]
    return seen


def timeline(client: httpx.Client, path: str, **query: str | int) -> list[dict[str, object]]:
    """Follow a timeline to its end by its Link headers."""
    statuses: list[dict[str, object]] = []
    response = client.get(f"/social/api/v1/timelines/{path}", params=query)
    while found := response.raise_for_status().json():
        statuses += found
        response = client.get(response.links["next"]["url"])
    return statuses


def test_paging_reaches_each_ad_exactly_once(town_client: httpx.Client, corpus: Corpus) -> None:
    seen = walk_pages(town_client, "/ads/")
    assert len(seen) == len(set(seen))
    assert set(seen) == ids(corpus, "ads")


def test_a_category_holds_its_own_ads(town_client: httpx.Client, corpus: Corpus) -> None:
    seen = walk_pages(town_client, "/ads/c/wellness/")
    wanted = {ad.id for ad in corpus if ad.site == "ads" and ad.section == "wellness"}
    assert set(seen) == wanted


def test_an_item_page_shows_the_words_and_who_posted_them(
    town_client: httpx.Client, corpus: Corpus
) -> None:
    for ad in [ad for ad in corpus if ad.id in ("a101", "a151", "a371", "a391", "a501")]:
        page = HTMLParser(town_client.get(f"/ads/item/{ad.id}").text)
        texts = {name: page.css_first(name) for name in ("h1.title", ".description", ".seller")}
        assert texts["h1.title"].text() == ad.title
        assert texts[".description"].text().strip() == ad.text.replace("\n", "")  # <br>
        assert texts[".seller"].text() == ad.author


@pytest.mark.parametrize(
    ("item", "kind"),
    [("a101", "Product"), ("a131", "JobPosting"), ("a121", None), ("a241", None)],
)
def test_some_pages_carry_json_ld(town_client: httpx.Client, item: str, kind: str | None) -> None:
    page = HTMLParser(town_client.get(f"/ads/item/{item}").text)
    block = page.css_first('script[type="application/ld+json"]')
    assert (json.loads(block.text())["@type"] if block else None) == kind


def test_services_carry_microdata(town_client: httpx.Client) -> None:
    page = HTMLParser(town_client.get("/ads/item/a121").text)
    assert page.css_first("[itemscope] [itemprop=name]").text().startswith("Ayurveda treatment")


def test_a_sold_ad_is_marked_and_its_contact_hidden(town_client: httpx.Client) -> None:
    page = HTMLParser(town_client.get("/ads/item/a103").text)
    assert page.css_first(".badge").text() == "SOLD"
    assert page.css_first("a.phone") is None


@pytest.mark.parametrize(
    "path", ["/ads/item/a000", "/ads/item/b101", "/ads/c/nothing/", "/ads/?page=99", "/ads/?page=x"]
)
def test_what_is_not_there_is_not_found(town_client: httpx.Client, path: str) -> None:
    assert town_client.get(path).status_code == 404


def test_an_unchanged_page_is_not_sent_again(town_client: httpx.Client) -> None:
    first = town_client.get("/ads/item/a101")
    for header, validator in [
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ]:
        again = town_client.get("/ads/item/a101", headers={header: validator})
        assert (again.status_code, again.content) == (304, b"")


def test_an_edited_page_is_sent_again(town_client: httpx.Client) -> None:
    first = town_client.get("/ads/item/a111")
    town_client.post("/_town/edition", json={"edition": 2})
    validators = {
        "If-None-Match": first.headers["ETag"],
        "If-Modified-Since": first.headers["Last-Modified"],
    }
    for header, validator in validators.items():
        again = town_client.get("/ads/item/a111", headers={header: validator})
        assert again.status_code == 200
        assert "₹54,000" in again.text
    modified = parsedate_to_datetime(again.headers["Last-Modified"])
    assert modified > parsedate_to_datetime(first.headers["Last-Modified"])


def test_an_unreadable_date_is_ignored(town_client: httpx.Client) -> None:
    answer = town_client.get("/ads/item/a101", headers={"If-Modified-Since": "last week"})
    assert answer.status_code == 200


def test_bazaar_without_javascript_shows_nothing(town_client: httpx.Client) -> None:
    for path in ("/bazaar/", "/bazaar/ad/b101"):
        page = HTMLParser(town_client.get(path).raise_for_status().text)
        assert page.css_first("#app").text() == ""


def test_bazaar_cards_come_once_each(town_client: httpx.Client, corpus: Corpus) -> None:
    seen = walk_cards(town_client)
    assert len(seen) == len(set(seen))
    assert set(seen) == ids(corpus, "bazaar")


def test_bazaar_keeps_the_number_until_it_is_asked_for(town_client: httpx.Client) -> None:
    ad = town_client.get("/bazaar/api/ads/b101").json()
    assert ad["has_phone"]
    assert "00114" not in json.dumps(ad)
    phone = town_client.get("/bazaar/api/ads/b101/phone").json()
    assert phone == {"phone": "97460 00114", "tel": "+919746000114"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/bazaar/ad/b000", 404),
        ("/bazaar/api/ads/b000", 404),
        ("/bazaar/api/ads/b114/phone", 404),  # sold
        ("/bazaar/api/ads/b533/phone", 404),  # shows no number
        ("/bazaar/api/ads?cursor=b000", 400),
    ],
)
def test_bazaar_says_what_it_lacks(town_client: httpx.Client, path: str, status: int) -> None:
    assert town_client.get(path).status_code == status


@pytest.mark.parametrize("limit", [1, 7, 40])
def test_timeline_paging_reaches_each_status_once(
    town_client: httpx.Client, corpus: Corpus, limit: int
) -> None:
    statuses = timeline(town_client, "public", local="true", limit=limit)
    assert len({s["id"] for s in statuses}) == len(statuses) == len(ids(corpus, "social"))
    assert [s["created_at"] for s in statuses] == sorted(
        (s["created_at"] for s in statuses), key=str, reverse=True
    )


def test_timeline_is_cut_as_mastodon_cuts_it(town_client: httpx.Client) -> None:
    def page(**query: str | int) -> list[str]:
        path = "/social/api/v1/timelines/public"
        return [s["id"] for s in town_client.get(path, params=query).json()]

    every = page(limit=40)
    assert len(every) == 40
    assert len(page()) == 20
    assert len(page(limit=400)) == 40
    assert page(max_id=every[4], limit=3) == every[5:8]
    assert page(since_id=every[4], limit=3) == every[:3]
    assert page(min_id=every[10], limit=3) == every[7:10]
    assert page(min_id=every[0]) == []


def test_a_timeline_refuses_what_is_not_a_number(town_client: httpx.Client) -> None:
    answer = town_client.get("/social/api/v1/timelines/public", params={"max_id": "later"})
    assert answer.status_code == 400


@pytest.mark.parametrize("tag", ["kochi", "Kochi", "വായന", "पाठ"])
def test_tag_timeline(town_client: httpx.Client, corpus: Corpus, tag: str) -> None:
    statuses = timeline(town_client, f"tag/{tag}")
    wanted = [
        ad
        for ad in corpus
        if ad.site == "social" and ad.edition == 1 and re.search(rf"#{tag}(?!\w)", ad.text, re.I)
    ]
    assert len(statuses) == len(wanted)


def test_status_entity(town_client: httpx.Client) -> None:
    statuses = timeline(town_client, "public", limit=40)
    (status,) = [s for s in statuses if "KochiRuns" in str(s["content"])]
    content = str(status["content"])
    assert content.startswith("<p>10k this Sunday.")
    assert 'class="mention hashtag" rel="tag">#<span>KochiRuns</span></a>' in content
    assert 'class="u-url mention">@<span>kochi_cycle_repair</span></a>' in content
    assert [tag["name"] for tag in status["tags"]] == ["kochiruns"]  # type: ignore[attr-defined]
    assert status["account"]["acct"] == "kochi_runners"  # type: ignore[index]
    assert status == town_client.get(f"/social/api/v1/statuses/{status['id']}").json()
    page = HTMLParser(town_client.get(str(status["url"])).raise_for_status().text)
    assert "10k this Sunday" in page.css_first(".content").text()


def test_status_ids_do_not_depend_on_the_day(own_town: str, town_client: httpx.Client) -> None:
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "adwatch.demo.town", "--port", str(port)]
    with subprocess.Popen([*command, "--today", "2027-03-01"]) as process:
        wait_for(f"http://127.0.0.1:{port}/robots.txt")
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as other:
            later = timeline(other, "public", limit=40)
        process.terminate()
    now = timeline(town_client, "public", limit=40)
    assert [s["id"] for s in now] == [s["id"] for s in later]
    assert now[0]["created_at"] != later[0]["created_at"]


def test_the_second_day(town_client: httpx.Client, corpus: Corpus) -> None:
    status = next(s for s in timeline(town_client, "tag/kozhikode") if "thattukada" in str(s))
    assert town_client.post("/_town/edition", json={"edition": 2}).json()["edition"] == 2
    assert set(walk_pages(town_client, "/ads/")) == ids(corpus, "ads", 2) - {"a106", "a512"}
    assert set(walk_cards(town_client)) == ids(corpus, "bazaar", 2) - {"b113", "b505"}
    for gone in ("/ads/item/a106", "/bazaar/ad/b113", "/bazaar/api/ads/b113"):
        assert town_client.get(gone).status_code == 410
    assert town_client.get(f"/social/api/v1/statuses/{status['id']}").status_code == 404
    assert town_client.get(str(status["url"])).status_code == 410
    assert "SOLD" in town_client.get("/ads/item/a112").text
    edited = [s for s in timeline(town_client, "public", limit=40) if s["edited_at"]]
    assert len(edited) == 1


def test_the_same_edition_gives_the_same_bytes(town_client: httpx.Client) -> None:
    paths = ("/ads/", "/ads/item/a102", "/bazaar/api/ads", "/social/")
    before = [town_client.get(path).content for path in paths]
    town_client.post("/_town/edition", json={"edition": 2})
    assert [town_client.get(path).content for path in paths] != before
    town_client.post("/_town/edition", json={"edition": 1})
    assert [town_client.get(path).content for path in paths] == before


@pytest.mark.parametrize("body", ["{}", "[]", "no json", '{"edition": 9}', '{"edition": "x"}'])
def test_an_edition_that_does_not_exist_is_refused(town_client: httpx.Client, body: str) -> None:
    answer = town_client.post("/_town/edition", content=body)
    assert answer.status_code == 400
    assert town_client.get("/_town/edition").json()["edition"] == 1


def test_hits_are_counted_by_target(town_client: httpx.Client) -> None:
    town_client.get("/ads/?page=2", headers={"User-Agent": "adwatch"})
    town_client.get("/ads/?page=2")
    town_client.get("/ads/item/a000")
    hits = town_client.get("/_town/hits").json()
    assert hits["paths"] == {"/ads/?page=2": 2, "/ads/item/a000": 1}
    assert (hits["total"], hits["private"]) == (3, 0)
    assert [hit["status"] for hit in hits["requests"]] == [200, 200, 404]
    assert hits["requests"][0]["agent"] == "adwatch"


def test_robots_forbids_an_area_and_a_visit_there_is_recorded(town_client: httpx.Client) -> None:
    robots = town_client.get("/robots.txt").text
    assert "Disallow: /private/\n" in robots
    assert re.search(r"Crawl-delay: 0\.\d", robots)
    town_client.get("/private/members")
    assert town_client.get("/_town/hits").json()["private"] == 1
    assert "/private/" in town_client.get("/ads/").text, "a careless crawler is tempted"


def test_a_copy_has_the_picture_of_its_original(town_client: httpx.Client) -> None:
    pictures = [town_client.get(f"/photo/{name}.svg").content for name in ("b501", "b503", "b101")]
    assert pictures[0] == pictures[1] != pictures[2]
    assert town_client.get("/photo/a000.svg").status_code == 404


def test_it_ends_when_it_is_told_to() -> None:
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "adwatch.demo.town", "--port", str(port), "--edition", "2"]
    process = subprocess.Popen(command)
    try:
        wait_for(f"http://127.0.0.1:{port}/robots.txt")
        process.terminate()
        assert process.wait(timeout=60) in (0, -signal.SIGTERM)
    finally:
        process.kill()


@pytest.mark.parametrize(
    ("extra", "code", "said"),
    [
        ([], Exit.LOCAL_RESOURCE, "of 127.0.0.1 is in use by"),
        (["--edition", "7"], Exit.USAGE, "editions 1 to 2, not 7"),
    ],
)
def test_it_says_what_is_wrong(own_town: str, extra: list[str], code: Exit, said: str) -> None:
    port = own_town.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "adwatch.demo.town", "--port", port, "--today", TODAY, *extra]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == code
    assert said in done.stderr
