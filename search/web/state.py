"""The search page's whole state as an address, and back: pure functions.

`/?q=words&band=high&not.lang=en&since=2026-11-01&sort=score&page=2`. Dates are days in Kerala,
both inclusive; `since` may also name a minute there (`2026-11-24T09:30`).
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Literal, get_args
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from adwatch.errors import Trouble
from search.types import Facet, Query, Selection, Sort

KERALA = ZoneInfo("Asia/Kolkata")
FACETS: tuple[Facet, ...] = get_args(Facet)
SORTS: tuple[Sort, ...] = get_args(Sort)
EXCLUDED = "not."
OPENED = "open"
Pair = tuple[str, str]
Choice = Literal["include", "exclude"]


def query_of(pairs: Iterable[Pair]) -> Query:
    """Return the query that an address asks; what it does not know it passes over.

    Raises:
        Trouble: a date, sort or page number cannot be read.

    """
    pairs = [(name, value.strip()) for name, value in pairs if value.strip()]
    last = dict(pairs)
    if last.get("sort", "newest") not in SORTS:
        raise Trouble(f"There is no order '{last['sort']}'.", f"Choose from {', '.join(SORTS)}.")
    if len(last.get("q", "")) > 2000:
        raise Trouble("The query is longer than 2,000 characters.", "Shorten it.")
    until = _day(last.get("until", ""))
    return Query.model_validate(
        {
            "text": last.get("q", ""),
            "include": _selection(pairs, ""),
            "exclude": _selection(pairs, EXCLUDED),
            "since": _moment(last.get("since", "")),
            "until": until + timedelta(days=1) if until else None,
            "twin": last.get("twin", "")[:40],
            "opened": tuple(facet for facet in FACETS if (OPENED, facet) in pairs),
            "sort": last.get("sort", "newest"),
            "page": _page(last.get("page", "1")),
        }
    )


def address(query: Query, path: str = "/") -> str:
    """Return the address of a query."""
    text = urlencode(pairs_of(query))
    return f"{path}?{text}" if text else path


def pairs_of(query: Query) -> list[Pair]:
    """Return the parameters of a query, leaving out what is as it always is."""
    pairs = [("q", query.text)] if query.text else []
    pairs += [(facet, value) for facet, values in query.include.items() for value in values]
    pairs += [
        (EXCLUDED + facet, value) for facet, values in query.exclude.items() for value in values
    ]
    pairs += [("since", since_of(query))] if query.since else []
    pairs += [("until", days(query)["until"])] if query.until else []
    pairs += [("twin", query.twin)] if query.twin else []
    pairs += [(OPENED, facet) for facet in query.opened]
    if query.sort != "newest":
        pairs.append(("sort", query.sort))
    if query.page > 1:
        pairs.append(("page", str(query.page)))
    return pairs


def days(query: Query) -> dict[str, str]:
    """Return `since` and `until` as days in Kerala, both inclusive."""
    until = query.until - timedelta(days=1) if query.until else None
    bounds = {"since": query.since, "until": until}
    return {
        name: f"{bound.astimezone(KERALA):%Y-%m-%d}" if bound else ""
        for name, bound in bounds.items()
    }


def since_of(query: Query) -> str:
    """Return `since` as an address writes it: a day, or a minute when it is not a day's first."""
    if query.since is None:
        return ""
    there = query.since.astimezone(KERALA)
    return f"{there:%Y-%m-%d}" if there.time() == time() else f"{there:%Y-%m-%dT%H:%M}"


def toggled(query: Query, choice: Choice, facet: Facet, value: str) -> Query:
    """Return the query with a facet's value added, or taken away where it was; on page 1."""
    before: Selection = getattr(query, choice)
    values = before.get(facet, ())
    now = tuple(v for v in values if v != value) if value in values else (*values, value)
    selection = {**before, facet: now} if now else {f: v for f, v in before.items() if f != facet}
    return query.model_copy(update={choice: selection, "page": 1})


def _selection(pairs: list[Pair], prefix: str) -> Selection:
    chosen: Selection = {}
    for facet in FACETS:
        values = tuple(dict.fromkeys(value for name, value in pairs if name == prefix + facet))
        if values:
            chosen[facet] = values
    return chosen


def _moment(text: str) -> datetime | None:
    day, _, clock = text.partition("T")
    start = _day(day)
    if start is None or not clock:
        return start
    try:
        minute = datetime.strptime(clock, "%H:%M").time()
    except ValueError as error:
        raise Trouble(f"'{text}' is no time.", "Write it like 2026-11-24T09:30.") from error
    return datetime.combine(start, minute, KERALA)


def _day(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.combine(datetime.strptime(text, "%Y-%m-%d"), time(), KERALA)
    except ValueError as error:
        raise Trouble(f"'{text}' is no date.", "Write it like 2026-11-24.") from error


def _page(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text[:6]) >= 1:
        raise Trouble(f"'{text}' is no page number.", "Write a number from 1.")
    return int(text[:6])
