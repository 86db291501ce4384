"""Forms of a word that spelling habits and simple disguises do not change.

Two forms serve two kinds of writing. `readings` keep English spelling but undo look-alike letters,
digits for letters and drawn-out letters. `sound` is a rough pronunciation in Latin letters: it is
the same for പെൺകുട്ടി, "penkutti" and "pennkutty", so that one entry covers native script and the
many ways in which people romanise it.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal

from enrichment.normalise import fold, plain

Script = Literal["Latn", "Mlym", "Deva", "Taml"]
"""Scripts by their codes of ISO 15924."""
ENGLISH = Path(__file__).parent / "vocabulary" / "english.txt"
INDIC = "\u0900-\u0963\u0966-\u0dff"
_INDIC_LETTER = re.compile(f"[{INDIC}]")
_LETTERS_FOR_DIGITS = [
    str.maketrans("@$!013457", letters) for letters in ("asloleast", "asioieast")
]
_THREE = re.compile(r"(.)\1{2,}")
_SOUNDS = [
    (re.compile(pattern), to)
    for pattern, to in (
        ("zh", "l"),
        ("ph", "f"),
        ("ck|q|c(?=[kaoulrt]|$)", "k"),
        ("([kgcjtdbs])h", r"\1"),
        ("x", "ks"),
        ("w", "v"),
        ("z", "s"),
        ("ee|y|ii", "i"),
        ("oo|ou", "u"),
        ("f", "p"),
        ("mp", "mb"),
        (r"(.)\1+", r"\1"),
        ("(?<=..[^aeiou])u$|(?<=[aeiou])h$", ""),
    )
]


@cache
def english_words() -> frozenset[str]:
    """Return words of English that another language's romanised words may sound like."""
    lines = ENGLISH.read_text(encoding="utf-8").splitlines()
    return frozenset(" ".join(line for line in lines if not line.startswith("#")).split())


def script_of(word: str) -> Script:
    """Return the script of a word's first letter that is not Latin, else Latin."""
    found = _INDIC_LETTER.search(word)
    if not found:
        return "Latn"
    letter = found.group()
    return "Deva" if letter < "\u0980" else "Taml" if letter < "\u0c00" else "Mlym"


def readings(word: str) -> list[str]:
    """Return the readings of a word in English spelling, the word as written first.

    >>> readings("g1rlsss")[-1]
    'girls'
    """
    bare = plain(word).text
    found = [bare]
    if not bare.isalpha():
        found += [bare.translate(table) for table in _LETTERS_FOR_DIGITS]
        found.append(bare.lstrip("@$"))
    for reading in list(found):
        if _THREE.search(reading):
            found += [_THREE.sub(r"\1\1", reading), _THREE.sub(r"\1", reading)]
    return list(dict.fromkeys(found))


def sound(word: str) -> str:
    """Return a rough pronunciation in Latin letters, for words of any script.

    >>> sound("പെൺകുട്ടി") == sound("pennkutty")
    True
    """
    text = fold(word).text.replace("'", "")
    for pattern, replacement in _SOUNDS:
        text = pattern.sub(replacement, text)
    return text
