"""Writes the JSON schema of source files: `python -m crawlers.schema`.

Editors that know it (a `# yaml-language-server: $schema=../source.schema.json` line, or a setting)
complete and check the files of `crawlers/sources`.
"""

import json
from pathlib import Path

from crawlers.source import Source

SCHEMA = Path(__file__).with_name("source.schema.json")


def main() -> None:
    """Write the schema beside this file."""
    text = json.dumps(Source.model_json_schema(), indent=2, ensure_ascii=False)
    SCHEMA.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
