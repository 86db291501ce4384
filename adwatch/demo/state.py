"""What the running town holds: the postings of its edition, and who asked for what."""

from collections import Counter, deque
from collections.abc import Sequence
from datetime import date, datetime, time
from time import monotonic

from pydantic import computed_field

from adwatch.demo.corpus import IST, Ad, Site
from adwatch.demo.editions import Edition, Listing, listings
from adwatch.model import Frozen

LOG_LENGTH = 20_000
PRIVATE = "/private/"


class Hit(Frozen):
    """One request; `at` is in seconds of a steady clock, to tell pauses between requests."""

    at: float
    method: str
    target: str
    status: int
    agent: str


class Hits(Frozen):
    """Who asked for what since the last reset; `private` counts visits that robots.txt forbids."""

    requests: tuple[Hit, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> int:
        """How many requests came."""
        return len(self.requests)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def private(self) -> int:
        """How many of them robots.txt had asked not to make."""
        return sum(hit.target.startswith(PRIVATE) for hit in self.requests)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def paths(self) -> dict[str, int]:
        """How often each path with its query was asked for."""
        return dict(Counter(hit.target for hit in self.requests))


class Town:
    """The postings of one edition, with dates counted from `today`."""

    def __init__(
        self, ads: Sequence[Ad], editions: Sequence[Edition], today: date, edition: int = 1
    ) -> None:
        """Open the town in the given edition."""
        self._ads = ads
        self._editions = editions
        self.today = today
        self.hits: deque[Hit] = deque(maxlen=LOG_LENGTH)
        self.move_to(edition)

    @property
    def last_edition(self) -> int:
        """The highest edition that the town knows."""
        return max((edition.edition for edition in self._editions), default=1)

    def move_to(self, edition: int) -> None:
        """Let the town be what it is in that edition.

        Raises:
            ValueError: the town has no such edition.

        """
        if not 1 <= edition <= self.last_edition:
            raise ValueError(f"the town has editions 1 to {self.last_edition}, not {edition}")
        self.edition = edition
        self._held = listings(self._ads, self._editions, edition)

    def find(self, site: Site, name: str) -> Listing | None:
        """Return a site's ad by its id, removed ones too."""
        listing = self._held.get(name)
        return listing if listing and listing.ad.site == site else None

    def on_site(self, site: Site) -> list[Listing]:
        """Return what a site shows, newest first."""
        shown = [item for item in self._held.values() if item.ad.site == site and not item.removed]
        return sorted(shown, key=lambda item: (self.posted(item), item.ad.id), reverse=True)

    def posted(self, listing: Listing) -> datetime:
        """Return when an ad was posted."""
        return listing.ad.posted_at(self.today)

    def edited(self, listing: Listing) -> datetime | None:
        """Return when an ad was last changed, or None if it stands as posted."""
        if listing.revision == listing.ad.edition:
            return None
        return datetime.combine(self.today, time(0, listing.revision), IST)

    def record(self, method: str, target: str, status: int, agent: str) -> None:
        """Note a request that was answered."""
        hit = Hit(at=monotonic(), method=method, target=target, status=status, agent=agent)
        self.hits.append(hit)
