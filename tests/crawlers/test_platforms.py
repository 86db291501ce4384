"""Platforms read saved responses: each case of `fixtures/<source or platform>/cases.yml`.

A missing expected file is written from what the platform reads now; the test then fails until a
person has reviewed it.
"""

from pathlib import Path

import pytest
import yaml

from adwatch import yamlfile
from adwatch.settings import Settings
from crawlers import fixture, platforms
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


@pytest.mark.parametrize(
    ("folder", "file", "kind", "url"), CASES, ids=lambda value: str(value)[-40:]
)
def test_a_saved_page_reads_as_reviewed(folder, file, kind, url):
    body = (FIXTURES / folder / file).read_text(encoding="utf-8")
    found = fixture.read(source_of(folder), body, url, kind)
    expected = FIXTURES / folder / f"{file}{fixture.EXPECTED}"
    if not expected.exists():
        expected.write_text(fixture.as_yaml(found), encoding="utf-8")
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
