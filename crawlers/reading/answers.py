"""Reads the JSON answers of platforms' public interfaces into types."""

import json
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from crawlers.draft import Unreadable
from crawlers.reading.markup import document, text_of

T = TypeVar("T")


def load(body: str) -> Any:  # noqa: ANN401 - that is what JSON is
    """Return the JSON of an answer.

    Raises:
        Unreadable: it is none, or an error of the server.

    """
    try:
        data = json.loads(body)
    except ValueError as error:
        raise Unreadable("not JSON") from error
    refusal = data.get("error") if isinstance(data, dict) else None
    if refusal:
        told = refusal if isinstance(refusal, dict) else data
        raise Unreadable(f"an error of the server ({told.get('message') or refusal})")
    return data


def fit(data: object, shape: TypeAdapter[T], what: str) -> T:
    """Return JSON as a type.

    Raises:
        Unreadable: it does not fit; names what was expected and where it differs.

    """
    try:
        return shape.validate_python(data)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in problem["loc"]) or "at its top"
        raise Unreadable(f"not {what} ({place}: {problem['msg']})") from error


def plain(html: str) -> str:
    """Return the words of a piece of HTML that stands inside an answer."""
    return text_of(document(f"<div>{html}</div>")) if html else ""
