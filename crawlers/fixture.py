"""Saves a page of a source with what must be read from it: no fixture, no merge.

`tests/crawlers/fixtures/<source>/` holds the page, a line about it in `cases.yml`, and the expected
postings, which a person reviews. The tests find each case by themselves.
"""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from adwatch.disk import writing
from adwatch.errors import Exit, Trouble
from adwatch.model import Frozen
from adwatch.settings import REPO, Settings
from crawlers import platforms
from crawlers.draft import Gone, Unreadable
from crawlers.dryrun import in_scratch
from crawlers.parts import Browser, Budget, Expect, Selectors
from crawlers.reading.address import canonical
from crawlers.replay import Page
from crawlers.source import Source

FOLDER: Final = REPO / "tests" / "crawlers" / "fixtures"
EXPECTED: Final = ".expected.yml"
_NOTHING: Final = "adwatch-nothing"


class Saved(Frozen):
    """Where a fixture lies, and what is read from it."""

    page: Path
    expected: Path
    read: dict[str, Any]


def read(source: Source, body: str, url: str, kind: str) -> dict[str, Any]:
    """Return what a saved page reads as, without what is empty, as plain data."""
    platform = platforms.load(source.platform)
    found: dict[str, Any] = {}
    if kind == "list":
        links = platform.links(body, url, source)
        found = {"next": links.next, "cards": [card.url for card in links.cards]}
    if kind == "page" or platform.INLINE:
        drafts = platform.postings(body, url, source)
        found["postings"] = [
            draft.model_dump(mode="json", exclude_defaults=True) for draft in drafts
        ]
    return found


def kind_of(source: Source, url: str) -> str:
    """Return "list" for a page that leads on, "page" for an ad's own."""
    inline = platforms.load(source.platform).INLINE
    starts = {canonical(start) for start in source.start}
    return "list" if inline or canonical(url) in starts else "page"


def save(
    source: Source, url: str, kind: str, settings: Settings, now: datetime, folder: Path = FOLDER
) -> Saved:
    """Fetch a page as the source's crawls do, and keep it with what is read from it.

    Raises:
        Trouble: the page cannot be fetched or read, or the folder cannot be written.

    """
    return keep(source, fetch(source, url, kind, settings, now), kind, folder)


def keep(source: Source, page: Page, kind: str, folder: Path) -> Saved:
    """Keep a fetched page with what is read from it; raises like `save`."""
    try:
        found = read(source, page.text, page.url, kind)
    except (Gone, Unreadable) as error:
        raise Trouble(
            f"{page.url}: cannot be read as a {kind} of {source.platform} ({error}).",
            "Give --list for a list page; else the source's platform is another.",
        ) from error
    path = folder / source.name / _file_name(page, kind)
    saved = Saved(page=path, expected=path.with_name(path.name + EXPECTED), read=found)
    _write(saved, page, kind)
    return saved


def fetch(source: Source, url: str, kind: str, settings: Settings, now: datetime) -> Page:
    """Return one page as a crawl of the source would have it.

    Raises:
        Trouble: it cannot be fetched.

    """
    steps = source.browser.list if kind == "list" else source.browser.page
    run = in_scratch(_only(source, url, kind), settings, now)
    pages = [page for page in run.pages if page.drawn == bool(steps) and page.status == 200]
    pages = [page for page in pages if not page.url.endswith("/robots.txt") and page.text]
    if not pages:
        reasons = ", ".join([*run.report.errors, *run.report.skipped]) or "no answer"
        raise Trouble(
            f"{url}: there is nothing to read ({reasons}).",
            "Open the address in a browser; is it the page that you mean?",
            Exit.UNREACHABLE,
        )
    return pages[0]


def _only(source: Source, url: str, kind: str) -> Source:
    """Return a source whose crawl fetches this page and follows none of its links."""
    steps = source.browser.list if kind == "list" else source.browser.page
    return source.model_copy(
        update={
            "platform": "classified",
            "start": (url,),
            "browser": Browser(list=steps),
            "selectors": Selectors(
                item=source.selectors.item, link=f"{_NOTHING}::attr(href)", next=_NOTHING
            )
            if source.selectors.item
            else Selectors(item=_NOTHING, next=_NOTHING),
            "budget": Budget(pages=8, minutes=2, page_seconds=source.budget.page_seconds),
            "expect": Expect(postings=0, with_text=0),
        }
    )


def _file_name(page: Page, kind: str) -> str:
    ending = "html"
    if page.text.lstrip().startswith(("{", "[")):
        ending = "json"
    elif page.text.lstrip().startswith("<?xml"):
        ending = "xml"
    parts = urlsplit(page.url)
    words = re.findall(r"[\w]+", f"{parts.path} {parts.query}")
    return f"{'-'.join([kind, *words[-2:]])}.{ending}".lower()


def _write(saved: Saved, page: Page, kind: str) -> None:
    folder, name = saved.page.parent, saved.page.name
    cases = folder / "cases.yml"
    with writing(saved.page):
        folder.mkdir(parents=True, exist_ok=True)
        saved.page.write_text(page.text, encoding="utf-8")
        saved.expected.write_text(as_yaml(saved.read), encoding="utf-8")
        known = cases.read_text(encoding="utf-8") if cases.exists() else ""
        if not any(case["file"] == name for case in yaml.safe_load(known) or ()):
            line = f"- {{file: {name}, kind: {kind}, url: {json.dumps(page.url)}}}\n"
            cases.write_text(known + line, encoding="utf-8")


def as_yaml(found: dict[str, Any]) -> str:
    """Return what was read as the text of an expected file."""
    return yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=1000)
