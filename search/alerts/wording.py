"""The words of the digest mail: one file a language, and none may lack what another has."""

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field

from adwatch import yamlfile
from adwatch.model import Band, Category, Frozen
from search.alerts.units import Language

FOLDER = Path(__file__).parent / "languages"
KERALA = ZoneInfo("Asia/Kolkata")


class Counted(Frozen):
    """A phrase for one and for many."""

    one: str
    many: str

    def of(self, n: int) -> str:
        """Return the phrase for n things."""
        return self.one if n == 1 else self.many.format(n=n)


class Wording(Frozen):
    """All phrases of the mail in one language; `{…}` in a phrase is filled in by `compose`."""

    language: Language
    provenance: str
    subject: str
    leads: Counted
    high: Counted
    date: str
    time: str
    months: tuple[str, ...] = Field(min_length=12, max_length=12)
    bands: dict[Band, str]
    band: str
    districts: dict[str, str]
    no_district: str
    no_category: str
    categories: dict[Category, str]
    intro: str
    no_title: str
    first_seen: str
    source: str
    against: str
    contact: str
    no_contact: str
    open: str
    all: str
    more: Counted
    above: Counted
    copies: Counted
    withheld_title: str
    withheld: str
    proof: str
    care: str
    change: str

    def day(self, moment: datetime) -> str:
        """Return the date in Kerala."""
        there = moment.astimezone(KERALA)
        month = self.months[there.month - 1]
        return self.date.format(day=there.day, month=month, year=there.year)

    def moment(self, moment: datetime) -> str:
        """Return date and time in Kerala."""
        clock = f"{moment.astimezone(KERALA):%H:%M}"
        return self.time.format(date=self.day(moment), clock=clock)

    def district(self, name: str) -> str:
        """Return a district's name; an empty one is said, not hidden."""
        return self.districts.get(name, name) if name else self.no_district


@cache
def wording(language: Language) -> Wording:
    """Return the phrases of a language.

    Raises:
        Trouble: the file lacks a phrase or has one too many; names file, line and key.

    """
    return yamlfile.load(FOLDER / f"{language}.yml", Wording)
