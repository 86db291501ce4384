"""Platforms read saved responses: each case of `fixtures/<source or platform>/cases.yml`.

A missing expected file is written from what the platform reads now; the test then fails until a
person has reviewed it.
"""

from pathlib import Path

import pytest
import yaml

from adwatch import yamlfile
from adwatch.settings import Settings
from crawlers import platforms
from crawlers.source import Source, load_sources

FIXTURES = Path(__file__).parent / "fixtures"
SETTINGS = Settings(town_port=8610)
SOURCES = {source.name: source for source in load_sources(SETTINGS)}
CASES = [
    (cases.parent.name, case["file"], case["kind"], case["url"])
    for cases in sorted(FIXTURES.glob("*/cases.yml"))
    for case in yaml.safe_load(cases.read_text())
]


def source_of(folder: str) -> Source:
    if folder in SOURCES:
        return SOURCES[folder]
    return yamlfile.load(FIXTURES / folder / "source.yml", Source)


def read(folder: str, file: str, kind: str, url: str) -> dict:
    """Return what the platform reads, without what is empty, as plain data."""
    source = source_of(folder)
    platform = platforms.load(source.platform)
    body = (FIXTURES / folder / file).read_text(encoding="utf-8")
    found: dict = {}
    if kind == "list":
        links = platform.links(body, url, source)
        found = {"next": links.next, "cards": [card.url for card in links.cards]}
    if kind == "page" or platform.INLINE:
        drafts = platform.postings(body, url, source)
        found["postings"] = [
            draft.model_dump(mode="json", exclude_defaults=True) for draft in drafts
        ]
    return found


@pytest.mark.parametrize(
    ("folder", "file", "kind", "url"), CASES, ids=lambda value: str(value)[-40:]
)
def test_a_saved_page_reads_as_reviewed(folder, file, kind, url):
    found = read(folder, file, kind, url)
    expected = FIXTURES / folder / f"{file}.expected.yml"
    if not expected.exists():
        text = yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=1000)
        expected.write_text(text, encoding="utf-8")
        pytest.fail(f"{expected} was not there and has been written; please review it")
    assert found == yaml.safe_load(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_each_source_has_a_saved_page(name):
    assert (FIXTURES / name / "cases.yml").exists()


@pytest.mark.parametrize("name", platforms.names())
def test_each_platform_has_saved_pages(name):
    covered = {source_of(folder).platform for folder, *_ in CASES}
    assert name in covered


def test_each_saved_file_is_a_case():
    listed = {FIXTURES / folder / file for folder, file, *_ in CASES}
    saved = {path for path in FIXTURES.glob("*/*") if path.suffix not in (".yml",)}
    assert saved == listed
