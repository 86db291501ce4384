"""Source files: what is accepted, and how a mistake in one is told."""

import pytest

from adwatch.errors import Exit, Trouble
from adwatch.settings import Settings
from crawlers import platforms
from crawlers.schema import PAGE, SCHEMA, page, schema
from crawlers.source import Source, load_source, load_sources

GOOD = """\
title: A site
platform: classified
start: ["https://ads.example/"]
schedule: "15 */6 * * *"
owner: Cyber cell
legal_basis: Open to everybody; order 12/2026.
"""


@pytest.fixture
def folder(tmp_path):
    """Settings whose source files lie in an empty folder."""
    return Settings(sources=tmp_path, town_port=8610)


def write(folder: Settings, text: str, name: str = "site") -> None:
    (folder.sources / f"{name}.yml").write_text(text, encoding="utf-8")


def test_the_bundled_sources_are_good():
    assert [source.name for source in load_sources(Settings())] == [
        "demo-ads",
        "demo-bazaar",
        "demo-social",
    ]


def test_a_short_file_is_polite_by_default(folder):
    write(folder, GOOD)
    source = load_source("site", folder)
    assert source.name == "site"
    assert source.obey_robots
    assert source.delay >= 1
    assert source.timezone == "Asia/Kolkata"
    assert not source.needs_browser


def test_the_town_stands_for_its_address(folder):
    text = GOOD.replace("https://ads.example/", "${town}/ads/") + 'allow_local: ["${town}"]\n'
    write(folder, text)
    source = load_source("site", folder)
    assert source.start == ("http://127.0.0.1:8610/ads/",)
    assert source.allow_local == ("127.0.0.1:8610",)


MISTAKES = [
    # the text to add or change, the line, the key, a piece of the reason
    ("platform: classified", "platform: clasified", 2, "platform", "unknown platform"),
    ('"15 */6 * * *"', '"every day"', 4, "schedule", "cron"),
    ('"15 */6 * * *"', '"61 * * * *"', 4, "schedule", "cron"),
    ('"15 */6 * * *"', '"* * * * * *"', 4, "schedule", "five fields"),
    ('["https://ads.example/"]', "[ads.example]", 3, "start.0", "http://"),
    ('["https://ads.example/"]', '["file:///etc/passwd"]', 3, "start.0", "http://"),
    ('["https://ads.example/"]', "[]", 3, "start", "at least 1"),
    ("owner: Cyber cell", "owner: ''", 5, "owner", "at least 1"),
    ("owner: Cyber cell\n", "", 1, "owner", "required"),
    ("legal_basis: Open to everybody; order 12/2026.\n", "", 1, "legal_basis", "required"),
    ("title: A site", "titel: A site", 1, "titel", "not permitted; did you mean 'title'?"),
    ("title: A site", "title: A site\nexpekt: {}", 2, "expekt", "did you mean 'expect'?"),
    (
        "title: A site",
        "title: A site\nselectors:\n  fields: {titel: h1}",
        3,
        "selectors.fields.titel",
        "did you mean 'title'?",
    ),
    (
        "title: A site",
        "title: A site\nbrowser: {list: {scrol: {}}}",
        2,
        "browser.list.scrol",
        "did you mean 'scroll'?",
    ),
    ("title: A site", "title: A site\nzzz: 1", 2, "zzz", "not permitted."),
    ("title: A site", "title: A site\ndelay: -1", 2, "delay", "greater than or equal to 0"),
    ("title: A site", "title: A site\ntimezone: Asia/Kochi", 2, "timezone", "time zone"),
    ("title: A site", "title: A site\nselectors: {item: 'li['}", 2, "selectors.item", "CSS"),
    ("title: A site", "title: A site\nselectors: {next: '//a['}", 2, "selectors.next", "XPath"),
    ("title: A site", "title: A site\nid_pattern: 'ad/(', ", 2, "", "YAML"),
    ("title: A site", "title: A site\nid_pattern: 'ad/('", 2, "id_pattern", "regular expression"),
    ("title: A site", "title: A site\nid_pattern: 'ad/\\d+'", 2, "id_pattern", "one group"),
    ("title: A site", "title: A site\nallow_local: [localhost]", 2, "allow_local.0", "port"),
    (
        "title: A site",
        "title: A site\nbrowser:\n  page:\n    clik: [a]",
        4,
        "browser.page.clik",
        "not permitted",
    ),
    ("title: A site", "title: A site\nexpect: {with_text: 2}", 2, "expect.with_text", "less than"),
    ("title: A site", "title: [A site", 2, "", "YAML"),
]


@pytest.mark.parametrize(("was", "now", "line", "key", "why"), MISTAKES)
def test_a_mistake_is_told_by_file_line_and_key(folder, was, now, line, key, why):
    write(folder, GOOD.replace(was, now))
    with pytest.raises(Trouble) as caught:
        load_source("site", folder)
    place = f"{folder.sources / 'site.yml'}:{line}:"
    assert place in caught.value.what
    assert f" {key}: " in caught.value.what or not key
    assert why in caught.value.what
    assert caught.value.code == Exit.BAD_INPUT


def test_an_unknown_name_gives_the_near_ones(folder):
    write(folder, GOOD, "kochi-ads")
    write(folder, GOOD, "thrissur-forum")
    with pytest.raises(Trouble) as caught:
        load_source("kochiads", folder)
    assert caught.value.remedy == "Did you mean kochi-ads?"
    with pytest.raises(Trouble) as caught:
        load_source("zzz", folder)
    assert caught.value.remedy == "There are: kochi-ads, thrissur-forum."


def test_each_key_is_documented_and_the_schema_is_current():
    described = Source.model_json_schema()
    parts = [described, *described["$defs"].values()]
    bare = [
        f"{part['title']}.{key}"
        for part in parts
        for key, value in part["properties"].items()
        if not value.get("description")
    ]
    assert bare == []
    assert SCHEMA.read_text(encoding="utf-8") == schema(), (
        "write it anew: python -m crawlers.schema"
    )


def test_the_page_about_sources_is_current(folder):
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "write it anew: python -m crawlers.schema"
    assert {name for name in platforms.names() if f"| `{name}` |" in text} == set(platforms.names())
    example = text.partition("```yaml\n")[2].partition("```")[0]
    write(folder, example)
    assert load_source("site", folder).title == "Kottayam board, jobs"
