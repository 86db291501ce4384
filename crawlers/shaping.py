"""Shapes a drafted source after the pages that were seen: selectors, and steps in the browser."""

from typing import Final

from crawlers.draft import Draft
from crawlers.dryrun import DryRun
from crawlers.parts import Scroll, Selectors, Steps
from crawlers.platforms import classified
from crawlers.reading import drawn, fields, sketch
from crawlers.replay import Page
from crawlers.seen import entries_of, lists_of
from crawlers.source import Source

PATIENCE: Final = 2.0
"""Seconds to wait for more entries of a list; a draft's guess."""


def with_selectors(source: Source, lists: list[Page], ads: list[Page]) -> Source:
    """Return the source with what its list pages and some of its ads tell; pure."""
    urls = [entry.url for entry in entries_of(lists[0])]
    found = sketch.sketch([(page.text, page.url) for page in lists])
    read = [(page, draft) for page in ads for draft in _without_selectors(page, source)]
    if len(read) > 1:
        saved = [(page.text, page.url) for page, _ in read]
        told = fields.sketch(saved, [draft for _, draft in read])
        found = found.model_copy(update={"fields": told})
    pattern = sketch.id_pattern(urls) or source.id_pattern
    return source.model_copy(update={"selectors": found, "id_pattern": pattern})


def with_steps(source: Source, lists: list[Page], ads: list[Page]) -> Source:
    """Return the source with the steps that its pages call for, now that their parts have names."""
    clicks = tuple(dict.fromkeys(button for page in ads for button in drawn.reveals(page.text)))
    title = source.selectors.fields.title
    browser = source.browser
    if browser.list and source.selectors.item:
        scroll = Scroll(patience=PATIENCE, press=drawn.loads_more(lists[0].text))
        steps = Steps(wait_for=source.selectors.item, scroll=scroll)
        browser = browser.model_copy(update={"list": steps})
    if browser.page or clicks:
        idle = bool(browser.page) and not title
        steps = Steps(idle=idle, wait_for=title if browser.page else "", click=clicks)
        browser = browser.model_copy(update={"page": steps})
    return source.model_copy(update={"browser": browser})


def waiting(source: Source) -> Source:
    """Return the source with a wait for what its clicks were seen to bring."""
    page, contact = source.browser.page, source.selectors.fields.contact
    if not page or not page.click or not contact:
        return source
    steps = page.model_copy(update={"wait_after": contact})
    return source.model_copy(update={"browser": source.browser.model_copy(update={"page": steps})})


def unscrolled_if_idle(source: Source, lists: list[Page], seen: DryRun) -> Source:
    """Leave the scrolling out where the list did not grow by it."""
    steps = source.browser.list
    now = lists_of(seen, source)
    if not steps or not now or len(entries_of(now[0])) > len(entries_of(lists[0])):
        return source
    unscrolled = source.browser.model_copy(
        update={"list": steps.model_copy(update={"scroll": None})}
    )
    return source.model_copy(update={"browser": unscrolled})


def _without_selectors(page: Page, source: Source) -> tuple[Draft, ...]:
    bare = source.model_copy(update={"selectors": Selectors()})
    return classified.postings(page.text, page.url, bare)
