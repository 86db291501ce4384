"""Pictures of the main pages for the documents: `python -m search.web.pictures NAME PASSWORD`.

Logs in at the running screens (`adwatch up` or `adwatch demo`) as somebody who sees the demo town,
and writes `docs/pictures/<page>.png`.
"""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from adwatch.runtime import chromium
from adwatch.settings import REPO, Settings

FOLDER = REPO / "docs" / "pictures"
LAPTOP = (1366, 768)
PHONE = (390, 844)


class Shot(NamedTuple):
    """One picture: where to go, what to click there, on which screen, in which language."""

    name: str
    path: str
    click: str = ""
    size: tuple[int, int] = LAPTOP
    dark: bool = False
    language: str = "en"


SHOTS = (
    Shot("search", "/?q=passport&band=high&band=medium&sort=score"),
    Shot("posting", "/?q=passport&band=high&not.indicator=minor&sort=score", click=".row h2 a"),
    Shot("map", "/map?band=high&band=medium"),
    Shot("network", "/network"),
    Shot("today", "/today"),
    Shot("contact", "/network", click="circle.hub"),
    Shot("malayalam", "/?q=kochi&sort=score", language="ml"),
    Shot("dark", "/?q=agency&sort=score", dark=True),
    Shot("phone", "/?band=high&sort=score", size=PHONE),
)


def main(
    name: Annotated[str, typer.Argument(help="Login name.")],
    password: Annotated[str, typer.Argument(help="Its password.")],
    folder: Annotated[Path, typer.Option(help="Where to write the pictures.")] = FOLDER,
) -> None:
    """Take all pictures anew.

    Example: python -m search.web.pictures demo demo-password
    """
    settings = Settings()
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = _launched(playwright, settings)
        for shot in SHOTS:
            page = _page(browser, shot)
            _log_in(page, settings.web_address, name, password)
            _take(page, settings.web_address, shot, folder / f"{shot.name}.png")
        browser.close()


def _launched(playwright: Playwright, settings: Settings) -> Browser:
    own = chromium.browser(settings)
    return playwright.chromium.launch(
        executable_path=own.executable,
        args=list(own.args),
        env={**own.env},
        chromium_sandbox=own.sandbox,
    )


def _page(browser: Browser, shot: Shot) -> Page:
    width, height = shot.size
    return browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.dark else "light",
        locale="ml-IN" if shot.language == "ml" else "en-IN",
    )


def _log_in(page: Page, address: str, name: str, password: str) -> None:
    page.goto(f"{address}/login")
    page.fill("#name", name)
    page.fill("#password", password)
    page.click("main button")
    page.wait_for_selector(".top nav")


def _take(page: Page, address: str, shot: Shot, file: Path) -> None:
    page.goto(address + shot.path)
    if shot.click:
        with page.expect_navigation():
            page.locator(shot.click).first.click()
    page.evaluate("document.fonts.ready")
    page.screenshot(path=file)
    page.context.close()


if __name__ == "__main__":
    typer.run(main)
