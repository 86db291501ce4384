"""Every type that crosses from one room to another.

All are frozen, refuse unknown fields and do no I/O. Times are aware and in UTC. Spans count Unicode
code points of the stored text: for a mention or finding with a span,
`getattr(posting, field)[start:end] == raw` holds, whatever normalising happened inside.
"""

import hashlib
from itertools import accumulate
from typing import Literal, Self, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

TextField = Literal["title", "text", "pictured"]
"""Where words stand: each is the name of an attribute of `Posting`."""
Band = Literal["none", "low", "medium", "high"]
Strength = Literal["strong", "medium", "weak", "counter"]
MentionKind = Literal[
    "phone",
    "email",
    "handle",
    "upi",
    "url",
    "crypto",
    "place",
    "price",
    "age",
    "name",
    "date",
    "licence",
    "height",
    "feature",
    "nationality",
    "spoken",
    "shift",
    "review",
]
Category = Literal[
    "sexual_services",
    "massage_spa",
    "escort_agency",
    "job_overseas",
    "job_domestic",
    "job_other",
    "marriage",
    "adoption",
    "surrogacy",
    "organ",
    "dating",
    "goods_or_property",
    "other",
]

District = Literal[
    "Alappuzha",
    "Ernakulam",
    "Idukki",
    "Kannur",
    "Kasaragod",
    "Kollam",
    "Kottayam",
    "Kozhikode",
    "Malappuram",
    "Palakkad",
    "Pathanamthitta",
    "Thiruvananthapuram",
    "Thrissur",
    "Wayanad",
]
DISTRICTS: tuple[District, ...] = get_args(District)
"""The districts of Kerala as the State spells them in English; the values of `Posting.district`."""
BANDS: tuple[Band, ...] = ("none", "low", "medium", "high")
FLAGGED: tuple[Band, ...] = ("medium", "high")
TEXT_FIELDS: tuple[TextField, ...] = get_args(TextField)
ID_LENGTH = 20
PICTURES_APART = "\n\n"


def stable_id(*parts: str) -> str:
    """Return 20 hex digits that depend on the parts alone: no clock and no randomness.

    Each part is preceded by its length, so ("ab", "c") and ("a", "bc") differ.
    """
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]


class Frozen(BaseModel):
    """Base of all types: immutable, and loud about fields that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Capture(Frozen):
    """One stored response: what was asked, what came back, and where it is kept as evidence.

    `sha256` is over the body as received (after transfer decoding, before content decoding), so a
    third party can check it against the WARC record. `file` is relative to the evidence root.
    """

    sha256: str
    url: str
    fetched_at: AwareDatetime
    status: int
    content_type: str = ""
    source: str
    run: str
    file: str
    offset: int
    kind: Literal["response", "rendered", "screenshot", "file"] = "response"


class Mention(Frozen):
    """A fact read from a posting: a contact, a place, an amount, an age, a name.

    `value` is normalised (E.164; `telegram:name`; a plain number; the English place name), `raw` is
    what stands in the text, `by` is the extractor. `attributes` hold what the kind needs:
    place: district, state, country (ISO 3166), lat, lon, role; price: currency, per; height (in
    centimetres) none; nationality: country, state; spoken: code (ISO 639); ...
    """

    kind: MentionKind
    value: str
    raw: str
    field: TextField
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    by: str
    attributes: dict[str, str | int | float | bool | None] = Field(default_factory=dict)


class Picture(Frozen):
    """One picture of a posting, and what was read from it.

    `text` holds the words that stand in the picture and then the payload of each of its `codes`
    (QR and the like), a line each. `phash` is a perceptual hash (256 bits in hex; empty for a
    picture that has too little to hash), `embedding` the base64 of a unit vector in
    little-endian float16: pictures that were cropped or mirrored stay near in it. `taken_at` (ISO
    8601, without a zone unless the camera states one), `camera`, `lat` and `lon` are what the
    file says of itself: easily forged. Of an `explicit` picture nothing but size and hashes is
    kept, and `kept` is false.
    """

    sha256: str
    url: str = ""
    kept: bool = True
    explicit: bool = False
    format: str = ""
    width: int = 0
    height: int = 0
    phash: str = ""
    embedding: str = ""
    text: str = ""
    codes: tuple[str, ...] = ()
    taken_at: str = ""
    camera: str = ""
    lat: float | None = None
    lon: float | None = None


class Finding(Frozen):
    """A sign to be looked at by an officer: an indicator with the exact words that show it.

    `weight` is what it adds to the posting's logit (negative for a counter-indicator). A
    corpus-scope finding names `postings` instead of a span.
    """

    indicator: str
    strength: Strength
    weight: float
    why: str
    field: TextField | None = None
    start: int | None = None
    end: int | None = None
    raw: str = ""
    law: tuple[str, ...] = ()
    postings: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _span_or_postings(self) -> Self:
        spanned = self.field is not None and self.start is not None and self.end is not None
        if spanned == bool(self.postings):
            raise ValueError("a finding has either a span (field, start, end) or linked postings")
        return self


class Addend(Frozen):
    """One term of a posting's score; all addends of a posting sum to the logit of its score."""

    term: str
    value: float


class Posting(Frozen):
    """One public posting, from the site's words to what adwatch made of them.

    `version` changes with the words, `id` never does. `first_seen` is when adwatch first met this
    id, `captured_at` when these words were fetched. `district` is the one Kerala district that the
    posting is routed to, with the words that decided it in `district_why`. `embedding` is the text
    encoder's unit vector of title and text: base64 of little-endian float16.
    """

    id: str
    version: str = ""
    source: str = ""
    url: str = ""
    platform: str = ""
    title: str = ""
    text: str = ""
    author: str = ""
    posted_at: AwareDatetime | None = None
    captured_at: AwareDatetime | None = None
    first_seen: AwareDatetime | None = None
    location_raw: str = ""
    price_raw: str = ""
    images: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    captures: tuple[str, ...] = ()
    lang: str = ""
    district: str = ""
    district_why: str = ""
    mentions: tuple[Mention, ...] = ()
    findings: tuple[Finding, ...] = ()
    category: Category | None = None
    addends: tuple[Addend, ...] = ()
    score: float = Field(default=0.0, ge=0.0, le=1.0)
    band: Band = "none"
    network: str = ""
    campaign: str = ""
    embedding: str = ""

    @property
    def shown_score(self) -> str:
        """The score in two digits; never 1.00, since no score makes a lead a certainty."""
        return f"{min(self.score, 0.99):.2f}"

    @property
    def pictured(self) -> str:
        """The words of all pictures, one picture after the other, an empty line between two."""
        return PICTURES_APART.join(picture.text for picture in self.pictures)

    @property
    def pictures_at(self) -> list[tuple[int, Picture]]:
        """Each picture with the place in `pictured` at which its words begin."""
        lengths = (len(picture.text) + len(PICTURES_APART) for picture in self.pictures)
        return list(zip(accumulate(lengths, initial=0), self.pictures, strict=False))

    @model_validator(mode="before")
    @classmethod
    def _version_of_the_words(cls, data: object) -> object:
        if isinstance(data, dict) and not data.get("version"):
            title, text = data.get("title", ""), data.get("text", "")
            if isinstance(title, str) and isinstance(text, str):
                return {**data, "version": stable_id(title, text)}
        return data


class Letter(Frozen):
    """A mail's words: the subject, and the same content as plain text and as HTML."""

    subject: str
    plain: str
    html: str


class Sighting(Frozen):
    """A known posting was met again unchanged, or was found gone, without being fetched anew."""

    id: str
    source: str
    seen_at: AwareDatetime
    gone: bool = False
