"""The query language: what a person types, as a clause of Elasticsearch and as words to mark.

AND OR NOT ( ) - "a phrase" "near words"~5 fuzzy~ begin* field:value age:[18 TO 21]. Words without
an operator must all match. Everything is folded as the index is, so any script finds any other; a
phone number in any usual form finds the number. What cannot be read is answered with a sentence.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import phonenumbers
from luqum.exceptions import IllegalCharacterError, ParseSyntaxError
from luqum.thread import parse as parse_tree
from luqum.tree import (
    AndOperation,
    BaseGroup,
    Fuzzy,
    Item,
    Not,
    OrOperation,
    Phrase,
    Plus,
    Prohibit,
    Proximity,
    SearchField,
    UnknownOperation,
    Word,
)

from adwatch.errors import Trouble
from enrichment.normalise import folded
from search.fields import REGION, field_leaf, unquoted

Clause = dict[str, Any]

WORD_FIELDS = ("folded_title", "folded_text", "folded_facts")
BOOSTS = ("folded_title^3", "folded_text", "folded_facts")
MAX_DEPTH = 20
MAX_TERMS = 100
MIN_PREFIX = 2
_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")', re.DOTALL)
_QUOTES = str.maketrans("“”„‟«»＂", '"' * 7)


class Parsed(NamedTuple):
    """A clause, and a pattern of the folded text that shows what was asked for (None: nothing)."""

    clause: Clause
    marks: re.Pattern[str] | None


def parse(text: str) -> Parsed:
    """Read a query.

    Raises:
        Trouble: it cannot be read or asks too much; one sentence says why.

    """
    text = _unquoted_parts(text, lambda part: part.translate(_QUOTES))
    text = _unquoted_parts(text, _phones_as_fields).strip()
    if not text:
        return Parsed({"match_all": {}}, None)
    tree = _tree(text)
    _refuse_too_much(tree)
    patterns = sorted(set(_marks(tree)), key=len, reverse=True)
    marks = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)") if patterns else None
    return Parsed(_clause(tree, _words_clause), marks)


def _tree(text: str) -> Item:
    try:
        return parse_tree(text)
    except IllegalCharacterError as error:
        raise _mistake(
            f"The query cannot be read from {_place(error)}.",
            "Close each quotation mark, and write no backslash.",
        ) from error
    except ParseSyntaxError as error:
        raise _mistake(
            f"The query cannot be read: something is missing or too much at {_place(error)}.",
            "Close each parenthesis, and put a word on both sides of AND and OR.",
        ) from error


def _place(error: Exception) -> str:
    found = re.search(r"(?:unexpected|character)\s+'(.*)' at position (\d+)", str(error), re.DOTALL)
    return f"character {int(found[2]) + 1} ({found[1][:20]})" if found else "its end"


def _refuse_too_much(tree: Item) -> None:
    terms = 0
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        terms += isinstance(node, Word | Phrase)
        if depth > MAX_DEPTH:
            raise _mistake(f"The query is nested more than {MAX_DEPTH} deep.", "Write it flatter.")
        if terms > MAX_TERMS:
            raise _mistake(f"The query has more than {MAX_TERMS} words.", "Split it in two.")
        waiting += [(child, depth + 1) for child in node.children]


def _clause(node: Item, leaf: Callable[[Item], Clause]) -> Clause:
    """Return the clause of a tree whose words and phrases are turned into clauses by `leaf`."""
    match node:
        case AndOperation() | UnknownOperation():
            return {"bool": {"must": [_clause(child, leaf) for child in node.children]}}
        case OrOperation():
            return {"bool": {"should": [_clause(child, leaf) for child in node.children]}}
        case Not() | Prohibit():
            return {"bool": {"must_not": [_clause(child, leaf) for child in node.children]}}
        case Plus() | BaseGroup():
            return _clause(node.children[0], leaf)
        case SearchField(name=name, expr=expression):
            return _clause(expression, partial(field_leaf, name))
        case _:
            return leaf(node)


def _words_clause(node: Item) -> Clause:
    match node:
        case Word(value="*"):
            raise _mistake("'*' alone would find everything.", "Leave the box empty for that.")
        case Word() if node.has_wildcard():
            return _prefix_clause(node.value)
        case Word(value=value):
            return _phrase_clause(_folded(value))
        case Phrase(value=value):
            return _phrase_clause(_folded(unquoted(value)))
        case Proximity(term=Phrase(value=value), degree=degree):
            return _phrase_clause(_folded(unquoted(value)), slop=int(degree))
        case Fuzzy(term=Word(value=value)):
            return _fuzzy_clause(_folded(value))
        case _:
            raise _mistake(
                f"{str(node).strip()!r} means nothing here.",
                'Put it in quotation marks to look for it as it is: "a/b".',
            )


def _phrase_clause(words: str, slop: int = 0) -> Clause:
    return {"multi_match": {"query": words, "type": "phrase", "slop": slop, "fields": BOOSTS}}


def _fuzzy_clause(word: str) -> Clause:
    return {
        "multi_match": {
            "query": word,
            "fields": BOOSTS,
            "fuzziness": "AUTO",
            "prefix_length": 1,
            "operator": "and",
        }
    }


def _prefix_clause(value: str) -> Clause:
    start = folded(value.removesuffix("*"))
    if "*" in start or "?" in start:
        raise _mistake(
            f"'{value}' has a wildcard that is not at its end.", "Write the beginning: kutt*."
        )
    if len(start) < MIN_PREFIX:
        raise _mistake(f"'{value}' is too short a beginning.", f"Write {MIN_PREFIX} letters.")
    return {"dis_max": {"queries": [{"prefix": {field: start}} for field in WORD_FIELDS]}}


def _folded(value: str) -> str:
    words = folded(value)
    if not any(_is_looked_for(letter) for letter in words):
        raise _mistake(f"{value!r} has no letter or digit to look for.", "Leave it out.")
    return words


def _is_looked_for(letter: str) -> bool:
    """Whether the index keeps it: letters, digits and emoji."""
    return letter.isalnum() or unicodedata.category(letter) == "So"


def _marks(node: Item) -> Iterator[str]:
    """Yield patterns of the folded words that a person wants to see marked."""
    match node:
        case Not() | Prohibit() | SearchField():
            return
        case Word(value=value) if node.has_wildcard():
            yield re.escape(folded(value.rstrip("*"))) + r"\w*"
        case Word(value=value):
            yield _pattern(value)
        case Phrase(value=value):
            yield _pattern(unquoted(value))
        case _:
            for child in node.children:
                yield from _marks(child)


def _pattern(value: str) -> str:
    return r"\W+".join(re.escape(word) for word in re.findall(r"\w+", folded(value)))


def _unquoted_parts(text: str, change: Callable[[str], str]) -> str:
    """Return the text with what stands outside quotation marks changed."""
    parts = _QUOTED.split(text)
    parts[::2] = [change(part) for part in parts[::2]]
    return "".join(parts)


def _phones_as_fields(text: str) -> str:
    """Write each phone number as a field, whatever form it has."""
    for match in reversed(list(phonenumbers.PhoneNumberMatcher(text, REGION))):
        before = text[: match.start].removesuffix("phone:")
        e164 = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        text = f'{before}phone:"{e164}"{text[match.end :]}'
    return text


def _mistake(what: str, remedy: str) -> Trouble:
    return Trouble(what, remedy)
