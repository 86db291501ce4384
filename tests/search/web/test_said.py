"""Each sentence that can reach a page has its Malayalam, and none stands for what nobody says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from adwatch.errors import Trouble
from adwatch.settings import REPO
from classifiers.indicator import load_indicators
from search.web.said import sayings
from search.web.words import FOLDER, words

TABLE = sayings(FOLDER, "ml")
SPEAKING = {"Trouble", "HTTPException", "_mistake", "_message", "_down"}
"""What is called with a sentence for a person."""
SCREENS = sorted((REPO / "search" / "web").rglob("*.py"))
BELOW = "query language fields batch client alerts/asked desk/accounts desk/tokens desk/holds"
FILES = [*SCREENS, *(REPO / "search" / f"{name}.py" for name in BELOW.split())]
ROOMS = ("search", "crawlers", "enrichment", "classifiers")
BLANK = re.compile(r"\{\d\}")
LATIN = re.compile(r"[A-Za-z]{2}")


def template(node: ast.expr, constants: dict[str, str]) -> str:
    """Return a sentence with {1}, {2} where something is filled in; empty when it is no text."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            numbers = iter(range(1, 10))
            return "".join(
                part.value if isinstance(part, ast.Constant) else f"{{{next(numbers)}}}"
                for part in parts
            )
        case ast.Name(id=name):
            return constants.get(name, "")
    return ""


def sentences(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    constants = {
        target.id: statement.value.value
        for statement in tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(target, ast.Name) and isinstance(statement.value.value, str)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in SPEAKING:
            for given in call.args:
                choices = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
                yield from (template(choice, constants) for choice in choices)


def test_each_sentence_has_its_malayalam():
    raised = {each for file in FILES for each in sentences(file)}
    raised = {each for each in raised if LATIN.search(BLANK.sub("", each))}
    assert len(raised) > 70, "the sentences are found"
    assert raised - TABLE.keys() - {"message.html"} == set()


def test_none_stands_for_what_nobody_says():
    files = [file for room in ROOMS for file in (REPO / room).rglob("*") if file.is_file()]
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for file in files
        if file.suffix in (".py", ".yml")
        if not file.name.startswith("said.")
    )
    code = re.sub(r'"\s*\n\s*(?:\+ )?f?"', "", code)
    phrases = re.compile(r"[A-Za-z][A-Za-z' ]*[A-Za-z]")
    stale = {key for key in TABLE for said in phrases.findall(key) if said not in code}
    assert stale == set()


@pytest.mark.parametrize("key", sorted(TABLE))
def test_nothing_is_filled_in_that_the_english_lacks(key):
    assert set(BLANK.findall(TABLE[key])) <= set(BLANK.findall(key))


def test_each_law_is_named_in_malayalam():
    laws = {law for indicator in load_indicators().values() for law in indicator.law}
    assert [law for law in laws if LATIN.search(words("ml").said(law))] == []


@pytest.mark.parametrize(
    ("english", "malayalam", "why"),
    [
        ("There is no such page.", "അങ്ങനെയൊരു പേജില്ല.", "a sentence as it is"),
        ("'x' is no date.", "'x' എന്നത് തീയതിയല്ല.", "what was typed stays"),
        (
            "The role auditor may not search.",
            "ഓഡിറ്റർ എന്ന ചുമതലയിലുള്ളവർക്ക് ഇതിന് അനുവാദമില്ല: തിരയൽ.",
            "codes have names",
        ),
        ("Nobody has said this.", "Nobody has said this.", "better in English than not at all"),
    ],
    ids=lambda value: value[:20],
)
def test_sentences_are_said_in_malayalam(english, malayalam, why):
    assert words("ml").said(english) == malayalam, why
    assert words("en").said(english) == english


def test_both_parts_of_a_trouble_are_said():
    trouble = Trouble("'x' is no date.", "Write it like 2026-11-24.")
    assert words("ml").trouble(trouble) == "'x' എന്നത് തീയതിയല്ല. 2026-11-24 എന്ന രൂപത്തിൽ എഴുതുക."
    assert words("en").trouble(trouble) == "'x' is no date. Write it like 2026-11-24."
