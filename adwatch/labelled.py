"""Labelled postings: what a person found in a posting, to measure adwatch against.

The one type and the one reader of such files; docs/evaluation.md describes the format. What a
posting does not label is not judged. Other common forms of the same facts are accepted: labels
under `expected` or `labels`, mentions as `{"phone": ["+91..."]}` or as keys beside the text, kinds
in the plural, names of languages.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import Field, ValidationError, computed_field, field_validator, model_validator

from adwatch.errors import Trouble
from adwatch.model import Category, Frozen, MentionKind, Posting

KINDS: tuple[MentionKind, ...] = get_args(MentionKind)
LABELS = ("mentions", "lang", "district", "indicators", "category", "concern")
_KEYS = {
    "content": "text", "body": "text", "description": "text", "ad": "text", "headline": "title",
    "language": "lang", "entities": "mentions", "suspicious": "concern",
}  # fmt: skip
_KIND_NAMES: dict[str, str] = {
    **{kind: kind for kind in KINDS},
    **{f"{kind}s": kind for kind in KINDS},
    "cryptos": "crypto", "nationalities": "nationality", "telephone": "phone", "mobile": "phone",
    "phone_number": "phone", "phone_numbers": "phone", "location": "place", "locations": "place",
    "person": "name", "persons": "name", "mail": "email", "license": "licence",
    "licenses": "licence", "website": "url", "link": "url", "links": "url", "upi_id": "upi",
    "social": "handle", "username": "handle",
}  # fmt: skip
_LANGUAGES = {
    "english": "en", "malayalam": "ml", "hindi": "hi", "tamil": "ta", "eng": "en", "mal": "ml",
    "hin": "hi", "tam": "ta", "manglish": "ml-Latn", "hinglish": "hi-Latn", "ml-latn": "ml-Latn",
    "hi-latn": "hi-Latn", "ml_latn": "ml-Latn", "hi_latn": "hi-Latn",
    "romanised malayalam": "ml-Latn", "romanized malayalam": "ml-Latn",
    "romanised hindi": "hi-Latn", "romanized hindi": "hi-Latn",
}  # fmt: skip
# A posting may carry these as facts of its own; they are labels inside `mentions` alone.
_OWN = {"location", "link", "website", "username", "name", "person", *Posting.model_fields}
_BESIDE = _KIND_NAMES.keys() - _OWN
_LISTED = ";"


class Label(Frozen):
    """One fact that a person found; `attributes` are judged only where they are given."""

    kind: MentionKind
    value: str = Field(min_length=1)
    raw: str = ""
    attributes: dict[str, str | int | float | bool | None] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _other_forms(cls, data: object) -> object:
        if not isinstance(data, Mapping):
            return data
        given = {"kind": data.get("type"), **data}
        given["kind"] = _KIND_NAMES.get(str(given["kind"]).lower(), given["kind"])
        value = given.get("value", given.get("raw", given.get("text")))
        known = {"kind", "type", "value", "raw", "text", "attributes", "field", "start", "end"}
        more = {key: each for key, each in given.items() if key not in known}
        return {
            "kind": given["kind"],
            "value": _written(value),
            "raw": str(given.get("raw") or ""),
            "attributes": {**(given.get("attributes") or {}), **more},
        }


class Labelled(Frozen):
    """A posting with its labels; None where a label is not given.

    `disguise` says how the contact is hidden; `unread` names the keys that mean nothing here.
    """

    id: str
    title: str = ""
    text: str = ""
    lang: str | None = None
    district: str | None = None
    mentions: tuple[Label, ...] | None = None
    indicators: tuple[str, ...] | None = None
    category: Category | None = None
    concern: bool | None = None
    disguise: str = ""
    unread: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _other_forms(cls, data: object) -> object:
        return _usual_form(data) if isinstance(data, Mapping) else data

    @field_validator("lang")
    @classmethod
    def _code(cls, lang: str | None) -> str | None:
        return lang and _LANGUAGES.get(lang.lower(), lang)

    @property
    def posting(self) -> Posting:
        """The posting without its labels."""
        return Posting(id=self.id, title=self.title, text=self.text)


class Score(Frozen):
    """How often something was right, wrong (found, not so) and missed, and what follows."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def precision(self) -> float:
        """Share of the found that is right; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def recall(self) -> float:
        """Share of the expected that was found; 1 where nothing was expected."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Figure(Score):
    """A score under its heading, as `adwatch evaluate` prints it."""

    table: str
    name: str


