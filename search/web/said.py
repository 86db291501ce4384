"""Sentences of the program in the reader's language: errors, reasons of sources, citations of laws.

They are raised in English where something broke, since the command line, the API and the logs say
them too. `locales/said.<language>.yml` has each of them under its English: `{1}` stands for what is
filled in there, in the order of the English. A sentence that has no entry is shown in English.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from adwatch import yamlfile
from adwatch.model import Frozen

_BLANK = re.compile(r"\{(\d)\}")
Blanks = list[tuple[re.Pattern[str], str]]


class Sayings(Frozen):
    """What is said in one language, by the English; see above."""

    language: str
    provenance: str
    sentences: dict[str, str]


@cache
def sayings(folder: Path, language: str) -> Mapping[str, str]:
    """Return the sentences of a language; English needs none."""
    file = folder / f"said.{language}.yml"
    return yamlfile.load(file, Sayings).sentences if file.exists() else {}


def said(
    sentence: str, table: Mapping[str, str], blanks: Blanks, named: Callable[[str], str]
) -> str:
    """Return a sentence as the table has it, with what is filled in called by its name.

    `blanks` are those of the table (see `with_blanks`).
    """
    if sentence in table:
        return table[sentence]
    for pattern, meaning in blanks:
        if match := pattern.fullmatch(sentence):
            return meaning.format("", *map(named, match.groups()))
    return sentence


def with_blanks(table: Mapping[str, str]) -> Blanks:
    """Return the sentences with blanks, those that say most themselves first."""
    blank = [key for key in table if _BLANK.search(key)]
    blank.sort(key=lambda key: -len(_BLANK.sub("", key)))
    return [(_pattern(key), table[key]) for key in blank]


def _pattern(key: str) -> re.Pattern[str]:
    parts = _BLANK.split(key)[::2]
    return re.compile("(.*?)".join(re.escape(part) for part in parts), re.DOTALL)
