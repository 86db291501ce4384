"""The fields that a query may name, and what a value of each is: `phone:98470 12345`, `age:<21`."""

import re
from collections.abc import Callable
from typing import Any, Literal, NamedTuple, get_args

import phonenumbers
from luqum.tree import From, Item, Phrase, Range, To, Word

from adwatch.errors import Trouble
from adwatch.model import BANDS, DISTRICTS, Category
from enrichment.normalise import folded
from search.types import TIME_ZONE

Clause = dict[str, Any]

REGION = "IN"
_DATE = re.compile(r"\d{4}-\d\d-\d\d|now(-\d{1,4}[hdwMy])?")
_NUMBER = re.compile(r"\d{1,12}(\.\d+)?")


class Field(NamedTuple):
    """Where a field lies in the index, what kind of value it has and how a typed one is written.

    A `value` is found in capitals and small letters alike; for a `key`, of which the index has as
    many as postings, that would mean reading all keys: it is found as typed or in small letters.
    """

    path: str
    kind: Literal["value", "key", "words", "number", "date"] = "value"
    normal: Callable[[str], str] = str.strip


def field_leaf(name: str, node: Item) -> Clause:
    """Return the clause of one value (a word, phrase or range) of a field.

    Raises:
        Trouble: there is no such field, or the value does not fit it.

    """
    field = _known(name)
    match node:
        case Word(value="*"):
            return {"exists": {"field": field.path}}
        case Word() if node.has_wildcard():
            return _beginning(name, field, node.value)
        case Word(value=value):
            return _equal(name, field, value)
        case Phrase(value=value):
            return _equal(name, field, unquoted(value))
        case Range() | From() | To() if field.kind in ("number", "date"):
            return _range(name, field, node)
        case _:
            raise Trouble(
                f"{str(node).strip()!r} is no value of '{name}'.",
                f'Write a word or a phrase: {name}:word, {name}:"two words".',
            )


def quoted(value: str) -> str:
    """Return a value as a phrase of the query language, whatever letters it has."""
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


def unquoted(phrase: str) -> str:
    """Return what stands between the quotation marks of a phrase."""
    return re.sub(r"\\(.)", r"\1", phrase[1:-1], flags=re.DOTALL)


def _known(name: str) -> Field:
    if name not in FIELDS:
        raise Trouble(
            f"There is no field '{name}'; the fields are {', '.join(sorted(FIELDS))}.",
            f'To look for the words as they are, put them in quotation marks: "{name}:…".',
        )
    return FIELDS[name]


def _equal(name: str, field: Field, value: str) -> Clause:
    match field.kind:
        case "words":
            return {"match_phrase": {field.path: folded(value)}}
        case "value":
            wanted = field.normal(value)
            return {"term": {field.path: {"value": wanted, "case_insensitive": True}}}
        case "key":
            wanted = field.normal(value)
            return {"terms": {field.path: sorted({wanted, wanted.lower()})}}
        case "number":
            return {"term": {field.path: _bound(name, field, value)}}
        case "date":
            day = _bound(name, field, value)
            return _date_range(field, {"gte": day, "lt": f"{day}||+1d/d"})


def _beginning(name: str, field: Field, value: str) -> Clause:
    start = value.removesuffix("*")
    if not start or re.search(r"[*?]", start) or field.kind in ("number", "date"):
        raise Trouble(
            f"'{name}:{value}' cannot be looked for.", f"Write the beginning: {name}:abc*."
        )
    if field.kind == "words":
        return {"prefix": {field.path: folded(start)}}
    return {"prefix": {field.path: {"value": start, "case_insensitive": True}}}


def _range(name: str, field: Field, node: Range | From | To) -> Clause:
    limits = {}
    if isinstance(node, Range | From):
        low = node.low if isinstance(node, Range) else node.a
        inclusive = node.include_low if isinstance(node, Range) else node.include
        limits["gte" if inclusive else "gt"] = low.value
    if isinstance(node, Range | To):
        high = node.high if isinstance(node, Range) else node.a
        inclusive = node.include_high if isinstance(node, Range) else node.include
        limits["lte" if inclusive else "lt"] = high.value
    bounds = {key: _bound(name, field, value) for key, value in limits.items() if value != "*"}
    return _date_range(field, bounds) if field.kind == "date" else {"range": {field.path: bounds}}


def _date_range(field: Field, bounds: dict[str, str]) -> Clause:
    return {"range": {field.path: {**bounds, "time_zone": TIME_ZONE}}}


def _bound(name: str, field: Field, value: str) -> str:
    value = value.strip('"')
    pattern, example = (_DATE, "2026-11-24 or now-7d") if field.kind == "date" else (_NUMBER, "18")
    if not pattern.fullmatch(value):
        raise Trouble(f"'{value}' is no value of '{name}'.", f"Write it like {example}.")
    return value


def _phone(value: str) -> str:
    """Return the number in E.164 (`+919847012345`), as the index has it."""
    try:
        number = phonenumbers.parse(value, REGION)
    except phonenumbers.NumberParseException as error:
        raise Trouble(f"'{value}' is no phone number.", "Write it like 98470 12345.") from error
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _one_of(what: str, values: tuple[str, ...]) -> Callable[[str], str]:
    by_folded = {value.casefold(): value for value in values}

    def normal(value: str) -> str:
        if value.casefold() not in by_folded:
            raise Trouble(f"'{value}' is no {what}; choose from {', '.join(values)}.")
        return by_folded[value.casefold()]

    return normal


FIELDS: dict[str, Field] = {
    "title": Field("folded_title", "words"),
    "text": Field("folded_text", "words"),
    "phone": Field("found.phone", "key", normal=_phone),
    "email": Field("found.email", "key"),
    "handle": Field("found.handle", "key"),
    "upi": Field("found.upi", "key"),
    "crypto": Field("found.crypto", "key"),
    "contact": Field("contact", "key"),
    "name": Field("found.name"),
    "place": Field("found.place"),
    "licence": Field("found.licence"),
    "age": Field("found.age", "number"),
    "height": Field("found.height", "number"),
    "looks": Field("found.feature"),
    "nationality": Field("found.nationality"),
    "speaks": Field("found.spoken"),
    "shift": Field("found.shift"),
    "price": Field("found.price", "number"),
    "reviewed": Field("found.review", "key"),
    "district": Field("district", normal=_one_of("district of Kerala", DISTRICTS)),
    "band": Field("band", normal=_one_of("band", BANDS)),
    "category": Field("category", normal=_one_of("category", get_args(Category))),
    "indicator": Field("indicator"),
    "source": Field("source"),
    "platform": Field("platform"),
    "lang": Field("lang"),
    "author": Field("author"),
    "id": Field("id", "key"),
    "capture": Field("captures", "key"),
    "picture": Field("picture", "key"),
    "network": Field("network", "key"),
    "campaign": Field("campaign", "key"),
    "review": Field("review.verdict"),
    "tag": Field("review.tags"),
    "assigned": Field("review.assigned"),
    "seen": Field("first_seen", "date"),
    "posted": Field("posted_at", "date"),
}
