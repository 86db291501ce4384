"""Saving a page with what is read from it."""

from datetime import UTC, datetime

import pytest
import yaml

from adwatch.errors import Exit, Trouble
from crawlers import fixture
from crawlers.replay import Page
from crawlers.source import load_source


@pytest.mark.slow
def test_a_page_is_saved_with_what_must_be_read_from_it(first_edition, home, tmp_path, hits):
    source = load_source("demo-ads", home)
    url = f"{first_edition}/ads/item/a102"
    saved = fixture.save(source, url, "page", home, datetime.now(UTC), tmp_path)
    asked = [path for path in hits()["paths"] if path != "/robots.txt"]
    assert asked == ["/ads/item/a102"]  # and nothing that it links to

    again = fixture.read(source, saved.page.read_text("utf-8"), url, "page")
    assert again == saved.read == yaml.safe_load(saved.expected.read_text("utf-8"))
    assert again["postings"][0]["title"].startswith("PG for working ladies")
    cases = yaml.safe_load((saved.page.parent / "cases.yml").read_text("utf-8"))
    assert cases == [{"file": saved.page.name, "kind": "page", "url": url}]


def page(url: str, body: str) -> Page:
    return Page(
        url=url,
        status=200,
        text=body,
        location="",
        fetched_at=datetime(2026, 11, 24, tzinfo=UTC),
        captures=(),
        drawn=False,
    )


def test_a_page_that_is_saved_again_is_one_case(home, tmp_path):
    source = load_source("demo-ads", home)
    for words in ("Room", "Room, with a kitchen now"):
        saved = fixture.keep(
            source,
            page(f"{home.town_address}/ads/item/a1", f"<html><body><h1 class=title>{words}</h1>"),
            "page",
            tmp_path,
        )
    assert "with a kitchen" in saved.page.read_text("utf-8")
    assert len(yaml.safe_load((saved.page.parent / "cases.yml").read_text("utf-8"))) == 1


def test_a_page_of_another_kind_is_named_and_nothing_is_kept(home, tmp_path):
    source = load_source("demo-social", home)
    with pytest.raises(Trouble, match="cannot be read as a list of mastodon"):
        fixture.keep(source, page("https://x.example/", "<html><p>no JSON"), "list", tmp_path)
    assert not (tmp_path / source.name).exists()


@pytest.mark.slow
def test_a_page_that_is_not_there_is_named(first_edition, home, tmp_path):
    source = load_source("demo-ads", home)
    with pytest.raises(Trouble) as caught:
        url = f"{first_edition}/ads/item/nothing"
        fixture.save(source, url, "page", home, datetime.now(UTC), tmp_path)
    assert caught.value.code == Exit.UNREACHABLE
    assert not (tmp_path / source.name).exists()


@pytest.mark.parametrize(
    ("name", "path", "kind"),
    [
        ("demo-ads", "/ads/", "list"),
        ("demo-ads", "/ads/item/a102", "page"),
        ("demo-social", "/social/api/v1/timelines/public", "list"),
    ],
)
def test_the_kind_of_a_page_follows_from_its_source(name, path, kind, home):
    assert fixture.kind_of(load_source(name, home), f"{home.town_address}{path}") == kind
