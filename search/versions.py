"""The words that a posting had over time: pure functions.

An advertiser who is warned changes an age or a number, so what stood there before is kept. While a
posting never had other words, the index holds their first capture (`worded_at`) and no list, since
that would only say them twice.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pydantic import AwareDatetime

from adwatch.model import Frozen, Posting
from search.protect import PROTECTED_BY, is_protected

VERSIONS_FIELD = "versions"
WORDED_FIELD = "worded_at"
MOST_VERSIONS = 20
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Version(Frozen):
    """Title and text as they were first captured; `protected` as `search.protect` has it."""

    version: str
    title: str = ""
    text: str = ""
    captured_at: AwareDatetime | None = None
    protected: bool = False


def version_of(posting: Posting) -> Version:
    """Return the words of a posting as a version."""
    return Version(
        version=posting.version,
        title=posting.title,
        text=posting.text,
        captured_at=posting.captured_at,
        protected=is_protected(posting),
    )


def versions_in(source: dict[str, Any]) -> tuple[Version, ...]:
    """Return all words that a stored document knows of, its own at least."""
    listed = source.get(VERSIONS_FIELD)
    if listed:
        return tuple(Version.model_validate(each) for each in listed)
    only = Version(
        version=source.get("version") or "",
        title=source.get("title") or "",
        text=source.get("text") or "",
        captured_at=source.get(WORDED_FIELD) or source.get("captured_at"),
        protected=PROTECTED_BY in (source.get("indicator") or ()),
    )
    return (only,)


def joined(known: Iterable[Version], fresh: Version) -> tuple[Version, ...]:
    """Return the versions with one more, the oldest first, each once with its first capture."""
    by_words: dict[str, Version] = {}
    for each in sorted((*known, fresh), key=lambda each: each.captured_at or LONG_AGO):
        before = by_words.setdefault(each.version, each)
        if each.protected and not before.protected:
            by_words[each.version] = before.model_copy(update={"protected": True})
    return tuple(by_words.values())[-MOST_VERSIONS:]


def fields_of(versions: tuple[Version, ...]) -> dict[str, Any]:
    """Return what the index keeps of them."""
    if len(versions) == 1:
        return {
            WORDED_FIELD: versions[0].model_dump(mode="json", include={"captured_at"})[
                "captured_at"
            ]
        }
    return {VERSIONS_FIELD: [version.model_dump(mode="json") for version in versions]}
