"""The parts of a source file: budget, browser steps, selectors and promises."""

from pydantic import BaseModel, ConfigDict, Field

from crawlers.checks import Expression


class Described(BaseModel):
    """Base of the parts of a source file: immutable, loud about unknown keys, documented."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Budget(Described):
    """Where a crawl stops, whatever the site goes on to offer."""

    pages: int = Field(default=3000, ge=1)
    """Most pages fetched in one crawl."""
    lists: int = Field(default=1000, ge=1)
    """Most list pages followed one after the other from one start address."""
    megabytes: int = Field(default=300, ge=1)
    """Most megabytes received in one crawl."""
    minutes: int = Field(default=120, ge=1)
    """Longest time of one crawl."""
    page_megabytes: int = Field(default=8, ge=1)
    """Largest page accepted, as received and as unpacked."""
    page_seconds: int = Field(default=30, ge=1)
    """Longest wait for one page."""


class Scroll(Described):
    """Scrolling down a list that loads more at its end."""

    press: Expression = ""
    """Selector of a button that loads more, pressed as long as it shows; empty: none is needed."""
    until: Expression = ""
    """Selector of what shows that the list has ended; empty: until nothing more appears."""
    at_most: int = Field(default=100, ge=1)
    """Most times to scroll."""
    patience: float = Field(default=3.0, gt=0)
    """Seconds to wait for more entries before the list counts as ended."""


class Steps(Described):
    """What to do in the browser before a page is read."""

    idle: bool = False
    """Whether to wait until the page asks for nothing more; `wait_for` is quicker and surer."""
    wait_for: Expression = ""
    """Selector of what must be there before anything else is done."""
    scroll: Scroll | None = None
    """How to scroll through an endless list."""
    click: tuple[Expression, ...] = ()
    """Selectors of buttons to press where they are there, such as "show number"."""
    wait_after: Expression = ""
    """Selector of what must be there after the clicks, where a click was made."""
    screenshot: bool = True
    """Whether to keep a picture of the page as evidence."""


class Browser(Described):
    """Which pages need a browser; what is not named here is fetched without one."""

    list: Steps | None = None
    """Steps on list pages."""
    page: Steps | None = None
    """Steps on the ads' own pages."""


class Fields(Described):
    """Where the parts of an ad stand on its page; the parts not named are looked for."""

    title: Expression = ""
    """The ad's title."""
    text: Expression = ""
    """The ad's words; several matches are joined line by line."""
    author: Expression = ""
    """Who posted it."""
    posted: Expression = ""
    """When it was posted, as the page writes it."""
    location: Expression = ""
    """Where, in the page's words."""
    price: Expression = ""
    """The price or wage, in the page's words."""
    contact: Expression = ""
    """A contact block that stands apart; it is added to the text."""
    images: Expression = ""
    """Addresses of pictures (`img::attr(src)`); noted, and fetched where `pictures` says so."""


class Selectors(Described):
    """CSS selectors, or XPath where they begin with "/", "./" or "("; `::attr(x)` takes values."""

    item: Expression = ""
    """One entry of a list page."""
    link: Expression = "a::attr(href)"
    """The address of the ad, inside an entry."""
    next: Expression = ""
    """The address of the next list page; empty: it is looked for."""
    volatile: tuple[Expression, ...] = ()
    """Parts of an entry that change with no change of the ad (view counts, "2 hours ago")."""
    gone: Expression = ""
    """What stands on the page of an ad that is sold or withdrawn."""
    fields: Fields = Fields()
    """The parts of an ad."""


class Expect(Described):
    """What the source promises; a crawl that yields less is reported as broken."""

    postings: int = Field(default=1, ge=0)
    """Fewest ads met in a crawl, new or known."""
    with_text: float = Field(default=0.9, ge=0, le=1)
    """Least share of the fetched ads that have words."""
    with_contact: float = Field(default=0.0, ge=0, le=1)
    """Least share of the fetched ads in which something like a contact stands."""
    failed: float = Field(default=0.2, ge=0, le=1)
    """Largest share of the requests that may fail."""
