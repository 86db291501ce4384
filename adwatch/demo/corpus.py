"""The demo town's postings with their reviewed labels, read from `postings/*.yml`.

The labels say what a trained officer would mark by reading that one posting: the indicators, the
category, the phone numbers. They are evaluation material, so they follow the guide in
`postings/README.md` and are checked against each other here.
"""

from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from adwatch import yamlfile
from adwatch.errors import Trouble
from adwatch.model import Category, District, Frozen

FOLDER = Path(__file__).parent / "postings"
IST = timezone(timedelta(hours=5, minutes=30), "IST")

Site = Literal["ads", "bazaar", "social"]
Lang = Literal["en", "ml", "hi", "ta", "ml-Latn", "hi-Latn"]
Section = Literal[
    "rooms",
    "vehicles",
    "electronics",
    "home",
    "farm",
    "pets",
    "jobs",
    "domestic",
    "overseas",
    "services",
    "wellness",
    "tuition",
    "matrimonial",
    "friends",
    "events",
    "lost-found",
    "community",
]
Sign = Literal[
    "movement",
    "multiple_persons",
    "third_party_control",
    "restricted_movement",
    "youth",
    "minor",
    "nationality_as_feature",
    "client_restriction",
    "risky_services",
    "constant_availability",
    "front_business",
    "coded_language",
    "unlicensed_recruiter",
    "excess_fee",
    "wrong_visa",
    "chat_only_contact",
    "too_good_offer",
    "scam_compound",
    "gulf_domestic",
    "document_retention",
    "debt_bondage",
    "targets_vulnerable",
    "bonded_labour",
    "child_labour",
    "marriage_broker",
    "adoption_sale",
    "surrogacy_offer",
    "organ_sale",
    "forced_begging",
    "urgency_pressure",
    "obfuscated_contact",
    "recruits_for_adult",
    "safety_practice",
    "licensed_recruiter",
]
"""The indicators that one posting can show by itself (no corpus-scope ones)."""

SIGNS: tuple[Sign, ...] = get_args(Sign)
COUNTERS: frozenset[Sign] = frozenset({"safety_practice", "licensed_recruiter"})
Number = Annotated[str, Field(pattern=r"^\+[1-9]\d{7,14}$")]
"""A telephone number as E.164."""


class Ad(Frozen):
    """One posting of the town as its site shows it, and what a trained officer marks in it.

    `posted` is a day before the town's reference date and a local time ("-3 10:15"). `contact` is
    the number of the site's contact block or "show number" button, `phones` are the numbers that
    stand in title or text. `copy_of` names the ad whose words this one repeats under another name,
    place or number. `edition` is the town's edition from which on the ad is there.
    """

    id: str = Field(pattern=r"^[abs]\d{3}$")
    site: Site
    section: Section
    lang: Lang
    posted: str = Field(pattern=r"^(0|-[1-9]\d?) ([01]\d|2[0-3]):[0-5]\d$")
    author: str = Field(min_length=1)
    place: str = ""
    district: District | Literal[""] = ""
    price: str = ""
    title: str = ""
    text: str = Field(min_length=1)
    contact: Number | Literal[""] = ""
    sold: bool = False
    edition: int = Field(default=1, ge=1)
    concern: bool = False
    category: Category
    indicators: tuple[Sign, ...] = ()
    phones: tuple[Number, ...] = ()
    copy_of: str = ""

    @model_validator(mode="after")
    def _labels_agree(self) -> Self:
        if not self.id.startswith(self.site[0]):
            raise ValueError(f"the id of an ad of {self.site} begins with {self.site[0]}")
        if bool(self.title) == (self.site == "social"):
            raise ValueError("an ad has a title, a status of the microblog has none")
        if self.concern and not set(self.indicators) - COUNTERS:
            raise ValueError("a posting of concern shows at least one indicator")
        return self

    def posted_at(self, today: date) -> datetime:
        """Return when the ad was posted, in Indian time, counted from the reference date."""
        days, clock = self.posted.split(" ")
        day = today + timedelta(days=int(days))
        return datetime.combine(day, time.fromisoformat(clock), IST)


class PostingsFile(Frozen):
    """One file of postings; `provenance` says where the words come from."""

    provenance: str = Field(min_length=1)
    postings: tuple[Ad, ...]


def load(folder: Path = FOLDER) -> tuple[Ad, ...]:
    """Return all ads of a folder's files, ordered by id.

    Raises:
        Trouble: a file does not fit, an id is used twice, or `copy_of` names no ad.

    """
    ads: dict[str, Ad] = {}
    for path in sorted(folder.glob("*.yml")):
        for ad in yamlfile.load(path, PostingsFile).postings:
            if ad.id in ads:
                raise Trouble(
                    f"{path}: the id {ad.id} is used twice.", "Give one of them another id."
                )
            ads[ad.id] = ad
    _check_copies(ads)
    return tuple(ads[name] for name in sorted(ads))


def _check_copies(ads: dict[str, Ad]) -> None:
    for ad in ads.values():
        if ad.copy_of and ad.copy_of not in ads:
            raise Trouble(
                f"The ad {ad.id} is a copy of {ad.copy_of}, which is no ad.", "Mend copy_of."
            )
