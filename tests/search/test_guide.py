"""The guide tells of each field and key, and of none that is not there."""

import re

from adwatch.settings import REPO
from search.fields import FIELDS
from search.language import parse

GUIDE = (REPO / "docs" / "guides" / "searching.md").read_text(encoding="utf-8")
KEYS = (REPO / "search" / "web" / "static" / "keys.js").read_text(encoding="utf-8")


def first_column(heading: str) -> set[str]:
    table = GUIDE.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0]
    cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    return {code for cell in cells for code in re.findall(r"`([^`]+)`", cell)}


def test_every_field_is_described():
    assert first_column("field") == FIELDS.keys()


def test_every_key_is_described():
    defined = KEYS.split("const keys = {", 1)[1].split("};", 1)[0]
    assert first_column("key") == set(re.findall(r'^  "?([a-z/?])"?:', defined, re.MULTILINE))


def test_every_example_can_be_read():
    examples = first_column("you type") - {"field:value"}
    assert len(examples) > 10
    for example in examples:
        parse(example)
