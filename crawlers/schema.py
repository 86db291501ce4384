"""Writes what follows from the types of a source file: `python -m crawlers.schema`.

`crawlers/source.schema.json` lets an editor complete and check the files; the table of keys in
`docs/sources.md` tells a person what they mean.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from adwatch.settings import REPO
from crawlers.source import Source

SCHEMA: Final = Path(__file__).with_name("source.schema.json")
PAGE: Final = REPO / "docs" / "sources.md"
BEGIN, END = "<!-- keys: python -m crawlers.schema -->", "<!-- end of keys -->"


def main() -> None:
    """Write both."""
    SCHEMA.write_text(schema(), encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def schema() -> str:
    """Return the JSON schema of a source file."""
    return json.dumps(Source.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def page(text: str) -> str:
    """Return the page about sources with its table of keys as the types are now."""
    described = Source.model_json_schema()
    rows = ["| key | default | meaning |", "|---|---|---|", *_rows(described, described, "")]
    before, _, rest = text.partition(BEGIN)
    return "\n".join([before + BEGIN, *rows, END + rest.partition(END)[2]])


def _rows(part: dict[str, Any], whole: dict[str, Any], above: str) -> Iterator[str]:
    """Yield a line for each key, its parts below it."""
    for key, told in part["properties"].items():
        if above + key == "name":
            continue
        inner = _part(told, whole)
        default = "required" if key in part.get("required", ()) else _default(told)
        yield f"| `{above}{key}` | {'' if inner else default} | {told['description']} |"
        if inner:
            yield from _rows(inner, whole, f"{above}{key}.")


def _part(told: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any] | None:
    """Return the type that a key's value has, if it has keys of its own."""
    options = [told, *told.get("anyOf", ()), *told.get("allOf", ())]
    names = [option["$ref"].rpartition("/")[2] for option in options if "$ref" in option]
    return whole["$defs"][names[0]] if names else None


def _default(told: dict[str, Any]) -> str:
    default = told.get("default")
    return "" if default in (None, "", [], {}) else f"`{json.dumps(default, ensure_ascii=False)}`"


if __name__ == "__main__":
    main()
