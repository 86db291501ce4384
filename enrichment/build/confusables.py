"""Build `data/confusables.yml` from the Unicode Consortium's table of look-alikes.

Run by a developer, never at run time: `python enrichment/build/confusables.py` in an environment
that has `confusable-homoglyphs` (MIT; carries Unicode's confusables.txt, Unicode licence).
"""

import json
import unicodedata
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).parent.parent / "data" / "confusables.yml"
SCRIPTS = {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "LATIN", "CANADIAN"}
HEAD = """\
# Letters of other alphabets that look like a Latin letter, grouped by that letter.
# SOURCE: Unicode confusables.txt as shipped by confusable-homoglyphs 3.3.1; Unicode licence.
# Built by enrichment/build/confusables.py; letters of the six languages' own scripts left out.
"""


def main() -> None:
    """Write the table."""
    table = json.loads(files("confusable_homoglyphs").joinpath("confusables.json").read_text())
    groups: dict[str, list[str]] = {}
    for letter, likes in table.items():
        if len(letter) != 1 or letter.isascii() or _script(letter) not in SCRIPTS:
            continue
        for like in likes:
            if len(like["c"]) == 1 and like["c"].isascii() and like["c"].isalpha():
                groups.setdefault(like["c"].lower(), []).append(letter)
                break
    lines = [f'{latin}: "{"".join(sorted(set(group)))}"' for latin, group in sorted(groups.items())]
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0]


if __name__ == "__main__":
    main()
