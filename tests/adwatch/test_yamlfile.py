"""YAML files: every mistake is named by file, line and key."""

import pytest

from adwatch.errors import Trouble
from adwatch.model import Frozen
from adwatch.yamlfile import load


class Promise(Frozen):
    minimum: int


class Thing(Frozen):
    name: str
    expect: Promise
    urls: tuple[str, ...] = ()


GOOD = "name: shop\nexpect:\n  minimum: 3\nurls:\n  - ${town}/ads\n"


def test_reads_and_fills_in_variables(tmp_path):
    path = tmp_path / "shop.yml"
    path.write_text(GOOD)
    thing = load(path, Thing, {"town": "http://127.0.0.1:8610"})
    assert thing == Thing(
        name="shop", expect=Promise(minimum=3), urls=("http://127.0.0.1:8610/ads",)
    )


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        (GOOD.replace("3", "many"), ":3: expect.minimum", "a wrong value"),
        (GOOD.replace("minimum", "minimun"), ":3: expect.minimun", "a misspelt key"),
        (GOOD.replace("name: shop\n", ""), ":1: name", "a missing key"),
        (GOOD.replace("  - ${town}/ads", "  - [1]"), ":5: urls.0", "an item of a list"),
        ("name: [unclosed\n", ":2", "not YAML: the list ends nowhere"),
        ("name: a\n\tb: c", ":2", "a tab"),
        ("- just\n- a list\n", ":1", "not a mapping"),
        ("", ":1: name", "an empty file"),
    ],
)
def test_mistakes_name_file_line_and_key(tmp_path, text, place, reason):
    path = tmp_path / "shop.yml"
    path.write_text(text)
    with pytest.raises(Trouble) as caught:
        load(path, Thing)
    assert f"{path}{place}" in caught.value.what, reason
    assert caught.value.remedy


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00name"])
def test_unreadable_files_are_named(tmp_path, content):
    path = tmp_path / "missing.yml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Trouble, match=r"missing\.yml: cannot be read"):
        load(path, Thing)
