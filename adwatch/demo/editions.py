"""What changes in the town from one edition to the next: edited, sold and removed postings.

An edition stands for a day. Edition 1 is the corpus as written; each later one is a list of changes
in `editions.yml`. New postings carry their edition themselves.
"""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from adwatch import yamlfile
from adwatch.demo.corpus import Ad
from adwatch.model import Frozen

FILE = Path(__file__).parent / "editions.yml"


class Change(Frozen):
    """New words for one ad; what is left out stays as it was."""

    ad: str
    title: str | None = None
    text: str | None = None
    price: str | None = None


class Edition(Frozen):
    """The changes of one day; `sold` ads stay on the site marked so, `removed` ones answer 410."""

    edition: int = Field(ge=2)
    changed: tuple[Change, ...] = ()
    sold: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class EditionsFile(Frozen):
    """The file of all changes; `provenance` says where the words come from."""

    provenance: str = Field(min_length=1)
    editions: tuple[Edition, ...]


class Listing(Frozen):
    """An ad as the town shows it in one edition; `revision` is the edition that last changed it."""

    ad: Ad
    revision: int
    removed: bool = False


def load(path: Path = FILE) -> tuple[Edition, ...]:
    """Return the changes by edition.

    Raises:
        Trouble: the file cannot be read or does not fit.

    """
    return yamlfile.load(path, EditionsFile).editions


def listings(ads: Sequence[Ad], editions: Sequence[Edition], number: int) -> dict[str, Listing]:
    """Return what the town holds in edition `number`, by ad id.

    Raises:
        KeyError: a change names an ad that is not in the town by then.

    """
    held = {ad.id: Listing(ad=ad, revision=ad.edition) for ad in ads if ad.edition <= number}
    for edition in sorted(editions, key=lambda e: e.edition):
        if edition.edition <= number:
            _apply(held, edition)
    return held


def _apply(held: dict[str, Listing], edition: Edition) -> None:
    for change in edition.changed:
        words = change.model_dump(exclude={"ad"}, exclude_none=True)
        _revise(held, change.ad, edition.edition, **words)
    for name in edition.sold:
        _revise(held, name, edition.edition, sold=True)
    for name in edition.removed:
        held[name] = held[name].model_copy(update={"removed": True, "revision": edition.edition})


def _revise(held: dict[str, Listing], name: str, edition: int, **words: str | bool) -> None:
    ad = Ad.model_validate({**held[name].ad.model_dump(), **words})
    held[name] = Listing(ad=ad, revision=edition)
