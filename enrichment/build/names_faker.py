"""Write `data/names/faker.txt`: given names of many peoples, from the package `faker` (MIT).

Run by a developer, never at run time: `python enrichment/build/names_faker.py` in an environment
with `faker` and what adwatch needs. Names in other scripts are written as adwatch romanises them.
Left out: names shorter than four letters, ordinary English words, and what adwatch lists itself.
"""

import importlib
import sys
from pathlib import Path

from anyascii import anyascii
from faker import VERSION  # type: ignore[import-not-found]

sys.path.insert(0, str(Path(__file__).parent.parent.parent))
from enrichment import tables
from enrichment.normalise import folded

LOCALES = (
    "en en_IN en_PK en_GB en_IE en_NG en_TH hi_IN ne_NP mr_IN ta_IN bn_BD ru_RU uk_UA id_ID "
    "es_ES fr_FR"
)
LISTS = ("reviewed/given_names", "names/kerala", "names/india", "names/world", "english")
FEWEST_LETTERS = 4
NOT_HERE = frozenset({"dell", "ping", "telly"})
"""Names somewhere, but not in postings."""
HEAD = f"""# Given names of many peoples, in Latin letters.
# SOURCE: the package faker {VERSION} (MIT licence, Daniele Faraglia and contributors), locales
# {LOCALES}; made by enrichment/build/names_faker.py.
"""


def main() -> None:
    """Write the list."""
    listed = frozenset().union(*map(tables.words, LISTS))
    latin = {
        anyascii(folded(name)).lower() for locale in LOCALES.split() for name in _given(locale)
    }
    names = sorted(
        name
        for name in latin
        if name.isascii()
        and name.isalpha()
        and len(name) >= FEWEST_LETTERS
        and name not in listed | NOT_HERE
    )
    (tables.DATA / "names" / "faker.txt").write_text(HEAD + _wrapped(names), encoding="utf-8")


def _given(locale: str) -> list[str]:
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    return [str(name) for name in provider.first_names]


def _wrapped(names: list[str], width: int = 180) -> str:
    lines = [""]
    for name in names:
        if len(lines[-1]) + len(name) > width:
            lines.append("")
        lines[-1] += f"{name} "
    return "".join(f"{line.rstrip()}\n" for line in lines)


if __name__ == "__main__":
    main()