def below(figures: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """Return a sentence for each judged figure that is below its floor."""
    return [
        f"{name} is {figures[name]:.3f}, its floor is {floor}"
        for name, floor in floors.items()
        if name in figures and figures[name] < floor
    ]


def load_labelled(path: Path) -> list[Labelled]:
    """Return the labelled postings of a JSON Lines, JSON, YAML or CSV file.

    Raises:
        Trouble: the file cannot be read or a record does not fit; names file, line and key.

    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{path}: cannot be read ({error}).", "Check its path and rights.") from error
    read = _READERS.get(path.suffix.lower(), _json)
    rows = [_row(where, record) for where, record in read(text, path)]
    if not rows:
        raise Trouble(f"{path}: holds no posting.", "See docs/evaluation.md for the format.")
    return rows


def _row(where: str, record: object) -> Labelled:
    number = where.rsplit(":", 1)[-1].split()[-1]
    try:
        row = Labelled.model_validate(
            {"id": number, **record} if isinstance(record, Mapping) else record
        )
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        key = ".".join(map(str, problem["loc"]))
        raise Trouble(
            f"{where}: {key + ': ' if key else ''}{problem['msg']}.",
            "See docs/evaluation.md for the format.",
        ) from error
    if all(getattr(row, label) is None for label in LABELS):
        raise Trouble(f"{where}: carries no label.", f"Give one of {', '.join(LABELS)}.")
    return row


def _usual_form(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record in the form that docs/evaluation.md describes."""
    flat: dict[str, Any] = {}
    for key, value in data.items():
        nested = key in ("expected", "labels") and isinstance(value, Mapping)
        flat |= dict(value) if nested else {key: value}
    usual = {_KEYS.get(key, key): value for key, value in flat.items()}
    beside = {key: value for key, value in usual.items() if key in _BESIDE}
    mentions = _mentions(usual.get("mentions")) + _mentions(beside)
    read = {key: usual[key] for key in Labelled.model_fields if usual.get(key) is not None}
    read["id"] = str(read.get("id", ""))
    if mentions or usual.get("mentions") is not None:
        read["mentions"] = mentions
    known = {*Labelled.model_fields, *_OWN, *_BESIDE}
    return {**read, "unread": tuple(key for key in usual if key not in known)}


def _mentions(given: object) -> list[object]:
    """Return mentions as a list, whether they are listed or grouped by kind."""
    if not isinstance(given, Mapping):
        return list(given) if isinstance(given, list | tuple) else []
    return [
        {"kind": kind, **each} if isinstance(each, Mapping) else {"kind": kind, "value": each}
        for kind, values in given.items()
        for each in (values if isinstance(values, list | tuple) else [values])
        if each not in (None, "")
    ]


def _written(value: object) -> object:
    """Return a number as it would be written: 25000.0 is "25000"."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) or value is None else str(value)


Record = tuple[str, Any]


def _lines(text: str, path: Path) -> Iterator[Record]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield f"{path}:{number}", _decoded(line, f"{path}:{number}")


def _json(text: str, path: Path) -> Iterator[Record]:
    """Read one JSON array, or JSON Lines where the file is none."""
    if not text.lstrip().startswith("["):
        yield from _lines(text, path)
        return
    for number, record in enumerate(_decoded(text, str(path)), 1):
        yield f"{path}: item {number}", record


def _decoded(text: str, where: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        line = f"{where}:{error.lineno}" if error.lineno > 1 else where
        raise Trouble(f"{line}: not valid JSON ({error.msg}).", "Mend that line.") from error


def _yaml(text: str, path: Path) -> Iterator[Record]:
    """Read a list, alone or under `postings`."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Trouble(f"{path}:{line}: not valid YAML ({error.problem}).", "Mend it.") from error
    if isinstance(data, Mapping) and isinstance(root, yaml.MappingNode):
        root = next((value for key, value in root.value if key.value == "postings"), None)
        data = data.get("postings")
    if not isinstance(root, yaml.SequenceNode):
        raise Trouble(f"{path}:1: not a list of postings.", "See docs/evaluation.md.")
    for node, record in zip(root.value, data, strict=True):
        yield f"{path}:{node.start_mark.line + 1}", record


def _csv(text: str, path: Path) -> Iterator[Record]:
    """Read a table with a heading; several values of one cell stand between semicolons."""
    reader = csv.DictReader(text.splitlines(keepends=True))
    for record in reader:
        yield f"{path}:{reader.line_num}", dict(_cells(record.items()))


def _cells(cells: Iterable[tuple[str, str | None]]) -> Iterator[tuple[str, Any]]:
    for key, cell in cells:
        listed = key in _BESIDE or key == "indicators"
        if cell or listed:
            parts = [part.strip() for part in (cell or "").split(_LISTED) if part.strip()]
            yield key, parts if listed else cell


_READERS: dict[str, Callable[[str, Path], Iterator[Record]]] = {
    ".jsonl": _lines, ".ndjson": _lines, ".json": _json,
    ".yml": _yaml, ".yaml": _yaml, ".csv": _csv,
}  # fmt: skip
