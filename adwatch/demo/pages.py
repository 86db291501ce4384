"""Answers of the town's pages: templates, validators (ETag, Last-Modified) and 304 (RFC 9110)."""

import hashlib
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from adwatch.demo.corpus import Section
from adwatch.demo.state import Town

TITLES: dict[Section, str] = {
    "rooms": "Rooms and houses",
    "vehicles": "Vehicles",
    "electronics": "Phones and electronics",
    "home": "Home and furniture",
    "farm": "Farm and fish",
    "pets": "Pets",
    "jobs": "Jobs",
    "domestic": "House help",
    "overseas": "Jobs abroad",
    "services": "Services",
    "wellness": "Massage and Ayurveda",
    "tuition": "Tuition",
    "matrimonial": "Matrimonial",
    "friends": "Friends and dating",
    "events": "Events",
    "lost-found": "Lost and found",
    "community": "Community",
}


def ago(day: date, today: date) -> str:
    """Return a day as the sites write it on a card."""
    days = (today - day).days
    if days < 1:
        return "Today"
    if days == 1:
        return "Yesterday"
    return f"{days} days ago" if days < 14 else f"{days // 7} weeks ago"


def spaced(number: str) -> str:
    """Return an E.164 number as the sites print it: an Indian one without its country code."""
    if not number.startswith("+91"):
        return number
    digits = number.removeprefix("+91")
    return f"{digits[:5]} {digits[5:]}" if digits[0] in "6789" else f"0{digits}"


_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals["titles"] = TITLES
_environment.filters["spaced"] = spaced


def town_of(request: Request) -> Town:
    """Return the town that the request came to."""
    town: Town = request.app.state.town
    return town


def render(template: str, request: Request, **values: object) -> str:
    """Return a template's page; dates are told from the town's reference date."""
    town = town_of(request)
    return _environment.get_template(template).render(
        town=town, ago=lambda moment: ago(moment.date(), town.today), **values
    )


def answer(
    request: Request,
    body: str,
    *,
    kind: str = "text/html",
    modified: datetime | None = None,
    status: int = 200,
) -> Response:
    """Return the body with its validators, or 304 where the asker has it already."""
    data = body.encode()
    headers = {"ETag": f'"{hashlib.sha256(data).hexdigest()[:16]}"', "Cache-Control": "no-cache"}
    if modified:
        headers["Last-Modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
    if status == 200 and _is_known(request, headers["ETag"], modified):
        return Response(status_code=304, headers=headers)
    return Response(data, status_code=status, headers=headers, media_type=kind)


def with_query(path: str, **values: str | int) -> str:
    """Return the path with those of the values that are set."""
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{path}?{query}" if query else path


def _is_known(request: Request, etag: str, modified: datetime | None) -> bool:
    asked = request.headers.get("if-none-match")
    if asked is not None:
        return etag in asked or asked.strip() == "*"
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return modified <= parsedate_to_datetime(since)
    except ValueError:
        return False
