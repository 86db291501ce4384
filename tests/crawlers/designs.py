"""Sites of several designs (`designs/*.html`) that show the same ads, to compare what is read."""

from pathlib import Path
from typing import NamedTuple

import yaml
from jinja2 import Environment, FileSystemLoader

FOLDER = Path(__file__).with_name("designs")
HOST = "https://board.example"
PER_PAGE = 4
PATHS = {
    "table": ("/view.php?id={}", ("/list.php?cat=3&page=1", "/list.php?cat=3&page=2")),
    "cards": ("/ads/some-words-of-the-title-{}", ("/ads", "/ads?page=2")),
    "forum": ("/viewtopic.php?f=7&t={}", ("/viewforum.php?f=7", "/viewforum.php?f=7&start=25")),
    "json_ld": ("/p/{}", ("/latest", "/latest/page/2")),
}


class Ad(NamedTuple):
    """An ad as all designs show it."""

    number: int
    title: str
    text: str
    price: str
    place: str
    author: str
    posted: str
    phone: str


ADS = [Ad(**ad) for ad in yaml.safe_load((FOLDER / "ads.yml").read_text("utf-8"))["ads"]]


class Site(NamedTuple):
    """The pages of one design: address and HTML."""

    lists: list[tuple[str, str]]
    ads: list[tuple[str, str]]


def site(design: str) -> Site:
    """Return a site's two list pages and all its ads."""
    ad_path, list_paths = PATHS[design]
    templates = Environment(loader=FileSystemLoader(FOLDER), autoescape=False)
    lists = [
        templates.get_template(f"{design}.list.html").render(
            ads=ADS[(number - 1) * PER_PAGE : number * PER_PAGE],
            number=number,
            href=lambda ad: ad_path.format(ad.number),
            list=lambda number: list_paths[number - 1],
        )
        for number in (1, 2)
    ]
    ads = [templates.get_template(f"{design}.ad.html").render(ad=ad) for ad in ADS]
    return Site(
        list(zip([HOST + path for path in list_paths], lists, strict=True)),
        list(zip([HOST + ad_path.format(ad.number) for ad in ADS], ads, strict=True)),
    )
